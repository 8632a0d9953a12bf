import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** The wall clock's time of issue, beside the sequence, which may be ahead; and the indexes that sweeps follow. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  for (const table of ['tokens', 'sessions']) {
    await db.schema.alterTable(table).addColumn('issued_at', dialect.integer).execute();
    await sql`create index ${sql.ref(`${table}_by_issue`)} on ${sql.table(table)} (issued_at)`.execute(db);
  }
  for (const table of ['tokens', 'sessions', 'challenges', 'oauth_states'])
    await sql`create index ${sql.ref(`${table}_by_expiry`)} on ${sql.table(table)} (expires_at)`.execute(db);
  await sql`create index memberships_by_invitation on memberships (invited_at)
    where joined_at is null`.execute(db);
  await sql`create index device_grants_by_access_expiry on device_grants (access_expires_at)`.execute(db);
  await sql`create index device_grants_by_end on device_grants
    ((coalesce(refresh_expires_at, access_expires_at)))`.execute(db);
}
