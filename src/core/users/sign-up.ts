import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { User } from './user.ts';
import { createUser, type NewUser } from './users.ts';
import { refuseFull } from './users-limit.ts';

/** Creates a user who signs up. Fails as `refuseFull` and `createUser`. */
export async function signUp(core: Core, actor: Actor, input: NewUser): Promise<User> {
  await refuseFull(core, actor);
  return createUser(core, actor, { ...input, accessed: true, limited: true });
}
