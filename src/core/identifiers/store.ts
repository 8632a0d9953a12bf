import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { IdentifierRow } from '../../db/schema.ts';
import type { ProjectId } from '../projects/project.ts';

export type IdentifierKind =
  | 'email'
  | 'phone'
  | 'username'
  | 'target'
  | 'target-id'
  | 'membership'
  | 'identity';

export type Identifier = {
  readonly project: ProjectId;
  readonly kind: IdentifierKind;
  readonly value: string;
};

const insert = prepared<IdentifierRow, { value: string }>(({ db }, row) =>
  db
    .insertInto('identifiers')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('value'),
);

const remove = prepared<Pick<IdentifierRow, 'project_id' | 'kind' | 'value' | 'user_id'>, unknown>(
  ({ db }, row) =>
    db
      .deleteFrom('identifiers')
      .where('project_id', '=', row.project_id)
      .where('kind', '=', row.kind)
      .where('value', '=', row.value)
      .where('user_id', '=', row.user_id),
);

const removeAll = prepared<Pick<IdentifierRow, 'project_id' | 'user_id'>, unknown>(({ db }, row) =>
  db.deleteFrom('identifiers').where('project_id', '=', row.project_id).where('user_id', '=', row.user_id),
);

const removeEach = prepared<Pick<IdentifierRow, 'project_id' | 'kind'> & { values: string }, unknown>(
  ({ db, sql: dialect }, { project_id, kind, values }) =>
    db
      .deleteFrom('identifiers')
      .where('project_id', '=', project_id)
      .where('kind', '=', kind)
      .where('value', 'in', db.selectFrom(dialect.eachText(values).as('each')).select('each.value')),
);

/** Makes `value` lead to the user. Answers false when it leads to somebody already, whoever that is. */
export async function claim(tx: Tx, { project, kind, value }: Identifier, user: string): Promise<boolean> {
  return (await insert(tx, { project_id: project, kind, value, user_id: user })).length === 1;
}

export async function release(tx: Tx, { project, kind, value }: Identifier, user: string): Promise<void> {
  await remove(tx, { project_id: project, kind, value, user_id: user });
}

/** Whoever they lead to. */
export async function releaseEach(
  tx: Tx,
  project: ProjectId,
  kind: IdentifierKind,
  values: readonly string[],
): Promise<void> {
  await removeEach(tx, { project_id: project, kind, values: JSON.stringify(values) });
}

export async function releaseAll(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}
