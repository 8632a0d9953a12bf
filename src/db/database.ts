import type { CompiledQuery, Kysely } from 'kysely';
import type { EngineSql } from './engine-sql.ts';
import type { Schema } from './schema.ts';

/** A handle that reads: the first argument of every store function. */
export type Read = {
  readonly db: Kysely<Schema>;
  readonly sql: EngineSql;
  /** Runs a query that was compiled earlier and answers its rows. */
  readonly rows: (query: CompiledQuery) => Promise<readonly unknown[]>;
};

declare const unaudited: unique symbol;
declare const inTransaction: unique symbol;

/** A handle inside a transaction that may change counters and queues, which are nobody's act. `core.unaudited` gives it. */
export type UnauditedTx = Read & { readonly [unaudited]: true };

/** A handle inside a transaction. Only an engine's `transact` makes one, and only `core.write` gives it to others. */
export type Tx = UnauditedTx & { readonly [inTransaction]: true };

/** The storage cannot serve right now (full, locked, unreachable). */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  /** Whether the refused work may stand all the same: it broke while it was being committed. Otherwise nothing remains. */
  readonly mayBeCommitted: boolean;

  constructor(message: string, options: { cause?: unknown; mayBeCommitted?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.mayBeCommitted = options.mayBeCommitted ?? false;
  }
}

/** The database is of no use to this program until an operator acts; the message says what to do. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}
