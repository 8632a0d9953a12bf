import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Device codes and grants. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('device_codes', ['project_id', 'id'], {
    text: ['user_code_hash', 'client_id', 'scopes', 'name'],
    textOrNull: ['ip', 'user_id'],
    integer: ['expires_at'],
    integerOrNull: ['approved_at', 'denied_at'],
  });
  await sql`create unique index device_codes_by_user_code on device_codes (project_id, user_code_hash)`.execute(
    db,
  );
  await sql`create index device_codes_by_end on device_codes (expires_at)`.execute(db);
  await sql`create index device_codes_by_user on device_codes (project_id, user_id)
    where user_id is not null`.execute(db);
  await table('device_grants', ['project_id', 'user_id', 'id'], {
    text: ['kind', 'client_id', 'name', 'scopes', 'access_hash'],
    textOrNull: ['key_id', 'family_hash', 'refresh_hash'],
    integer: ['sequence', 'access_expires_at', 'used_at'],
    integerOrNull: ['refresh_expires_at'],
  });
  await sql`create unique index device_grants_by_access on device_grants (project_id, access_hash)`.execute(
    db,
  );
  await sql`create unique index device_grants_by_family on device_grants (project_id, family_hash)
    where family_hash is not null`.execute(db);
  await sql`create unique index device_grants_by_refresh on device_grants (project_id, refresh_hash)
    where refresh_hash is not null`.execute(db);
}
