import { setTimeout } from 'node:timers/promises';
import {
  type CompiledQuery,
  type ControlledTransaction,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  sql,
} from 'kysely';
import pg from 'pg';
import { DEFAULT_PARTITION } from './audit-partitions.ts';
import { addCitus, distribute } from './citus.ts';
import { createDamage } from './damage.ts';
import {
  DatabaseRefused,
  DatabaseUnavailable,
  type Read,
  type ReplicaRead,
  type Substrings,
  type Tx,
  type UnauditedTx,
} from './database.ts';
import type { Engine } from './engine.ts';
import type { EngineSql } from './engine-sql.ts';
import { type Fragment, sql as fragment } from './fragment.ts';
import { GatheredReads } from './gathered-reads.ts';
import { migrate, pending, tryRead } from './migrate.ts';
import type { Migrations } from './migrations/all.ts';
import { migrationNames, newestMigration } from './migrations/names.ts';
import { copyInto } from './postgres-load.ts';
import { LockQueue, RowLocked } from './postgres-locks.ts';
import { type Access, ALONG_INDEXES, type Connections, connectionsTo, hot, LOCATE } from './postgres-pool.ts';
import { PostgresReplica } from './postgres-replica.ts';
import { PostgresReplicas, type Primary } from './postgres-replicas.ts';
import { IDENTITY, inspectServer } from './postgres-server.ts';
import { announceServer, olderServers } from './postgres-servers.ts';
import { type Exclusively, exclusively } from './postgres-slow.ts';
import { postgresSubstrings } from './postgres-substrings.ts';
import { runTransaction, type TxHandle } from './run-transaction.ts';
import type { Schema } from './schema.ts';
import { shareNext } from './share-next.ts';
import { StatementTimes } from './statement-times.ts';
import { type Position, positionOf } from './write-positions.ts';

const CONNECTIONS = 24;
/** Callers that wait for each connection of a reader, so that one that comes free is taken at once. */
const WAITING_PER_READER = 6;
/** A write holds its connection for several statements. */
const WAITING_PER_WRITER = 4;
/** Connections of writes that wait for locked rows, and how many of them may wait for the same row. */
const PATIENT_AT_MOST = 4;
const PATIENT_PER_ROW = 2;
/** The longest wait for a lock: on a connection that others need, and in all. */
const LOCK_TIMEOUT_MS = 50;
const LOCKED_AT_MOST_MS = 3_000;
/** What a statement that waits for no lock may take, at the end of that time. */
const STATEMENT_MS = 1_000;
/** A write waits five seconds for a connection at most. With more waiting than this, many will not get one. */
const WRITES_WAITING = 1_000;
/** The number of the library's own lock: a process of an earlier version that migrates holds that one. */
const MIGRATING = 3_853_314_791_062_309_107n;
const TRIES = 5;
/** Serialization failure and deadlock: the transaction left nothing, and a retry may succeed. */
const AGAIN = new Set(['40001', '40P01']);

export type PostgresOptions = {
  /** Whether the server may keep prepared statements. */
  readonly prepared?: boolean;
  /** All connections together, 6 at least. A migration opens three more. */
  readonly connections?: number;
  /** The URLs of its replicas. */
  readonly replicas?: readonly string[];
  /** Whether all writes of a caller come from this process: see `PostgresReplicas`. */
  readonly isAlone?: boolean;
  /** How often the replicas are looked at, in milliseconds. */
  readonly lookEveryMs?: number;
};

/** Connections by what they are for. */
type Sizes = { readonly readers: number; readonly writers: number; readonly patient: number };

/** Readers have a pool of their own, so that writers waiting for locks do not block them. */
function sizesOf(connections: number): Sizes {
  const patient = Math.min(PATIENT_AT_MOST, Math.max(PATIENT_PER_ROW, Math.floor(connections / 6)));
  const writers = Math.floor((connections - patient) / 2);
  return { readers: connections - patient - writers, writers, patient };
}

/** A request that writes reads first: who sends it, and what it changes. */
function waitsOf(reads: Connections, writes: Connections, { readers, writers }: Sizes): Engine['waits'] {
  const isReadSaturated = () => reads.waiting() >= readers * WAITING_PER_READER;
  return {
    reads: { queueDelay: reads.delay, isSaturated: isReadSaturated },
    writes: {
      queueDelay: () => reads.delay() + writes.delay(),
      isSaturated: () => isReadSaturated() || writes.waiting() >= writers * WAITING_PER_WRITER,
      atOnce: writers,
    },
  };
}

/** Opens pools to a PostgreSQL server (14 or newer) named by a `postgres://` URL, directly or through a pooler. */
export async function openPostgres(
  url: string,
  {
    prepared = true,
    connections = CONNECTIONS,
    replicas: replicaUrls = [],
    isAlone = false,
    lookEveryMs,
  }: PostgresOptions = {},
): Promise<Engine> {
  const sizes = sizesOf(connections);
  const damage = createDamage();
  const { version, isPooled, isSharded } = await inspectServer(url, { prepared }).catch((error) => {
    throw toMend(error);
  });
  const access: Access = { isPooled, prepared };
  const lockTimeout = LOCKED_AT_MOST_MS;
  const locks = new LockQueue({ atOnce: sizes.patient, perRow: PATIENT_PER_ROW });
  let replicas: PostgresReplicas | undefined;
  const onCommit = (position: Position) => replicas?.committed(position);
  const times = new StatementTimes();
  const shared = { access, damage, times, ...(isAlone && replicaUrls.length > 0 && { onCommit }) };
  const readPool = connectionsTo(url, {
    ...shared,
    most: sizes.readers,
    lockTimeout,
    settings: ALONG_INDEXES,
  });
  const writePool = connectionsTo(url, {
    ...shared,
    most: sizes.writers,
    lockTimeout: LOCK_TIMEOUT_MS,
    locks,
  });
  const [readers, writers] = [over(readPool), over(writePool)];
  const patientPool = connectionsTo(url, { ...shared, most: sizes.patient, lockTimeout });
  const patient = over(patientPool);
  const slowly = exclusively(() =>
    over(connectionsTo(url, { ...shared, most: 2, lockTimeout: 0, isSlow: true })),
  );
  const substrings = postgresSubstrings(writers, slowly);
  const dialect = { ...postgresSql, isSharded };
  const primary = primaryOf(readers, dialect, substrings);
  const close = async () => {
    await replicas?.close();
    await Promise.all([readers.destroy(), writers.destroy(), patient.destroy()]);
  };
  if (replicaUrls.length > 0) {
    const start = await primary.position().catch(async (error) => {
      await close();
      throw error;
    });
    const known = replicaUrls.map(
      (replica) => new PostgresReplica(replica, { prepared, connections: sizes.readers, times }),
    );
    replicas = new PostgresReplicas({
      ...{ primary, replicas: known, isAlone, start },
      ...(lookEveryMs !== undefined && { lookEveryMs }),
    });
  }
  return {
    name: 'postgres',
    version,
    read: { ...gathering(handle(readers, dialect, substrings), readPool), ...(replicas && { replicas }) },
    meters: {
      statements: times,
      pools: () => [
        { pool: 'read', ...readPool.state() },
        { pool: 'write', ...writePool.state() },
        { pool: 'patient', ...patientPool.state() },
      ],
      logBytes: () => undefined,
      cache: () => undefined,
    },
    transact: (work) => transact({ writers, patient, locks, dialect }, work),
    migrate: (list) =>
      migrateSlowly({ slowly, dialect }, list).catch((error: unknown) => Promise.reject(toMend(error))),
    pending: (list) => pending(readers, dialect, list && Object.keys(list)),
    announce: () => announceServer(patient, newestMigration),
    substrings,
    integrity: () => invalidIndexes(readers),
    waits: waitsOf(readPool, writePool, sizes),
    damage,
    // The server verifies the checksum of each page that it reads.
    startChecks: () => undefined,
    advice: () => checksumAdvice(readers),
    waitingWrites: () => ({ waiting: writePool.waiting(), most: WRITES_WAITING }),
    tryRead: () => tryRead(handle(readers, dialect)),
    tryWrite: () => transactIn({ db: writers, dialect }, refuseReadOnly),
    close,
  };
}

/**
 * Adds the extension Citus to the database, before it is opened: the next migration distributes the tables. `shards` is
 * the number of shards of each.
 */
export async function addCitusTo(
  url: string,
  { prepared = true, shards }: PostgresOptions & { readonly shards: number | undefined },
): Promise<void> {
  try {
    const { isPooled } = await inspectServer(url, { prepared });
    const access: Access = { isPooled, prepared };
    const db = over(
      connectionsTo(url, { access, damage: createDamage(), most: 1, lockTimeout: 0, isSlow: true }),
    );
    await addCitus(db, shards).finally(() => db.destroy());
  } catch (error) {
    throw toMend(error);
  }
}

function over(pool: ReturnType<typeof connectionsTo>): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new Dialect({ pool }) });
}

/** The library's lock for migrations belongs to a session, which a pooler does not keep. Ours is `MIGRATING`. */
class Dialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new AdapterWithoutLock();
  }
}

class AdapterWithoutLock extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

const postgresSql: EngineSql = {
  engine: 'postgres',
  isSharded: false,
  tableNamed: (name) => sql`select 1 as n where to_regclass(${name}) is not null`,
  countLanes: 64,
  text: sql`text collate "C"`,
  integer: sql`bigint`,
  keyOnlyTable: sql``,
  nullsFirst: (column) => sql`${sql.ref(column)} nulls first`,
  forUpdate: sql`for update`,
  forUpdateOrSkip: sql`for update skip locked`,
  eachText: (json) => sql<{ value: string }>`json_array_elements_text(${json}::json)`,
  jsonRows: (query, columns) => {
    const pairs = columns.map((column) => sql`${sql.lit(column)}, ${sql.ref(`item.${column}`)}`);
    return sql<string>`(select coalesce(json_agg(json_build_object(${sql.join(pairs)})), '[]')::text from (${query}) as item)`;
  },
  field: (column, name) => sql`(${sql.ref(column)}::json ->> ${sql.lit(name)})`,
  jsonBytes: (column) => sql`coalesce(octet_length(to_json(${sql.ref(column)})::text), 0)`,
  holds: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  fragments: {
    each: (json) => fragment`json_array_elements_text(${json}::json)`,
    holds: (text, part) => fragment`strpos(${text}, ${part}) > 0`,
    before: (text, part) => fragment`split_part(${text}, ${part}, 1)`,
    ends: (text, part) => fragment`right(${text}, length(${part}::text)) = ${part}::text`,
    domain: domainOf,
    // Of an equality, the planner knows that it may as well read all rows in the order of creation and compare each.
    isDomain: (email, domain) =>
      fragment`(${domainOf(email)} >= ${domain} and ${domainOf(email)} <= ${domain})`,
  },
};

function domainOf(email: Fragment): Fragment {
  return fragment`substr(${email}, strpos(${email}, '@'))`;
}

/** Transactions look no parts of words up. */
const noSubstrings: Substrings = {
  exists: () => false,
  find: async () => undefined,
  hasMany: async () => false,
};

function handle(db: Kysely<Schema>, dialect: EngineSql, substrings = noSubstrings): Read {
  const read: ReplicaRead = {
    db,
    substrings,
    sql: dialect,
    rows: async (query: CompiledQuery) => {
      hot.add(query.sql);
      return (await db.executeQuery(query)).rows;
    },
    composed: async (query: CompiledQuery) => (await db.executeQuery(query)).rows,
  };
  // Cast: the brand exists in types only. On this engine, handles of the primary are made only here.
  return read as Read;
}

function gathering(read: Read, { whenFree }: Connections): Read {
  return { ...read, gather: new GatheredReads(whenFree) };
}

function txHandle(db: Kysely<Schema>, dialect: EngineSql): TxHandle {
  return { ...handle(db, dialect), load: (into, rows) => copyInto(db, into, rows) };
}

function primaryOf(db: Kysely<Schema>, dialect: EngineSql, substrings: Substrings): Primary {
  const ask = async () =>
    positionOf((await sql.raw<{ position: string }>(LOCATE).execute(db)).rows[0]?.position ?? '');
  return {
    read: handle(db, dialect, substrings),
    execute: (query) => db.executeQuery(query),
    position: shareNext(ask),
    identity: async () =>
      (await sql.raw<{ identity: string }>(`select ${IDENTITY} as identity`).execute(db)).rows[0]?.identity ??
      '',
  };
}

type WritePools = {
  readonly writers: Kysely<Schema>;
  /** For writes that have met a locked row, by turns. */
  readonly patient: Kysely<Schema>;
  readonly locks: LockQueue;
  readonly dialect: EngineSql;
};

/** A write that meets a locked row gives its connection back and waits for its turn outside of the pool. */
async function transact<T>(
  { writers, patient, locks, dialect }: WritePools,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await transactIn({ db: writers, dialect }, work);
  } catch (error) {
    if (!(error instanceof RowLocked)) throw error;
    const deadline = performance.now() + LOCKED_AT_MOST_MS;
    return locks.run(error, LOCKED_AT_MOST_MS, () => {
      const leftMs = Math.max(1, Math.ceil(deadline - performance.now()));
      return transactIn({ db: patient, dialect }, async (tx) => {
        await limitWaits(tx, leftMs);
        return work(tx);
      });
    });
  }
}

/** A statement waits up to twice, for its place among those that wait for the row and for the row. */
async function limitWaits(tx: Tx, waitMs: number): Promise<void> {
  const [lock, statement] = [`${waitMs}`, `${Math.max(waitMs, STATEMENT_MS)}`];
  await sql`select set_config('lock_timeout', ${lock}, true), set_config('statement_timeout', ${statement}, true)`.execute(
    tx.db,
  );
}

type Connected = { readonly db: Kysely<Schema>; readonly dialect: EngineSql };

async function transactIn<T>(connected: Connected, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(connected, work);
    } catch (error) {
      if (!isPassing(error) || attempt === TRIES) throw error;
      await setTimeout(Math.random() * 10 * 2 ** attempt);
    }
  }
}

/** Reports whether the same transaction can succeed when it is repeated. */
function isPassing(error: unknown): boolean {
  return (
    AGAIN.has(codeOf(error)) ||
    // The entry was on its way to the default partition when that of its month was created.
    (error instanceof pg.DatabaseError && error.code === '23514' && error.table === DEFAULT_PARTITION)
  );
}

async function attemptOnce<T>({ db, dialect }: Connected, work: (tx: Tx) => Promise<T>): Promise<T> {
  const transaction = await db.startTransaction().execute();
  try {
    const result = await runTransaction(txHandle(transaction, dialect), work);
    await commit(transaction);
    return result;
  } catch (error) {
    // If the connection is gone, the server rolls back by itself.
    await transaction
      .rollback()
      .execute()
      .catch(() => {});
    throw error;
  }
}

/** If the connection breaks here, the outcome of the commit is unknown. */
async function commit(transaction: ControlledTransaction<Schema>): Promise<void> {
  try {
    await transaction.commit().execute();
  } catch (error) {
    // The commit was never sent.
    if (error instanceof RowLocked || !(error instanceof DatabaseUnavailable)) throw error;
    throw new DatabaseUnavailable(error.message, { cause: error.cause, mayBeCommitted: true });
  }
}

/** Migrations have no time limit, including the wait for another process that migrates. */
function migrateSlowly(
  { slowly, dialect }: { readonly slowly: Exclusively; readonly dialect: EngineSql },
  list: Migrations | undefined,
): Promise<readonly string[]> {
  return slowly(MIGRATING, async (db) => {
    const applied = await migrate(db, { dialect, olderServers, list });
    const known = [...migrationNames, ...Object.keys(list ?? {})];
    // Cast: of the history's own counters. On this engine, transaction handles are made only here.
    if (dialect.isSharded && (await pending(db, dialect, known)).missing.length === 0)
      await distribute(db, (tx) => txHandle(tx, dialect) as UnauditedTx);
    return applied;
  });
}

/**
 * Indexes left invalid by an interrupted build or a failed check. The server has no built-in check of whole tables.
 */
async function invalidIndexes(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select indexrelid::regclass::text as name from pg_index
    join pg_class on pg_class.oid = indrelid join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = current_schema() and not indisvalid`.execute(db);
  return rows.map(({ name }) => `the index ${name} is not valid: reindex it`);
}

async function checksumAdvice(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ value: string }>`select current_setting('data_checksums') as value`.execute(
    db,
  );
  if (rows[0]?.value === 'on') return [];
  return [
    'This PostgreSQL cluster has no data checksums, so that damage on its disk stays unnoticed. Stop it and run: pg_checksums --enable',
  ];
}

/** A standby and a server that was made read-only commit, but take no change. */
async function refuseReadOnly({ db }: Tx): Promise<void> {
  const { rows } = await sql<{
    value: string;
  }>`select current_setting('transaction_read_only') as value`.execute(db);
  if (rows[0]?.value === 'on') throw new DatabaseUnavailable('the PostgreSQL server is read-only');
}

/** A wrong password, user or database, or a missing privilege, is for the operator to fix. */
function toMend(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError) || !/^(?:28|3D|42501)/.test(codeOf(error))) return error;
  return new DatabaseRefused(
    `PostgreSQL refuses: ${error.message}. Check DENIZEN_DATABASE, and what its user may do.`,
    { cause: error },
  );
}

function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}
