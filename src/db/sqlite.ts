import { chmodSync, existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { DatabaseRefused, type Read, type Tx } from './database.ts';
import type { Engine, EngineSql } from './engine.ts';
import { migrate, pending } from './migrate.ts';
import { kyselyOver, SqliteConnection } from './sqlite-connection.ts';
import { SqliteWriter } from './sqlite-writer.ts';

/** Older versions can corrupt a database in WAL mode that two connections write and checkpoint at once. */
const OLDEST_SAFE = [3, 51, 3] as const;
const MIGRATION_WAIT_MS = 15_000;

/** Opens a database file, or `:memory:`. */
export function openSqlite(path: string): Engine {
  const version = safeVersion();
  const inMemory = path === ':memory:';
  const writer = connect(() => new SqliteConnection(path, { readOnly: false }), path);
  if (!inMemory) prepareFile(writer, path);
  const reader = inMemory ? writer : new SqliteConnection(path, { readOnly: true });
  // A database in memory has one connection, and a read there must not see a group that is not committed.
  const ready = inMemory ? () => queue.groupDone() : undefined;

  const read: Read = {
    db: kyselyOver(reader, ready),
    sql: sqliteSql,
    rows: async (query) => {
      if (ready) await ready();
      return reader.rows(query);
    },
  };
  const writeDb = kyselyOver(writer);
  // The brand exists in types only; this is the one place on this engine where a transaction's handle is made.
  const tx = { db: writeDb, sql: sqliteSql, rows: async (query) => writer.rows(query) } as Read as Tx;
  let owner: DatabaseSync | undefined;
  const queue = new SqliteWriter(writer, tx);

  return {
    name: 'sqlite',
    version,
    read,
    transact: (work) => queue.write(work),
    migrate: async () => {
      writer.exec(`pragma busy_timeout = ${MIGRATION_WAIT_MS}`);
      try {
        return await migrate(writeDb, sqliteSql);
      } finally {
        writer.exec('pragma busy_timeout = 0');
      }
    },
    pending: () => pending(writeDb),
    hold: () => {
      if (inMemory) return true;
      owner ??= holdFile(path);
      return owner !== undefined;
    },
    integrity: async () =>
      [...texts(writer.raw, 'pragma integrity_check(20)'), ...texts(writer.raw, 'pragma foreign_key_check')].filter(
        (line) => line !== 'ok',
      ),
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
  eachText: (json) => sql<{ value: string }>`json_each(${json})`,
  jsonRows: (query, columns) => {
    const pairs = columns.map((column) => sql`${sql.lit(column)}, ${sql.ref(`item.${column}`)}`);
    return sql<string>`(select json_group_array(json_object(${sql.join(pairs)})) from (${query}) as item)`;
  },
  holds: (text, part) => sql`instr(${text}, ${part}) > 0`,
  ends: (text, part) => sql`substr(${text}, -length(${part})) = ${part}`,
};

/**
 * An exclusive lock on a small database beside the file, which the operating system lets go when the process ends,
 * however it ends. `undefined` when another process has it.
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

function prepareFile(writer: SqliteConnection, path: string): void {
  chmodSync(path, 0o600);
  connect(() => writer.raw.exec('pragma journal_mode = wal'), path);
  writer.raw.exec('pragma wal_autocheckpoint = 1000');
  writer.raw.exec('pragma journal_size_limit = 67108864');
}

function connect<T>(open: () => T, path: string): T {
  try {
    return open();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = existsSync(path) ? 'Is it a Denizen database, and may this user read and write it?' : 'Does its folder exist?';
    throw new DatabaseRefused(`The database ${path} cannot be opened: ${reason}. ${hint}`);
  }
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

export function isSafeVersion(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [at, needed] of OLDEST_SAFE.entries()) {
    const part = parts[at] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
}

function texts(raw: DatabaseSync, query: string): string[] {
  return raw.prepare(query).all().map((row) => Object.values(row).join(' '));
}
