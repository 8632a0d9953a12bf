import type { Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { TargetRow } from '../../db/schema.ts';
import { release } from '../identifiers/store.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { rowSizesOfUser } from '../listing/row-sizes.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Target } from './target.ts';

type Row = Omit<TargetRow, 'sequence'> & { sequence: number };

const targets = ownedTable('targets', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: ({ target, sequence }: { readonly target: Target; readonly sequence: Sequence }) => ({
    user_id: target.userId,
    id: target.id,
    sequence,
    updated_at: target.updatedAt,
    provider_type: target.kind,
    provider_id: target.providerId,
    identifier: target.identifier,
    name: target.name,
    expired_at: target.expiredAt,
    session_id: target.sessionId ?? null,
  }),
  toValue: targetOf,
});

const replace = targets.replace(['sequence']);
const takeOfSessions = targets.takeAll({ session_id: 'in sessions' });

/** Returns false when the user has a target of that id. */
export const insertTarget = targets.insertIfFree;
export const findTarget = targets.find({ id: 'id' });
/** By id, in no order. */
export const findTargets = targets.replicable.list({ id: 'in ids' }, {});
/** Returns the size of each target in JSON. */
export const targetSizes = rowSizesOfUser('targets', {
  fixed: 280,
  plain: [],
  escaped: ['identifier', 'name'],
});
/** Returns nothing when the user has no target for the address `from`. */
export const renameTarget = targets.update({ identifier: 'to', updated_at: 'at' }, { identifier: 'from' });
/** Moves targets to a new session on the same device. */
export const moveTargetsOfSession = targets.updateAll({ session_id: 'to' }, { session_id: 'from' });
export const deleteTargetById = targets.remove({ id: 'id' });
export const deleteTarget = targets.remove({ identifier: 'identifier' });
const takeAll = targets.takeAll({});

export async function updateTarget(tx: Tx, project: ProjectId, target: Target): Promise<void> {
  // The update leaves `sequence` alone, so any value will do.
  await replace(tx, project, { target, sequence: 0 as Sequence });
}

/** Deletes the targets of these sessions and frees their identifiers. */
export async function deleteTargetsOfSessions(
  tx: Tx,
  project: ProjectId,
  of: { readonly user: string; readonly sessions: readonly string[] },
): Promise<void> {
  if (of.sessions.length === 0) return;
  await releaseTargets(tx, project, await takeOfSessions(tx, project, of));
}

/** Deletes all targets of the user and frees their identifiers. */
export async function deleteTargets(
  tx: Tx,
  project: ProjectId,
  { user }: { readonly user: string },
): Promise<readonly Target[]> {
  const taken = await takeAll(tx, project, { user });
  await releaseTargets(tx, project, taken);
  return taken;
}

async function releaseTargets(tx: Tx, project: ProjectId, taken: readonly Target[]): Promise<void> {
  for (const { id, identifier, userId } of taken) {
    await release(tx, { project, kind: 'target', value: identifier }, userId);
    await release(tx, { project, kind: 'target-id', value: id }, userId);
  }
}

/** Casts: validated on write. */
export function targetOf(
  row: Omit<Row, 'project_id' | 'session_id'> & { session_id?: string | null },
): Target {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.provider_type as Target['kind'],
    providerId: row.provider_id,
    identifier: row.identifier,
    name: row.name,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    expiredAt: row.expired_at as Instant | null,
    ...(row.session_id != null && { sessionId: row.session_id }),
  };
}
