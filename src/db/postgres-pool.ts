import pg from 'pg';
import type { Damage } from './damage.ts';
import { DatabaseDamaged, DatabaseUnavailable } from './database.ts';
import { type LockQueue, RowLocked } from './postgres-locks.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** Longer than every timeout of the server: a connection that is silent by then is dead. */
const SILENCE_MS = 7_000;
const INT8 = 20;
const LOCK_NOT_AVAILABLE = '55P03';
/** SQLSTATE codes: data corrupted, index corrupted. A page whose checksum is wrong is one of the first. */
const DAMAGED = new Set(['XX001', 'XX002']);
/**
 * Prefixes of SQLSTATE codes: connection lost, transaction aborted, read-only after a failover, commit outcome
 * unknown, insufficient resources (disk, memory, connections), lock not available, cancelled or shutting down, system
 * error.
 */
const UNAVAILABLE = ['08', '25P03', '25006', '40003', '53', '55P03', '57', '58'] as const;

/**
 * Every list query names its index by order and bounds. With missing or outdated statistics, PostgreSQL may still
 * prefer to read and sort a whole table.
 */
export const ALONG_INDEXES = '-c enable_seqscan=off -c enable_bitmapscan=off';

/** The texts of statements that may be silent for as long as they take. */
export const slow = new Set<string>();

/** The texts of frequent statements: a closed set, since each is part of the program. */
export const hot = new Set<string>();

type PoolOptions = {
  readonly most: number;
  /** The longest wait for a lock, in milliseconds. */
  readonly lockTimeout: number;
  readonly options?: string;
  readonly damage: Damage;
  /** Writes that wait for a row elsewhere: a statement that needs the same row is refused with `RowLocked` at once. */
  readonly locks?: LockQueue;
};

type Connections = {
  readonly connect: () => Promise<pg.PoolClient>;
  readonly end: () => Promise<void>;
  /** Returns how many callers wait for a connection. */
  readonly waiting: () => number;
  /** Returns how long the caller that waits longest for a connection has waited, in milliseconds. */
  readonly delay: () => number;
};

/** Opens a pool. Everything it throws is an error of the server or `DatabaseUnavailable`. */
export function connectionsTo(
  url: string,
  { most, lockTimeout, options = '', damage, locks }: PoolOptions,
): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    options,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: lockTimeout,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'denizen',
    types: { getTypeParser: parserOf },
  });
  pool.on('connect', (client) => prepare(client, damage, locks));
  // A connection that breaks while idle is replaced at the next use. Without a listener it would end the process.
  pool.on('error', () => {});
  const waiting = new Set<{ readonly since: number }>();
  return {
    connect: async () => {
      const caller = { since: performance.now() };
      waiting.add(caller);
      try {
        return await pool.connect();
      } catch (error) {
        throw translated(error, damage);
      } finally {
        waiting.delete(caller);
      }
    },
    end: () => pool.end(),
    waiting: () => pool.waitingCount,
    delay: () => {
      const [first] = waiting;
      return first ? performance.now() - first.since : 0;
    },
  };
}

/** Errors that the statement caused stay as they are. */
function translated(error: unknown, damage: Damage): unknown {
  const code = error instanceof pg.DatabaseError ? (error.code ?? '') : undefined;
  if (error instanceof pg.DatabaseError && DAMAGED.has(error.code ?? '')) {
    damage.add(error.message);
    return new DatabaseDamaged(`The PostgreSQL database is damaged (${error.message}): restore a backup.`, {
      cause: error,
    });
  }
  // An error without a server code means that the connection failed: the driver has no codes.
  if (code !== undefined && !UNAVAILABLE.some((beginning) => code.startsWith(beginning))) return error;
  return new DatabaseUnavailable('the PostgreSQL server cannot serve right now', { cause: error });
}

/**
 * Names frequent statements, so that the server parses and plans them once per connection, and gives every statement
 * a timeout. The query builder passes text and values; any other form of call is left alone.
 */
function prepare(client: pg.PoolClient, damage: Damage, locks: LockQueue | undefined): void {
  // A connection that breaks in use reports it twice: to the statement, and here.
  client.on('error', () => {});
  const names = new Map<string, string>();
  const plain = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const guard = locks && refuseContended(locks);
  const query = async (text: string, values: unknown): Promise<unknown> => {
    guard?.(text, values);
    const silence = slow.has(text) ? undefined : setTimeout(() => client.end(), SILENCE_MS);
    try {
      if (!hot.has(text)) return await plain(text, values);
      const name = names.get(text) ?? `d${names.size}`;
      names.set(text, name);
      return await plain({ name, text, values });
    } catch (error) {
      if (locks && isLocked(error)) throw new RowLocked(statementOf(text, values), { cause: error });
      throw translated(error, damage);
    } finally {
      clearTimeout(silence);
    }
  };
  const passing = (...args: unknown[]) =>
    args.length === 2 && typeof args[0] === 'string' ? query(args[0], args[1]) : plain(...args);
  client.query = passing as typeof client.query;
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

function parserOf(oid: number, format?: 'text' | 'binary') {
  // 64-bit integers here are instants and sequences, all below 2^53.
  return oid === INT8 ? Number : pg.types.getTypeParser(oid, format);
}
