import pg from 'pg';
import { DatabaseUnavailable } from './database.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** Later than every timeout of the server: a connection that says nothing by then leads nowhere any more. */
const SILENCE_MS = 7_000;
const INT8 = 20;
/**
 * Beginnings of the server's codes for: connection lost, transaction cut off, read-only after a failover, commit not
 * known, too few resources (disk, memory, connections), lock not available, cancelled or shutting down, system error.
 */
const UNAVAILABLE = ['08', '25P03', '25006', '40003', '53', '55P03', '57', '58'] as const;

/**
 * Every statement of a list names the index that it goes along, by its order and its bounds. With statistics that are
 * old or not there, PostgreSQL may still prefer to read the whole table, or all rows of a page's part, and sort them.
 */
export const ALONG_INDEXES = '-c enable_seqscan=off -c enable_bitmapscan=off';

/** The texts of statements that run again and again: a closed set, since each stands in the program. */
export const hot = new Set<string>();

/** Connections to a server, of which everything that is thrown is a server's refusal or `DatabaseUnavailable`. */
export function connectionsTo(
  url: string,
  { most, options = '' }: { readonly most: number; readonly options?: string },
): { connect: () => Promise<pg.PoolClient>; end: () => Promise<void> } {
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    options,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'denizen',
    types: { getTypeParser: parserOf },
  });
  pool.on('connect', prepare);
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {});
  return {
    connect: () => pool.connect().catch((error: unknown) => Promise.reject(translated(error))),
    end: () => pool.end(),
  };
}

/** What the server refuses for a reason in the statement stays as it is. */
function translated(error: unknown): unknown {
  const code = error instanceof pg.DatabaseError ? (error.code ?? '') : undefined;
  // All that does not come from the server says that the connection cannot be made or is gone: the driver has no codes.
  if (code !== undefined && !UNAVAILABLE.some((beginning) => code.startsWith(beginning))) return error;
  return new DatabaseUnavailable('the PostgreSQL server cannot serve right now', { cause: error });
}

/**
 * Gives hot statements a name, so that the server parses and plans them once a connection, and every statement an end.
 * The query builder hands over text and values; every other form of call passes by unchanged.
 */
function prepare(client: pg.PoolClient): void {
  // One that breaks while it is in use says so twice: to the statement, and here, where nobody else listens.
  client.on('error', () => {});
  const names = new Map<string, string>();
  const plain = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const query = async (text: string, values: unknown): Promise<unknown> => {
    const silence = setTimeout(() => client.end(), SILENCE_MS);
    try {
      if (!hot.has(text)) return await plain(text, values);
      const name = names.get(text) ?? `d${names.size}`;
      names.set(text, name);
      return await plain({ name, text, values });
    } catch (error) {
      throw translated(error);
    } finally {
      clearTimeout(silence);
    }
  };
  const passing = (...args: unknown[]) =>
    args.length === 2 && typeof args[0] === 'string' ? query(args[0], args[1]) : plain(...args);
  client.query = passing as typeof client.query;
}

function parserOf(oid: number, format?: 'text' | 'binary') {
  // 64-bit integers here are instants and sequences, all below 2^53.
  return oid === INT8 ? Number : pg.types.getTypeParser(oid, format);
}
