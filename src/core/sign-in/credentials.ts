import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { withImportSecrets } from '../import-secrets/import-secrets.ts';
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
 * Authenticates a user by login (username or verified email) and password for one call: opens no session, and records
 * refusals only. Fails as `signInWithPassword`, and with `auth_method_disabled`.
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
  // An unverified address may belong to someone else.
  return user && user.emailVerifiedAt !== null ? user : undefined;
}

/**
 * Returns the user after verifying the password; `found` is the user of the login. Fails with `credentials_wrong`,
 * the same and after the same work for an unknown user, a wrong password or none; with `user_blocked` only after the
 * right password; with `rate_limited` after too many wrong ones.
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
    withImportSecrets(core, actor.project.id, user?.password ?? null),
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
