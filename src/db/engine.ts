import type { Read, Tx } from './database.ts';
import type { EngineSql } from './engine-sql.ts';
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
  /**
   * Runs `work` in a transaction that is durable when the promise resolves. May run `work` again after a conflict.
   */
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /**
   * Migrates the schema to this program's, or to the end of `list`. Safe when several processes start at once.
   * Returns the names of the applied migrations.
   */
  readonly migrate: (list?: Migrations) => Promise<readonly string[]>;
  /** Returns the number of applied migrations and the names of missing ones. */
  readonly pending: () => Promise<{ readonly applied: number; readonly missing: readonly string[] }>;
  /** The optional index on parts of words. Until it is refreshed or applied, there is none. */
  readonly substrings: SubstringIndex;
  /** Locks a database that only one server may serve; returns false when another has it. */
  readonly hold: () => boolean;
  /** Checks for damage and returns the findings, one sentence each. */
  readonly integrity: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};
