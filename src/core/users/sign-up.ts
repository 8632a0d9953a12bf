import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { countUsers } from './store.ts';
import type { User } from './user.ts';
import { createUser, type NewUser } from './users.ts';

/** Makes a user who comes by itself. Refuses with `users_limit` when the project is full, and as `createUser`. */
export async function signUp(core: Core, actor: Actor, input: NewUser): Promise<User> {
  const limit = actor.project.policies.usersLimit;
  if (limit > 0 && (await countUsers(core.read, actor.project.id, limit)) >= limit)
    throw new Failure('users_limit');
  return createUser(core, actor, { ...input, accessed: true });
}
