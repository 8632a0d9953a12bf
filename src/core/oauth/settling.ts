import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import type { Identity } from '../identities/identity.ts';
import { identitiesOf, insertIdentity, renewIdentity } from '../identities/store.ts';
import { createdAt } from '../instant.ts';
import { recordRefusal } from '../sign-in/refusal.ts';
import { moveAddress } from '../users/addresses.ts';
import { disown } from '../users/disowning.ts';
import { countUsers, lockUser, updateUser } from '../users/store.ts';
import { newUser, type User, type UserChange, type UserId } from '../users/user.ts';
import { placeUser } from '../users/users.ts';
import { type Arrival, isFreeFor, type Match, matchOf } from './matching.ts';
import { sealTokens } from './tokens.ts';

const TRIES = 3;
const NAME_AT_MOST = 128;

/** Somebody else was there between looking and writing. */
class Moved extends Error {
  override readonly name = 'Moved';
}

/** What is made for whoever arrived: an act that is recorded, and the work of it in the same write. */
export type Opening<T> = {
  readonly act: Extract<Act, { readonly act: 'session.create' | 'token.create' }> & { readonly user: UserId };
  readonly open: (tx: Tx, identity: Identity) => Promise<T>;
};

/**
 * Lets somebody in who came back from a provider: finds or makes the user, links the account elsewhere, and opens what
 * `prepare` made for the user, in one write. Refuses as `matchOf`, and with `users_limit` and `user_blocked`.
 */
export async function settle<T>(
  core: Core,
  actor: Actor,
  { arrival, caller }: { readonly arrival: Arrival; readonly caller: UserId | undefined },
  prepare: (user: UserId) => Promise<Opening<T>>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const match = await matchOf(core.read, actor, arrival, caller);
      const fresh = match.by === 'nothing' ? await freshUser(core, actor, arrival) : undefined;
      const user = match.by === 'nothing' ? undefined : match.user;
      const opening = await prepare(user ?? (fresh as User).id);
      return await written(core, actor, { arrival, caller, match, fresh, opening });
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      if (tries === TRIES) throw new Failure('unavailable', undefined, { retryAfter: 1 });
    }
  }
}

type Plan<T> = {
  readonly arrival: Arrival;
  readonly caller: UserId | undefined;
  readonly match: Match;
  /** The user to be made, where nobody was found. */
  readonly fresh: User | undefined;
  readonly opening: Opening<T>;
};

async function written<T>(core: Core, actor: Actor, plan: Plan<T>): Promise<T> {
  const { arrival, caller, match, fresh, opening } = plan;
  const user = opening.act.user;
  try {
    const actsOf = ({ acts }: { readonly acts: readonly Act[] }) => acts;
    const { opened } = await core.write(actor, actsOf, async (tx) => {
      const known = fresh ? undefined : await lockUser(tx, actor.project.id, user);
      const again = await matchOf(tx, actor, arrival, caller);
      if (!isSame(match, again) || (!fresh && !known)) throw new Moved();
      const before = known ?? (await placed(core, actor, tx, fresh as User));
      if (before.blockedAt !== null) throw new Failure('user_blocked');
      const linked = await link(core, actor, tx, { before, arrival, match });
      const opened = await opening.open(tx, linked.identity);
      const made: readonly Act[] = fresh ? [{ act: 'user.create', user }] : [];
      return { opened, acts: [...made, ...linked.acts, opening.act] };
    });
    return opened;
  } catch (error) {
    if (error instanceof Failure && error.code === 'user_blocked')
      await recordRefusal(core, actor, { user, factor: 'oauth2', reason: 'blocked', guess: undefined });
    throw error;
  }
}

function isSame(a: Match, b: Match): boolean {
  return a.by === b.by && (a.by === 'nothing' || (b.by !== 'nothing' && a.user === b.user));
}

async function freshUser(core: Core, actor: Actor, { email, verified, name }: Arrival): Promise<User> {
  const limit = actor.project.policies.usersLimit;
  if (limit > 0 && (await countUsers(core.read, actor.project.id, limit)) >= limit)
    throw new Failure('users_limit');
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

async function placed(core: Core, actor: Actor, tx: Tx, user: User): Promise<User> {
  try {
    return await placeUser(core, actor, tx, user);
  } catch (error) {
    // Somebody was first with the address.
    if (error instanceof Failure && error.code === 'user_exists') throw new Moved();
    throw error;
  }
}

type Link = { readonly before: User; readonly arrival: Arrival; readonly match: Match };

/** What was linked, and the acts of it. */
type Linked = { readonly identity: Identity; readonly acts: readonly Act[] };

/** Links the account elsewhere to the user, and takes over what the provider knows and the user does not. */
async function link(core: Core, actor: Actor, tx: Tx, to: Link): Promise<Linked> {
  const { before, arrival, match } = to;
  const isProof = arrival.verified && match.by === 'email';
  const isTakenOver = isProof && before.emailVerifiedAt === null;
  const emptied = isTakenOver ? await disown(core, actor, tx, before) : {};
  const proven = isTakenOver ? { emailVerifiedAt: core.clock.now() } : {};
  const named =
    before.name === '' && arrival.name !== ''
      ? { name: [...arrival.name].slice(0, NAME_AT_MOST).join('') }
      : {};
  const adopted = await adoptedEmail(core, actor, tx, to);
  const change: UserChange = { ...emptied, ...proven, ...named, ...adopted };
  if (Object.keys(change).length > 0) {
    const after = { ...before, ...change, updatedAt: core.clock.now() };
    await updateUser(tx, actor.project.id, before, after);
  }
  return keepIdentity(core, actor, tx, { user: before.id, arrival, isTakenOver });
}

/** Who has no address gets that of the account elsewhere, unless it is somebody's. */
async function adoptedEmail(
  core: Core,
  actor: Actor,
  tx: Tx,
  { before, arrival: { email, verified }, match }: Link,
): Promise<UserChange> {
  if (before.email !== null || email === undefined) return {};
  const isFree = await isFreeFor(tx, actor, email, before.id);
  // Whoever comes again must not be kept out by what others did meanwhile.
  if (!isFree && match.by === 'identity') return {};
  if (!isFree) throw new Failure('user_exists');
  try {
    const move = { user: before, kind: 'email', to: email, addsTarget: false } as const;
    await moveAddress(core, actor, tx, move);
  } catch (error) {
    if (error instanceof Failure) throw new Failure('user_exists');
    throw error;
  }
  return { email, emailVerifiedAt: verified ? core.clock.now() : null };
}

async function keepIdentity(
  core: Core,
  actor: Actor,
  tx: Tx,
  {
    user,
    arrival,
    isTakenOver,
  }: { readonly user: UserId; readonly arrival: Arrival; readonly isTakenOver: boolean },
): Promise<Linked> {
  const project = actor.project.id;
  const sealedTokens = sealTokens(core, arrival.tokens);
  const { provider, issuer, providerUid } = arrival;
  const known = (await identitiesOf(tx, project, user)).find(
    (one) => one.provider === provider && one.issuer === issuer && one.providerUid === providerUid,
  );
  if (known) {
    const renewed = { ...known, sealedTokens, updatedAt: core.clock.now() };
    await renewIdentity(tx, project, renewed);
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
    providerEmail: arrival.email ?? '',
    sealedTokens,
    emailVerifiedAt: arrival.verified && arrival.email !== undefined ? at : null,
  };
  if (!(await insertIdentity(tx, project, identity))) throw new Moved();
  const details = { identityId: identity.id, provider, replaced: isTakenOver };
  return { identity, acts: [{ act: 'identity.create', user, details }] };
}
