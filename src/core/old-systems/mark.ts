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
  return replacePassword(core, actor, id, { act: 'user.password.pend', from: null, to: PENDING });
}

/**
 * Takes the mark from a user, who has no password then. Returns false for a user who is not marked, or has signed in
 * since. Fails with `user_not_found`.
 */
export async function unmarkPending(core: Core, actor: Actor, id: UserId): Promise<boolean> {
  return replacePassword(core, actor, id, { act: 'user.password.update', from: PENDING, to: null });
}

type Replacement = {
  readonly act: 'user.password.pend' | 'user.password.update';
  readonly from: string | null;
  readonly to: string | null;
};

/** Returns false for a user whose password is another one. */
async function replacePassword(
  core: Core,
  actor: Actor,
  id: UserId,
  { act, from, to }: Replacement,
): Promise<boolean> {
  const { id: project } = actor.project;
  const acts = (isReplaced: boolean) => (isReplaced ? [{ act, user: id }] : []);
  return core.write(actor, acts, async (tx) => {
    const before = await lockUser(tx, project, id);
    if (!before) throw new Failure('user_not_found');
    if (before.password !== from) return false;
    const after = { ...before, password: to, updatedAt: nextUpdate(before, core.clock) };
    await updateUser(tx, project, before, after);
    return true;
  });
}
