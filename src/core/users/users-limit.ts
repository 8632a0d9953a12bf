import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { lockProject } from '../projects/store.ts';

/** Fails early with `users_limit` when the project is full, to save work. `requireRoom` decides. */
export async function refuseFull(core: Core, actor: Actor): Promise<void> {
  const limit = actor.project.policies.usersLimit;
  if (limit > 0 && (await keptCount(core.read, actor.project.id, 'users')) >= limit)
    throw new Failure('users_limit');
}

/**
 * Fails with `users_limit` when the project is full. Must be the first statement of the write that creates a user:
 * under a limit, concurrent sign-ups wait for each other.
 */
export async function requireRoom(tx: Tx, actor: Actor): Promise<void> {
  const limit = actor.project.policies.usersLimit;
  if (limit === 0) return;
  await lockProject(tx, actor.project.id);
  if ((await keptCount(tx, actor.project.id, 'users')) >= limit) throw new Failure('users_limit');
}
