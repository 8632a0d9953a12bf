import { type Kysely, sql } from 'kysely';
import type { Read } from '../../db/database.ts';

/** A row of any table. */
export type LooseRow = Readonly<Record<string, unknown>>;

type Source = {
  readonly table: string;
  /** The column that names the user, and what else tells the user's rows apart. */
  readonly owner: string;
  readonly also?: Readonly<Record<string, string>>;
  /** The columns that identify a row of the user. */
  readonly key: readonly string[];
};

/** Returns the rows of a user after a key, in the order of the keys. */
export function listRowsOf(
  { db }: Read,
  { table, owner, also = {}, key }: Source,
  of: {
    readonly project: string;
    readonly user: string;
    readonly after: readonly unknown[] | undefined;
    readonly most: number;
  },
): Promise<readonly LooseRow[]> {
  // Cast: the names come from a table that is checked against the schema.
  const loose = db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  let rows = loose
    .selectFrom(table)
    .selectAll()
    .where('project_id', '=', of.project)
    .where(owner, '=', of.user)
    .limit(of.most);
  for (const [column, value] of Object.entries(also)) rows = rows.where(column, '=', value);
  for (const column of key) rows = rows.orderBy(column);
  if (of.after) {
    const columns = sql.join(key.map((column) => sql.ref(column)));
    rows = rows.where(sql<boolean>`(${columns}) > (${sql.join(of.after)})`);
  }
  return rows.execute();
}
