import { PENDING } from '../../crypto/passwords/pending.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { lockUser, updateUser } from '../users/store.ts';
import { nextUpdate, type UserId } from '../users/user.ts';

/**
 * Marks a user whose password only the old system knows, which is asked at the next sign-in. Returns false for a user who
 * has a password here or is marked already. Fails with `user_not_found`.
 */
export async function markPending(core: Core, actor: Actor, id: UserId): Promise<boolean> {
  const { id: project } = actor.project;
  const acts = (isMarked: boolean) => (isMarked ? [{ act: 'user.password.pend', user: id } as const] : []);
  return core.write(actor, acts, async (tx) => {
    const before = await lockUser(tx, project, id);
    if (!before) throw new Failure('user_not_found');
    if (before.password !== null) return false;
    const after = { ...before, password: PENDING, updatedAt: nextUpdate(before, core.clock) };
    await updateUser(tx, project, before, after);
    return true;
  });
}
