import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** What leads to one row, by kind: the column with the value, the table, and the column with the owner. */
const claimed = [
  ['identity-id', 'id', 'identities', 'user_id'],
  ['membership-id', 'id', 'memberships', 'user_id'],
  ['key', 'secret_hash', 'user_keys', 'owner_id'],
  ['key-id', 'id', 'user_keys', 'owner_id'],
  ['grant-access', 'access_hash', 'device_grants', 'user_id'],
  ['grant-refresh', 'refresh_hash', 'device_grants', 'user_id'],
  ['grant-family', 'family_hash', 'device_grants', 'user_id'],
] as const;

/** What was unique by an index of its own becomes a row of `identifiers`; what leads to several rows, one of `lookups`. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('lookups', ['project_id', 'kind', 'value', 'holder_id', 'id'], {
    integerOrNull: ['expires_at'],
  });
  await sql`create index lookups_by_expiry on lookups (expires_at)`.execute(db);
  for (const [kind, column, table, owner] of claimed)
    await sql`insert into identifiers (project_id, kind, value, user_id)
      select project_id, ${sql.lit(kind)}, ${sql.ref(column)}, ${sql.ref(owner)} from ${sql.table(table)}
      where ${sql.ref(column)} is not null on conflict do nothing`.execute(db);
  await sql`insert into lookups (project_id, kind, value, holder_id, id)
    select project_id, 'identity-email', provider_email, user_id, id from identities
    where provider_email <> ''`.execute(db);
  await sql`insert into lookups (project_id, kind, value, holder_id, id, expires_at)
    select project_id, 'token-alias', alias, user_id, id, expires_at from tokens
    where alias is not null`.execute(db);
  for (const name of ['access', 'refresh', 'family'])
    await sql`drop index ${sql.ref(`device_grants_by_${name}`)}`.execute(db);
  await sql`drop index identities_by_id`.execute(db);
  await sql`create index identities_by_id on identities (project_id, id)`.execute(db);
  await sql`drop index user_keys_by_secret`.execute(db);
  await sql`create index user_keys_by_secret on user_keys (project_id, owner_id, secret_hash)`.execute(db);
  if (dialect.engine !== 'sqlite') return;
  // The copy of the content that a check compares: another index had the hash of the access token.
  await sql`drop index device_grants_content`.execute(db);
  await sql`create index device_grants_content on device_grants (sequence, kind, client_id, name, scopes, key_id,
    family_hash, refresh_hash, access_expires_at, used_at, refresh_expires_at, factors, access_hash)`.execute(
    db,
  );
}
