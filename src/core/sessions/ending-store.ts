import type { Tx } from '../../db/database.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { deleteTargetsOfSessions } from '../targets/store.ts';
import { sessions } from './store.ts';

const remove = sessions.remove({ id: 'id' });
const removeOthers = sessions.remove({ id: '!= exceptSession' });
const keepAdded = sessions.keepAdded(['sequence', 'id'], {});

/** Deletes expired sessions, and all but the one just added and the newest others, `kept` in all; 0 keeps all. */
export async function trimSessions(
  tx: Tx,
  project: ProjectId,
  to: { readonly user: string; readonly added: string; readonly kept: number; readonly now: Instant },
): Promise<void> {
  await deleteExpiredSessions(tx, project, to);
  if (to.kept === 0) return;
  const oldest = await keepAdded(tx, project, to);
  await deleteTargetsOfSessions(tx, project, { user: to.user, sessions: oldest });
}

/** Deletes the user's expired sessions. */
export async function deleteExpiredSessions(
  tx: Tx,
  project: ProjectId,
  { user, now }: { readonly user: string; readonly now: Instant },
): Promise<void> {
  const expired = await sessions.removeExpired(tx, project, { user, now });
  await deleteTargetsOfSessions(tx, project, { user, sessions: expired });
}

/** Returns false when the user has no such session. */
export async function deleteSession(
  tx: Tx,
  project: ProjectId,
  of: { readonly user: string; readonly id: string },
): Promise<boolean> {
  const ended = await remove(tx, project, of);
  await deleteTargetsOfSessions(tx, project, { user: of.user, sessions: ended });
  return ended.length === 1;
}

/** Deletes all sessions of the user except `exceptSession`. Returns the ids of those that ended. */
export async function deleteSessions(
  tx: Tx,
  project: ProjectId,
  { user, exceptSession }: { readonly user: string; readonly exceptSession?: string | undefined },
): Promise<readonly string[]> {
  const ended =
    exceptSession === undefined
      ? await sessions.removeAll(tx, project, { user })
      : await removeOthers(tx, project, { user, exceptSession });
  await deleteTargetsOfSessions(tx, project, { user, sessions: ended });
  return ended;
}
