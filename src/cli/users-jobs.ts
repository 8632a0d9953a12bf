import { cancelJob, getJob, listJobs, pauseJob, resumeJob, retryJob, undoJob } from '../core/jobs/jobs.ts';
import { readFailures, readReceipts } from '../core/jobs/results.ts';
import { eraseDue } from '../core/users/erase.ts';
import { shortOf } from './moments.ts';
import { type Output, print, table } from './output.ts';
import { openProject, type Settings } from './users.ts';
import { limitOf } from './users-filters.ts';
import { jobView, summaryOf } from './users-many.ts';

const LIMIT_AT_MOST = 100;
const DEFAULT_LIMIT = 25;

const moves = { pause: pauseJob, resume: resumeJob, cancel: cancelJob, retry: retryJob, undo: undoJob };
export type JobMove = keyof typeof moves;

/** Lists jobs, newest first. */
export async function jobsList(
  settings: Settings,
  output: Output,
  { limit }: { readonly limit?: string | undefined },
): Promise<void> {
  const most = limitOf(limit, DEFAULT_LIMIT, LIMIT_AT_MOST);
  await using here = await openProject(settings);
  const jobs = await listJobs(here.core, here.actor, { limit: most });
  const rows = jobs.map(({ id, act, state, createdAt, total, totalIsExact, ...counts }) => [
    ...[id, act, state, shortOf(createdAt), `${total}${totalIsExact ? '' : '+'}`],
    ...[counts.done, counts.skipped, counts.failed].map(String),
  ]);
  const headings = ['ID', 'ACT', 'STATE', 'CREATED', 'USERS', 'DONE', 'SKIPPED', 'FAILED'];
  print(output, jobs.map(jobView), table(headings, rows));
}

export async function jobsShow(settings: Settings, output: Output, id: string): Promise<void> {
  await using here = await openProject(settings);
  const job = await getJob(here.core, here.actor, id);
  print(output, jobView(job), [summaryOf(job)]);
}

/** Pauses, resumes, cancels, tries again or undoes a job. The last two create another one. */
export async function jobsMove(
  settings: Settings,
  output: Output,
  { id, move }: { readonly id: string; readonly move: JobMove },
): Promise<void> {
  await using here = await openProject(settings);
  const job = await moves[move](here.core, here.actor, id);
  print(output, jobView(job), [summaryOf(job)]);
}

/** Prints the users for whom a job failed, a line of JSON each. */
export async function jobsFailures(settings: Settings, output: Output, id: string): Promise<void> {
  await using here = await openProject(settings);
  for await (const some of await readFailures(here.core, here.actor, id)) {
    for (const failure of some) output.write(`${JSON.stringify(failure)}\n`);
    if (!(await output.drained())) return;
  }
}

/** Prints the receipts of the users whom a job has erased, a line of JSON each, from a minute after its end on. */
export async function jobsReceipts(settings: Settings, output: Output, id: string): Promise<void> {
  await using here = await openProject(settings);
  // Where no server runs, no other process would.
  await eraseDue(here.core);
  for await (const text of await readReceipts(here.core, here.actor, id)) {
    output.write(text);
    if (!(await output.drained())) return;
  }
}
