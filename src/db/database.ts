import type { CompiledQuery, Kysely } from 'kysely';
import type { EngineSql } from './engine-sql.ts';
import type { Schema } from './schema.ts';

/** A handle for reading: the first argument of every store function. */
export type Read = {
  readonly db: Kysely<Schema>;
  readonly sql: EngineSql;
  /** Runs a compiled query and returns its rows. */
  readonly rows: (query: CompiledQuery) => Promise<readonly unknown[]>;
  /**
   * The same without a promise, for what runs on every request. Returns `undefined` when the rows are not to be had at
   * once; missing where they never are.
   */
  readonly rowsNow?: ((query: CompiledQuery) => readonly unknown[] | undefined) | undefined;
  /** Finds users by a part of their words, if the database has the index. */
  readonly substrings: Substrings;
};

/** A part of a word of users of a project. */
export type Wanted = { readonly project: string; readonly part: string; readonly most: number };

/**
 * An optional index that finds users by a part of their words (`users.search`, without the labels). The database keeps
 * it, on every engine: no statement of ours does.
 */
export type Substrings = {
  /** Whether the database had the index when it was last looked at. */
  readonly exists: () => boolean;
  /**
   * Returns the ids of at most `most` users of the project: all whose words hold `part`, and perhaps others. Returns
   * `undefined` when they may be more, or when finding them would cost too much. `part` consists of letters and digits,
   * at least three.
   */
  readonly find: (read: Read, wanted: Wanted) => Promise<readonly string[] | undefined>;
};

declare const unaudited: unique symbol;
declare const inTransaction: unique symbol;

/**
 * A handle inside a transaction that may change counters and queues, which are not audited. `core.unaudited` gives
 * it.
 */
export type UnauditedTx = Read & { readonly [unaudited]: true };

/** A handle inside a transaction. Only an engine's `transact` makes one, and only `core.write` gives it to others. */
export type Tx = UnauditedTx & {
  readonly [inTransaction]: true;
  /** Runs a statement after all others of the transaction, such as one on a row that many transactions change. */
  readonly beforeCommit: (work: () => Promise<unknown>) => void;
};

/** The storage cannot serve right now (full, locked, unreachable). */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  /** True when the failure happened during the commit, whose outcome is unknown. Otherwise nothing was written. */
  readonly mayBeCommitted: boolean;

  constructor(message: string, options: { cause?: unknown; mayBeCommitted?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.mayBeCommitted = options.mayBeCommitted ?? false;
  }
}

/** The database is unusable until an operator acts. The message says what to do. */
export class DatabaseRefused extends Error {
  override readonly name: string = 'DatabaseRefused';
}

/** The database has damage: a backup must be restored. */
export class DatabaseDamaged extends DatabaseRefused {
  override readonly name = 'DatabaseDamaged';
}
