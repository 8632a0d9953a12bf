import { type Compilable, type RawBuilder, sql } from 'kysely';
import type { ReplicaRead } from '../../db/database.ts';
import { replicable } from '../../db/prepared.ts';
import type { CollectionName } from '../failure.ts';
import type { ProjectId } from '../projects/project.ts';

export type Size = { readonly id: string; readonly bytes: number };

/** What a row is in JSON, without its values of variable length. */
type RowShape = {
  /** Bytes of the rest: names of fields, dates, ids. */
  readonly fixed: number;
  /** Columns whose text is taken over as it is. The engines know its length without reading it. */
  readonly plain: readonly string[];
  /** Short columns whose text is escaped. */
  readonly escaped?: readonly string[];
  /** Bytes of other tables. */
  readonly others?: (read: ReplicaRead) => RawBuilder<number>;
};

/** Returns a function that reads how many bytes rows have in JSON, by their ids and in no order. */
export function rowSizes(
  table: CollectionName,
  shape: RowShape,
): (read: ReplicaRead, project: ProjectId, ids: readonly string[]) => Promise<readonly Size[]> {
  const run = replicable<{ project_id: string; ids: string }, Size>((read, param) =>
    sizesOf(table, shape, read, param),
  );
  return (read, project, ids) => run(read, { project_id: project, ids: JSON.stringify(ids) });
}

/** The same for rows of one user, which are all on one shard. */
export function rowSizesOfUser(
  table: CollectionName,
  shape: RowShape,
): (
  read: ReplicaRead,
  project: ProjectId,
  of: { readonly user: string; readonly ids: readonly string[] },
) => Promise<readonly Size[]> {
  const run = replicable<{ project_id: string; user_id: string; ids: string }, Size>((read, param) =>
    sizesOf(table, shape, read, param),
  );
  return (read, project, { user, ids }) =>
    run(read, { project_id: project, user_id: user, ids: JSON.stringify(ids) });
}

type Given = { readonly project_id: string; readonly user_id?: string; readonly ids: string };

function sizesOf(
  table: CollectionName,
  { fixed, plain, escaped = [], others }: RowShape,
  read: ReplicaRead,
  { project_id, user_id, ids }: Given,
): Compilable<Size> {
  const parts = [
    sql<number>`${sql.lit(fixed)}`,
    ...plain.map((column) => bytesOf(`${table}.${column}`)),
    ...escaped.map((column) => read.sql.jsonBytes(`${table}.${column}`)),
    ...(others ? [others(read)] : []),
  ];
  const isTheirs = user_id === undefined ? sql`` : sql`and ${sql.ref(`${table}.user_id`)} = ${user_id}`;
  const query = sql<Size>`select ${sql.ref(`${table}.id`)} as id, ${sql.join(parts, sql` + `)} as bytes
    from ${sql.table(table)} where ${sql.ref(`${table}.project_id`)} = ${project_id} ${isTheirs}
    and ${sql.ref(`${table}.id`)} in (select value from ${read.sql.eachText(ids)} as each)`;
  return { compile: () => query.compile(read.db) };
}

/** The bytes of a column of text, 0 for null. */
export function bytesOf(column: string): RawBuilder<number> {
  return sql`coalesce(octet_length(${sql.ref(column)}), 0)`;
}
