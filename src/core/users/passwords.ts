import { type Described, describe, importable, schemeOf } from '../../crypto/passwords/passwords.ts';
import { PENDING } from '../../crypto/passwords/pending.ts';
import { type ShaVersion, shaVersions } from '../../crypto/passwords/raw-digests.ts';
import type { Scheme } from '../../crypto/passwords/scheme.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { endOwned } from '../owned.ts';
import { type CheckedPassword, hashChecked, noPassword } from './checked-password.ts';
import { applyNewPassword } from './new-password.ts';
import { refusePassword } from './password-policies.ts';
import type { User, UserId } from './user.ts';
import { changeUser, getUser } from './users.ts';

/**
 * Sets a plain password or, with null, removes it. Where the policy `invalidateSessions` is on, ends the user's sessions
 * and revokes their keys. Fails as `refusePassword`.
 */
export async function setPassword(
  core: Core,
  actor: Actor,
  input: { id: UserId; password: string | null },
): Promise<User> {
  const known = await getUser(core, actor, input.id);
  const password =
    input.password === null ? noPassword : await allowedPassword(core, actor, known, input.password);
  return changeUser(core, actor, { act: 'user.password.update', user: input.id }, async (user, tx) => {
    const changed = await applyNewPassword(core, actor, tx, { user, password });
    const { project } = actor;
    if (project.policies.invalidateSessions)
      await endOwned(core, tx, 'endSessions', { project, user: user.id });
    return changed;
  });
}

async function allowedPassword(
  core: Core,
  actor: Actor,
  user: User,
  plain: string,
): Promise<CheckedPassword> {
  await refusePassword(core, actor, { password: plain, user, earlier: true });
  return hashChecked(core, actor, plain);
}

/**
 * Returns the scheme and parameters of the user's password; without a password, those a new one would get. `original`
 * is the imported hash.
 */
export function passwordOf({ password }: User): Described & { readonly original: string | null } {
  // A password that only an old system knows has no scheme here.
  const stored = password === PENDING ? null : password;
  return {
    ...describe(stored),
    original: stored === null ? null : schemeOf(stored).original(stored),
  };
}

/** The schemes whose hashes can be imported. */
export const hashSchemes = importable;
export const shaVersionNames = Object.keys(shaVersions) as readonly ShaVersion[];
export type HashScheme = Scheme;
