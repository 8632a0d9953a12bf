import { setTimeout } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

const RETRY_MS = 200;

/** Runs work that may take long, when no other process runs work under the same number. */
export type Exclusively = <T>(number: bigint, work: (db: Kysely<Schema>) => Promise<T>) => Promise<T>;

/**
 * The lock belongs to a transaction on a connection of its own, since the work may need several, or none: a session
 * ends behind a pooler with every statement. `open` opens two connections without timeouts.
 */
export function exclusively(open: () => Kysely<Schema>): Exclusively {
  return async (number, work) => {
    const db = open();
    try {
      for (;;) {
        const tried = await tryLocked(db, number, work);
        if (tried) return tried.result;
        // In steps, since a waiting statement would hold up the build of an index, which waits for all statements.
        await setTimeout(RETRY_MS);
      }
    } finally {
      await db.destroy();
    }
  };
}

/** Returns nothing if another process has the lock. */
async function tryLocked<T>(
  db: Kysely<Schema>,
  number: bigint,
  work: (db: Kysely<Schema>) => Promise<T>,
): Promise<{ readonly result: T } | undefined> {
  const lock = await db.startTransaction().execute();
  try {
    const { rows } = await sql<{
      yes: boolean;
    }>`select pg_try_advisory_xact_lock(${sql.lit(number)}) as yes`.execute(lock);
    return rows[0]?.yes ? { result: await work(db) } : undefined;
  } finally {
    // If the connection is gone, the server rolls back by itself.
    await lock
      .rollback()
      .execute()
      .catch(() => {});
  }
}
