import type { CompiledQuery, Kysely } from 'kysely';
import type { EngineSql } from './engine-sql.ts';
import type { RowCache } from './row-cache.ts';
import type { Schema } from './schema.ts';

/**
 * A handle for reads that decide nothing about access, such as lists, counts and logs: a replica of the database may
 * answer them. It knows everything that the caller has written, and may not know yet what others wrote just now.
 */
export type ReplicaRead = {
  readonly db: Kysely<Schema>;
  readonly sql: EngineSql;
  /** Runs a compiled query and returns its rows. */
  readonly rows: (query: CompiledQuery) => Promise<readonly unknown[]>;
  /** The same for one that was put together for this request, so that its text is one of many. */
  readonly composed: (query: CompiledQuery) => Promise<readonly unknown[]>;
  /**
   * The same without a promise, for what runs on every request. Returns `undefined` when the rows are not to be had at
   * once; missing where they never are.
   */
  readonly rowsNow?: ((query: CompiledQuery) => readonly unknown[] | undefined) | undefined;
  /** What is remembered of rows. Missing inside transactions, and on engines where other processes write unnoticed. */
  readonly cache?: RowCache | undefined;
  /** Finds users by a part of their words, if the database has the index. */
  readonly substrings: Substrings;
  /** Asks the primary from now on. Returns whether a replica has answered before. */
  readonly usePrimary?: () => boolean;
};

declare const current: unique symbol;

/**
 * A handle for reading the database as it is now: the first argument of every store function that does not say that a
 * replica may answer it. Only engines make one.
 */
export type Read = ReplicaRead & {
  readonly [current]: true;
  /** The replicas of the database, if there are any. */
  readonly replicas?: Replicas;
  /** Joins reads of single rows. Missing inside transactions, and where a statement costs no wait. */
  readonly gather?: Gather | undefined;
};

/** A read of at most one row of a project by its key, of which several may be one statement. See `pointRead`. */
export type PointRead<Ref, Value> = {
  /** Tells rows of the project apart. */
  readonly keyOf: (ref: Ref) => string;
  /** Asks for some; if for several, it has a row for each, in their order. */
  readonly statement: (read: Read, refs: readonly Ref[]) => CompiledQuery;
  /** Returns the value of what the statement has found in its place. */
  readonly toValue: (row: unknown, ref: Ref) => Value | undefined;
};

/** Joins reads that have not been sent yet. */
export type Gather = {
  /** Values may be shared with other callers. */
  readonly find: <Ref extends { readonly project_id: string }, Value>(
    read: Read,
    point: PointRead<Ref, Value>,
    ref: Ref,
  ) => Promise<Value | undefined>;
};

/** What one server knows of the replicas, and of who must not be answered by one that is behind. */
export type Replicas = {
  /** Returns a handle for these callers, all of whose writes it knows. It is good for one request. */
  readonly readFor: (callers: readonly string[]) => ReplicaRead;
  /** Notes that the callers have written. Called after the commit. */
  readonly wroteFor: (callers: readonly string[]) => void;
  readonly status: () => readonly ReplicaStatus[];
  /** Returns how many reads that a replica may answer were answered by one, and by the primary. */
  readonly reads: () => { readonly replica: number; readonly primary: number };
  /** Calls back when a replica is used or is no longer. */
  readonly listen: (onChange: (change: ReplicaStatus) => void) => void;
};

export type ReplicaStatus = {
  /** Host and port. */
  readonly name: string;
  /** Why it is not used; `undefined` while it is. */
  readonly refusal: string | undefined;
  /** How far it is behind the primary, in bytes of the write-ahead log; `undefined` before the first look. */
  readonly lagBytes: number | undefined;
};

/** Parts that words of a user of the project hold, each in any word. */
export type Wanted = { readonly project: string; readonly parts: readonly string[]; readonly most: number };

/**
 * An optional index that finds users by a part of their words (`users.search`, without the labels). The database keeps
 * it, on every engine: no statement of ours does.
 */
export type Substrings = {
  /** Whether the database had the index when it was last looked at. */
  readonly exists: () => boolean;
  /**
   * Returns at most `most` candidates, among whom all users of the project are whose words hold the `parts`. Returns `undefined` when
   * they may be more, or when finding them would cost too much. A part consists of letters and digits, at least three.
   */
  readonly find: (read: ReplicaRead, wanted: Wanted) => Promise<Candidates | undefined>;
  /** Reports whether so many users of the project hold the parts, as far as a few of them tell. False where that is not known soon. */
  readonly hasMany: (
    read: ReplicaRead,
    wanted: Omit<Wanted, 'most'> & { readonly users: number },
  ) => Promise<boolean>;
};

/** Users who may hold some parts. */
export type Candidates = {
  readonly count: number;
  /** Compares them, and returns the ids of those who hold the parts, in the order of creation. `undefined` if the index was dropped meanwhile. */
  readonly ids: () => Promise<readonly string[] | undefined>;
};

declare const unaudited: unique symbol;
declare const inTransaction: unique symbol;

/**
 * A handle inside a transaction that may change counters and queues, which are not audited. `core.unaudited` gives
 * it.
 */
export type UnauditedTx = Read & {
  readonly [unaudited]: true;
  /**
   * Inserts many rows. Returns false as soon as a unique value of one is taken: then the transaction must fail. Rows of
   * one table that lie in the order of its keys change fewer pages.
   */
  readonly load: (into: LoadTarget, rows: readonly LoadRow[]) => Promise<boolean>;
};

export type LoadTarget = {
  readonly table: string;
  readonly columns: readonly string[];
  /** Whether the table has triggers of an index that writes a segment for each statement (`sqlite-substrings.ts`). */
  readonly inFewStatements?: boolean;
};

/** The values of the columns of a `LoadTarget`, in their order. */
export type LoadRow = readonly (string | number | null)[];

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

/** The message with which a database that is being copied, or was, refuses every change. */
export const READ_ONLY = 'the database is read-only, since it is copied to another';

/** The database is unusable until an operator acts. The message says what to do. */
export class DatabaseRefused extends Error {
  override readonly name: string = 'DatabaseRefused';
}

/** The database has damage: a backup must be restored. */
export class DatabaseDamaged extends DatabaseRefused {
  override readonly name = 'DatabaseDamaged';
}
