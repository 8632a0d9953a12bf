import { PENDING } from '../../crypto/passwords/pending.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { placeAuthenticator } from '../factors/authenticators-store.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import { requesterOf } from '../limits/network.ts';
import { assignUsername } from '../usernames/store.ts';
import { type CheckedPassword, hashChecked } from '../users/checked-password.ts';
import type { Email } from '../users/email.ts';
import { rememberPassword } from '../users/password-history-store.ts';
import { unsealed } from '../users/sealed-password.ts';
import { lockUser, updateUser } from '../users/store.ts';
import { newUser, nextUpdate, type User, type UserId } from '../users/user.ts';
import { addUser } from '../users/users.ts';
import { askOldSystem, type Outcome } from './ask.ts';
import { checkHere } from './check-here.ts';
import type { OldSystem } from './old-system.ts';
import type { OldProfile } from './profile.ts';

/** Who signs in, and by what an account of theirs would be made. */
export type FirstSignIn = {
  /** An address or a username that no user has, unless `pending` is its user. */
  readonly login: { readonly email: Email } | { readonly username: string };
  /** Looks the login up again: another request may have made its user. */
  readonly find: () => Promise<User | undefined>;
  /** Usernames that no user may have; without it, no usernames are given. */
  readonly reserved?: ReadonlySet<string>;
  /** Whether the protocol refuses sign-ins with an address that is not verified. */
  readonly needsVerifiedEmail?: boolean;
};

const RETRY_AFTER_SECONDS = 5;

/** Reports whether the old system is to be asked about the user, or about a login that no user has. */
export function isAskedAbout(old: OldSystem, user: User | undefined): boolean {
  if (user === undefined) return old.asks.includes('unknown');
  // A blocked user gets nothing from there.
  return isPending(user) && user.blockedAt === null && old.asks.includes('pending');
}

/** Reports whether the user's password is known to an old system only. */
export function isPending({ password }: User): boolean {
  return password === PENDING;
}

type Asking = FirstSignIn & {
  readonly old: OldSystem;
  readonly password: string;
  /** As `performance.now()` has it. */
  readonly begunAt: number;
};

/**
 * Asks the old system about the password, and keeps the user with it if it is right: the user is created, or loses the
 * mark. Returns nothing for a wrong password. Of concurrent sign-ins with one login, one asks at a time, and those after
 * the right one are checked here. Fails with `unavailable` when the old system gives no verdict.
 */
export async function signInFromOldSystem(
  core: Core,
  actor: Actor,
  asking: Asking,
): Promise<User | undefined> {
  const deadlineAt = asking.begunAt + core.oldSystems.deadlineMs;
  const key = `${actor.project.id}\n${loginOf(asking)}`;
  const done = await core.oldSystems.inTurn(key, deadlineAt, async () => {
    // Looked up again in any case: the user may have been kept since, by a sign-in whose turn has ended already.
    const user = await current(core, asking);
    if (!isAskedAbout(asking.old, user)) return checkHere(core, actor, user, asking.password);
    return askAndKeep(core, actor, { ...asking, user, deadlineAt });
  });
  if (done === 'busy') throw unavailable();
  return done;
}

function loginOf({ login }: Pick<FirstSignIn, 'login'>): string {
  return 'email' in login ? login.email : login.username;
}

async function current(core: Core, { find }: FirstSignIn): Promise<User | undefined> {
  const found = await find();
  return found && unsealed(core, found);
}

async function askAndKeep(
  core: Core,
  actor: Actor,
  asking: Asking & { readonly user: User | undefined; readonly deadlineAt: number },
): Promise<User | undefined> {
  const { old, user, password, begunAt, deadlineAt } = asking;
  const login = loginOf(asking);
  const [outcome] = await Promise.all([
    askOldSystem(core, actor, old, { login, password, userId: user?.id, begunAt, deadlineAt }),
    // What a wrong password costs here, so that the time does not tell that this one was sent there.
    core.passwords.check(password, null, requesterOf(actor, user?.id)),
  ]);
  const profile = profileIn(outcome);
  if (!profile) return undefined;
  const checked = await hashChecked(core, actor, password, user?.id);
  const kept = user
    ? await keepPending(core, actor, { old, user, checked })
    : await keepUnknown(core, actor, { ...asking, profile, checked });
  if (kept !== 'changed') return kept;
  const now = await current(core, asking);
  return now && !isPending(now) ? checkHere(core, actor, now, password) : undefined;
}

/** Returns what came with the right password; nothing for a wrong one. */
function profileIn(outcome: Outcome): OldProfile | undefined {
  switch (outcome.result) {
    case 'match':
      return outcome.profile;
    case 'mismatch':
    case 'unknown':
    case 'second_factor':
      return undefined;
    default:
      throw unavailable();
  }
}

type Kept = { readonly old: OldSystem; readonly checked: CheckedPassword };

/** What was imported stays as it is: an operator has looked at it. */
async function keepPending(
  core: Core,
  actor: Actor,
  { old: { system }, user: { id, email }, checked }: Kept & { readonly user: User },
): Promise<User | 'changed'> {
  const { id: project } = actor.project;
  const acts = (kept: User | 'changed') =>
    kept === 'changed' ? [] : [{ act: 'user.password.migrate', user: id, details: { system } } as const];
  return core.write<User | 'changed'>(actor, acts, async (tx) => {
    const before = await lockUser(tx, project, id);
    if (!before || !isPending(before) || before.email !== email) return 'changed';
    const at = core.clock.now();
    const after = { ...before, ...checked, passwordUpdatedAt: at, updatedAt: nextUpdate(before, core.clock) };
    await updateUser(tx, project, before, after);
    await rememberPassword(tx, actor.project, after, core.clock.nextSequence());
    return after;
  });
}

type Unknown = Kept & FirstSignIn & { readonly profile: OldProfile };

/**
 * Creates the user. Neither the limit of users nor the policies of addresses and passwords hold: the old system has let
 * the user in before.
 */
async function keepUnknown(
  core: Core,
  actor: Actor,
  unknown: Unknown,
): Promise<User | 'changed' | undefined> {
  const { login, profile, needsVerifiedEmail, old } = unknown;
  const isOther =
    'email' in login
      ? profile.email !== undefined && profile.email !== login.email
      : profile.username !== undefined && profile.username !== login.username;
  const isReserved = 'username' in login && (unknown.reserved?.has(login.username) ?? true);
  if (isOther || isReserved || (needsVerifiedEmail && !isVerified(unknown))) return undefined;
  const { system } = old;
  for (const withPhone of [true, false]) {
    const { user, username } = accountOf(core, unknown, withPhone);
    const acts = [
      { act: 'user.create', user: user.id },
      { act: 'user.password.migrate', user: user.id, details: { system } },
    ] as const;
    try {
      return await core.write(actor, acts, async (tx) => {
        const placed = await addUser(core, actor, tx, user);
        const naming = { user: placed, emailPublicAt: null, updatedAtMicros: user.sequence };
        if (username !== undefined && !(await assignUsername(tx, actor.project.id, { ...naming, username })))
          throw new Failure('username_taken');
        if (profile.totp !== undefined)
          await placeTotp(core, actor, tx, { user: user.id, seed: profile.totp });
        return placed;
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Another user has the number, and keeps it.
      if (withPhone && error.code === 'user_exists' && profile.phone !== undefined) continue;
      if (error.code === 'user_exists' || error.code === 'username_taken') return 'changed';
      throw error;
    }
  }
  return 'changed';
}

/** An address that the old system did not name is not one that it has verified. */
function isVerified({ login, profile }: Unknown): boolean {
  return !('email' in login) || (profile.email === login.email && profile.emailVerified);
}

/** Returns the user to create, and the username if one can be given. */
function accountOf(
  core: Core,
  { login, profile, checked, reserved }: Unknown,
  withPhone: boolean,
): { readonly user: User; readonly username: string | undefined } {
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const phone = withPhone ? (profile.phone ?? null) : null;
  const wanted = 'email' in login ? profile.username : login.username;
  const username = reserved && wanted !== undefined && !reserved.has(wanted) ? wanted : undefined;
  const user: User = {
    ...newUser(freshId(sequence) as UserId, sequence, at),
    ...checked,
    ...{ name: profile.name, labels: profile.labels, prefs: profile.prefs },
    email: 'email' in login ? login.email : (profile.email ?? null),
    emailVerifiedAt: profile.email !== undefined && profile.emailVerified ? at : null,
    phone,
    phoneVerifiedAt: phone !== null && profile.phoneVerified ? at : null,
    mfaEnabledAt: profile.totp === undefined ? null : at,
    passwordUpdatedAt: at,
    accessedAt: at,
  };
  return { user, username };
}

function placeTotp(
  core: Core,
  actor: Actor,
  tx: Parameters<typeof placeAuthenticator>[0],
  { user, seed }: { readonly user: UserId; readonly seed: string },
): Promise<boolean> {
  const sealed = core.seal.seal(seed);
  return placeAuthenticator(tx, actor.project.id, {
    user,
    kind: 'totp',
    sealed,
    verifiedAt: core.clock.now(),
  });
}

function unavailable(): Failure {
  const retryAfterSeconds = RETRY_AFTER_SECONDS;
  return new Failure({ code: 'unavailable', reason: 'old_system_failed', retryAfterSeconds });
}
