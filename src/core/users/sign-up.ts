import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { countUsers } from './store.ts';
import type { User } from './user.ts';
import { createUser, type NewUser } from './users.ts';

/** Creates a user who signs up. Fails as `refuseFull` and `createUser`. */
export async function signUp(core: Core, actor: Actor, input: NewUser): Promise<User> {
  await refuseFull(core, actor);
  return createUser(core, actor, { ...input, accessed: true });
}

/** Refuses with `users_limit` when the project is full. */
export async function refuseFull(core: Core, actor: Actor): Promise<void> {
  const limit = actor.project.policies.usersLimit;
  if (limit > 0 && (await countUsers(core.read, actor.project.id, limit)) >= limit)
    throw new Failure('users_limit');
}
