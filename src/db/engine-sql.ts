import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Fragment } from './fragment.ts';

/** The SQL that differs between the engines. */
export type EngineSql = {
  readonly engine: 'sqlite' | 'postgres';
  /** Whether tables are spread over shards, so that a statement reads one shard only when it names the row's owner. */
  readonly isSharded: boolean;
  /** A row, if statements find a table of this name. */
  readonly tableNamed: (name: string) => RawBuilder<unknown>;
  /** Rows over which a count is spread, for as many transactions at once. */
  readonly countLanes: number;
  /** Column type of text that is compared bytewise. */
  readonly text: RawBuilder<unknown>;
  /** Column type of a 64-bit integer. */
  readonly integer: RawBuilder<unknown>;
  /** Ends `create table` for a table that consists of its primary key. */
  readonly keyOnlyTable: RawBuilder<unknown>;
  /** An index column with nulls first. */
  readonly nullsFirst: (column: string) => RawBuilder<unknown>;
  /** Ends a `select` so that the rows are locked until the transaction ends. */
  readonly forUpdate: RawBuilder<unknown>;
  /** The same, but skips locked rows. */
  readonly forUpdateOrSkip: RawBuilder<unknown>;
  /** The elements of a JSON array of strings as a table with the column `value`. */
  readonly eachText: (json: Expression<unknown> | string) => RawBuilder<{ value: string }>;
  /** The rows of a query as one JSON array of objects with these columns. */
  readonly jsonRows: (query: RawBuilder<unknown>, columns: readonly string[]) => RawBuilder<string>;
  /** The text in a field of a column of JSON objects; null without the field. */
  readonly field: (column: string, name: string) => RawBuilder<string | null>;
  /** The bytes of a column of text as a JSON string, 0 for null. */
  readonly jsonBytes: (column: string) => RawBuilder<number>;
  /** Reports whether `text` contains `part`, bytewise. */
  readonly holds: (text: Expression<unknown>, part: string) => RawBuilder<SqlBool>;
  /** What statements of fragments are made of. */
  readonly fragments: EngineFragments;
};

export type EngineFragments = {
  /** The elements of a JSON array of strings as a table with the column `value`. */
  readonly each: (json: string) => Fragment;
  /** Reports whether `text` contains `part`, bytewise. */
  readonly holds: (text: Fragment, part: string) => Fragment;
  /** The text before the first `part`; all of it without one. */
  readonly before: (text: Fragment, part: string) => Fragment;
  /** Reports whether `text` ends with `part`, bytewise. */
  readonly ends: (text: Fragment, part: string) => Fragment;
  /** The domain of an address with the sign before it, as the index `users_by_domain` has it. */
  readonly domain: (email: Fragment) => Fragment;
  /** Reports whether that is the domain of the address. */
  readonly isDomain: (email: Fragment, domain: string) => Fragment;
};
