import { setTimeout } from 'node:timers/promises';
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { DatabaseRefused, DatabaseUnavailable, type Read, type Tx } from './database.ts';
import type { Engine, EngineSql } from './engine.ts';
import { migrate, pending } from './migrate.ts';
import type { Schema } from './schema.ts';

const OLDEST_SERVER = 140_000;
const POOL_SIZE = 20;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;
const TRIES = 5;
const INT8 = 20;
/** Serialization failure and deadlock: the transaction left nothing, and the same work may succeed now. */
const AGAIN = new Set(['40001', '40P01']);
/** Statement cancelled by a timeout, lock not available, shutting down, starting up, disk full, and their like. */
const UNAVAILABLE = new Set(['57014', '55P03', '57P01', '57P02', '57P03', '53000', '53100', '53200', '53300', '58030', '25006']);
const CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);

/** Opens a pool on a PostgreSQL server (14 or newer) named by a `postgres://` URL. */
export async function openPostgres(url: string): Promise<Engine> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'denizen',
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  pool.on('connect', nameHotStatements);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const version = await serverVersion(db).catch(async (error) => {
    await pool.end();
    throw error;
  });

  const read = handle(db);
  return {
    name: 'postgres',
    version,
    read,
    transact: (work) => transact(db, work),
    migrate: () => translate(() => migrate(db, postgresSql)),
    pending: () => translate(() => pending(db)),
    hold: () => true,
    integrity: async () => [],
    close: () => db.destroy(),
  };
}

const postgresSql: EngineSql = {
  engine: 'postgres',
  text: sql`text collate "C"`,
  integer: sql`bigint`,
  keyOnlyTable: sql``,
  nullsFirst: (column) => sql`${sql.ref(column)} nulls first`,
  forUpdate: sql`for update`,
  eachText: (json) => sql<{ value: string }>`json_array_elements_text(${json}::json)`,
  jsonRows: (query, columns) => {
    const pairs = columns.map((column) => sql`${sql.lit(column)}, ${sql.ref(`item.${column}`)}`);
    return sql<string>`(select coalesce(json_agg(json_build_object(${sql.join(pairs)})), '[]')::text from (${query}) as item)`;
  },
  holds: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  ends: (text, part) => sql`right(${text}, length(${part}::text)) = ${part}::text`,
};

/**
 * Gives the statements that run again and again a name, so that the server parses and plans them once a connection.
 * The query builder hands over text and values; every other form of call passes by unchanged.
 */
function nameHotStatements(client: pg.PoolClient): void {
  const names = new Map<string, string>();
  const plain = client.query.bind(client) as (...args: unknown[]) => unknown;
  const naming = (...args: unknown[]) => {
    const [text, values] = args;
    if (args.length !== 2 || typeof text !== 'string' || !hot.has(text)) return plain(...args);
    const name = names.get(text) ?? `d${names.size}`;
    names.set(text, name);
    return plain({ name, text, values });
  };
  client.query = naming as typeof client.query;
}

/** The texts of queries that were compiled once: a closed set, since each stands in the program. */
const hot = new Set<string>();

function handle(db: Kysely<Schema>): Read {
  return {
    db,
    sql: postgresSql,
    rows: async (query: CompiledQuery) => {
      hot.add(query.sql);
      return (await translate(() => db.executeQuery(query))).rows;
    },
  };
}

async function transact<T>(db: Kysely<Schema>, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      // The brand exists in types only; this is the one place on this engine where a transaction's handle is made.
      return await translate(() => db.transaction().execute((trx) => work(handle(trx) as Tx)));
    } catch (error) {
      if (!AGAIN.has(codeOf(error)) || attempt === TRIES) throw error;
      await setTimeout(Math.random() * 10 * 2 ** attempt);
    }
  }
}

async function serverVersion(db: Kysely<Schema>): Promise<string> {
  const { rows } = await translate(() =>
    sql<{ number: string; text: string; encoding: string }>`select current_setting('server_version_num') as number,
      current_setting('server_version') as text, current_setting('server_encoding') as encoding`.execute(db),
  );
  const row = rows[0];
  if (!row || Number(row.number) < OLDEST_SERVER) {
    throw new DatabaseRefused(`PostgreSQL 14 or newer is needed, and the server is ${row?.text}.`);
  }
  if (row.encoding !== 'UTF8') {
    throw new DatabaseRefused(`The PostgreSQL database must be encoded in UTF8, and it is in ${row.encoding}. Create it with: createdb --encoding=UTF8 --template=template0 NAME`);
  }
  return row.text;
}

async function translate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new DatabaseUnavailable('the PostgreSQL server cannot serve right now', { cause: error });
  }
}

function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (UNAVAILABLE.has(code) || CONNECTION.has(code) || code.startsWith('08')) return true;
  // The driver has no codes for these.
  return error instanceof Error && /Connection terminated|timeout exceeded when trying to connect|not queryable|driver has already been destroyed/i.test(error.message);
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function parserOf(oid: number, format?: 'text' | 'binary') {
  // 64-bit integers here are instants and sequences, all below 2^53.
  return oid === INT8 ? Number : pg.types.getTypeParser(oid, format);
}
