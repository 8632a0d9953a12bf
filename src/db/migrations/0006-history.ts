import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** The history as a chain, its checkpoints, and pending erasures. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await db.schema.alterTable('audit').addColumn('position', dialect.integer).execute();
  for (const column of ['hash', 'personal_hash', 'salt'])
    await db.schema.alterTable('audit').addColumn(column, dialect.text).execute();
  await sql`create index audit_unchained on audit (project_id, id) where position is null`.execute(db);
  await sql`create unique index audit_chained on audit (project_id, position) where position is not null`.execute(
    db,
  );
  await sql`create index audit_by_actor on audit (project_id, actor_id, id) where actor_kind = 'user'`.execute(
    db,
  );
  await sql`create index audit_by_acting_as on audit (project_id, acting_as, id) where acting_as is not null`.execute(
    db,
  );
  await table('history_heads', ['project_id'], {
    text: ['hash'],
    integer: ['position', 'updated_at', 'signed_position', 'signed_at'],
  });
  await table(
    'history_checkpoints',
    ['project_id', 'position'],
    { text: ['hash', 'signature'], integer: ['at'] },
    ['position'],
  );
  await table('erasures', ['project_id', 'user_id', 'through'], {
    text: ['after'],
    integer: ['due_at', 'part'],
  });
}
