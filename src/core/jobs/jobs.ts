import { createHash } from 'node:crypto';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { freshId, idsSince } from '../id.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { lockProject } from '../projects/store.ts';
import { sessionFilterOf } from '../sessions/search-terms.ts';
import type { UserId } from '../users/user.ts';
import { acts } from './act.ts';
import {
  EXPORT_KEPT_MS,
  hasEnded,
  JOB_KEPT_MS,
  type Job,
  type JobActor,
  type JobState,
  type JobTarget,
  type StoredTarget,
} from './job.ts';
import { checkedSelection, needsConfirmation, type Selection, seenIn } from './selection.ts';
import {
  findJob,
  insertJob,
  insertPart,
  listJobRows,
  listOpenJobs,
  listSelected,
  lockJob,
  replaceJob,
} from './store.ts';

const OPEN_AT_MOST = 20;
const IDS_IN_PART = 1_000;
export const JOBS_LISTED_AT_MOST = 100;

export type NewJob = Selection & {
  /** Of a preview of the same selection by the same caller, at most 15 minutes old. */
  readonly digest: string;
  /** The number that the preview counted, where it must be typed. */
  readonly confirm?: string | undefined;
};

/**
 * Creates a job that does an act to many users, which a server begins at once. The same digest makes one job: a second
 * call returns it. Fails with `job_digest_invalid`, `job_confirmation_missing`, `jobs_limit`, `argument_invalid`, and
 * with `not_allowed` for an ephemeral key, which ends before its job may.
 */
export async function createJob(core: Core, actor: Actor, input: NewJob): Promise<Job> {
  refuseEphemeral(actor);
  const selection = checkedSelection(core, actor, input);
  const seen = seenIn(core, actor, selection, input.digest);
  const { act, target, parameters } = selection;
  if (needsConfirmation(act, seen.count) && digitsOf(input.confirm) !== String(seen.count))
    throw new Failure({ code: 'job_confirmation_missing', users: seen.count });
  const ids = 'ids' in target ? await knownIds(core, actor, target.ids, seen.upperSequence) : undefined;
  const job = newJob(core, actor, {
    id: idOf(seen.upperSequence, input.digest),
    act,
    parameters,
    target: storedTarget(target, { at: seen.at, known: ids?.length ?? 0 }),
    upperSequence: seen.upperSequence,
    total: ids?.length ?? seen.count,
    totalIsExact: seen.countIsExact,
  });
  return storeJob(core, actor, job, async (tx) => {
    for (let at = 0; at < (ids?.length ?? 0); at += IDS_IN_PART) {
      const content = JSON.stringify(ids?.slice(at, at + IDS_IN_PART));
      await insertPart(tx, actor.project.id, { job: job.id, kind: 'ids', position: at, content });
    }
  });
}

/** Returns the target as it is stored: the ids are kept apart, and the ages of sessions are moments as of the preview. */
function storedTarget(
  target: JobTarget,
  { at, known }: { readonly at: Instant; readonly known: number },
): StoredTarget {
  if ('ids' in target) return { ids: known };
  return 'sessions' in target ? { sessions: sessionFilterOf(target.sessions, at) } : target;
}

/** Fails with `job_not_found`. */
export async function getJob(core: Core, actor: Actor, id: string): Promise<Job> {
  return (await findJob(core.read, actor.project.id, { id })) ?? unknown(id);
}

/** Newest first, at most 100: those created before `before`, the sequence of the last job of an earlier page. */
export function listJobs(
  core: Core,
  actor: Actor,
  { before, limit }: { readonly before?: Sequence | undefined; readonly limit: number },
): Promise<readonly Job[]> {
  const page = {
    before: before ?? Number.MAX_SAFE_INTEGER,
    most: Math.min(limit, JOBS_LISTED_AT_MOST),
  };
  return listJobRows(core.read, actor.project.id, page);
}

/** Stops before the next users. Fails with `job_not_found` and `job_state_conflict`. */
export function pauseJob(core: Core, actor: Actor, id: string): Promise<Job> {
  return move(core, actor, id, { act: 'job.pause', from: ['waiting', 'running'], to: 'paused' });
}

/** Goes on where the job was paused. Fails with `job_not_found` and `job_state_conflict`. */
export function resumeJob(core: Core, actor: Actor, id: string): Promise<Job> {
  return move(core, actor, id, { act: 'job.resume', from: ['paused'], to: 'waiting' });
}

/** Ends the job. What it has done stays. Fails with `job_not_found` and `job_state_conflict`. */
export function cancelJob(core: Core, actor: Actor, id: string): Promise<Job> {
  return move(core, actor, id, {
    act: 'job.cancel',
    from: ['waiting', 'running', 'paused'],
    to: 'cancelled',
  });
}

/**
 * Creates a job that undoes what an ended one has done, for users who are still as it left them. Fails with
 * `job_not_found`, `job_state_conflict`, `job_final` and `jobs_limit`, and with `not_allowed` as `createJob`.
 */
export function undoJob(core: Core, actor: Actor, id: string): Promise<Job> {
  return follow(core, actor, id, (job) => {
    if (!acts[job.act].undo || job.undoes !== null) throw final('not_undoable');
    if (job.undoneBy !== null) throw final('undone');
    if (job.done === 0) throw final('nothing_done');
    return { of: 'done', total: job.done, undoes: job.id, retries: null };
  });
}

/**
 * Creates a job for the users for whom an ended one failed. Fails with `job_not_found`, `job_state_conflict`,
 * `job_final` and `jobs_limit`, and with `not_allowed` as `createJob`.
 */
export function retryJob(core: Core, actor: Actor, id: string): Promise<Job> {
  return follow(core, actor, id, (job) => {
    if (job.retriedBy !== null) throw final('retried');
    if (job.failed === 0) throw final('nothing_failed');
    return { of: 'failed', total: job.failed, undoes: job.undoes, retries: job.id };
  });
}

type Move = {
  readonly act: 'job.pause' | 'job.resume' | 'job.cancel';
  readonly from: readonly JobState[];
  readonly to: JobState;
};

function move(core: Core, actor: Actor, id: string, { act, from, to }: Move): Promise<Job> {
  return core.write(actor, { act, details: { jobId: id } }, async (tx) => {
    const before = (await lockJob(tx, actor.project.id, { id })) ?? unknown(id);
    if (!from.includes(before.state)) throw new Failure({ code: 'job_state_conflict', state: before.state });
    const after = inState(core, before, to);
    await replaceJob(tx, actor.project.id, after);
    return after;
  });
}

/** Returns the job in another state. An end sets until when it is kept. */
export function inState(core: Core, job: Job, state: JobState): Job {
  const now = core.clock.now();
  const moved: Job = { ...job, state, updatedAt: now };
  if (!hasEnded(moved)) return moved;
  const keptMs = job.act === 'export' ? EXPORT_KEPT_MS : JOB_KEPT_MS;
  return { ...moved, endedAt: now, expiresAt: expiryAfter(core.clock, keptMs) };
}

type Following = Pick<Job, 'total' | 'undoes' | 'retries'> & { readonly of: 'done' | 'failed' };

/** Creates a job for the users of an ended one, which is kept as long as the new one may need it. */
async function follow(core: Core, actor: Actor, id: string, plan: (job: Job) => Following): Promise<Job> {
  refuseEphemeral(actor);
  const known = await getJob(core, actor, id);
  const fresh = freshId(core.clock.nextSequence());
  const jobFrom = (earlier: Job): Job => {
    if (!hasEnded(earlier)) throw new Failure({ code: 'job_state_conflict', state: earlier.state });
    const { of, ...planned } = plan(earlier);
    const { act, parameters, upperSequence } = earlier;
    const target: StoredTarget = { job: id, of };
    return newJob(core, actor, {
      ...{ id: fresh, act, parameters, target, upperSequence, totalIsExact: true },
      ...planned,
    });
  };
  return storeJob(core, actor, jobFrom(known), async (tx) => {
    // Again under the lock: only one job follows in each way.
    const earlier = (await lockJob(tx, actor.project.id, { id })) ?? unknown(id);
    const { retries } = jobFrom(earlier);
    const followed = retries === id ? { retriedBy: fresh } : { undoneBy: fresh };
    await replaceJob(tx, actor.project.id, {
      ...inState(core, { ...earlier, ...followed }, earlier.state),
      endedAt: earlier.endedAt,
    });
  });
}

type Planned = Pick<
  Job,
  'id' | 'act' | 'parameters' | 'target' | 'upperSequence' | 'total' | 'totalIsExact'
> &
  Partial<Pick<Job, 'undoes' | 'retries'>>;

function newJob(core: Core, actor: Actor, planned: Planned): Job {
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const by: JobActor = { kind: actor.kind, ...(actor.id !== undefined && { id: actor.id }) };
  return {
    ...{ sequence, createdAt: at, updatedAt: at, actor: by, state: 'waiting', reason: null, after: '' },
    ...{ done: 0, skipped: 0, failed: 0, resultBytes: 0, skips: {}, undoes: null, retries: null },
    ...{ undoneBy: null, retriedBy: null, startedAt: null, endedAt: null, expiresAt: null },
    ...planned,
  };
}

/** Stores a job, unless it is there already: then returns that one, and does nothing else. */
function storeJob(core: Core, actor: Actor, job: Job, also: (tx: Tx) => Promise<void>): Promise<Job> {
  const project = actor.project.id;
  const act: Act = {
    act: 'job.create',
    details: { jobId: job.id, job: job.act, total: job.total, undoes: job.undoes, retries: job.retries },
  };
  const stored = core.write(
    actor,
    ({ isNew }: { readonly isNew: boolean; readonly job: Job }) => (isNew ? act : []),
    async (tx) => {
      if (!(await lockProject(tx, project))) throw new Failure({ code: 'project_not_found', project });
      const known = await findJob(tx, project, { id: job.id });
      if (known) return { job: known, isNew: false };
      if ((await listOpenJobs(tx, project)).length >= OPEN_AT_MOST)
        throw new Failure({ code: 'jobs_limit', most: OPEN_AT_MOST });
      await insertJob(tx, project, job);
      await also(tx);
      return { job, isNew: true };
    },
  );
  return stored.then((written) => written.job);
}

/** The ids of those who exist. What is typed is their number. */
async function knownIds(
  core: Core,
  actor: Actor,
  ids: readonly UserId[],
  upper: Sequence,
): Promise<readonly UserId[]> {
  const known = new Set<string>();
  for (let at = 0; at < ids.length; at += IDS_IN_PART) {
    const rows = await listSelected(core.read, actor.project.id, ids.slice(at, at + IDS_IN_PART));
    for (const { id, sequence } of rows) if (sequence <= upper) known.add(id);
  }
  return ids.filter((id) => known.has(id));
}

/** The same for the same digest. Ids sort by age. */
function idOf(upperSequence: Sequence, digest: string): string {
  return idsSince(upperSequence) + createHash('sha256').update(digest).digest('hex').slice(0, 7);
}

function digitsOf(confirm: string | undefined): string | undefined {
  return confirm?.replaceAll(/[\s,.'\u2019]/g, '');
}

function refuseEphemeral(actor: Actor): void {
  if (actor.isEphemeral) throw new Failure('not_allowed');
}

function final(reason: 'not_undoable' | 'undone' | 'retried' | 'nothing_failed' | 'nothing_done'): Failure {
  return new Failure({ code: 'job_final', reason });
}

function unknown(job: string): never {
  throw new Failure({ code: 'job_not_found', job });
}
