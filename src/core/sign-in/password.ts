import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { withImportSecrets } from '../import-secrets/import-secrets.ts';
import { resetAttempts } from '../limits/attempts.ts';
import { requesterOf } from '../limits/network.ts';
import { type NewSession, openSession, prepareSession } from '../sessions/open-session.ts';
import { checkPlain, isSameFinding } from '../users/checked-password.ts';
import type { Email } from '../users/email.ts';
import { unsealed } from '../users/sealed-password.ts';
import { findUserBy, lockUser, updateUser } from '../users/store.ts';
import type { User } from '../users/user.ts';
import { proveCredentials } from './credentials.ts';

/**
 * Opens a session by password, and records whether it is a common one. Fails with `credentials_wrong`, the same and after the same work for an unknown
 * address, a wrong password or none; with `user_blocked` only after the right password; with `rate_limited` after too
 * many wrong ones; with `unavailable` when an old system that must be asked gives no verdict.
 */
export async function signInWithPassword(
  core: Core,
  actor: Actor,
  input: { readonly email: Email; readonly password: string },
): Promise<NewSession> {
  const find = () => findUserBy(core.read, actor.project.id, 'email', input.email);
  const firstSignIn = { login: { email: input.email }, find };
  const credentials = { found: await find(), login: input.email, password: input.password, firstSignIn };
  const { user, attempt } = await proveCredentials(core, actor, credentials);
  const rehashed = await rehash(core, actor, user, input.password);
  const checked = await checkPlain(core, input.password);
  const signedIn = { user: user.id, provider: 'email', providerUid: input.email, factors: ['password'] };
  const fresh = await prepareSession(core, actor, signedIn);
  return core.write(actor, fresh.act, async (tx) => {
    const now = await lockUser(tx, actor.project.id, user.id);
    if (!now || now.email !== input.email || unsealed(core, now).password !== user.password)
      throw new Failure('credentials_wrong');
    if (now.blockedAt !== null) throw new Failure('user_blocked');
    if (rehashed !== undefined || !isSameFinding(now, checked)) {
      const password = rehashed ?? now.password;
      await updateUser(tx, actor.project.id, now, { ...now, ...checked, password });
    }
    await resetAttempts(tx, attempt);
    return openSession(core, actor, tx, fresh);
  });
}

/** Returns a new hash to replace an imported or cheaper one, unless the old one reads only the start of a password. */
async function rehash(
  core: Core,
  actor: Actor,
  { id, password }: User,
  plain: string,
): Promise<string | undefined> {
  if (password === null || !core.passwords.needsRehash(password)) return undefined;
  const stored = await withImportSecrets(core, actor.project.id, password);
  if (stored === null || !core.passwords.readsAll(plain, stored)) return undefined;
  return core.passwords.hash(plain, requesterOf(actor, id));
}
