import pg from 'pg';

export const CONNECT_TIMEOUT_MS = 5_000;
export const STATEMENT_TIMEOUT_MS = 5_000;
/** Longer than every timeout of the server: a connection that is silent by then is dead. */
export const SILENCE_MS = 7_000;
/** The system asks after so long whether the other side of a silent connection is there. */
const KEEP_ALIVE_AFTER_MS = 10_000;
const INT8 = 20;

/**
 * Prefixes of SQLSTATE codes: connection lost, transaction aborted, read-only after a failover, commit outcome
 * unknown, insufficient resources (disk, memory, connections), lock not available, cancelled or shutting down, system
 * error.
 */
const UNAVAILABLE = ['08', '25P03', '25006', '40003', '53', '55P03', '57', '58'] as const;

/** What every connection is opened with. A pooler knows these parameters of the start, and no others. */
export function connectionSettings(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    application_name: 'denizen',
    types: { getTypeParser: parserOf },
  };
}

/** Whether the statement did not cause the error. An error without a server code means that the connection failed. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true;
  const { code = '' } = error;
  return UNAVAILABLE.some((beginning) => code.startsWith(beginning));
}

function parserOf(oid: number, format?: 'text' | 'binary') {
  // 64-bit integers here are instants and sequences, all below 2^53.
  return oid === INT8 ? Number : pg.types.getTypeParser(oid, format);
}
