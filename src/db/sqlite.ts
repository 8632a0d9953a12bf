import { chmodSync, existsSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, sql } from 'kysely';
import { createDamage, type Damage } from './damage.ts';
import {
  DatabaseDamaged,
  DatabaseRefused,
  DatabaseUnavailable,
  type Read,
  type ReplicaRead,
  type Tx,
} from './database.ts';
import type { Engine, IntegrityOptions } from './engine.ts';
import type { EngineSql } from './engine-sql.ts';
import { type Fragment, sql as fragment } from './fragment.ts';
import type { EngineMeters, GroupSizes } from './meters.ts';
import { migrate, type OlderServers, pending, tryRead } from './migrate.ts';
import type { TxHandle } from './run-transaction.ts';
import { startSqliteChecks } from './sqlite-background-check.ts';
import { type CacheOptions, defaultCache, noCache, SqliteChanges } from './sqlite-changes.ts';
import { checkQuickly, checkRows } from './sqlite-check.ts';
import { kyselyOver, patiently, SqliteConnection, unlessBusy } from './sqlite-connection.ts';
import { LOG_BYTES_KEPT } from './sqlite-disk-thread.ts';
import { durabilityOf, noDurability } from './sqlite-durability.ts';
import { ForeignDatabase, refuseForeignFile, refuseForeignTables } from './sqlite-foreign.ts';
import { loadInto } from './sqlite-load.ts';
import {
  type Lock,
  lockDatabase,
  lockFileOf,
  makeLockFile,
  refuseHardLinks,
  tryLock,
} from './sqlite-lock.ts';
import { sqliteSubstrings } from './sqlite-substrings.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import { StatementTimes } from './statement-times.ts';

/** Older versions can corrupt a database in WAL mode when two connections write and checkpoint at once. */
const OLDEST_SAFE = [3, 51, 3] as const;
const MIGRATION_WAIT_MS = 15_000;
/**
 * What undoes a failed write of a group: beyond 64 KiB, a sign-in among many sessions, it would go through a file that each group makes
 * and removes. A migration sorts whole tables, which memory may not hold.
 */
const KEEP_UNDO_IN_MEMORY = 'pragma temp_store = memory';

/** In KiB: the pages of indexes that rows in no order change. Each that is not there is read, and written early. Part of the 200 MB of an import. */
const MUCH_CACHED = 'pragma cache_size = -16384';

/** In bytes: the pages of indexes and rows that lists of a large directory read again and again. The system's copy takes 2 µs a page. */
const READ_CACHE = { least: 8 * 1024 * 1024, most: 64 * 1024 * 1024, shareOfFile: 1 / 32 };

type SqliteOptions = { readonly hold?: boolean; readonly writesMuch?: boolean } & Partial<CacheOptions>;

/** Opens a database file, or `:memory:`. With `hold`, fails when another server has it. */
export async function openSqlite(
  path: string,
  { hold = false, writesMuch = false, ...caching }: SqliteOptions = {},
): Promise<Engine> {
  const version = safeVersion();
  const inMemory = path === ':memory:';
  const damage = createDamage();
  const times = new StatementTimes();
  const { writer, reader, lock } = await connect(path, { inMemory, hold, damage, times });
  // An in-memory database has one connection, and a read there must not see an uncommitted group.
  const ready = inMemory ? () => queue.groupDone() : undefined;

  const writeDb = kyselyOver(writer);
  const substrings = sqliteSubstrings(writeDb);
  const changes = changesOf(writer, { inMemory, writesMuch, ...caching });

  const rows = async (query: CompiledQuery) => {
    if (ready) await ready();
    return patiently(() => reader.rows(query));
  };
  // Cast: the brand exists in types only. Of a file, all handles read the present.
  const read = {
    db: kyselyOver(reader, ready),
    sql: sqliteSql,
    rows,
    composed: rows,
    rowsNow: ready ? undefined : (query: CompiledQuery) => unlessBusy(() => reader.rows(query)),
    cache: changes.cache,
    substrings,
  } as ReplicaRead as Read;
  const durability = inMemory ? noDurability : durabilityOf(fileOf(writer), writer);
  const queue = new SqliteWriter(writer, {
    handle: handleOf(writer, { ...read, db: writeDb }),
    durability,
    changes,
  });
  const changeSchema = async <T>(change: () => Promise<T>): Promise<T> => {
    writer.exec(`pragma busy_timeout = ${MIGRATION_WAIT_MS}`);
    writer.exec('pragma temp_store = file');
    try {
      const result = await changes.paused(change);
      await durability.afterCommit();
      return result;
    } finally {
      writer.exec('pragma busy_timeout = 0');
      writer.exec(KEEP_UNDO_IN_MEMORY);
    }
  };

  return {
    name: 'sqlite',
    version,
    read,
    meters: metersOf(path, { times, groups: queue.groups, changes }),
    transact: (work) => queue.write(work),
    migrate: (list) =>
      changeSchema(() =>
        migrateAlone(path, { isAlone: hold || inMemory }, (olderServers) =>
          migrate(writeDb, { dialect: sqliteSql, olderServers, list }),
        ),
      ),
    pending: (list) => pending(writeDb, sqliteSql, list && Object.keys(list)),
    // A server holds a lock.
    announce: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    substrings: { ...substrings, apply: (wanted) => changeSchema(() => substrings.apply(wanted)) },
    // Its statements stay open, and show all others of the connection the rows of when they began.
    integrity: (options) => changes.paused(() => integrity(reader, options)),
    damage,
    startChecks: (prepared) => (inMemory ? undefined : startSqliteChecks(path, damage, prepared)),
    advice: async () => [],
    waitingWrites: () => queue.waiting(),
    tryRead: () => tryRead(read),
    tryWrite: () => queue.write(tryWrite),
    waits: waitsOf(queue),
    close: async () => {
      await queue.idle();
      await durability.close();
      if (reader !== writer) reader.close();
      writer.close();
      lock?.close();
    },
  };
}

/** Reads have a connection of their own, and wait for the event loop alone. */
function waitsOf(queue: SqliteWriter): Engine['waits'] {
  return {
    reads: { queueDelay: () => 0, isSaturated: () => false },
    writes: { queueDelay: () => queue.delay(), isSaturated: () => false },
  };
}

/** Within transactions, nothing is remembered and everything is at hand. */
function handleOf(writer: SqliteConnection, read: Read): TxHandle {
  return {
    ...read,
    rows: async (query) => writer.rows(query),
    composed: async (query) => writer.rows(query),
    rowsNow: (query) => writer.rows(query),
    load: async (into, rows) => loadInto(writer, into, rows),
    cache: undefined,
  };
}

function changesOf(
  writer: SqliteConnection,
  { inMemory, writesMuch, ...caching }: SqliteOptions & { readonly inMemory: boolean },
): SqliteChanges {
  if (writesMuch) writer.exec(MUCH_CACHED);
  return new SqliteChanges(writer, inMemory || writesMuch ? noCache : { ...defaultCache, ...caching });
}

type Metered = {
  readonly times: StatementTimes;
  readonly groups: GroupSizes;
  readonly changes: SqliteChanges;
};

function metersOf(path: string, { times, groups, changes }: Metered): EngineMeters {
  const { cache } = changes;
  return {
    statements: times,
    pools: () => [],
    groups,
    logBytes: () => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size,
    cache: () => cache && { hits: cache.hits, misses: cache.misses, bytes: cache.bytes },
  };
}

const sqliteSql: EngineSql = {
  engine: 'sqlite',
  isSharded: false,
  tableNamed: (name) => sql`select 1 as n from sqlite_schema where type = 'table' and name = ${name}`,
  countLanes: 1,
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
  jsonBytes: (column) => sql`coalesce(octet_length(json_quote(${sql.ref(column)})), 0)`,
  holds: (text, part) => sql`instr(${text}, ${part}) > 0`,
  fragments: {
    each: (json) => fragment`json_each(${json})`,
    holds: (text, part) => fragment`instr(${text}, ${part}) > 0`,
    before: (text, part) => fragment`substr(${text}, 1, instr(${text} || ${part}, ${part}) - 1)`,
    ends: (text, part) => fragment`substr(${text}, -length(${part})) = ${part}`,
    domain: domainOf,
    isDomain: (email, domain) => fragment`${domainOf(email)} = ${domain}`,
  },
};

function domainOf(email: Fragment): Fragment {
  return fragment`substr(${email}, instr(${email}, '@'))`;
}

type Connections = {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly lock?: Lock | undefined;
};
type ConnectOptions = Observed & { readonly inMemory: boolean; readonly hold: boolean };
type Observed = { readonly damage: Damage; readonly times: StatementTimes };

/** An in-memory database uses one connection for everything. Waits for another process that is opening the file. */
async function connect(path: string, { inMemory, hold, ...observed }: ConnectOptions): Promise<Connections> {
  if (inMemory) {
    const writer = new SqliteConnection(path, { readOnly: false, ...observed });
    return { writer, reader: writer };
  }
  let lock: Lock | undefined;
  let isLocked = true;
  try {
    refuseForeignFile(path);
    refuseHardLinks(path);
    isLocked = existsSync(lockFileOf(path));
    lock = hold ? await lockDatabase(path) : undefined;
    if (!lock && !existsSync(path)) makeLockFile(path);
    return { ...(await connectFile(path, observed)), lock };
  } catch (error) {
    lock?.close();
    // A database of another program stays as it was, and so does its folder.
    if (!isLocked && error instanceof ForeignDatabase) rmSync(lockFileOf(path), { force: true });
    if (error instanceof DatabaseRefused && !(error instanceof DatabaseDamaged)) throw error;
    const { message } = (error instanceof DatabaseUnavailable ? error.cause : error) as Error;
    const hint = existsSync(path)
      ? 'Is it a Denizen database, and may this user read and write it?'
      : 'Does its folder exist?';
    throw new DatabaseRefused(`The database ${path} cannot be opened: ${message}. ${hint}`, { cause: error });
  }
}

async function connectFile(path: string, observed: Observed): Promise<Omit<Connections, 'lock'>> {
  const writer = await patiently(() => new SqliteConnection(path, { readOnly: false, ...observed }));
  try {
    refuseForeignTables(path, writer.raw);
    // Before the log is created, which inherits the file's mode.
    chmodSync(path, 0o600);
    await patiently(() => useWriteAheadLog(writer));
    const reader = await patiently(() => new SqliteConnection(path, { readOnly: true, ...observed }));
    reader.exec(`pragma cache_size = -${readCacheKib(statSync(path).size)}`);
    return { writer, reader };
  } catch (error) {
    writer.close();
    throw error;
  }
}

function readCacheKib(fileBytes: number): number {
  const { least, most, shareOfFile } = READ_CACHE;
  return Math.round(Math.min(most, Math.max(least, fileBytes * shareOfFile)) / 1024);
}

/** Runs `work`, which finds out whether another process has the lock of the server. None gets it meanwhile. */
async function migrateAlone<T>(
  path: string,
  { isAlone }: { readonly isAlone: boolean },
  work: (olderServers: OlderServers) => Promise<T>,
): Promise<T> {
  let lock: Lock | undefined;
  const olderServers: OlderServers = async () => {
    if (isAlone) return 0;
    lock ??= tryLock(path);
    return lock ? 0 : 1;
  };
  try {
    return await work(olderServers);
  } finally {
    lock?.close();
  }
}

/** Writes one page as it is, by way of the log and the disk. */
async function tryWrite({ db }: Tx): Promise<void> {
  await sql`pragma user_version = 0`.execute(db);
}

async function integrity(
  { raw }: SqliteConnection,
  { isQuick = false, report = () => {} }: IntegrityOptions = {},
): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const check of isQuick ? [checkQuickly] : [checkQuickly, checkRows]) {
    report(check === checkQuickly ? 'structure' : 'rows', 0);
    for (const step of check(raw)) {
      report(step.part, step.share);
      findings.push(...step.findings);
      // Lets signals through.
      await setImmediate();
    }
  }
  return [...new Set(findings)];
}

function useWriteAheadLog(writer: SqliteConnection): void {
  const mode = writer.rows(CompiledQuery.raw('pragma journal_mode = wal'))[0] as { journal_mode: string };
  if (mode.journal_mode !== 'wal') throw new Error('this file system cannot keep a write-ahead log');
  // A commit does not wait for the disk: `durability` syncs the log before anything is acknowledged. NORMAL, not OFF,
  // still syncs the header when the log begins anew, without which a power cut could bring back an earlier log.
  writer.exec('pragma synchronous = normal');
  writer.exec('pragma wal_autocheckpoint = 0');
  writer.exec(`pragma journal_size_limit = ${LOG_BYTES_KEPT}`);
  writer.exec(KEEP_UNDO_IN_MEMORY);
}

/** The database file without symbolic links, beside which SQLite keeps the log. */
function fileOf(writer: SqliteConnection): string {
  const file = writer.raw.location();
  if (file === null) throw new Error('the database has no file');
  return file;
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
