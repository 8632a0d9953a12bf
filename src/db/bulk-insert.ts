import { CompiledQuery } from 'kysely';
import type { Column, Table } from './conditions.ts';
import type { UnauditedTx } from './database.ts';

/**
 * Parameters of one statement on SQLite, whose own limit is 32,766. The index of parts of words writes a segment for each
 * statement, so that few statements with many rows take a fraction of the time.
 */
const PARAMETERS_AT_MOST = 32_000;
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
  const tuple = `(${names.map(() => '?').join(', ')})`;
  // Powers of two, so that any number of rows takes few different statements, each of which is prepared once.
  const most = 2 ** Math.floor(Math.log2(PARAMETERS_AT_MOST / names.length));
  const texts = new Map<number, string>();
  const textOf = (count: number) => {
    const known = texts.get(count);
    if (known !== undefined) return known;
    const text = `${into} values ${Array(count).fill(tuple).join(', ')} ${end}`;
    texts.set(count, text);
    return text;
  };
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
    for (let at = 0; at < rows.length; ) {
      let some = most;
      while (some > rows.length - at) some /= 2;
      const parameters: Value[] = [];
      for (let row = at; row < at + some; row++)
        for (const name of names) parameters.push(rows[row]?.[name] ?? null);
      inserted += (await tx.rows(CompiledQuery.raw(textOf(some), parameters))).length;
      at += some;
    }
    return inserted;
  };
}
