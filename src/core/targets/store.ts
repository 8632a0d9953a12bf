import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { TargetRow } from '../../db/schema.ts';
import type { Instant, Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Target } from './target.ts';

type Values = { [K in keyof TargetRow]: K extends 'sequence' ? number : TargetRow[K] };

const insert = prepared<Values, unknown>(({ db }, row) => db.insertInto('targets').values(row));

const rename = prepared<
  { project_id: string; user_id: string; from: string; to: string; at: number },
  { id: string }
>(({ db }, param) =>
  db
    .updateTable('targets')
    .set({ identifier: param.to, updated_at: param.at })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('identifier', '=', param.from)
    .returning('id'),
);

const remove = prepared<{ project_id: string; user_id: string; identifier: string }, unknown>(({ db }, param) =>
  db
    .deleteFrom('targets')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('identifier', '=', param.identifier),
);

const removeAll = prepared<{ project_id: string; user_id: string }, unknown>(({ db }, param) =>
  db.deleteFrom('targets').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

export async function insertTarget(tx: Tx, project: ProjectId, target: Target, sequence: Sequence): Promise<void> {
  await insert(tx, {
    project_id: project,
    user_id: target.userId,
    id: target.id,
    sequence,
    updated_at: target.updatedAt,
    provider_type: target.kind,
    provider_id: target.providerId,
    identifier: target.identifier,
    name: target.name,
    expired_at: target.expiredAt,
  });
}

/** Answers whether the user had a target for `from`. */
export async function renameTarget(
  tx: Tx,
  project: ProjectId,
  change: { user: string; from: string; to: string; at: Instant },
): Promise<boolean> {
  const { user: user_id, ...rest } = change;
  return (await rename(tx, { project_id: project, user_id, ...rest })).length > 0;
}

export async function deleteTarget(tx: Tx, project: ProjectId, user: string, identifier: string): Promise<void> {
  await remove(tx, { project_id: project, user_id: user, identifier });
}

export async function deleteTargets(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}
