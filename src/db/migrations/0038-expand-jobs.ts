import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Acts on many users, and what they keep. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('jobs', ['project_id', 'id'], {
    text: ['act', 'parameters', 'target', 'actor', 'state', 'after', 'skips'],
    textOrNull: ['reason', 'undoes', 'retries', 'undone_by', 'retried_by'],
    integer: [
      'sequence',
      'updated_at',
      'upper_sequence',
      'total',
      'is_exact',
      'done',
      'skipped',
      'failed',
      'result_bytes',
    ],
    integerOrNull: ['started_at', 'ended_at', 'expires_at'],
  });
  await table('job_parts', ['project_id', 'job_id', 'kind', 'position'], { text: ['content'] }, ['position']);
  await sql`create index jobs_active on jobs (sequence) where ended_at is null`.execute(db);
  await sql`create index jobs_by_age on jobs (project_id, sequence)`.execute(db);
  await sql`create index jobs_expired on jobs (expires_at) where expires_at is not null`.execute(db);
}
