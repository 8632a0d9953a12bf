import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/**
 * An index of blocked users with what lists of them compare and sort by, so that no row is read. Only in SQLite's files: an entry of
 * PostgreSQL may have 2,700 bytes.
 */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  if (dialect.engine !== 'sqlite') return;
  await sql`create index users_blocked on users (project_id, sequence, id, blocked_at, accessed_at, updated_at, email_verified_at,
    phone_verified_at, labels, name_key, search) where blocked_at is not null`.execute(db);
}
