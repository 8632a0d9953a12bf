import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
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
import { DatabaseUnavailable } from './database.ts';
import type { Schema } from './schema.ts';

const STATEMENTS_KEPT = 500;
/** Primary result codes: busy, locked, read-only, I/O error, full, cannot open. */
const UNAVAILABLE = new Set([5, 6, 8, 10, 13, 14]);

/** One SQLite connection with its compiled statements. Everything on it is synchronous. */
export class SqliteConnection implements DatabaseConnection {
  readonly raw: DatabaseSync;
  readonly #statements = new Map<string, { statement: StatementSync; answers: boolean }>();

  constructor(path: string, options: { readOnly: boolean }) {
    this.raw = new DatabaseSync(path, { readOnly: options.readOnly, timeout: 0, enableForeignKeyConstraints: true });
    // FULL is said on every connection: a commit that was acknowledged survives a power cut only with it.
    this.raw.exec('pragma synchronous = full');
    this.raw.exec('pragma trusted_schema = off');
    this.raw.exec('pragma cell_size_check = on');
    this.raw.exec('pragma cache_size = -32768');
  }

  rows(query: CompiledQuery): unknown[] {
    const { statement, answers } = this.#statement(query.sql);
    try {
      const parameters = query.parameters as SQLInputValue[];
      if (answers) return statement.all(...parameters);
      statement.run(...parameters);
      return [];
    } catch (error) {
      throw translated(error);
    }
  }

  exec(sql: string): void {
    try {
      this.raw.exec(sql);
    } catch (error) {
      throw translated(error);
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, answers } = this.#statement(query.sql);
    try {
      const parameters = query.parameters as SQLInputValue[];
      if (answers) return { rows: statement.all(...parameters) as R[] };
      const { changes } = statement.run(...parameters);
      return { numAffectedRows: BigInt(changes), rows: [] };
    } catch (error) {
      throw translated(error);
    }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('SQLite queries are not streamed');
  }

  close(): void {
    this.#statements.clear();
    if (this.raw.isOpen) this.raw.close();
  }

  #statement(sql: string) {
    const known = this.#statements.get(sql);
    if (known) return known;
    let made: { statement: StatementSync; answers: boolean };
    try {
      const statement = this.raw.prepare(sql);
      made = { statement, answers: statement.columns().length > 0 };
    } catch (error) {
      throw translated(error);
    }
    if (this.#statements.size >= STATEMENTS_KEPT) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(sql, made);
    return made;
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && resultCode(error.cause) === 5;
}

/** A query builder over one connection; `ready` is awaited before each use of it. */
export function kyselyOver(connection: SqliteConnection, ready?: () => Promise<void>): Kysely<Schema> {
  const dialect: Dialect = {
    createDriver: () => new OneConnectionDriver(connection, ready),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalDdl(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  return new Kysely<Schema>({ dialect });
}

/** SQLite's DDL is transactional; the stock adapter denies it, and a migration that fails would half-apply. */
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

function translated(error: unknown): unknown {
  const code = resultCode(error);
  if (code === undefined || !UNAVAILABLE.has(code)) return error;
  return new DatabaseUnavailable('the SQLite database cannot serve right now', { cause: error });
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}
