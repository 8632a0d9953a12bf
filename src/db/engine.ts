import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Read, Tx } from './database.ts';
import type { Migrations } from './migrate.ts';

/** The whole list of what differs between the engines. `sqlite.ts` and `postgres.ts` implement it in this order. */
export type Engine = {
  readonly name: 'sqlite' | 'postgres';
  /** The server's or library's own version, for people. */
  readonly version: string;
  readonly read: Read;
  /** Runs `work` in a transaction that is durable when the promise resolves. May run `work` again after a conflict. */
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /**
   * Brings the schema up to this program's, or to the end of `list`; safe when several processes start at once.
   * Answers what was applied.
   */
  readonly migrate: (list?: Migrations) => Promise<readonly string[]>;
  /** How many migrations the database has, and the names of those that it lacks. */
  readonly pending: () => Promise<{ readonly applied: number; readonly missing: readonly string[] }>;
  /** Keeps a second server off a database that only one may serve; answers false when another has it. */
  readonly hold: () => boolean;
  /** Looks for damage and answers what it finds, one sentence each. */
  readonly integrity: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

/** What differs inside a statement. */
export type EngineSql = {
  readonly engine: Engine['name'];
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
