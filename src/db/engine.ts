import type { Worker } from 'node:worker_threads';
import type { BackgroundChecks, Damage } from './damage.ts';
import type { Read, Tx } from './database.ts';
import type { EngineSql } from './engine-sql.ts';
import type { EngineMeters } from './meters.ts';
import type { SchemaState } from './migrate.ts';
import type { Migrations } from './migrations/all.ts';
import type { SubstringIndex } from './substrings.ts';

/**
 * Everything that differs between the engines, with `EngineSql`. `sqlite.ts` and `postgres.ts` implement it in this
 * order.
 */
export type Engine = {
  readonly name: EngineSql['engine'];
  /** The version of the server or library, for display. */
  readonly version: string;
  readonly read: Read;
  /** What it counts of its work in this process. */
  readonly meters: EngineMeters;
  /**
   * Runs `work` in a transaction that is durable when the promise resolves. May run `work` again after a conflict.
   */
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /**
   * Migrates the schema to this program's, or to the end of `list`. Safe when several processes start at once.
   * Returns the names of the applied migrations. Those of the kind `contract` wait while older servers run.
   */
  readonly migrate: (list?: Migrations) => Promise<readonly string[]>;
  /** Compares the schema with this program's, or with `list`. Fails when this program does not fit it. */
  readonly pending: (list?: Migrations) => Promise<SchemaState>;
  /**
   * Lets programs that migrate know that this server runs, until it is disposed. To be called after the migrations of
   * this program and before `pending`.
   */
  readonly announce: () => Promise<AsyncDisposable>;
  /** The optional index on parts of words. Until it is refreshed or applied, there is none. */
  readonly substrings: SubstringIndex;
  /**
   * Checks for damage and returns the findings, one sentence each. Reports its progress; the quick check does not
   * compare rows with indexes.
   */
  readonly integrity: (options?: IntegrityOptions) => Promise<readonly string[]>;
  /** The damage found so far, by checks in the background and by requests. */
  readonly damage: Damage;
  /** Starts to check in the background; `undefined` where that is the job of the database server. */
  readonly startChecks: (prepared?: Worker) => BackgroundChecks | undefined;
  /** Advice for operators about the database, one sentence each. */
  readonly advice: () => Promise<readonly string[]>;
  /** How many writes wait for a transaction, and how many may. */
  readonly waitingWrites: () => { readonly waiting: number; readonly most: number };
  /** Fails unless a row can be read now. */
  readonly tryRead: () => Promise<void>;
  /** Fails unless a write can be committed now. Stores nothing. */
  readonly tryWrite: () => Promise<void>;
  /** How reads and writes wait for their turn in this process. */
  readonly waits: { readonly reads: DatabaseWaits; readonly writes: DatabaseWaits };
  readonly close: () => Promise<void>;
};

export type DatabaseWaits = {
  /** Returns how long they wait, in milliseconds. */
  readonly queueDelay: () => number;
  /** Whether so many wait for a connection that another one would only wait with them. */
  readonly isSaturated: () => boolean;
  /** How many requests may begin in a turn of the event loop: they wait some turns later, after what they read first. */
  readonly atOnce?: number;
};

export type IntegrityOptions = {
  readonly isQuick?: boolean;
  /** Called with what is being checked and the share of it that is done, 0 to 1. */
  readonly report?: (part: string, share: number) => void;
};
