import { gzipSync } from 'node:zlib';
import { DatabaseRefused, DatabaseUnavailable } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import { findProject } from '../projects/store.ts';
import { lockUser } from '../users/store.ts';
import { acts, type Kept, ruleOf, selectedFrom } from './act.ts';
import { actorOf, authorityLost } from './authority.ts';
import {
  type DoneItem,
  type FailedItem,
  hasEnded,
  type Job,
  type JobFailureReason,
  metBy,
  type SkipReason,
} from './job.ts';
import { inState } from './jobs.ts';
import { continueJob, findJob, insertPart, lockJob, replaceJob, saveProgress } from './store.ts';
import { type Found, findTargets } from './targets.ts';

/** Failures that are kept of a job; more are only counted. */
const FAILURES_KEPT = 10_000;
/** Bytes of an export as it is stored, compressed. */
const RESULT_BYTES_AT_MOST = 268_435_456;

/** How much of a job is done at once. */
export type Batch = {
  /** Users or sessions in a batch, after which others have their turn. */
  readonly users: number;
  /** The same in a transaction: on SQLite, the process does nothing else meanwhile. */
  readonly together: number;
  /** The same for an act that leaves its users as they are, which takes less time. */
  readonly unchanged: number;
};

export const defaultBatch: Batch = { users: 100, together: 5, unchanged: 25 };

type Ref = { readonly project: ProjectId; readonly id: string };

/** What was found ahead of the next batches, by the id of the job. */
export type Ahead = Map<string, { readonly after: string; readonly found: readonly Found[] }>;
const BATCHES_AHEAD = 5;

/**
 * Works on one batch of a job: see `Batch`. Each user or session is met in the transaction that stores so, once, whatever ends the
 * process, and however many servers do this. Returns whether there may be more to do. `report` is told of errors that
 * are no failures of an act.
 */
export async function runBatch(
  core: Core,
  { project: projectId, id }: Ref,
  {
    batch,
    ahead,
    report,
  }: { readonly batch: Batch; readonly ahead: Ahead; readonly report: (error: unknown) => void },
): Promise<boolean> {
  const [project, job] = await Promise.all([
    findProject(core.read, projectId),
    findJob(core.read, projectId, { id }),
  ]);
  if (!project || !job || hasEnded(job) || job.state === 'paused') return false;
  const actor = actorOf(project, job);
  const lost = await authorityLost(core, project, job);
  if (lost) return endJob(core, actor, job, lost);
  if (job.resultBytes > RESULT_BYTES_AT_MOST) return endJob(core, actor, job, 'result_too_large');
  const found = await foundFor(core, actor, job, { ahead, most: batch.users }).catch((error) => {
    if (error instanceof Failure && error.code !== 'unavailable') return undefined;
    throw error;
  });
  if (!found) return endJob(core, actor, job, 'selection_refused');
  const next = found.slice(0, batch.users);
  if (next.length === 0) return endJob(core, actor, job);
  let last: Job | undefined = job;
  const atOnce = acts[job.act].changesNothing ? batch.unchanged : batch.together;
  for (let at = 0; at < next.length && last; at += atOnce)
    last = await meet(core, project, last, { some: next.slice(at, at + atOnce), report });
  const rest = found.slice(next.length);
  if (last && rest.length > 0) ahead.set(id, { after: last.after, found: rest });
  return last !== undefined;
}

/** Finds the users for this batch and the next ones. Of an exact selection, no more than were counted. */
async function foundFor(
  core: Core,
  actor: Actor,
  job: Job,
  { ahead, most }: { readonly ahead: Ahead; readonly most: number },
): Promise<readonly Found[]> {
  const known = ahead.get(job.id);
  ahead.delete(job.id);
  const left = job.totalIsExact ? Math.max(0, job.total - metBy(job)) : Number.POSITIVE_INFINITY;
  if (left === 0) return [];
  if (known && known.after === job.after) return known.found.slice(0, left);
  const window = { after: job.after, most: most * BATCHES_AHEAD };
  return (await findTargets(core, actor, job, window)).slice(0, left);
}

type Some = { readonly some: readonly Found[]; readonly report: (error: unknown) => void };

/** Meets some users in one transaction; one by one when an error of one keeps back the others. */
async function meet(
  core: Core,
  project: Project,
  job: Job,
  { some, report }: Some,
): Promise<Job | undefined> {
  try {
    return await meetTogether(core, project, job, some);
  } catch (error) {
    if (isPassing(error)) throw error;
    report(error);
  }
  let last: Job | undefined = job;
  for (const found of some) {
    if (!last) return undefined;
    const before: Job = last;
    last = await meetTogether(core, project, before, [found]).catch((error) => {
      if (isPassing(error)) throw error;
      report(error);
      return meetTogether(core, project, before, [found], true);
    });
  }
  return last;
}

/** Reports whether the same may succeed later, whoever the user is. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof DatabaseUnavailable ||
    error instanceof DatabaseRefused ||
    (error instanceof Failure && error.code === 'unavailable')
  );
}

type Outcome =
  | { readonly is: 'done'; readonly kept: Kept }
  | { readonly is: 'skipped'; readonly reason: SkipReason }
  | { readonly is: 'failed'; readonly code: string };

type Met = { readonly found: Found; readonly outcome: Outcome };

/**
 * Does the act to each of these users, and stores how far the job is. Returns nothing when the job is not where the
 * caller left it: another server, or a person, was there. With `isBroken`, only stores that it failed.
 */
function meetTogether(
  core: Core,
  project: Project,
  job: Job,
  some: readonly Found[],
  isBroken = false,
): Promise<Job | undefined> {
  const actor = actorOf(project, job);
  return core.together(async (joined, tx) => {
    const at = { id: job.id, after: job.after, state: job.state, now: core.clock.now() };
    const current = await continueJob(tx, project.id, at);
    if (!current) return undefined;
    const met: Met[] = [];
    for (const found of some)
      met.push({
        found,
        outcome: isBroken ? { is: 'failed', code: 'internal' } : await doTo(joined, actor, current, found),
      });
    const next = advanced(core, current, met);
    const kept = resultOf(met);
    for (const [kind, content] of Object.entries(partsOf(current, met)))
      await insertPart(tx, project.id, {
        job: job.id,
        kind: kind as 'done',
        position: metBy(current),
        content,
      });
    if (kept !== undefined)
      await insertPart(tx, project.id, {
        ...{ job: job.id, kind: 'result', position: metBy(current), content: kept },
      });
    const stored: Job = { ...next, resultBytes: current.resultBytes + (kept?.length ?? 0) };
    await saveProgress(tx, project.id, stored);
    return stored;
  });
}

async function doTo(
  core: Core,
  actor: Actor,
  job: Job,
  { user: id, note = null, session }: Found,
): Promise<Outcome> {
  const rule = ruleOf(job);
  const told = { parameters: job.parameters, note, ...(session !== undefined && { session }) };
  try {
    // Locked until the end of the transaction. Nothing is recorded of one who is skipped.
    const user = await core.write(actor, [], (tx) => lockUser(tx, actor.project.id, id));
    if (!user || user.sequence > job.upperSequence) return { is: 'skipped', reason: 'not_found' };
    const reason = rule.skips(selectedFrom(user), actor, told);
    if (reason) return { is: 'skipped', reason };
    return { is: 'done', kept: await rule.run(core, actor, user, told) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'unavailable' || error.code === 'internal') throw error;
    // Ended by another: there is nothing left to do, as for a user who was deleted.
    if (error.code === 'session_not_found') return { is: 'skipped', reason: 'not_found' };
    return { is: 'failed', code: error.code };
  }
}

function advanced(core: Core, job: Job, met: readonly Met[]): Job {
  const count = (is: Outcome['is']) => met.filter(({ outcome }) => outcome.is === is).length;
  const skips: Partial<Record<SkipReason, number>> = { ...job.skips };
  for (const { outcome } of met)
    if (outcome.is === 'skipped') skips[outcome.reason] = (skips[outcome.reason] ?? 0) + 1;
  const now = core.clock.now();
  return {
    ...job,
    updatedAt: now,
    state: 'running',
    startedAt: job.startedAt ?? now,
    after: met.at(-1)?.found.after ?? job.after,
    done: job.done + count('done'),
    skipped: job.skipped + count('skipped'),
    failed: job.failed + count('failed'),
    skips,
  };
}

/** What is kept of these users: those that can be undone or get receipts, and failures. */
function partsOf(job: Job, met: readonly Met[]): Readonly<Partial<Record<'done' | 'failed', string>>> {
  const { undo, givesReceipts } = acts[job.act];
  const isKept = givesReceipts || (undo !== undefined && job.undoes === null);
  const done = met.flatMap(({ found, outcome }): DoneItem[] =>
    outcome.is === 'done' ? [[found.user, outcome.kept.note ?? null]] : [],
  );
  const failed = met.flatMap(({ found, outcome }): FailedItem[] => {
    if (outcome.is !== 'failed') return [];
    const { user, note = null, session } = found;
    return [session === undefined ? [user, outcome.code, note] : [user, outcome.code, note, session]];
  });
  return {
    ...(isKept && done.length > 0 && { done: JSON.stringify(done) }),
    ...(failed.length > 0 && job.failed < FAILURES_KEPT && { failed: JSON.stringify(failed) }),
  };
}

/** The lines of an export, compressed. */
function resultOf(met: readonly Met[]): string | undefined {
  const lines = met.flatMap(({ outcome }) =>
    outcome.is === 'done' && outcome.kept.line !== undefined ? [`${outcome.kept.line}\n`] : [],
  );
  return lines.length === 0 ? undefined : gzipSync(lines.join('')).toString('base64');
}

/** Ends the job, unless another server or a person has moved it on. There is nothing more to do for it. */
export async function endJob(
  core: Core,
  actor: Actor,
  job: Job,
  reason: JobFailureReason | null = null,
): Promise<false> {
  const project = actor.project.id;
  const state = reason === null ? 'done' : 'failed';
  const acts = (ended: Job | undefined) => {
    if (!ended) return [];
    const { id: jobId, done, skipped, failed } = ended;
    return { act: 'job.end', details: { jobId, state, reason, done, skipped, failed } } as const;
  };
  await core.write(actor, acts, async (tx) => {
    const current = await lockJob(tx, project, { id: job.id });
    if (current?.after !== job.after || current.state !== job.state) return undefined;
    const ended = inState(
      core,
      { ...current, reason, startedAt: current.startedAt ?? core.clock.now() },
      state,
    );
    await replaceJob(tx, project, ended);
    return ended;
  });
  return false;
}
