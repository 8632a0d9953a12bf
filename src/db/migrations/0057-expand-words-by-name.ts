import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/**
 * Puts the words of users behind the order of names in SQLite's files, so that a search by name reads no rows. An older
 * server reads the index as the one before it. PostgreSQL keeps its own, since an entry may have 2,700 bytes there.
 */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  if (dialect.engine !== 'sqlite') return;
  await sql`drop index users_by_name_key`.execute(db);
  await sql`create index users_by_name_key on users (project_id, name_key, sequence, id, search)`.execute(db);
}
