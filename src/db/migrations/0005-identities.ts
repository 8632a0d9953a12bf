import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Identities, provider configurations, and pending sign-ins. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('identities', ['project_id', 'user_id', 'id'], {
    text: ['provider', 'issuer', 'provider_uid', 'provider_email'],
    textOrNull: ['tokens'],
    integer: ['sequence', 'updated_at'],
    integerOrNull: ['email_verified_at', 'access_expires_at'],
  });
  await table('providers', ['project_id', 'key'], {
    text: ['app_id', 'secret'],
    integer: ['updated_at'],
    integerOrNull: ['enabled_at'],
  });
  await table('oauth_states', ['project_id', 'id'], {
    text: ['payload'],
    integer: ['expires_at'],
  });
  await db.schema.alterTable('sessions').addColumn('provider_tokens', dialect.text).execute();
  await db.schema.alterTable('sessions').addColumn('provider_expires_at', dialect.integer).execute();
  await db.schema.alterTable('sessions').addColumn('refreshing_until', dialect.integer).execute();
  const sorted = ['user_id', 'provider', 'provider_uid', 'provider_email', 'access_expires_at', 'updated_at'];
  for (const column of sorted) {
    const name = sql.ref(`identities_by_${column}`);
    await sql`create index ${name} on identities (project_id, ${sql.ref(column)}, sequence, id)`.execute(db);
  }
  await sql`create index identities_by_sequence on identities (project_id, sequence, id)`.execute(db);
  await sql`create unique index identities_by_id on identities (project_id, id)`.execute(db);
  await sql`create index oauth_states_by_end on oauth_states (project_id, expires_at)`.execute(db);
}
