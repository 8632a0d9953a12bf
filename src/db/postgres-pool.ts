import { createHash } from 'node:crypto';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Damage } from './damage.ts';
import { DatabaseDamaged, DatabaseUnavailable } from './database.ts';
import type { PoolState } from './meters.ts';
import {
  CONNECT_TIMEOUT_MS,
  connectionSettings,
  isUnavailable,
  SILENCE_MS,
  STATEMENT_TIMEOUT_MS,
} from './postgres-connection.ts';
import { isCopy, sendCopy } from './postgres-load.ts';
import { type LockQueue, RowLocked } from './postgres-locks.ts';
import { type Prelude, PreludeFailed, runAfter } from './postgres-pipeline.ts';
import { COLLIDING } from './postgres-server.ts';
import { StatementTimes } from './statement-times.ts';
import { type Position, positionOf } from './write-positions.ts';

const LOCK_NOT_AVAILABLE = '55P03';
/** SQLSTATE codes: data corrupted, index corrupted. A page whose checksum is wrong is one of the first. */
const DAMAGED = new Set(['XX001', 'XX002']);
/** SQLSTATE codes: the name of a prepared statement is taken, or unknown. Each is used on one connection only. */
const COLLIDED = new Set(['42P05', '26000']);
/** Long enough that no two statements of the program share a name. */
const DIGEST_CHARACTERS = 22;

/**
 * Every list query names its index by order and bounds. With missing or outdated statistics, PostgreSQL may still
 * prefer to read and sort a whole table. What reads few rows repays neither other processes nor the compilation of a
 * plan, which PostgreSQL begins by what it guesses of statements whose bounds it does not know.
 */
export const ALONG_INDEXES = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
} as const;

/** The texts of frequent statements: a closed set, since each is part of the program. */
export const hot = new Set<string>();

/** How a URL is reached. */
export type Access = {
  /** Whether a pooler stands in between: see `PostgresServer`. */
  readonly isPooled: boolean;
  /** Whether the server may keep parsed and planned statements by name. */
  readonly prepared: boolean;
};

type PoolOptions = {
  readonly most: number;
  readonly access: Access;
  /** The longest wait for a lock, in milliseconds. */
  readonly lockTimeout: number;
  /** Settings of the server for the statements of this pool. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether statements, and transactions between them, may take as long as they need. */
  readonly isSlow?: boolean;
  readonly limits?: Limits;
  /** Called after each commit with the end of the write-ahead log. */
  readonly onCommit?: (position: Position) => void;
  readonly damage: Damage;
  /** Counts the statements. */
  readonly times?: StatementTimes;
  /** Writes that wait for a row elsewhere: a statement that needs the same row is refused with `RowLocked` at once. */
  readonly locks?: LockQueue;
};

/** The longest waits, in milliseconds. */
type Limits = { readonly connectMs: number; readonly statementMs: number; readonly silenceMs: number };

const USUAL: Limits = {
  connectMs: CONNECT_TIMEOUT_MS,
  statementMs: STATEMENT_TIMEOUT_MS,
  silenceMs: SILENCE_MS,
};

export type Connections = {
  readonly connect: () => Promise<pg.PoolClient>;
  /** Runs a statement after a prelude, which begins with `select`. Fails with `PreludeFailed` as `runAfter` does. */
  readonly after: (prelude: Prelude, text: string, values: readonly unknown[]) => Promise<pg.QueryResult>;
  /** Runs the statement that `make` returns, which is called when there is a connection for it. */
  readonly whenFree: (make: () => CompiledQuery) => Promise<pg.QueryResult>;
  readonly end: () => Promise<void>;
  /** Returns how its connections are used. */
  readonly state: () => Omit<PoolState, 'pool'>;
  /** Returns how many callers wait for a connection. */
  readonly waiting: () => number;
  /** Returns how long the caller that waits longest for a connection has waited, in milliseconds. */
  readonly delay: () => number;
};

/** Opens a pool. Everything it throws is an error of the server or `DatabaseUnavailable`. */
export function connectionsTo(url: string, options: PoolOptions): Connections {
  const { most, access, damage, limits = USUAL } = options;
  const settings = settingsOf(options);
  const pool = new pg.Pool({
    ...(access.isPooled ? connectionSettings(url) : connectionWith(url, settings)),
    max: most,
    connectionTimeoutMillis: limits.connectMs,
  });
  pool.on('connect', (client) => prepare(client, options, settings));
  // A connection that breaks while idle is replaced at the next use. Without a listener it would end the process.
  pool.on('error', () => {});
  const waiting = new Set<{ readonly since: number }>();
  const connect = async () => {
    const caller = { since: performance.now() };
    waiting.add(caller);
    try {
      return await pool.connect();
    } catch (error) {
      throw translated(error, damage);
    } finally {
      waiting.delete(caller);
    }
  };
  const borrow: Borrow = async (run) => {
    const client = await connect();
    try {
      return await run(client);
    } finally {
      client.release();
    }
  };
  return {
    connect,
    // Cast: `prepare` has given it a third parameter.
    after: (prelude, text, values) =>
      borrow((client) => (client.query as unknown as Query)(text, values, prelude)),
    whenFree: (make) =>
      borrow((client) => {
        const { sql, parameters } = make();
        hot.add(sql);
        return client.query(sql, [...parameters]);
      }),
    end: () => pool.end(),
    state: () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      most,
    }),
    waiting: () => pool.waitingCount,
    delay: () => {
      const [first] = waiting;
      return first ? performance.now() - first.since : 0;
    },
  };
}

type Borrow = (run: (client: pg.PoolClient) => Promise<pg.QueryResult>) => Promise<pg.QueryResult>;
type Settings = Readonly<Record<string, string>>;
type Query = (text: string, values: readonly unknown[], prelude: Prelude) => Promise<pg.QueryResult>;

function settingsOf({ lockTimeout, settings, isSlow = false, limits = USUAL }: PoolOptions): Settings {
  const most = `${isSlow ? 0 : limits.statementMs}`;
  return {
    lock_timeout: `${lockTimeout}`,
    statement_timeout: most,
    idle_in_transaction_session_timeout: most,
    ...settings,
  };
}

/** A connection without a pooler has its settings from its start on, which costs no statement. */
function connectionWith(url: string, settings: Settings): pg.ClientConfig {
  const plain = new URL(url);
  // The driver would let these replace ours.
  const given = plain.searchParams.get('options') ?? '';
  plain.searchParams.delete('options');
  const own = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return { ...connectionSettings(plain.href), options: [given, ...own].join(' ').trim() };
}

/** Errors that the statement caused stay as they are. */
function translated(error: unknown, damage: Damage): unknown {
  if (error instanceof pg.DatabaseError && DAMAGED.has(error.code ?? '')) {
    damage.add(error.message);
    return new DatabaseDamaged(`The PostgreSQL database is damaged (${error.message}): restore a backup.`, {
      cause: error,
    });
  }
  if (error instanceof pg.DatabaseError && COLLIDED.has(error.code ?? ''))
    return new DatabaseUnavailable(COLLIDING, { cause: error });
  if (!isUnavailable(error)) return error;
  return new DatabaseUnavailable('the PostgreSQL server cannot serve right now', { cause: error });
}

/**
 * Names frequent statements, so that the server parses and plans them once per connection, and gives every statement
 * a timeout. The query builder passes text and values; any other form of call is left alone.
 */
function prepare(client: pg.PoolClient, options: PoolOptions, settings: Settings): void {
  const { damage, locks, isSlow = false, limits = USUAL, times = new StatementTimes() } = options;
  // A connection that breaks in use reports it twice: to the statement, and here.
  client.on('error', () => {});
  const send = senderOf(client, options, settings);
  const plain = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const guard = locks && refuseContended(locks);
  const query = async (text: string, values: readonly unknown[], prelude?: Prelude): Promise<unknown> => {
    guard?.(text, values);
    const silence = isSlow ? undefined : setTimeout(() => client.end(), limits.silenceMs);
    const began = performance.now();
    let isError = true;
    try {
      const result = await send(text, values, prelude);
      isError = false;
      return result;
    } catch (error) {
      if (error instanceof PreludeFailed) throw error;
      if (locks && isLocked(error)) throw new RowLocked(statementOf(text, values), { cause: error });
      throw translated(error, damage);
    } finally {
      clearTimeout(silence);
      times.add(times.of(text), began, isError);
    }
  };
  const passing = (...args: unknown[]) => {
    const [text, values, prelude] = args;
    const isOurs = typeof text === 'string' && Array.isArray(values) && typeof prelude !== 'function';
    // Cast: `connectionsTo` alone passes a third argument.
    return isOurs ? query(text, values, prelude as Prelude | undefined) : plain(...args);
  };
  client.query = passing as typeof client.query;
}

type Send = (text: string, values: readonly unknown[], prelude?: Prelude) => Promise<unknown>;

/**
 * Behind a pooler, a transaction begins with its settings, and a statement without one is a transaction with them. The
 * statements of a slow pool go without: some cannot run in a transaction, and the server sets no timeout by itself.
 */
function senderOf(client: pg.PoolClient, options: PoolOptions, settings: Settings): Send {
  const { access, isSlow, onCommit } = options;
  const plain = client.query.bind(client);
  const statement = (text: string, values: readonly unknown[]) => ({
    text,
    values: [...values],
    ...(access.prepared && hot.has(text) && { name: nameOf(text) }),
  });
  const unwrapped = { query: plain as pg.PoolClient['query'] };
  const named: Send = async (text, values, prelude) => {
    if (prelude) return runAfter(unwrapped, prelude, statement(text, values));
    if (isCopy(text)) {
      await sendCopy((stream) => plain(stream), text, values);
      return NOTHING;
    }
    if (text !== 'commit' || !onCommit) return plain(statement(text, values));
    onCommit(await commitAndLocate(plain));
    return NOTHING;
  };
  if (!access.isPooled) return named;
  const sets = Object.entries(settings);
  const begin = `begin; ${sets.map(([name, value]) => `set local ${name} = ${value}`).join('; ')}`;
  const configs = sets.map(([name, value]) => `set_config('${name}', '${value}', true)`).join(', ');
  const prelude: Prelude = { text: `select ${configs}` };
  let isInTransaction = false;
  return async (text, values, given) => {
    if (text === 'begin') {
      await plain(begin);
      isInTransaction = true;
      return NOTHING;
    }
    if (given) return named(text, values, { ...given, text: `${given.text}, ${configs}` });
    if (text === 'commit' || text === 'rollback') isInTransaction = false;
    else if (!isInTransaction && !isSlow) return runAfter(unwrapped, prelude, statement(text, values));
    return named(text, values);
  };
}

/** The result of several statements at once is a list of results, which the query builder does not know. */
const NOTHING = { command: '', rowCount: null, rows: [] } as const;

/** Commits, and returns the end of the log behind the commit, in one round trip. */
async function commitAndLocate(query: (text: string) => Promise<unknown>): Promise<Position> {
  const results = (await query(`commit; ${LOCATE}`)) as readonly pg.QueryResult<{ position: string }>[];
  return positionOf(results.at(-1)?.rows[0]?.position ?? '');
}

/** The end of all that was written, also of what is not on the disk yet: a commit may be acknowledged before that. */
export const LOCATE = 'select pg_current_wal_insert_lsn()::text as position';

const names = new Map<string, string>();

/**
 * Returns the name of a statement, a digest of its text: connections of several programs that share one of the server
 * mean the same statement by a name, whichever of them has prepared it.
 */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_CHARACTERS);
  const name = `denizen_${digest}`;
  names.set(text, name);
  return name;
}

/**
 * Returns a check for the statements of one connection. After a refusal, the server knows of no error: all that follows
 * in the transaction is refused here, so that it cannot be committed without the refused statement.
 */
function refuseContended(locks: LockQueue): (text: string, values: unknown) => void {
  let refusal: RowLocked | undefined;
  return (text, values) => {
    if (text === 'rollback') {
      refusal = undefined;
      return;
    }
    if (refusal) throw refusal;
    if (!locks.isContended(() => statementOf(text, values))) return;
    refusal = new RowLocked(statementOf(text, values));
    throw refusal;
  };
}

function isLocked(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE;
}

function statementOf(text: string, values: unknown): string {
  return `${text}\n${JSON.stringify(values)}`;
}
