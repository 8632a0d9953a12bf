import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { claim, release } from '../identifiers/store.ts';
import type { Identity } from '../identities/identity.ts';
import { identitiesOf, insertIdentity, updateIdentity } from '../identities/store.ts';
import { createdAt } from '../instant.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { moveAddress } from '../users/addresses.ts';
import { emailKind } from '../users/email-kind.ts';
import { emailRefusal, refuseEmail } from '../users/email-policies.ts';
import { isMailboxFree } from '../users/mailboxes.ts';
import { proveAddress, releaseClaim } from '../users/prove-address.ts';
import { lockUser, updateUser } from '../users/store.ts';
import { newUser, nextUpdate, type User, type UserChange, type UserId } from '../users/user.ts';
import { addUser } from '../users/users.ts';
import { refuseFull, requireRoom } from '../users/users-limit.ts';
import { type ExternalProfile, isEmailFree, type Match, matchUser } from './match-user.ts';
import { renewTokens, sealTokens } from './tokens.ts';

const TRIES = 3;
const NAME_AT_MOST = 128;

/** The match changed between reading and writing. */
class ConcurrentChange extends Error {
  override readonly name = 'ConcurrentChange';
}

/** The session or token that a sign-in creates for the user: a recorded act, and its work in the same write. */
export type PreparedSignIn<T> = {
  readonly act: Extract<Act, { readonly act: 'session.create' | 'token.create' }> & { readonly user: UserId };
  readonly open: (tx: Tx, identity: Identity) => Promise<T>;
};

/**
 * Completes a sign-in at a provider in one write: finds or creates the user, links the identity, and opens what
 * `prepare` made. Fails as `matchUser` and, for a new user, `refuseEmail`, and with `users_limit` and `user_blocked`.
 */
export async function completeSignIn<T>(
  core: Core,
  actor: Actor,
  { external: profile, caller }: { readonly external: ExternalProfile; readonly caller: UserId | undefined },
  prepare: (user: UserId) => Promise<PreparedSignIn<T>>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const { external, match } = await matchSpellings(core, actor, profile, caller);
      const fresh = match.by === 'nothing' ? await newUserOf(core, actor, external) : undefined;
      const user = match.by === 'nothing' ? undefined : match.user;
      const prepared = await prepare(user ?? (fresh as User).id);
      return await writeSignIn(core, actor, { external, caller, match, fresh, prepared });
    } catch (error) {
      if (!(error instanceof ConcurrentChange)) throw error;
      if (tries === TRIES) throw new Failure({ code: 'unavailable', retryAfterSeconds: 1 });
    }
  }
}

/**
 * Matches a user. Where the project refuses aliases, a new user gets the verified address as its provider writes it
 * without tags and dots, and a user who has it that way is found.
 */
async function matchSpellings(
  core: Core,
  actor: Actor,
  external: ExternalProfile,
  caller: UserId | undefined,
): Promise<{ readonly external: ExternalProfile; readonly match: Match }> {
  const match = await matchUser(core.read, actor, external, caller);
  const { email, verified } = external;
  const isRefused = actor.project.policies.denyAliasedEmails && match.by === 'nothing' && verified;
  const unaliased = isRefused && email !== undefined ? emailKind(email).unaliased : email;
  if (unaliased === email) return { external, match };
  const other = { ...external, email: unaliased };
  return { external: other, match: await matchUser(core.read, actor, other, caller) };
}

type SignInPlan<T> = {
  readonly external: ExternalProfile;
  readonly caller: UserId | undefined;
  readonly match: Match;
  /** The user to create when none was found. */
  readonly fresh: User | undefined;
  readonly prepared: PreparedSignIn<T>;
};

async function writeSignIn<T>(core: Core, actor: Actor, plan: SignInPlan<T>): Promise<T> {
  const { external, caller, match, fresh, prepared } = plan;
  const user = prepared.act.user;
  try {
    const actsOf = ({ acts }: { readonly acts: readonly Act[] }) => acts;
    const { opened } = await core.write(actor, actsOf, async (tx) => {
      if (fresh) await requireRoom(tx, actor);
      const known = fresh ? undefined : await lockUser(tx, actor.project.id, user);
      const again = await matchUser(tx, actor, external, caller);
      if (!isSameMatch(match, again) || (!fresh && !known)) throw new ConcurrentChange();
      const released = await releaseAddress(core, actor, tx, match);
      const before = known ?? (await createUser(core, actor, tx, fresh as User));
      if (before.blockedAt !== null) throw new Failure('user_blocked');
      const linked = await link(core, actor, tx, { before, external, match });
      const opened = await prepared.open(tx, linked.identity);
      const made: readonly Act[] = fresh ? [{ act: 'user.create', user }] : [];
      return { opened, acts: [...released, ...made, ...linked.acts, prepared.act] };
    });
    return opened;
  } catch (error) {
    if (error instanceof Failure && error.code === 'user_blocked')
      await recordRefusal(core, actor, { user, factor: 'oauth2', reason: 'blocked', attempts: [] });
    throw error;
  }
}

function isSameMatch(a: Match, b: Match): boolean {
  if (a.by === 'nothing' || b.by === 'nothing')
    return a.by === 'nothing' && b.by === 'nothing' && a.claimedBy === b.claimedBy;
  return a.by === b.by && a.user === b.user;
}

/** Releases an address that another user claims without proof, for the new user. */
async function releaseAddress(core: Core, actor: Actor, tx: Tx, match: Match): Promise<readonly Act[]> {
  if (match.by !== 'nothing' || match.claimedBy === undefined) return [];
  const user = await lockUser(tx, actor.project.id, match.claimedBy);
  if (!user || user.emailVerifiedAt !== null) throw new ConcurrentChange();
  return releaseClaim(core, actor, tx, { user, kind: 'email', way: 'oauth2' });
}

async function newUserOf(
  core: Core,
  actor: Actor,
  { email, verified, name }: ExternalProfile,
): Promise<User> {
  if (email !== undefined) refuseEmail(actor.project.policies, email);
  await refuseSharedMailbox(core, actor, { email, verified });
  await refuseFull(core, actor);
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  return {
    ...newUser(freshId(sequence) as UserId, sequence, at),
    name: [...name].slice(0, NAME_AT_MOST).join(''),
    email: email ?? null,
    emailVerifiedAt: verified ? at : null,
    accessedAt: at,
  };
}

/** A conflict that is no race: another user has the mailbox under another spelling. */
async function refuseSharedMailbox(
  core: Core,
  actor: Actor,
  { email, verified }: Pick<ExternalProfile, 'email' | 'verified'>,
): Promise<void> {
  if (email === undefined || (await isMailboxFree(core.read, actor, email))) return;
  throw new Failure(verified ? 'user_exists' : 'request_refused');
}

async function createUser(core: Core, actor: Actor, tx: Tx, user: User): Promise<User> {
  try {
    return await addUser(core, actor, tx, user);
  } catch (error) {
    // A concurrent call claimed the address first.
    if (error instanceof Failure && error.code === 'user_exists') throw new ConcurrentChange();
    throw error;
  }
}

type LinkInput = { readonly before: User; readonly external: ExternalProfile; readonly match: Match };

/** The linked identity and the acts of linking it. */
type Linked = { readonly identity: Identity; readonly acts: readonly Act[] };

/** Links the external account to the user, and copies attributes that the user lacks. */
async function link(core: Core, actor: Actor, tx: Tx, to: LinkInput): Promise<Linked> {
  const { external, match } = to;
  const isProof = external.verified && match.by === 'email';
  const proven = isProof
    ? await proveAddress(core, actor, tx, { user: to.before, kind: 'email', way: 'oauth2' })
    : { user: to.before, acts: [], isReset: false };
  const before = proven.user;
  const named =
    before.name === '' && external.name !== ''
      ? { name: [...external.name].slice(0, NAME_AT_MOST).join('') }
      : {};
  const adopted = await adoptEmail(core, actor, tx, { before, external, match });
  const change: UserChange = { ...named, ...adopted };
  if (Object.keys(change).length > 0) {
    const after = { ...before, ...change, updatedAt: nextUpdate(before, core.clock) };
    await updateUser(tx, actor.project.id, before, after);
  }
  const save = async (): Promise<Linked> => {
    const saving = { user: before.id, external, match, isTakenOver: proven.isReset };
    const saved = await saveIdentity(core, actor, tx, saving);
    return { ...saved, acts: [...proven.acts, ...saved.acts] };
  };
  const { email } = external;
  const isOther = before.email !== null && email !== undefined && email !== before.email;
  if (match.by !== 'session' || !isOther) return save();
  // Claimed in the write of the identity: of this and a concurrent claim of the email, one sees the other.
  const claimed = { project: actor.project.id, kind: 'email', value: email } as const;
  if (!(await claim(tx, claimed, before.id)) || !(await isEmailFree(tx, actor, email, before.id)))
    throw new ConcurrentChange();
  const linked = await save();
  await release(tx, claimed, before.id);
  return linked;
}

/** A user without an email gets that of the external account, unless it is taken. */
async function adoptEmail(
  core: Core,
  actor: Actor,
  tx: Tx,
  { before, external: { email, verified }, match }: LinkInput,
): Promise<UserChange> {
  if (before.email !== null || email === undefined) return {};
  const refusal = emailRefusal(actor.project.policies, email);
  if (refusal && match.by !== 'identity') throw refusal;
  const isFree = !refusal && (await isEmailFree(tx, actor, email, before.id));
  // A returning user must not be locked out by what others did meanwhile.
  if (!isFree && match.by === 'identity') return {};
  if (!isFree) throw new Failure('user_exists');
  try {
    const move = { user: before, kind: 'email', to: email, addsTarget: false } as const;
    await moveAddress(core, actor, tx, move);
  } catch (error) {
    if (error instanceof Failure) throw new Failure('user_exists');
    throw error;
  }
  // The user had no address that another user could have claimed, and keeps everything in the account.
  return { email, emailVerifiedAt: verified ? core.clock.now() : null };
}

async function saveIdentity(
  core: Core,
  actor: Actor,
  tx: Tx,
  {
    user,
    external,
    match: { by },
    isTakenOver,
  }: {
    readonly user: UserId;
    readonly external: ExternalProfile;
    readonly match: Match;
    readonly isTakenOver: boolean;
  },
): Promise<Linked> {
  const project = actor.project.id;
  const { provider, issuer, providerUid } = external;
  const known = (await identitiesOf(tx, project, { user })).find(
    (one) => one.provider === provider && one.issuer === issuer && one.providerUid === providerUid,
  );
  if (known) {
    const sealedTokens = renewTokens(core, known.sealedTokens, external.tokens);
    const renewed = { ...known, sealedTokens, updatedAt: core.clock.now() };
    await updateIdentity(tx, project, renewed);
    return { identity: renewed, acts: [] };
  }
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const identity: Identity = {
    id: freshId(sequence),
    userId: user,
    sequence,
    createdAt: at,
    updatedAt: at,
    provider,
    issuer,
    providerUid,
    providerEmail: external.email ?? '',
    sealedTokens: sealTokens(core, external.tokens),
    emailVerifiedAt: external.verified && external.email !== undefined ? at : null,
    foundByEmailAt: by === 'email' || by === 'identity-email' ? at : null,
  };
  if (!(await insertIdentity(tx, project, identity))) throw new ConcurrentChange();
  const details = { identityId: identity.id, provider, replaced: isTakenOver };
  return { identity, acts: [{ act: 'identity.create', user, details }] };
}
