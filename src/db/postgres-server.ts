import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DatabaseRefused, DatabaseUnavailable } from './database.ts';
import { CONNECT_TIMEOUT_MS, connectionSettings, isUnavailable, SILENCE_MS } from './postgres-connection.ts';

const OLDEST_SERVER = 140_000;

/** What a URL leads to. */
export type PostgresServer = {
  readonly version: string;
  /**
   * Whether a pooler stands in between, which gives every transaction a server connection that others have used, and
   * will. Then nothing may be left in a connection, and nothing is expected to be found in it.
   */
  readonly isPooled: boolean;
  /** Whether the database has the extension Citus, and its tables are spread over shards. */
  readonly isSharded: boolean;
};

type InspectOptions = {
  readonly prepared: boolean;
  /** The longest waits, in milliseconds. */
  readonly connectMs?: number;
  readonly queryMs?: number;
};

/** Tells clusters apart, and what a cluster is before a failover from what it is after it. Any role may ask. */
export const IDENTITY = `(select system_identifier from pg_control_system()) || '/' ||
  (select timeline_id from pg_control_checkpoint())`;

type Row = {
  readonly process: number;
  readonly number: string;
  readonly text: string;
  readonly encoding: string;
  readonly sharded: boolean;
};

/**
 * Looks at the server. Fails with `DatabaseRefused` if it is too old, has another encoding, or if a pooler stands
 * before it that does not keep prepared statements apart while `prepared` asks for them.
 */
export async function inspectServer(
  url: string,
  { prepared, connectMs = CONNECT_TIMEOUT_MS, queryMs = SILENCE_MS }: InspectOptions,
): Promise<PostgresServer> {
  const client = new pg.Client({
    ...connectionSettings(url),
    connectionTimeoutMillis: connectMs,
    query_timeout: queryMs,
  });
  // A connection that breaks in use reports it twice: to the statement, and here.
  client.on('error', () => {});
  try {
    await client.connect();
    return await inspect(client, prepared);
  } catch (error) {
    if (error instanceof DatabaseRefused || !isUnavailable(error)) throw error;
    throw new DatabaseUnavailable('the PostgreSQL server cannot serve right now', { cause: error });
  } finally {
    client.end().catch(() => {});
  }
}

async function inspect(client: pg.Client, prepared: boolean): Promise<PostgresServer> {
  const { rows } = await client.query<Row>(`select pg_backend_pid() as process,
    current_setting('server_version_num') as number, current_setting('server_version') as text,
    current_setting('server_encoding') as encoding,
    exists (select from pg_proc where proname = 'create_distributed_table') as sharded`);
  const [row] = rows;
  if (!row || Number(row.number) < OLDEST_SERVER) {
    throw new DatabaseRefused(`PostgreSQL 14 or newer is needed, and the server is ${row?.text}.`);
  }
  if (row.encoding !== 'UTF8') {
    throw new DatabaseRefused(
      `The PostgreSQL database must be encoded in UTF8, and it is in ${row.encoding}. Create it with: createdb --encoding=UTF8 --template=template0 NAME`,
    );
  }
  // The key by which a client cancels statements begins with the process of its server. A pooler makes keys of its own.
  const isPooled = row.process !== processOf(client);
  if (isPooled && prepared && !(await keepsStatementsApart(client))) throw new DatabaseRefused(COLLIDING);
  return { version: row.text, isPooled, isSharded: row.sharded };
}

/** What to do when statements that are prepared collide, or are gone. */
export const COLLIDING =
  'A pooler stands before PostgreSQL and does not keep prepared statements apart, as PgBouncer before 1.21. Set DENIZEN_PREPARED=off, or use PgBouncer 1.21 or newer with max_prepared_statements above 0.';

function processOf(client: pg.Client): unknown {
  return 'processID' in client ? client.processID : undefined;
}

/**
 * Reports whether the pooler gives prepared statements names of its own. A pooler in session mode does not, and cannot
 * be told from one in transaction mode while few connections are open: it counts as unsafe.
 */
async function keepsStatementsApart(client: pg.Client): Promise<boolean> {
  const name = `denizen_${randomUUID()}`;
  await client.query('begin');
  await client.query({ name, text: 'select 1' });
  const { rows } = await client.query('select name from pg_prepared_statements where name = $1', [name]);
  // Others get this connection of the server later.
  if (rows.length > 0) await client.query(`deallocate "${name}"`);
  await client.query('rollback');
  return rows.length === 0;
}
