import type { Read, Tx } from './database.ts';
import type { EngineSql } from './engine-sql.ts';
import type { Migrations } from './migrations/all.ts';

/** The whole list of what differs between the engines, with `EngineSql`. `sqlite.ts` and `postgres.ts` implement it in this order. */
export type Engine = {
  readonly name: EngineSql['engine'];
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
