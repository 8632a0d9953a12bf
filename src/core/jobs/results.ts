import { gunzipSync } from 'node:zlib';
import type { Actor } from '../actor.ts';
import { ERASED_AFTER_MS } from '../audit/store.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { type Instant, instantOf } from '../instant.ts';
import { receiptsOf } from '../users/erase.ts';
import type { UserId } from '../users/user.ts';
import { acts } from './act.ts';
import { requestOf } from './authority.ts';
import { type DoneItem, type FailedItem, hasEnded, type Job } from './job.ts';
import { getJob } from './jobs.ts';
import { listParts } from './store.ts';

const PARTS_AT_ONCE = 20;

/** A user for whom an act failed, and the session if it was about one. */
export type JobFailure = { readonly user: UserId; readonly code: string; readonly session?: string };

/** Reads the failures of a job, in the order in which its users were met. Fails with `job_not_found`. */
export async function readFailures(
  core: Core,
  actor: Actor,
  id: string,
): Promise<AsyncIterable<readonly JobFailure[]>> {
  await getJob(core, actor, id);
  return mapParts(core, actor, { job: id, kind: 'failed' }, async (content) =>
    // Cast: written by this program.
    (JSON.parse(content) as FailedItem[]).map(([user, code, , session]) => ({
      ...{ user, code },
      ...(session !== undefined && { session }),
    })),
  );
}

/**
 * Reads the users that a job has exported: pieces of text, a line of JSON for each user. Fails with `job_not_found`, also
 * for a job that exports none, and with `job_state_conflict` before its end.
 */
export async function readResult(core: Core, actor: Actor, id: string): Promise<AsyncIterable<string>> {
  const job = await getJob(core, actor, id);
  if (job.act !== 'export') unknown(id);
  if (!hasEnded(job)) throw new Failure({ code: 'job_state_conflict', state: job.state });
  return mapParts(core, actor, { job: id, kind: 'result' }, async (content) =>
    gunzipSync(Buffer.from(content, 'base64')).toString(),
  );
}

/**
 * Reads the receipts of the users whom an ended job has erased: pieces of text, a line of JSON for each user, in the order
 * in which they were met. Fails with `job_not_found`, also for a job that erases none, with `job_state_conflict` before its
 * end, and with `unavailable` until their history is erased, a minute later.
 */
export async function readReceipts(core: Core, actor: Actor, id: string): Promise<AsyncIterable<string>> {
  const job = await getJob(core, actor, id);
  if (!acts[job.act].givesReceipts) unknown(id);
  if (job.endedAt === null) throw new Failure({ code: 'job_state_conflict', state: job.state });
  const receipts = await receiptsOf(core, actor, { request: requestOf(id), until: job.endedAt });
  return mapParts(core, actor, { job: id, kind: 'done' }, async (content) => {
    // Cast: written by this program.
    const users = (JSON.parse(content) as DoneItem[]).map(([user]) => user);
    return (await receipts(users)).map((receipt) => `${JSON.stringify(receipt)}\n`).join('');
  });
}

/** Returns when what an ended job has erased is due to be out of the history; null for a job that erases nothing. */
export function receiptsAt({ act, endedAt }: Pick<Job, 'act' | 'endedAt'>): Instant | null {
  if (!acts[act].givesReceipts || endedAt === null) return null;
  return instantOf(endedAt + ERASED_AFTER_MS);
}

async function* mapParts<T>(
  core: Core,
  actor: Actor,
  part: { readonly job: string; readonly kind: 'done' | 'failed' | 'result' },
  map: (content: string) => Promise<T>,
): AsyncGenerator<T> {
  for (let from = 0; ; ) {
    const pieces = await listParts(core.read, actor.project.id, { ...part, from, most: PARTS_AT_ONCE });
    for (const { content } of pieces) yield await map(content);
    const last = pieces.at(-1);
    if (!last) return;
    from = last.position + 1;
  }
}

function unknown(job: string): never {
  throw new Failure({ code: 'job_not_found', job });
}
