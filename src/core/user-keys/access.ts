import type { Tx } from '../../db/database.ts';
import type { Core } from '../core.ts';
import type { ProjectId } from '../projects/project.ts';
import { deleteSessions } from '../sessions/ending-store.ts';
import type { UserId } from '../users/user.ts';
import { revokeKeys } from './store.ts';

/** Ends whatever the user, and whoever else came in as the user, is signed in with; the user is locked by the caller. */
export async function revokeAccess(core: Core, tx: Tx, project: ProjectId, user: UserId): Promise<void> {
  await deleteSessions(tx, project, user);
  const sequence = core.clock.nextSequence();
  await revokeKeys(tx, project, { owner: { kind: 'user', id: user }, now: core.clock.now(), sequence });
}
