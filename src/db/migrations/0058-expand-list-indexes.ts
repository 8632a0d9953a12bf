import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/**
 * Two indexes for lists of users: by the domain of the email, and of those who have labels. In SQLite's files the second has what such
 * a list compares and sorts by, so that no row is read; not in PostgreSQL, where an entry may have 2,700 bytes. An older server
 * keeps both and reads neither.
 */
export async function up(db: Kysely<Schema>, { engine }: EngineSql): Promise<void> {
  const position = engine === 'sqlite' ? sql`instr(email, '@')` : sql`strpos(email, '@')`;
  const domain = sql`substr(email, ${position})`;
  await sql`create index users_by_domain on users (project_id, ${domain}, sequence, id)`.execute(db);
  const compared = engine === 'sqlite' ? sql`, sequence, labels, accessed_at, name_key, search` : sql``;
  await sql`create index users_with_labels on users (project_id, id${compared}) where labels <> '[]'`.execute(
    db,
  );
}
