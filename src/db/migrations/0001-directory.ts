import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** The directory: projects, keys, users with their identifiers, and the history. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);

  await table('projects', ['project_id'], { text: ['name', 'policies'], integer: ['created_at'] });
  await table('keys', ['project_id', 'id'], {
    text: ['name', 'secret_hash', 'scopes'],
    integer: ['created_at'],
    integerOrNull: ['expires_at', 'last_used_at'],
  });
  await db.schema
    .createIndex('keys_by_secret')
    .unique()
    .on('keys')
    .columns(['project_id', 'secret_hash'])
    .execute();

  await table('users', ['project_id', 'id'], {
    text: ['name', 'name_key', 'labels', 'prefs', 'search'],
    textOrNull: ['email', 'phone', 'password'],
    integer: ['sequence', 'updated_at'],
    integerOrNull: [...USER_MOMENTS],
  });
  await index(db, 'users_by_sequence', 'users', [sql.ref('sequence'), sql.ref('id')]);
  for (const column of ['name_key', 'email', 'phone', 'updated_at', ...USER_MOMENTS] as const) {
    if (column === 'mfa_enabled_at') continue; // not a sort or filter attribute
    await index(db, `users_by_${column}`, 'users', [
      dialect.nullsFirst(column),
      sql.ref('sequence'),
      sql.ref('id'),
    ]);
  }

  await table('targets', ['project_id', 'user_id', 'id'], {
    text: ['provider_type', 'identifier', 'name'],
    textOrNull: ['provider_id'],
    integer: ['sequence', 'updated_at'],
    integerOrNull: ['expired_at'],
  });
  await table('identifiers', ['project_id', 'kind', 'value'], { text: ['user_id'] });
  await index(db, 'identifiers_by_user', 'identifiers', [sql.ref('user_id')]);
  await table('user_words', ['project_id', 'word', 'user_id'], {});

  await table('sessions', ['project_id', 'user_id', 'id'], {
    text: ['secret_hash'],
    integer: ['sequence', 'expires_at'],
  });
  await table('password_history', ['project_id', 'user_id', 'sequence'], { text: ['password'] }, [
    'sequence',
  ]);
  await table('audit', ['project_id', 'id'], {
    text: ['act', 'actor_kind', 'details'],
    textOrNull: ['actor_id', 'user_id', 'ip', 'user_agent', 'request_id'],
    integer: ['at'],
  });
  await index(db, 'audit_by_user', 'audit', [sql.ref('user_id'), sql.ref('id')]);
  await table('seal_keys', ['project_id', 'key_id'], { text: ['proof'], integer: ['created_at'] });
}

const USER_MOMENTS = [
  'email_verified_at',
  'phone_verified_at',
  'password_updated_at',
  'blocked_at',
  'mfa_enabled_at',
  'impersonator_at',
  'accessed_at',
] as const;

async function index(
  db: Kysely<Schema>,
  name: string,
  table: string,
  columns: readonly RawBuilder<unknown>[],
): Promise<void> {
  await sql`create index ${sql.ref(name)} on ${sql.table(table)} (project_id, ${sql.join(columns)})`.execute(
    db,
  );
}
