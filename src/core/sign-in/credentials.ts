import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { type Attempt, countAttempt, resetAttempts } from '../limits/attempts.ts';
import { refuseFailingNetwork } from '../limits/failed-sign-ins.ts';
import { requesterOf } from '../limits/network.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { usernameOf } from '../usernames/username.ts';
import { emailOf } from '../users/email.ts';
import { unsealed } from '../users/sealed-password.ts';
import { findUserBy } from '../users/store.ts';
import type { User } from '../users/user.ts';

/**
 * The user who knows the password of this login, a username or a verified email, for the length of a call: no session is
 * opened, and nothing recorded but what is refused. Refuses as `signInWithPassword`, and with
 * `auth_method_disabled`.
 */
export async function checkCredentials(
  core: Core,
  actor: Actor,
  input: { readonly login: string; readonly password: string },
): Promise<User> {
  if (actor.project.policies.disabledAuthMethods.includes('email-password'))
    throw new Failure('auth_method_disabled');
  const login = input.login.trim().toLowerCase();
  const found = await findUserByLogin(core, actor, login);
  const { user, attempt } = await proveCredentials(core, actor, { found, login, password: input.password });
  await core.unaudited((tx) => resetAttempts(tx, attempt));
  return user;
}

async function findUserByLogin(core: Core, actor: Actor, login: string): Promise<User | undefined> {
  const { id } = actor.project;
  const username = usernameOf(login);
  if (username !== undefined) return findUserBy(core.read, id, 'username', username);
  const email = emailOf(login);
  const user = email && (await findUserBy(core.read, id, 'email', email));
  // Whoever has not proven to have the mailbox may have taken somebody else's address.
  return user && user.emailVerifiedAt !== null ? user : undefined;
}

/**
 * The user, once the password is seen to be right; `found` is who has the login. Refuses with `credentials_wrong`, the same
 * and after the same work whether there is nobody, the password is wrong or there is none; with `user_blocked` only
 * those who know the password; with `rate_limited` after too many wrong ones.
 */
export async function proveCredentials(
  core: Core,
  actor: Actor,
  input: { readonly found: User | undefined; readonly login: string; readonly password: string },
): Promise<{ readonly user: User; readonly attempt: Attempt }> {
  const { found, login } = input;
  await refuseFailingNetwork(core, actor, found?.id);
  const attempt = await countAttempt(core, actor, {
    user: found?.id ?? { unknown: login },
    factor: 'password',
  });
  const user = found && unsealed(core, found);
  const isRight = await core.passwords.check(
    input.password,
    user?.password ?? null,
    requesterOf(actor, user?.id),
  );
  const refusal = { user: user?.id, factor: 'password', attempts: [attempt] };
  if (!user || !isRight) {
    await recordRefusal(core, actor, { ...refusal, reason: 'wrong' });
    throw new Failure('credentials_wrong');
  }
  if (user.blockedAt !== null) {
    await recordRefusal(core, actor, { ...refusal, reason: 'blocked', attempts: [] });
    throw new Failure('user_blocked');
  }
  return { user, attempt };
}
