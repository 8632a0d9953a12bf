import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** What stands behind keys and grants: the factors that were shown, and what they were made with and end with. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const columns = {
    device_codes: ['factors'],
    device_grants: ['factors'],
    user_keys: ['factors', 'lineage', 'grant_id', 'maker_id', 'maker_membership_id', 'maker_role'],
  } as const;
  for (const [table, names] of Object.entries(columns)) {
    for (const name of names) await db.schema.alterTable(table).addColumn(name, dialect.text).execute();
  }
  await db.schema.alterTable('identities').addColumn('found_by_email_at', dialect.integer).execute();
  await sql`create index user_keys_by_id on user_keys (project_id, id)`.execute(db);
  await sql`create index user_keys_by_maker on user_keys (project_id, maker_id)
    where maker_id is not null`.execute(db);
}
