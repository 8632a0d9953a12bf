import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** The beginnings of histories that were archived or are no longer kept. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table(
    'history_cuts',
    ['project_id', 'position'],
    {
      text: ['hash', 'signature', 'kind', 'digest', 'proof'],
      textOrNull: ['heads'],
      integer: ['at', 'from_position', 'made_at'],
      integerOrNull: ['removed_at'],
    },
    ['position'],
  );
  await sql`create index history_cuts_open on history_cuts (project_id) where removed_at is null`.execute(db);
}
