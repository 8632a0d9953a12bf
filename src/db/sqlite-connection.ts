import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Damage } from './damage.ts';
import { DatabaseDamaged, DatabaseUnavailable, READ_ONLY } from './database.ts';
import type { Schema } from './schema.ts';
import { type StatementTime, StatementTimes } from './statement-times.ts';

const STATEMENTS_KEPT = 500;
const LOCK_DEADLINE_MS = 2_000;
const LOCK_RETRY_MS = 5;
const BUSY = 5;
/** Also that of `raise(abort, …)` in a trigger. */
const CONSTRAINT = 19;
/** Extended result codes: a primary key, a unique index, a row number. */
const TAKEN = new Set([1_555, 2_067, 2_579]);
/** Primary result codes: busy, locked, read-only, I/O error, full, cannot open. */
const UNAVAILABLE = new Set([BUSY, 6, 8, 10, 13, 14]);
/** Primary result codes: malformed, not a database. */
const DAMAGED = new Set([11, 26]);

/** A compiled statement and its result columns, none for a change without `returning`. */
type Statement = {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
  readonly time: StatementTime;
};

/** One SQLite connection with its compiled statements. Everything on it is synchronous. */
export class SqliteConnection implements DatabaseConnection {
  readonly raw: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  readonly #damage: Damage;
  readonly #times: StatementTimes;

  constructor(
    path: string,
    options: { readonly readOnly: boolean; readonly damage: Damage; readonly times?: StatementTimes },
  ) {
    this.#damage = options.damage;
    this.#times = options.times ?? new StatementTimes();
    this.raw = new DatabaseSync(path, {
      readOnly: options.readOnly,
      timeout: 0,
    });
    try {
      // Set on every connection: without FULL, an acknowledged commit may not survive a power cut.
      this.exec('pragma synchronous = full');
      this.exec('pragma trusted_schema = off');
      this.exec('pragma cell_size_check = on');
      // In KiB. Small, since the system caches the file too: with 10,000 users, four times as much was no faster.
      this.exec('pragma cache_size = -8192');
    } catch (error) {
      this.raw.close();
      throw error;
    }
  }

  rows(query: CompiledQuery): unknown[] {
    const { statement, columns, time } = this.#statement(query.sql);
    const began = performance.now();
    let isError = true;
    try {
      const parameters = query.parameters as SQLInputValue[];
      const found = columns.length > 0 ? rowsOf(columns, statement.all(...parameters)) : [];
      if (columns.length === 0) statement.run(...parameters);
      isError = false;
      return found;
    } catch (error) {
      throw this.#translated(error);
    } finally {
      this.#times.add(time, began, isError);
    }
  }

  /** Runs a change once for each list of parameters. Returns false as soon as a unique value is taken. */
  runEach(sql: string, lists: Iterable<readonly SQLInputValue[]>): boolean {
    const { statement } = this.#statement(sql);
    try {
      // `run` makes an object of the number of changes, which takes a fifth of the time of a small insert.
      for (const parameters of lists) statement.get(...parameters);
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw this.#translated(error);
    }
  }

  /** Runs one statement without parameters or results. */
  exec(sql: string): void {
    const { statement, time } = this.#statement(sql);
    const began = performance.now();
    let isError = true;
    try {
      statement.run();
      isError = false;
    } catch (error) {
      throw this.#translated(error);
    } finally {
      this.#times.add(time, began, isError);
    }
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return patiently(() => {
      const { statement, columns, time } = this.#statement(query.sql);
      const began = performance.now();
      let isError = true;
      try {
        const parameters = query.parameters as SQLInputValue[];
        const isRead = columns.length > 0;
        const rows = isRead ? (rowsOf(columns, statement.all(...parameters)) as R[]) : [];
        const changes = isRead ? undefined : statement.run(...parameters).changes;
        isError = false;
        return { rows, ...(changes !== undefined && { numAffectedRows: BigInt(changes) }) };
      } catch (error) {
        throw this.#translated(error);
      } finally {
        this.#times.add(time, began, isError);
      }
    });
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('SQLite queries are not streamed');
  }

  close(): void {
    this.#statements.clear();
    if (this.raw.isOpen) this.raw.close();
  }

  #translated(error: unknown): unknown {
    const code = resultCode(error);
    if (code === undefined) return error;
    if (code === CONSTRAINT && (error as Error).message === READ_ONLY)
      return new DatabaseUnavailable(READ_ONLY);
    if (UNAVAILABLE.has(code))
      return new DatabaseUnavailable('the SQLite database cannot serve right now', { cause: error });
    if (!DAMAGED.has(code)) return error;
    const { message } = error as Error;
    this.#damage.add(`a statement failed: ${message}`);
    return new DatabaseDamaged(`The SQLite database is damaged (${message}): restore a backup.`, {
      cause: error,
    });
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    let made: Statement;
    try {
      const statement = this.raw.prepare(planned(sql));
      statement.setReturnArrays(true);
      made = {
        statement,
        columns: statement.columns().map(({ name }) => name),
        time: this.#times.of(sql),
      };
    } catch (error) {
      throw this.#translated(error);
    }
    if (this.#statements.size >= STATEMENTS_KEPT) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(sql, made);
    return made;
  }
}

/**
 * Texts, names and comments, which are left as they are; or a limit that is a bare parameter. What is not closed goes on to the end, as it
 * does for SQLite.
 */
const LIMITS =
  /'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|\/\*.*?(?:\*\/|$)|(?<![\w$.\x80-\uffff])(limit|offset)\s+\?(?!\d)/gis;

/**
 * Returns the statement without bare parameters as limits: SQLite plans by their values, and prepares the statement anew for each run,
 * which takes ten times as long as running it.
 */
function planned(sql: string): string {
  return sql.replaceAll(LIMITS, (found, keyword?: string) =>
    keyword === undefined ? found : `${keyword} cast(? as integer)`,
  );
}

/** Rows as plain objects. Those of `node:sqlite` are in dictionary mode, where reading a field is slow. */
function rowsOf(columns: readonly string[], found: unknown): unknown[] {
  // Cast: the types do not know `setReturnArrays`.
  return (found as unknown[][]).map((values) => {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at++) row[columns[at] as string] = values[at];
    return row;
  });
}

/** Retries while another process holds the lock, without blocking the event loop. */
export async function patiently<T>(work: () => T): Promise<T> {
  const deadline = performance.now() + LOCK_DEADLINE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await setTimeout(LOCK_RETRY_MS);
    }
  }
}

/** Returns the result, or `undefined` while another process holds the lock. */
export function unlessBusy<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && resultCode(error.cause) === BUSY;
}

/** A query builder over one connection. `ready` is awaited before each use. */
export function kyselyOver(connection: SqliteConnection, ready?: () => Promise<void>): Kysely<Schema> {
  const dialect: Dialect = {
    createDriver: () => new OneConnectionDriver(connection, ready),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalDdl(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  return new Kysely<Schema>({ dialect });
}

/** SQLite's DDL is transactional. The stock adapter denies it, and a failing migration would be applied in part. */
class TransactionalDdl extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class OneConnectionDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #ready: (() => Promise<void>) | undefined;
  constructor(connection: SqliteConnection, ready: (() => Promise<void>) | undefined) {
    this.#connection = connection;
    this.#ready = ready;
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#ready) await this.#ready();
    return this.#connection;
  }
  async releaseConnection(): Promise<void> {}
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
  async destroy(): Promise<void> {
    this.#connection.close();
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && TAKEN.has(Number(error.errcode));
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}
