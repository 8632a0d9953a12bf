import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { DatabaseUnavailable } from './database.ts';
import type { OlderServers } from './migrate.ts';
import type { Schema } from './schema.ts';

const BEAT_MS = 10_000;
/** A server that was not seen for this long has ended. By the clock of the database, which all servers share. */
const GONE_AFTER = sql`interval '35 seconds'`;
const FORGOTTEN_AFTER = sql`interval '1 day'`;
const ANNOUNCE_TRIES = 10;
const ANNOUNCE_AGAIN_MS = 500;

/**
 * Writes down that a server runs whose newest migration is `newest`, again and again until it is disposed. To be called
 * before the schema is compared with the program: a migration that waits for older servers lets none in meanwhile.
 */
export async function announceServer(db: Kysely<Schema>, newest: string): Promise<AsyncDisposable> {
  const id = randomUUID();
  const beat = async (): Promise<void> => {
    await sql`insert into schema_servers (id, newest, seen_at) values (${id}, ${newest}, now())
      on conflict (id) do update set seen_at = excluded.seen_at`.execute(db);
  };
  await announcePatiently(beat);
  await sql`delete from schema_servers where seen_at < now() - ${FORGOTTEN_AFTER}`.execute(db);
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // After an outage, the next one is in time again.
    beating = beat().catch(() => {});
  }, BEAT_MS);
  timer.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await beating;
      // A server that cannot say that it ends is forgotten after a while.
      await sql`delete from schema_servers where id = ${id}`.execute(db).catch(() => {});
    },
  };
}

/** Counts the running servers that do not know the migration, and lets none in until the transaction ends. */
export const olderServers: OlderServers = (tx, migration) => countServers(tx, sql`newest < ${migration}`);

/** Counts the running servers, and lets none in until the transaction ends. */
export function runningServers(tx: Kysely<Schema>): Promise<number> {
  return countServers(tx, sql`true`);
}

async function countServers(tx: Kysely<Schema>, which: RawBuilder<unknown>): Promise<number> {
  const { rows: tables } = await sql<{ found: boolean }>`
    select to_regclass('schema_servers') is not null as found`.execute(tx);
  if (!tables[0]?.found) return 0;
  // Not a lock of the session: a pooler gives each transaction another one.
  await sql`lock table schema_servers in share mode`.execute(tx);
  const { rows } = await sql<{ many: number }>`select count(*)::int as many from schema_servers
    where seen_at > now() - ${GONE_AFTER} and ${which}`.execute(tx);
  return rows[0]?.many ?? 0;
}

/** A migration that is running holds the table. */
async function announcePatiently(beat: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await beat();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || attempt === ANNOUNCE_TRIES) throw error;
      await setTimeout(ANNOUNCE_AGAIN_MS);
    }
  }
}
