import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { lockProject } from '../projects/store.ts';
import { countUsers } from './store.ts';

/** Refuses with `users_limit` when the project is full: before work is done for nothing. `requireRoom` decides. */
export async function refuseFull(core: Core, actor: Actor): Promise<void> {
  const limit = actor.project.policies.usersLimit;
  if (limit > 0 && (await countUsers(core.read, actor.project.id, limit)) >= limit)
    throw new Failure('users_limit');
}

/**
 * Refuses with `users_limit` when the project is full. Part of the write that makes a user, and its first statement: those
 * who sign up at once wait for each other, where there is a limit.
 */
export async function requireRoom(tx: Tx, actor: Actor): Promise<void> {
  const limit = actor.project.policies.usersLimit;
  if (limit === 0) return;
  await lockProject(tx, actor.project.id);
  if ((await countUsers(tx, actor.project.id, limit)) >= limit) throw new Failure('users_limit');
}
