import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Sessions, tokens and second factors. No released version had written sessions before. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await db.schema.dropTable('sessions').execute();
  await table('sessions', ['project_id', 'user_id', 'id'], {
    text: ['secret_hash', 'provider', 'provider_uid', 'factors', 'device'],
    textOrNull: ['ip', 'country'],
    integer: ['sequence', 'updated_at', 'expires_at'],
    integerOrNull: ['mfa_updated_at'],
  });
  await sql`create index sessions_by_sequence on sessions (project_id, sequence)`.execute(db);
  await table('tokens', ['project_id', 'user_id', 'id'], {
    text: ['kind', 'secret_hash'],
    integer: ['sequence', 'expires_at'],
  });
  await table('recovery_codes', ['project_id', 'user_id', 'code_hash'], { text: ['sealed'] });
  await table('authenticators', ['project_id', 'user_id', 'kind'], {
    text: ['sealed'],
    integerOrNull: ['verified_at', 'last_step'],
  });
}
