import type { Kysely } from 'kysely';
import { DatabaseRefused } from '../database.ts';
import type { Schema } from '../schema.ts';
import type { Kind } from './line.ts';

export type Column = { readonly name: string; readonly kind: Kind };

/** A table whose rows are copied. Columns are in the order of their names, which is that of the fields of a line. */
export type Table = {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The primary key. */
  readonly key: readonly string[];
};

/** What names a row: a text for each column of the key. */
export type Key = readonly string[];

/** Some rows in the order of the key, and the key of the last. */
export type Batch = { readonly lines: readonly string[]; readonly last: Key };

/**
 * One side of a copy: a connection of its own to a database whose schema is up to date. Everything that differs between
 * the engines is in `sqlite-end.ts` and `postgres-end.ts`.
 */
export type End = {
  readonly engine: 'sqlite' | 'postgres';
  /** For statements of few rows. */
  readonly db: Kysely<Schema>;
  /** Returns the tables that the database has, by its own catalog. */
  readonly tables: () => Promise<readonly Table[]>;
  /** Reads a table in the order of its key, in bounded batches, without a transaction around them. */
  readonly batches: (table: Table, after: Key | undefined) => AsyncIterable<Batch>;
  /** The same for the rows of one project. The key of the table begins with it. */
  readonly batchesOf: (table: Table, project: string) => AsyncIterable<Batch>;
  /** Returns the rows of these keys that are there, in any order. `key` names the columns of the keys. */
  readonly linesOf: (table: Table, keys: readonly Key[]) => Promise<readonly string[]>;
  readonly count: (table: Table) => Promise<number>;
  readonly insert: (table: Table, lines: readonly string[]) => Promise<void>;
  readonly remove: (table: Table, keys: readonly Key[]) => Promise<void>;
  /** Runs the work in one transaction of this connection. */
  readonly transaction: <T>(work: () => Promise<T>) => Promise<T>;
  /** Runs the work on one state of the database, that of the call, and keeps no writer waiting. The work only reads. */
  readonly snapshot: <T>(work: () => Promise<T>) => Promise<T>;
  /** The length of the log that a snapshot keeps from being emptied, in bytes; 0 where it does no harm. */
  readonly logBytes: () => number;
  /** Returns moments of all months that the history has entries of, in milliseconds since 1970. */
  readonly months: () => Promise<readonly number[]>;
  /** Keeps other copies from this database until the end. Returns false if another has it. */
  readonly lock: () => Promise<boolean>;
  /** The definitions of indexes that are no constraint, and of triggers, by name. */
  readonly extras: () => Promise<readonly Extra[]>;
  /** Brings the statistics of the planner up to date, where there is one that needs them. */
  readonly analyze: () => Promise<void>;
  /** Makes everything written before it safe from a power cut, and later commits too. */
  readonly settle: () => Promise<void>;
  /** Reports whether the error says that two rows have the same value in a unique index. */
  readonly isDuplicate: (error: unknown) => boolean;
  readonly close: () => Promise<void>;
};

/** Something that is set aside while rows are copied, and made again afterwards. */
export type Extra = {
  readonly name: string;
  readonly kind: 'index' | 'trigger';
  readonly table: string;
  readonly definition: string;
};

/** Rows of a batch, and letters in it: it must fit into memory several times. */
export const ROWS_AT_ONCE = 2_000;
export const LETTERS_AT_ONCE = 500_000;

/** The names of tables that a copy makes for itself begin with it. */
const OWN_PREFIX = 'copy_';
/** Tables about the database itself: its migrations and running servers. */
const SCHEMA_PREFIX = 'schema_';
/** Made from other tables. */
const PARTS_PREFIX = 'user_part';

/** Reports whether a table is copied: all are, but for those that belong to one database or are made from others. */
export function isCopied(name: string): boolean {
  return ![OWN_PREFIX, SCHEMA_PREFIX, PARTS_PREFIX].some((prefix) => name.startsWith(prefix));
}

/**
 * Returns the tables of both sides, with the kinds of columns that both agree on. Refuses when a table or a column is on
 * one side only: its rows would be lost.
 */
export function agreedTables(
  source: readonly Table[],
  target: readonly Table[],
): readonly { readonly from: Table; readonly to: Table }[] {
  const targets = new Map(target.map((table) => [table.name, table]));
  const lost = source.filter(({ name }) => !targets.has(name)).map(({ name }) => name);
  const missing = target.filter(({ name }) => !source.some((table) => table.name === name));
  if (lost.length + missing.length > 0) {
    const names = [...lost, ...missing.map(({ name }) => name)].join(', ');
    throw new DatabaseRefused(`The two databases differ: only one of them has the table ${names}.`);
  }
  return source.map((from) => {
    const to = targets.get(from.name) ?? from;
    const columns = agreedColumns(from, to);
    return { from: { ...from, columns }, to: { ...to, columns } };
  });
}

/** Returns the columns of a table with the kinds that both sides agree on. Refuses when a column is on one side only. */
export function agreedColumns(from: Table, to: Table): readonly Column[] {
  const names = (table: Table) => table.columns.map(({ name }) => name).join(', ');
  if (names(from) !== names(to)) {
    throw new DatabaseRefused(
      `The two databases differ in the columns of ${from.name}: ${names(from)}; ${names(to)}.`,
    );
  }
  return from.columns.map(({ name, kind }, at) => ({ name, kind: agreedKind(kind, to.columns[at]?.kind) }));
}

function agreedKind(one: Kind, other: Kind | undefined): Kind {
  if (one === other) return one;
  const kinds = [one, other].sort().join();
  if (kinds === 'boolean,integer') return 'boolean';
  throw new DatabaseRefused(`The two databases differ: a column is ${one} in one and ${other} in the other.`);
}

/** Returns the places of the key's columns in a line. */
export function keyPlaces({ key, columns }: Pick<Table, 'key' | 'columns'>): readonly number[] {
  return key.map((name) => columns.findIndex((column) => column.name === name));
}

export function kindsOf({ columns }: Table): readonly Kind[] {
  return columns.map(({ kind }) => kind);
}

export function kindOf({ columns }: Table, name: string): Kind {
  return columns.find((column) => column.name === name)?.kind ?? 'text';
}
