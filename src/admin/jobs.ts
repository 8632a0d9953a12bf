import type { Actor } from '../core/actor.ts';
import { requireProof } from '../core/admins/sign-in.ts';
import type { Core } from '../core/core.ts';
import type { JobActName } from '../core/jobs/job.ts';
import {
  cancelJob,
  createJob,
  getJob,
  JOBS_LISTED_AT_MOST,
  listJobs,
  pauseJob,
  resumeJob,
  retryJob,
  undoJob,
} from '../core/jobs/jobs.ts';
import { previewJob } from '../core/jobs/preview.ts';
import { type JobFailure, readFailures, readReceipts, readResult } from '../core/jobs/results.ts';
import { optional } from '../http/param.ts';
import { jobListModel, jobModel, previewModel } from './job-models.ts';
import { confirm, digest, selectionParams } from './job-params.ts';
import { idInPath, limitAtMost, projectInPath, sequenceCursor } from './params.ts';
import { type AdminEndpoint, type Call, endpoint, Streamed } from './route.ts';

const tag = 'jobs';
const path = '/projects/:project/jobs';
const NDJSON = 'application/x-ndjson';
const ofJob = { project: projectInPath, job: idInPath('Id of the job.') };
const mayRead = { access: { permission: 'jobs.read' }, keyScope: 'users.jobs.read' } as const;
const mayWrite = { access: { permission: 'jobs.write' }, keyScope: 'users.jobs.write' } as const;
const DEFAULT_ROWS = 50;

/** The acts for which administrators give their password or a code again. */
const dangerous: ReadonlySet<JobActName> = new Set(['delete', 'erase', 'export', 'requireNewPassword']);

/** The changes of a job, each a request of its own, and whether the act goes on by it: it is proved again then. */
const changes = [
  { name: 'pause', summary: 'Pause a job', change: pauseJob, status: 200, goesOn: false },
  { name: 'resume', summary: 'Resume a paused job', change: resumeJob, status: 200, goesOn: true },
  {
    name: 'cancel',
    summary: 'Cancel a job; what it has done stays',
    change: cancelJob,
    status: 200,
    goesOn: false,
  },
  {
    name: 'retry',
    summary: 'Create a job for the users for whom one failed',
    change: retryJob,
    status: 201,
    goesOn: true,
  },
  {
    name: 'undo',
    summary: 'Create a job that undoes another one',
    change: undoJob,
    status: 201,
    goesOn: false,
  },
] as const;

/** Endpoints of acts on many users. */
export const jobRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'POST', path: `${path}/preview`, operation: 'previewJob' },
    summary: 'Count whom an act on many users would meet, and whom it would skip',
    ...{ tag, meta: mayWrite, input: { project: projectInPath, ...selectionParams } },
    output: { status: 200, model: previewModel },
    run: (core, { actor }, { act, target, parameters }) =>
      previewJob(core, actor, { act, target, ...(parameters && { parameters }) }),
  }),
  endpoint({
    ...{ method: 'POST', path, operation: 'createJob', summary: 'Act on many users' },
    ...{ tag, meta: mayWrite },
    input: { project: projectInPath, ...selectionParams, digest, confirm: optional(confirm) },
    output: { status: 201, model: jobModel },
    run: (core, call, { act, target, parameters, ...given }) => {
      requireProofFor(core, call, act);
      return createJob(core, call.actor, {
        ...{ act, target, digest: given.digest, confirm: given.confirm },
        ...(parameters && { parameters }),
      });
    },
  }),
  endpoint({
    ...{ method: 'GET', path, operation: 'listJobs', summary: 'List jobs, newest first' },
    ...{ tag, meta: mayRead },
    input: {
      project: projectInPath,
      cursor: optional(sequenceCursor),
      limit: optional(limitAtMost(JOBS_LISTED_AT_MOST)),
    },
    output: { status: 200, model: jobListModel },
    run: async (core, { actor }, { cursor, limit = DEFAULT_ROWS }) => {
      const rows = await listJobs(core, actor, { before: cursor, limit });
      return { rows, next: rows.length < limit ? null : String(rows.at(-1)?.sequence) };
    },
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:job`, operation: 'getJob', summary: 'Get a job' },
    ...{ tag, meta: mayRead, input: ofJob, output: { status: 200, model: jobModel } },
    run: (core, { actor }, { job }) => getJob(core, actor, job),
  }),
  ...changes.map(({ name, summary, change, status, goesOn }) =>
    endpoint({
      ...{ method: 'POST', path: `${path}/:job/${name}`, operation: `${name}Job`, summary },
      ...{ tag, meta: mayWrite, input: ofJob, output: { status, model: jobModel } },
      run: async (core, call: Call, { job }) => {
        if (goesOn) requireProofFor(core, call, (await getJob(core, call.actor, job)).act);
        return change(core, call.actor, job);
      },
    }),
  ),
  endpoint({
    ...{ method: 'GET', path: `${path}/:job/failures`, operation: 'listJobFailures' },
    summary: 'List the users for whom a job failed, as lines of JSON',
    ...{ tag, meta: mayRead, input: ofJob },
    output: {
      status: 200,
      description: 'A line for each user: {"user", "code"}, with "session" if it was about one.',
    },
    run: async (core, { actor }, { job }) =>
      new Streamed(NDJSON, linesOf(await readFailures(core, actor, job))),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:job/result`, operation: 'getJobResult' },
    summary: 'Get the users that a job has exported, as lines of JSON',
    ...{ tag, meta: { ...mayRead, access: { permission: 'users.export' } }, input: ofJob },
    output: { status: 200, description: 'A line for each user, without secrets. Kept for seven days.' },
    run: async (core, { actor }: { readonly actor: Actor }, { job }) =>
      new Streamed(NDJSON, await readResult(core, actor, job)),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:job/receipts`, operation: 'getJobReceipts' },
    summary: 'Get the signed receipts of the users that a job has erased, as lines of JSON',
    ...{ tag, meta: { ...mayRead, access: { permission: 'users.delete' } }, input: ofJob },
    output: {
      status: 200,
      description:
        'A receipt for each user; {"user", "receipt": null} if the entry of the deletion is in the history no more. From `receiptsAt` on.',
    },
    run: async (core, { actor }: { readonly actor: Actor }, { job }) =>
      new Streamed(NDJSON, await readReceipts(core, actor, job)),
  }),
];

/** An API key has nothing to prove but itself. */
function requireProofFor(core: Core, { admin }: Call, act: JobActName): void {
  if (admin && dangerous.has(act)) requireProof(core, admin.session);
}

async function* linesOf(pieces: AsyncIterable<readonly JobFailure[]>): AsyncGenerator<string> {
  for await (const failures of pieces)
    yield failures.map((failure) => `${JSON.stringify(failure)}\n`).join('');
}
