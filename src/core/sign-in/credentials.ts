import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { type Attempt, countAttempt, resetAttempts } from '../limits/attempts.ts';
import { refuseFailingNetwork } from '../limits/failed-sign-ins.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { checkHere } from '../old-systems/check-here.ts';
import {
  type FirstSignIn,
  isAskedAbout,
  isPending,
  signInFromOldSystem,
} from '../old-systems/first-sign-in.ts';
import type { OldSystem } from '../old-systems/old-system.ts';
import { findOldSystem } from '../old-systems/old-systems.ts';
import { usernameOf } from '../usernames/username.ts';
import { emailOf } from '../users/email.ts';
import { unsealed } from '../users/sealed-password.ts';
import { findUserBy } from '../users/store.ts';
import type { User } from '../users/user.ts';

/**
 * Authenticates a user by login (username or verified email) and password for one call: opens no session, and records
 * refusals only. Fails as `signInWithPassword`, and with `auth_method_disabled`.
 */
export async function checkCredentials(
  core: Core,
  actor: Actor,
  input: {
    readonly login: string;
    readonly password: string;
    /** Usernames that no user of an old system gets. */
    readonly reserved?: ReadonlySet<string>;
  },
): Promise<User> {
  if (actor.project.policies.disabledAuthMethods.includes('email-password'))
    throw new Failure('auth_method_disabled');
  const login = input.login.trim().toLowerCase();
  const { found, first } = await findUserByLogin(core, actor, login);
  const firstSignIn = first && { ...first, ...(input.reserved && { reserved: input.reserved }) };
  const { user, attempt } = await proveCredentials(core, actor, {
    ...{ found, login, password: input.password },
    ...(firstSignIn && { firstSignIn }),
  });
  await core.unaudited((tx) => resetAttempts(tx, attempt));
  return user;
}

type FoundLogin = { readonly found: User | undefined; readonly first?: FirstSignIn };

async function findUserByLogin(core: Core, actor: Actor, login: string): Promise<FoundLogin> {
  const { id } = actor.project;
  const username = usernameOf(login);
  if (username !== undefined) {
    const find = () => findUserBy(core.read, id, 'username', username);
    return { found: await find(), first: { login: { username }, find } };
  }
  const email = emailOf(login);
  if (email === undefined) return { found: undefined };
  const user = await findUserBy(core.read, id, 'email', email);
  // An unverified address may belong to someone else.
  const isVerified = ({ emailVerifiedAt }: User) => emailVerifiedAt !== null;
  if (user && !isVerified(user)) return { found: undefined };
  const find = async () => {
    const now = await findUserBy(core.read, id, 'email', email);
    return now && isVerified(now) ? now : undefined;
  };
  return { found: user, first: { login: { email }, find, needsVerifiedEmail: true } };
}

/**
 * Returns the user after verifying the password; `found` is the user of the login. With `firstSignIn`, an old system of
 * the project is asked about a user who is marked so, and about a login that no user has. Fails with `credentials_wrong`,
 * the same and after the same work for an unknown user, a wrong password or none; with `user_blocked` only after the
 * right password; with `rate_limited` after too many wrong ones; with `unavailable` when the old system gives no verdict.
 */
export async function proveCredentials(
  core: Core,
  actor: Actor,
  input: {
    readonly found: User | undefined;
    readonly login: string;
    readonly password: string;
    readonly firstSignIn?: FirstSignIn;
  },
): Promise<{ readonly user: User; readonly attempt: Attempt }> {
  const { found, login, password, firstSignIn } = input;
  const begunAt = performance.now();
  await refuseFailingNetwork(core, actor, found?.id);
  const attempt = await countAttempt(core, actor, {
    user: found?.id ?? { unknown: login },
    factor: 'password',
  });
  const known = found && unsealed(core, found);
  const old = firstSignIn && (!known || isPending(known)) ? await findOldSystem(core, actor) : undefined;
  const user =
    firstSignIn && old && isAskedAbout(old, known)
      ? await signInFromOldSystem(core, actor, { ...firstSignIn, old, password, begunAt })
      : await checkHere(core, actor, known, password);
  const refusal = { user: (user ?? known)?.id, factor: 'password', attempts: [attempt] };
  if (!user) {
    await recordRefusal(core, actor, { ...refusal, reason: 'wrong' });
    if (firstSignIn) await levelRefusal(core, actor, { old, known, begunAt });
    throw new Failure('credentials_wrong');
  }
  if (user.blockedAt !== null) {
    await recordRefusal(core, actor, { ...refusal, reason: 'blocked', attempts: [] });
    throw new Failure('user_blocked');
  }
  return { user, attempt };
}

/** In a project with an old system, the time of a refusal does not tell whether that was asked. */
async function levelRefusal(
  core: Core,
  actor: Actor,
  sent: {
    readonly old: OldSystem | undefined;
    readonly known: User | undefined;
    readonly begunAt: number;
  },
): Promise<void> {
  const { known, begunAt } = sent;
  const old = sent.old ?? (await findOldSystem(core, actor));
  if (old) await core.oldSystems.level(actor.project.id, begunAt, isAskedAbout(old, known));
}
