import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { TargetRow } from '../../db/schema.ts';
import { release } from '../identifiers/store.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Target } from './target.ts';

type TargetValues = { [K in keyof TargetRow]: K extends 'sequence' ? number : TargetRow[K] };

const insert = prepared<TargetValues, { id: string }>(({ db }, row) =>
  db
    .insertInto('targets')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
);

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

const remove = prepared<{ project_id: string; user_id: string; identifier: string }, unknown>(
  ({ db }, param) =>
    db
      .deleteFrom('targets')
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('identifier', '=', param.identifier),
);

const removeAll = prepared<{ project_id: string; user_id: string }, unknown>(({ db }, param) =>
  db.deleteFrom('targets').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

const byId = first(
  prepared<{ project_id: string; user_id: string; id: string }, TargetValues>(({ db }, param) =>
    db
      .selectFrom('targets')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('id', '=', param.id),
  ),
);

const update = prepared<TargetValues, unknown>(
  ({ db }, { project_id, user_id, id, sequence: _, ...columns }) =>
    db
      .updateTable('targets')
      .set(columns)
      .where('project_id', '=', project_id)
      .where('user_id', '=', user_id)
      .where('id', '=', id),
);

const removeById = prepared<{ project_id: string; user_id: string; id: string }, unknown>(({ db }, param) =>
  db
    .deleteFrom('targets')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id),
);

const byIds = prepared<{ project_id: string; user_id: string; ids: string }, TargetValues>((read, param) =>
  read.db
    .selectFrom('targets')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', 'in', read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value')),
);

/** Those of the user's targets that have these ids, in no order. */
export async function findTargets(
  read: Read,
  project: ProjectId,
  user: string,
  ids: readonly string[],
): Promise<readonly Target[]> {
  return (await byIds(read, { project_id: project, user_id: user, ids: JSON.stringify(ids) })).map(targetOf);
}

export async function findTarget(
  read: Read,
  project: ProjectId,
  user: string,
  id: string,
): Promise<Target | undefined> {
  const row = await byId(read, { project_id: project, user_id: user, id });
  return row && targetOf(row);
}

export async function updateTarget(tx: Tx, project: ProjectId, target: Target): Promise<void> {
  // The moment of creation is not among the columns that are set.
  await update(tx, rowOf(project, target, 0 as Sequence));
}

export async function deleteTargetById(tx: Tx, project: ProjectId, user: string, id: string): Promise<void> {
  await removeById(tx, { project_id: project, user_id: user, id });
}

/** Answers false when the user has a target of that id. */
export async function insertTarget(
  tx: Tx,
  project: ProjectId,
  target: Target,
  sequence: Sequence,
): Promise<boolean> {
  return (await insert(tx, rowOf(project, target, sequence))).length === 1;
}

function rowOf(project: ProjectId, target: Target, sequence: Sequence): TargetValues {
  return {
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
    session_id: target.sessionId ?? null,
  };
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
export function targetOf(
  row: Omit<TargetValues, 'project_id' | 'session_id'> & { session_id?: string | null },
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

/** Answers whether the user had a target for `from`. */
export async function renameTarget(
  tx: Tx,
  project: ProjectId,
  change: { user: string; from: string; to: string; at: Instant },
): Promise<boolean> {
  const { user: user_id, ...rest } = change;
  return (await rename(tx, { project_id: project, user_id, ...rest })).length > 0;
}

export async function deleteTarget(
  tx: Tx,
  project: ProjectId,
  user: string,
  identifier: string,
): Promise<void> {
  await remove(tx, { project_id: project, user_id: user, identifier });
}

const removeOfSessions = prepared<
  { project_id: string; user_id: string; sessions: string },
  { id: string; identifier: string }
>((read, param) =>
  read.db
    .deleteFrom('targets')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where(
      'session_id',
      'in',
      read.db.selectFrom(read.sql.eachText(param.sessions).as('each')).select('each.value'),
    )
    .returning(['id', 'identifier']),
);

/** Removes what goes with these sessions, and frees the identifiers. */
export async function deleteTargetsOfSessions(
  tx: Tx,
  project: ProjectId,
  user: string,
  sessions: readonly string[],
): Promise<void> {
  if (sessions.length === 0) return;
  const at = { project_id: project, user_id: user };
  for (const gone of await removeOfSessions(tx, { ...at, sessions: JSON.stringify(sessions) })) {
    await release(tx, { project, kind: 'target', value: gone.identifier }, user);
    await release(tx, { project, kind: 'target-id', value: gone.id }, user);
  }
}

const moveToSession = prepared<{ project_id: string; user_id: string; from: string; to: string }, unknown>(
  ({ db }, param) =>
    db
      .updateTable('targets')
      .set({ session_id: param.to })
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('session_id', '=', param.from),
);

/** What goes with one session goes with another from now on: it is on the same device. */
export async function moveTargetsOfSession(
  tx: Tx,
  project: ProjectId,
  user: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await moveToSession(tx, { project_id: project, user_id: user, from, to });
}

export async function deleteTargets(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}
