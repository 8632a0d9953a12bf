import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/**
 * Indexes of the columns that no other index has, by table, in SQLite's files only. They are a second copy of what the
 * rows say: a check compares both. They begin with a growing column where there is one, so that entries are appended.
 */
const contents = {
  users: [
    ...['sequence', 'name', 'labels', 'prefs', 'password', 'mfa_enabled_at', 'password_checked_at'],
    'password_pwned_at',
  ],
  targets: [
    ...['sequence', 'provider_type', 'identifier', 'name', 'provider_id', 'updated_at', 'expired_at'],
    'session_id',
  ],
  sessions: [
    ...['sequence', 'secret_hash', 'provider', 'provider_uid', 'factors', 'device', 'ip', 'country'],
    ...['updated_at', 'expires_at', 'mfa_updated_at', 'used_at', 'provider_tokens', 'provider_expires_at'],
    'refreshing_until',
  ],
  tokens: ['sequence', 'kind', 'secret_hash', 'expires_at', 'alias'],
  authenticators: ['sealed', 'verified_at', 'last_step'],
  recovery_codes: ['sealed', 'place'],
  password_history: ['password'],
  identities: ['sequence', 'issuer', 'tokens', 'email_verified_at', 'found_by_email_at'],
  profiles: ['username', 'updated_at', 'email_public_at'],
  teams: ['sequence', 'name', 'prefs'],
  memberships: [
    ...['sequence', 'roles', 'secret_hash', 'sent_to', 'updated_at', 'invited_at', 'joined_at', 'typed'],
  ],
  keys: ['created_at', 'name', 'scopes', 'expires_at', 'last_used_at'],
  user_keys: [
    ...['sequence', 'name', 'permissions', 'last_used_ip', 'last_used_agent', 'updated_at', 'revoke_at'],
    ...['revoked_at', 'last_used_at', 'factors', 'lineage', 'grant_id', 'maker_id', 'maker_membership_id'],
    'maker_role',
  ],
  device_grants: [
    ...['sequence', 'kind', 'client_id', 'name', 'scopes', 'key_id', 'family_hash', 'refresh_hash'],
    ...['access_expires_at', 'used_at', 'refresh_expires_at', 'factors'],
  ],
  projects: ['created_at', 'name', 'policies', 'webhooks'],
  providers: ['app_id', 'secret', 'updated_at', 'enabled_at'],
  webhooks: [
    ...[
      'sequence',
      'name',
      'url',
      'events',
      'auth_username',
      'sealed',
      'error',
      'updated_at',
      'verifies_tls',
    ],
    ...['failures', 'failing_since', 'disabled_at'],
  ],
  mock_phones: ['sequence', 'sealed', 'updated_at'],
  seal_keys: ['created_at', 'proof'],
} as const;

/** A second copy of the rows' content, so that a check finds damage inside of a row. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  if (dialect.engine !== 'sqlite') return;
  for (const [table, columns] of Object.entries(contents)) {
    const listed = sql.join(columns.map((column) => sql.ref(column)));
    await sql`create index ${sql.ref(`${table}_content`)} on ${sql.table(table)} (${listed})`.execute(db);
  }
}
