import { CompiledQuery } from 'kysely';
import type { Column, Table } from './conditions.ts';
import type { UnauditedTx } from './database.ts';

/** Parameters of one statement on SQLite. More are no faster, and make longer statements. */
const PARAMETERS_AT_MOST = 900;
/** PostgreSQL bounds no array, but a message: this is far below. */
const ROWS_AT_MOST = 5_000;

type Value = string | number | null;

/** The columns of the rows of a bulk insert by their type. Others get their defaults. */
export type BulkColumns<T extends Table> = Readonly<Partial<Record<Column<T> & string, 'text' | 'integer'>>>;

/**
 * Defines an insert of many rows of a table: several rows a statement on SQLite, one statement with an array for each
 * column on PostgreSQL. Returns how many rows were inserted: those that are not refused by a unique value.
 */
export function bulkInsert<const T extends Table>(
  table: T,
  columns: BulkColumns<T>,
): (tx: UnauditedTx, rows: readonly Readonly<Record<string, Value>>[]) => Promise<number> {
  // Cast: an object literal with these values.
  const kinds = Object.entries(columns) as readonly (readonly [string, 'text' | 'integer'])[];
  const names = kinds.map(([name]) => name);
  const into = `insert into ${table} (${names.join(', ')})`;
  const end = `on conflict do nothing returning 1 as one`;
  const arrays = kinds.map(([, kind], at) => `$${at + 1}::${kind === 'text' ? 'text' : 'bigint'}[]`);
  const unnest = `${into} select * from unnest(${arrays.join(', ')}) ${end}`;
  const atOnce = Math.max(1, Math.floor(PARAMETERS_AT_MOST / names.length));
  const tuple = `(${names.map(() => '?').join(', ')})`;
  const valuesOf = (count: number) => `${into} values ${Array(count).fill(tuple).join(', ')} ${end}`;
  const full = valuesOf(atOnce);
  const single = valuesOf(1);
  return async (tx, rows) => {
    let inserted = 0;
    if (tx.sql.engine === 'postgres') {
      for (let from = 0; from < rows.length; from += ROWS_AT_MOST) {
        const some = rows.slice(from, from + ROWS_AT_MOST);
        const parameters = names.map((name) => some.map((row) => row[name] ?? null));
        inserted += (await tx.rows(CompiledQuery.raw(unnest, parameters))).length;
      }
      return inserted;
    }
    let at = 0;
    for (; at + atOnce <= rows.length; at += atOnce) {
      const parameters: Value[] = [];
      for (let row = at; row < at + atOnce; row++)
        for (const name of names) parameters.push(rows[row]?.[name] ?? null);
      inserted += (await tx.rows(CompiledQuery.raw(full, parameters))).length;
    }
    for (; at < rows.length; at++) {
      const parameters = names.map((name) => rows[at]?.[name] ?? null);
      inserted += (await tx.rows(CompiledQuery.raw(single, parameters))).length;
    }
    return inserted;
  };
}
