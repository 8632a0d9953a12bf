import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Imports that administrators make of uploaded files. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('import_jobs', ['project_id', 'id'], {
    text: ['state', 'server', 'actor', 'files'],
    textOrNull: ['settings', 'progress', 'result', 'canaries', 'counts', 'undone', 'problem', 'journal_id'],
    integer: ['sequence', 'updated_at'],
    integerOrNull: ['ended_at', 'expires_at'],
  });
  await sql`create index import_jobs_active on import_jobs (sequence) where ended_at is null`.execute(db);
  await sql`create index import_jobs_by_age on import_jobs (project_id, sequence)`.execute(db);
  await sql`create index import_jobs_expired on import_jobs (expires_at) where expires_at is not null`.execute(
    db,
  );
}
