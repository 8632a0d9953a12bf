import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/**
 * Two indexes for lists of users: by the domain of the email, and, in SQLite's files, of those who have labels, with what such a list
 * compares and sorts by. PostgreSQL has no such index, since an entry may have 2,700 bytes there. An older server writes
 * both and reads neither.
 */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const position = dialect.engine === 'sqlite' ? sql`instr(email, '@')` : sql`strpos(email, '@')`;
  await sql`create index users_by_domain on users (project_id, substr(email, ${position}), sequence, id)`.execute(
    db,
  );
  if (dialect.engine !== 'sqlite') return;
  await sql`create index users_with_labels on users (project_id, id, sequence, labels, accessed_at, name_key, search)
    where labels <> '[]'`.execute(db);
}
