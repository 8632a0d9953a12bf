import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/**
 * On PostgreSQL, the words of users behind the order of names and beside those who have labels, so that lists compare them without
 * reading rows. An entry may have 2,700 bytes there, so users with more words than that are in indexes of their own. An older server
 * keeps all four and reads none. SQLite's files have such indexes since migrations 57 and 58.
 */
export async function up(db: Kysely<Schema>, { engine, nullsFirst }: EngineSql): Promise<void> {
  if (engine === 'sqlite') return;
  const byName = sql`project_id, ${nullsFirst('name_key')}, sequence, id`;
  await sql`create index users_by_name_with_words on users (${byName}) include (search)
    where octet_length(search) <= 1000`.execute(db);
  await sql`create index users_by_name_of_many_words on users (${byName})
    where octet_length(search) > 1000`.execute(db);
  const labelled = sql`labels <> '[]' and octet_length(search) + octet_length(labels)`;
  await sql`create index users_with_labels_and_words on users (project_id, id)
    include (sequence, labels, accessed_at, name_key, search) where ${labelled} <= 1000`.execute(db);
  await sql`create index users_with_many_labels on users (project_id, id) where ${labelled} > 1000`.execute(
    db,
  );
}
