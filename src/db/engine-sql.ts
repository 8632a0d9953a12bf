import type { Expression, RawBuilder, SqlBool } from 'kysely';

/** What differs between the engines inside a statement. */
export type EngineSql = {
  readonly engine: 'sqlite' | 'postgres';
  /** Column type of text that is compared byte by byte. */
  readonly text: RawBuilder<unknown>;
  /** Column type of a 64-bit integer. */
  readonly integer: RawBuilder<unknown>;
  /** Ending of `create table` for a table that is nothing but its primary key. */
  readonly keyOnlyTable: RawBuilder<unknown>;
  /** An index column whose nulls sort before everything else. */
  readonly nullsFirst: (column: string) => RawBuilder<unknown>;
  /** Ending of a `select` that keeps other transactions from changing the row until this one ends. */
  readonly forUpdate: RawBuilder<unknown>;
  /** The same, but a row that another transaction keeps is left out. */
  readonly forUpdateOrSkip: RawBuilder<unknown>;
  /** The elements of a JSON array of strings as a table with the column `value`. */
  readonly eachText: (json: Expression<unknown> | string) => RawBuilder<{ value: string }>;
  /** The rows of a query as one JSON array; `columns` name what each object holds. */
  readonly jsonRows: (query: RawBuilder<unknown>, columns: readonly string[]) => RawBuilder<string>;
  /** The text in a field of a column that holds JSON objects; null when it has none. */
  readonly field: (column: string, name: string) => RawBuilder<string | null>;
  /** Whether `text` holds `part`, byte by byte. */
  readonly holds: (text: Expression<unknown>, part: string) => RawBuilder<SqlBool>;
  /** Whether `text` ends in `part`, byte by byte. */
  readonly ends: (text: Expression<unknown>, part: string) => RawBuilder<SqlBool>;
};
