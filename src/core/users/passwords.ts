import { type Described, describe, importable, schemeOf } from '../../crypto/passwords/passwords.ts';
import { type ShaVersion, shaVersions } from '../../crypto/passwords/raw-digests.ts';
import type { Scheme } from '../../crypto/passwords/scheme.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { deleteSessions } from '../sessions/store.ts';
import { earlierPasswords, forgetPasswords, rememberPassword } from './password-history/store.ts';
import type { User, UserId } from './user.ts';
import { changeUser, getUser } from './users.ts';

/**
 * Sets a plain password or, with null, removes it. As the project's policies say, ends the user's sessions and
 * refuses a password used before (`password_recently_used`).
 */
export async function setPassword(
  core: Core,
  actor: Actor,
  input: { id: UserId; password: string | null },
): Promise<User> {
  const project = actor.project;
  await getUser(core, actor, input.id);
  if (input.password !== null) await refuseEarlier(core, actor, input.id, input.password);
  const password = input.password === null ? null : await core.passwords.hash(input.password);
  return changeUser(core, actor, { act: 'user.password.update', user: input.id }, async (user, tx) => {
    const changed = { password, passwordUpdatedAt: core.clock.now() };
    if (project.policies.passwordHistory === 0) await forgetPasswords(tx, project.id, user.id);
    else await rememberPassword(tx, project, { ...user, ...changed }, core.clock.nextSequence());
    if (project.policies.invalidateSessions) await deleteSessions(tx, project.id, user.id);
    return changed;
  });
}

/** Checked before the write, since checking a hash takes long: two changes at once may both be judged by the past. */
async function refuseEarlier(core: Core, actor: Actor, id: UserId, plain: string): Promise<void> {
  for (const earlier of await earlierPasswords(core.read, actor.project, id)) {
    if (await core.passwords.verify(plain, earlier)) throw new Failure('password_recently_used');
  }
}

/**
 * The scheme of the user's password and its parameters; of one that has none, what a new one would get. `original` is
 * the hash as it was given.
 */
export function passwordOf({ password }: User): Described & { readonly original: string | null } {
  return {
    ...describe(password),
    original: password === null ? null : schemeOf(password).original(password),
  };
}

/** The schemes whose hashes a user can be made with. */
export const hashSchemes = importable;
export const shaVersionNames = Object.keys(shaVersions) as readonly ShaVersion[];
export type HashScheme = Scheme;
