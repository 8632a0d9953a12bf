import type { Scheme } from '../../crypto/passwords/scheme.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { User } from './user.ts';
import { createUser, type NewUser } from './users.ts';

type Imported = Omit<NewUser, 'password' | 'stored'>;

/**
 * Creates a user with an imported hash. Fails with `password_hash_refused` for a malformed or too expensive hash,
 * before any work is done, and as `createUser`.
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
