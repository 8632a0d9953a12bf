import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Sign-in: challenges, counted attempts, rate limits, and the outbox. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await db.schema.alterTable('sessions').addColumn('used_at', dialect.integer).execute();
  await db.schema.alterTable('targets').addColumn('session_id', dialect.text).execute();
  await db.schema.alterTable('audit').addColumn('acting_as', dialect.text).execute();
  await table('challenges', ['project_id', 'user_id', 'id'], {
    text: ['session_id', 'factor'],
    textOrNull: ['secret_hash'],
    integer: ['sequence', 'expires_at'],
  });
  await table('attempts', ['project_id', 'user_id', 'factor', 'bucket'], {
    integer: ['tried', 'not_before', 'updated_at'],
  });
  await sql`create index attempts_by_age on attempts (updated_at) where user_id >= '~'`.execute(db);
  await table('rate_windows', ['project_id', 'key'], { integer: ['used', 'ends_at'] });
  await sql`create index rate_windows_by_end on rate_windows (ends_at)`.execute(db);
  await table('outbox', ['project_id', 'id'], {
    text: ['kind', 'payload'],
    textOrNull: ['user_id', 'error'],
    integer: ['sequence', 'tries', 'next_at'],
    integerOrNull: ['dead_at'],
  });
  await sql`create index outbox_by_turn on outbox (next_at) where dead_at is null`.execute(db);
  await sql`create index outbox_by_user on outbox (project_id, user_id)`.execute(db);
  await sql`create index outbox_dead on outbox (dead_at) where dead_at is not null`.execute(db);
}
