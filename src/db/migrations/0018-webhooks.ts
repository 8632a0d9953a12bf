import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Webhooks and what waits to be delivered to them. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await db.schema.alterTable('projects').addColumn('webhooks', dialect.integer).execute();
  await table('webhooks', ['project_id', 'id'], {
    text: ['name', 'url', 'events', 'auth_username', 'sealed', 'error'],
    integer: ['sequence', 'updated_at', 'verifies_tls', 'failures'],
    integerOrNull: ['failing_since', 'disabled_at'],
  });
  await table('webhook_deliveries', ['project_id', 'id'], {
    text: ['webhook_id', 'payload'],
    textOrNull: ['user_id', 'error'],
    integer: ['sequence', 'tries', 'next_at'],
    integerOrNull: ['dead_at'],
  });
  await sql`create index webhook_deliveries_by_turn on webhook_deliveries (next_at, sequence)
    where dead_at is null`.execute(db);
  await sql`create index webhook_deliveries_by_user on webhook_deliveries (project_id, user_id)`.execute(db);
  await sql`create index webhook_deliveries_dead on webhook_deliveries (dead_at)
    where dead_at is not null`.execute(db);
  await sql`create index webhook_deliveries_by_webhook on webhook_deliveries (project_id, webhook_id, id)`.execute(
    db,
  );
}
