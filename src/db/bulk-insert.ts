import type { Column, Table } from './conditions.ts';
import type { LoadRow, LoadTarget, UnauditedTx } from './database.ts';

/** An insert of many rows of a table: see `UnauditedTx.load`. */
export type BulkInsert<C extends string> = {
  readonly into: (tx: UnauditedTx, rows: readonly LoadRow[]) => Promise<boolean>;
  /** Returns the values of a row in the order of the columns. */
  readonly rowOf: (values: Readonly<Record<C, string | number | null>>) => LoadRow;
};

/** Defines an insert of many rows of a table. Columns that are not named get their defaults. */
export function bulkInsert<const T extends Table, const C extends Column<T> & string>(
  table: T,
  columns: readonly C[],
  options: Pick<LoadTarget, 'inFewStatements'> = {},
): BulkInsert<C> {
  const target: LoadTarget = { table, columns, ...options };
  return {
    into: (tx, rows) => tx.load(target, rows),
    rowOf: (values) => columns.map((column) => values[column]),
  };
}
