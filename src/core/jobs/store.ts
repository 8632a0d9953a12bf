import { sql } from 'kysely';
import { PENDING } from '../../crypto/passwords/pending.ts';
import type { Read, ReplicaRead, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared, replicable } from '../../db/prepared.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import type { Job, JobActName, JobActor, JobState, PartKind, SelectedUser, StoredTarget } from './job.ts';

const ACTIVE_AT_MOST = 100;

const jobs = ownedTable('jobs', {
  owner: {},
  key: 'id',
  toRow: (job: Job) => ({
    id: job.id,
    sequence: job.sequence,
    updated_at: job.updatedAt,
    act: job.act,
    parameters: JSON.stringify(job.parameters),
    target: JSON.stringify(job.target),
    actor: JSON.stringify(job.actor),
    state: job.state,
    reason: job.reason,
    upper_sequence: job.upperSequence,
    after: job.after,
    total: job.total,
    is_exact: job.totalIsExact ? 1 : 0,
    done: job.done,
    skipped: job.skipped,
    failed: job.failed,
    result_bytes: job.resultBytes,
    skips: JSON.stringify(job.skips),
    undoes: job.undoes,
    retries: job.retries,
    undone_by: job.undoneBy,
    retried_by: job.retriedBy,
    started_at: job.startedAt,
    ended_at: job.endedAt,
    expires_at: job.expiresAt,
  }),
  // Casts: validated on write.
  toValue: (row): Job => ({
    id: row.id,
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    act: row.act as JobActName,
    parameters: JSON.parse(row.parameters) as Job['parameters'],
    target: JSON.parse(row.target) as StoredTarget,
    actor: JSON.parse(row.actor) as JobActor,
    state: row.state as JobState,
    reason: row.reason as Job['reason'],
    upperSequence: row.upper_sequence as Sequence,
    after: row.after,
    total: row.total,
    totalIsExact: row.is_exact !== 0,
    done: row.done,
    skipped: row.skipped,
    failed: row.failed,
    resultBytes: row.result_bytes,
    skips: JSON.parse(row.skips) as Job['skips'],
    undoes: row.undoes,
    retries: row.retries,
    undoneBy: row.undone_by,
    retriedBy: row.retried_by,
    startedAt: row.started_at as Instant | null,
    endedAt: row.ended_at as Instant | null,
    expiresAt: row.expires_at as Instant | null,
  }),
});

export const insertJob = jobs.insert;
export const findJob = jobs.find({ id: 'id' });
export const lockJob = jobs.lock({ id: 'id' });
export const replaceJob = jobs.replace(['sequence']);
/**
 * Locks a job for its next users, if it is still where the caller left it: of two servers, one gets it. Its progress is
 * no audited data; what it does is recorded by the writes beside it.
 */
export const continueJob = jobs.unaudited.update(
  { updated_at: 'now' },
  { id: 'id', after: 'after', state: 'state' },
);
export const saveProgress = jobs.unaudited.replace(['sequence']);
/** Newest first, after those created at `before` or later. */
export const listJobRows = jobs.list({ sequence: '< before' }, { order: ['sequence desc'], most: 'most' });
export const listOpenJobs = jobs.list({ ended_at: null }, { order: ['sequence'], most: ACTIVE_AT_MOST });

/** Projects and ids of jobs that are to be worked on, oldest first. */
export async function listActiveJobs({
  db,
}: Read): Promise<readonly { readonly project_id: string; readonly id: string }[]> {
  return db
    .selectFrom('jobs')
    .select(['project_id', 'id'])
    .where('ended_at', 'is', null)
    .where('state', '!=', 'paused')
    .orderBy('sequence')
    .limit(ACTIVE_AT_MOST)
    .execute();
}

const parts = ownedTable('job_parts', { owner: { job_id: 'job', kind: 'kind' }, key: 'position' });

type Part = { readonly job: string; readonly kind: PartKind };

export function insertPart(
  tx: UnauditedTx,
  project: ProjectId,
  { job, kind, position, content }: Part & { readonly position: number; readonly content: string },
): Promise<void> {
  return parts.unaudited.insert(tx, project, { job_id: job, kind, position, content });
}

const partsFrom = parts.list({ position: '>= from' }, { order: ['position'], most: 'most' });
const partsUpTo = parts.list({ position: '<= to' }, { order: ['position desc'], most: 1 });

/** Pieces of one kind from a position on, in order. */
export function listParts(
  read: Read,
  project: ProjectId,
  of: Part & { readonly from: number; readonly most: number },
) {
  return partsFrom(read, project, of);
}

/** The piece of one kind that begins at a position or last before it. */
export async function findPartAt(read: Read, project: ProjectId, of: Part & { readonly to: number }) {
  const [part] = await partsUpTo(read, project, of);
  return part;
}

/** Deletes at most `most` pieces of ended jobs that are due, or else so many of these jobs. Returns how many. */
export async function deleteExpiredJobs(
  { db }: UnauditedTx,
  { before, most }: { readonly before: Instant; readonly most: number },
): Promise<number> {
  const due = sql`select project_id, id from jobs where expires_at <= ${before} order by expires_at limit ${most}`;
  const { rows: pieces } = await sql`delete from job_parts where (project_id, job_id, kind, position) in
    (select project_id, job_id, kind, position from job_parts
      where (project_id, job_id) in (${due}) limit ${most}) returning position`.execute(db);
  if (pieces.length > 0) return pieces.length;
  const { rows } = await sql`delete from jobs where (project_id, id) in (${due}) returning id`.execute(db);
  return rows.length;
}

type SelectedRow = {
  id: string;
  sequence: number;
  email: string | null;
  phone: string | null;
  email_verified_at: number | null;
  phone_verified_at: number | null;
  blocked_at: number | null;
  labels: string;
  has_password: number;
  is_pending: number;
};

const selected = replicable<{ project_id: string; ids: string }, SelectedRow>(({ db, sql: dialect }, param) =>
  db
    .selectFrom('users')
    .select([
      'id',
      'sequence',
      'email',
      'phone',
      'email_verified_at',
      'phone_verified_at',
      'blocked_at',
      'labels',
    ])
    .select(sql<number>`case when password is null then 0 else 1 end`.as('has_password'))
    .select(sql<number>`case when password = ${sql.lit(PENDING)} then 1 else 0 end`.as('is_pending'))
    .where('project_id', '=', param.project_id)
    .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

/** The users of these ids who exist, in any order. */
export async function listSelected(
  read: ReplicaRead,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly SelectedUser[]> {
  const rows = await selected(read, { project_id: project, ids: JSON.stringify(ids) });
  // Casts: validated on write.
  return rows.map((row) => ({
    id: row.id as UserId,
    sequence: row.sequence as Sequence,
    email: row.email,
    phone: row.phone,
    emailVerifiedAt: row.email_verified_at as Instant | null,
    phoneVerifiedAt: row.phone_verified_at as Instant | null,
    blockedAt: row.blocked_at as Instant | null,
    labels: row.labels === '[]' ? [] : (JSON.parse(row.labels) as string[]),
    hasPassword: Number(row.has_password) === 1,
    isPending: Number(row.is_pending) === 1,
  }));
}

const sequences = prepared<{ project_id: string; ids: string }, { id: string; sequence: number }>(
  ({ db, sql: dialect }, param) =>
    db
      .selectFrom('users')
      .select(['id', 'sequence'])
      .where('project_id', '=', param.project_id)
      .where('id', 'in', db.selectFrom(dialect.eachText(param.ids).as('each')).select('each.value')),
);

/** The sequences of these users, in the order of creation. */
export async function listSequences(
  read: Read,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly sequence: number }[]> {
  const rows = await sequences(read, { project_id: project, ids: JSON.stringify(ids) });
  return rows.toSorted((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
}
