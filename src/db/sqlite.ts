import { chmodSync, existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery, sql } from 'kysely';
import { DatabaseRefused, DatabaseUnavailable, type Read, type Tx } from './database.ts';
import type { Engine } from './engine.ts';
import type { EngineSql } from './engine-sql.ts';
import { migrate, pending } from './migrate.ts';
import { kyselyOver, patiently, SqliteConnection } from './sqlite-connection.ts';
import { sqliteSubstrings } from './sqlite-substrings.ts';
import { SqliteWriter } from './sqlite-writer.ts';

/** Older versions can corrupt a database in WAL mode when two connections write and checkpoint at once. */
const OLDEST_SAFE = [3, 51, 3] as const;
const MIGRATION_WAIT_MS = 15_000;

/** Opens a database file, or `:memory:`. */
export async function openSqlite(path: string): Promise<Engine> {
  const version = safeVersion();
  const inMemory = path === ':memory:';
  const { writer, reader } = await connect(path, inMemory);
  // An in-memory database has one connection, and a read there must not see an uncommitted group.
  const ready = inMemory ? () => queue.groupDone() : undefined;

  const writeDb = kyselyOver(writer);
  const substrings = sqliteSubstrings(writeDb);

  const read: Read = {
    db: kyselyOver(reader, ready),
    sql: sqliteSql,
    rows: async (query) => {
      if (ready) await ready();
      return patiently(() => reader.rows(query));
    },
    substrings,
  };
  // Cast: the brand exists in types only. On this engine, transaction handles are made only here.
  const tx = { ...read, db: writeDb, rows: async (query: CompiledQuery) => writer.rows(query) } as Read as Tx;
  let owner: DatabaseSync | undefined;
  const queue = new SqliteWriter(writer, tx);

  return {
    name: 'sqlite',
    version,
    read,
    transact: (work) => queue.write(work),
    migrate: async (list) => {
      writer.exec(`pragma busy_timeout = ${MIGRATION_WAIT_MS}`);
      try {
        return await migrate(writeDb, sqliteSql, list);
      } finally {
        writer.exec('pragma busy_timeout = 0');
      }
    },
    pending: () => pending(writeDb),
    substrings,
    hold: () => {
      if (inMemory) return true;
      owner ??= holdFile(path);
      return owner !== undefined;
    },
    integrity: async () => [...answers(writer, 'pragma integrity_check(20)')],
    close: async () => {
      await queue.idle();
      if (reader !== writer) reader.close();
      writer.close();
      owner?.close();
    },
  };
}

const sqliteSql: EngineSql = {
  engine: 'sqlite',
  text: sql`text`,
  integer: sql`integer`,
  keyOnlyTable: sql`without rowid`,
  nullsFirst: (column) => sql.ref(column),
  forUpdate: sql``,
  forUpdateOrSkip: sql``,
  eachText: (json) => sql<{ value: string }>`json_each(${json})`,
  jsonRows: (query, columns) => {
    const pairs = columns.map((column) => sql`${sql.lit(column)}, ${sql.ref(`item.${column}`)}`);
    return sql<string>`(select json_group_array(json_object(${sql.join(pairs)})) from (${query}) as item)`;
  },
  field: (column, name) => sql`json_extract(${sql.ref(column)}, ${sql.lit(`$.${name}`)})`,
  holds: (text, part) => sql`instr(${text}, ${part}) > 0`,
  before: (text, part) => sql`substr(${text}, 1, instr(${text} || ${part}, ${part}) - 1)`,
  ends: (text, part) => sql`substr(${text}, -length(${part})) = ${part}`,
};

/**
 * Takes an exclusive lock on a small database beside the file. The operating system releases it when the process
 * ends, however it ends. `undefined` when another process has it.
 */
function holdFile(path: string): DatabaseSync | undefined {
  const owner = new DatabaseSync(`${path}.owner`, { timeout: 0 });
  try {
    chmodSync(`${path}.owner`, 0o600);
    owner.exec('begin exclusive');
    return owner;
  } catch {
    owner.close();
    return undefined;
  }
}

type Connections = { readonly writer: SqliteConnection; readonly reader: SqliteConnection };

/** An in-memory database uses one connection for everything. Waits for another process that is opening the file. */
async function connect(path: string, inMemory: boolean): Promise<Connections> {
  try {
    const writer = await patiently(() => new SqliteConnection(path, { readOnly: false }));
    if (inMemory) return { writer, reader: writer };
    try {
      // Before the log is created, which inherits the file's mode.
      chmodSync(path, 0o600);
      await patiently(() => useWriteAheadLog(writer));
      return { writer, reader: await patiently(() => new SqliteConnection(path, { readOnly: true })) };
    } catch (error) {
      writer.close();
      throw error;
    }
  } catch (error) {
    const { message } = (error instanceof DatabaseUnavailable ? error.cause : error) as Error;
    const hint = existsSync(path)
      ? 'Is it a Denizen database, and may this user read and write it?'
      : 'Does its folder exist?';
    throw new DatabaseRefused(`The database ${path} cannot be opened: ${message}. ${hint}`, { cause: error });
  }
}

function useWriteAheadLog(writer: SqliteConnection): void {
  const mode = writer.rows(CompiledQuery.raw('pragma journal_mode = wal'))[0] as { journal_mode: string };
  if (mode.journal_mode !== 'wal') throw new Error('this file system cannot keep a write-ahead log');
  writer.exec('pragma wal_autocheckpoint = 1000');
  writer.exec('pragma journal_size_limit = 67108864');
}

function safeVersion(): string {
  const probe = new DatabaseSync(':memory:');
  const version = String(probe.prepare('select sqlite_version() as version').get()?.version);
  probe.close();
  if (!isSafeVersion(version)) {
    throw new DatabaseRefused(
      `This Node carries SQLite ${version}, which can corrupt databases in WAL mode; ${OLDEST_SAFE.join('.')} or newer is needed. Use a newer Node.`,
    );
  }
  return version;
}

function isSafeVersion(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [at, needed] of OLDEST_SAFE.entries()) {
    const part = parts[at] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
}

/** The findings of a check, one sentence each. The check itself may fail on damage. */
function answers(connection: SqliteConnection, check: string): string[] {
  try {
    return connection
      .rows(CompiledQuery.raw(check))
      .map(sentence)
      .filter((line) => line !== 'ok');
  } catch (error) {
    return [(error as Error).message];
  }
}

function sentence(row: unknown): string {
  return Object.values(row as Record<string, unknown>).join(' ');
}
