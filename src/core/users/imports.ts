import type { Scheme } from '../../crypto/passwords/scheme.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { User } from './user.ts';
import { createUser, type NewUser } from './users.ts';

type Imported = Omit<NewUser, 'password' | 'stored'>;

/**
 * Makes a user with a hash from elsewhere. Refuses with `password_hash_refused` what is malformed or costs too much to
 * check, before any work is done, and as `createUser`.
 */
export async function importUser(
  core: Core,
  actor: Actor,
  input: Imported,
  hash: { readonly scheme: Scheme; readonly stored: string },
): Promise<User> {
  const reason = hash.scheme.refusal(hash.stored);
  if (reason !== undefined) throw new Failure({ code: 'password_hash_refused', reason });
  return createUser(core, actor, { ...input, stored: hash.stored });
}
