import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/**
 * The running servers, for migrations that must not begin while an older version runs (`db/postgres-servers.ts`). A
 * SQLite file has one server, which holds a lock.
 */
export async function up(db: Kysely<Schema>, { engine, text }: EngineSql): Promise<void> {
  if (engine !== 'postgres') return;
  await sql`create table schema_servers
    (id ${text} primary key, newest ${text} not null, seen_at timestamptz not null)`.execute(db);
}
