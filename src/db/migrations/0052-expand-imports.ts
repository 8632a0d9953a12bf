import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Imports, and what became of each of their rows. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('imports', ['project_id', 'id'], {
    text: ['system', 'digest', 'options', 'state', 'counts', 'files'],
    integer: ['sequence', 'updated_at', 'position'],
    integerOrNull: ['ended_at'],
  });
  // In the order of the file, so that a large import appends to the end of the table.
  await table(
    'import_rows',
    ['project_id', 'import_id', 'position'],
    {
      text: ['kind', 'outcome'],
      textOrNull: ['source_id', 'user_id', 'team_id', 'stamp'],
    },
    ['position'],
  );
  await sql`create index imports_by_age on imports (project_id, sequence)`.execute(db);
  await sql`create index import_rows_by_user on import_rows (project_id, user_id)
    where user_id is not null`.execute(db);
  await sql`create index import_rows_by_source on import_rows (project_id, source_id)
    where source_id is not null`.execute(db);
}
