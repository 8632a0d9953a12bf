import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** What operators see: the last error of a provider, secrets of keys that were replaced, and the messages of a project. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('provider_errors', ['project_id', 'key'], {
    text: ['step', 'error'],
    integer: ['at'],
    integerOrNull: ['status'],
  });
  await db.schema.alterTable('keys').addColumn('replaced_by', dialect.text).execute();
  await sql`create index keys_replaced on keys (project_id, replaced_by)`.execute(db);
  await sql`create index outbox_waiting on outbox (project_id, id) where dead_at is null`.execute(db);
  await sql`create index outbox_failed on outbox (project_id, id) where dead_at is not null`.execute(db);
}
