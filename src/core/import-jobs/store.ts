import { sql } from 'kysely';
import type { Read, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ImportJob, ImportJobState } from './import-job.ts';
import { workingStates } from './import-job.ts';

const ACTIVE_AT_MOST = 100;

const jobs = ownedTable('import_jobs', {
  owner: {},
  key: 'id',
  toRow: (job: ImportJob) => ({
    ...{ id: job.id, sequence: job.sequence, updated_at: job.updatedAt, state: job.state },
    ...{ server: job.server, actor: JSON.stringify(job.actor), files: JSON.stringify(job.files) },
    ...{ settings: textOrNull(job.settings), progress: textOrNull(job.progress) },
    ...{ result: textOrNull(job.result), canaries: textOrNull(job.canaries) },
    ...{ counts: textOrNull(job.counts), undone: textOrNull(job.undone), problem: job.problem },
    ...{ journal_id: job.journalId, ended_at: job.endedAt, expires_at: job.expiresAt },
  }),
  // Casts: validated on write.
  toValue: (row): ImportJob => ({
    id: row.id,
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    state: row.state as ImportJobState,
    server: row.server,
    actor: JSON.parse(row.actor) as ImportJob['actor'],
    files: JSON.parse(row.files) as ImportJob['files'],
    settings: parsed<ImportJob['settings']>(row.settings),
    progress: parsed<ImportJob['progress']>(row.progress),
    result: parsed<ImportJob['result']>(row.result),
    canaries: parsed<ImportJob['canaries']>(row.canaries),
    counts: parsed<ImportJob['counts']>(row.counts),
    undone: parsed<ImportJob['undone']>(row.undone),
    problem: row.problem,
    journalId: row.journal_id,
    endedAt: row.ended_at as Instant | null,
    expiresAt: row.expires_at as Instant | null,
  }),
});

function textOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function parsed<T>(text: string | null): T | null {
  // Cast: written above.
  return text === null ? null : (JSON.parse(text) as T);
}

export const insertImportJob = jobs.insert;
export const findImportJob = jobs.find({ id: 'id' });
export const lockImportJob = jobs.lock({ id: 'id' });
export const replaceImportJob = jobs.replace(['sequence']);
/** Newest first, after those created at `before` or later. */
export const listImportJobRows = jobs.list(
  { sequence: '< before' },
  { order: ['sequence desc'], most: 'most' },
);
export const listOpenImportJobs = jobs.list(
  { ended_at: null },
  { order: ['sequence'], most: ACTIVE_AT_MOST },
);
/** Stores how far an import is. Returns nothing if it is no longer in the state. */
export const saveImportProgress = jobs.unaudited.update(
  {
    updated_at: 'now',
    progress: 'progress',
    counts: 'counts',
    journal_id: 'journalId',
    expires_at: 'expiresAt',
  },
  { id: 'id', state: 'state' },
);

type Ref = { readonly project_id: string; readonly id: string };

/** Projects and ids of imports that are to be worked on, oldest first. */
export async function listWorkingImportJobs({ db }: Read): Promise<readonly Ref[]> {
  return db
    .selectFrom('import_jobs')
    .select(['project_id', 'id'])
    .where('ended_at', 'is', null)
    .where('state', 'in', workingStates)
    .orderBy('sequence')
    .limit(ACTIVE_AT_MOST)
    .execute();
}

/** Whether files of these imports are still needed: `undefined` for those that are not there. */
export async function findEndedOf(
  { db }: Read,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly hasEnded: boolean }>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('import_jobs').select(['id', 'ended_at']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, ended_at }) => [id, { hasEnded: ended_at !== null }]));
}

/** Which of these journals belong to imports of administrators. */
export async function findJournalsOf(
  { db }: Read,
  project: string,
  journals: readonly string[],
): Promise<ReadonlySet<string>> {
  if (journals.length === 0) return new Set();
  const rows = await db
    .selectFrom('import_jobs')
    .select('journal_id')
    .where('project_id', '=', project)
    .where('journal_id', 'in', journals)
    .execute();
  return new Set(rows.map(({ journal_id }) => journal_id ?? ''));
}

/** Deletes at most `most` imports that are due. Returns how many. */
export async function deleteExpiredImportJobs(
  { db }: UnauditedTx,
  { before, most }: { readonly before: Instant; readonly most: number },
): Promise<number> {
  const { rows } = await sql`delete from import_jobs where (project_id, id) in
    (select project_id, id from import_jobs where expires_at <= ${before} order by expires_at limit ${most})
    returning id`.execute(db);
  return rows.length;
}
