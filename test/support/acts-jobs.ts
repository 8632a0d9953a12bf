import type { Actor } from '../../src/core/actor.ts';
import type { Job } from '../../src/core/jobs/job.ts';
import { cancelJob, listJobs, pauseJob, resumeJob } from '../../src/core/jobs/jobs.ts';
import { endJob } from '../../src/core/jobs/run.ts';
import { insertJob } from '../../src/core/jobs/store.ts';
import type { UserId } from '../../src/core/users/user.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';
import { newJob } from './jobs.ts';

const newest = async ({ core }: Directory, actor: Actor): Promise<Job> => {
  const [job] = await listJobs(core, actor, { limit: 1 });
  if (!job) throw new Error('a job is made first');
  return job;
};

/** Another job that waits, without an entry of its own; made anew where an attempt was cut. */
async function secondJob(here: Directory, actor: Actor): Promise<string> {
  const job = await newest(here, actor);
  const second: Job = { ...job, id: 'second', state: 'waiting', endedAt: null, expiresAt: null };
  await here.engine.transact(async (tx) => {
    await tx.db.deleteFrom('jobs').where('id', '=', second.id).execute();
    await insertJob(tx, actor.project.id, second);
  });
  return second.id;
}

/** Acts on many users. */
export const jobSteps: readonly Step[] = [
  {
    act: 'job.create',
    run: ({ core }, actor) => newJob(core, actor, { act: 'export', target: { ids: ['nobody' as UserId] } }),
    details: (_, answer) => ({
      ...{ jobId: (answer as Job).id, job: 'export', total: 0, undoes: null, retries: null },
    }),
  },
  {
    act: 'job.pause',
    run: async (here, actor) => pauseJob(here.core, actor, (await newest(here, actor)).id),
    details: (_, answer) => ({ jobId: (answer as Job).id }),
  },
  {
    act: 'job.resume',
    run: async (here, actor) => resumeJob(here.core, actor, (await newest(here, actor)).id),
    details: (_, answer) => ({ jobId: (answer as Job).id }),
  },
  {
    act: 'job.end',
    run: async (here, actor) => {
      const job = await newest(here, actor);
      await endJob(here.core, actor, job, 'key_revoked');
      return job;
    },
    details: (_, answer) => ({
      ...{ jobId: (answer as Job).id, state: 'failed', reason: 'key_revoked' },
      ...{ done: 0, skipped: 0, failed: 0 },
    }),
  },
  {
    act: 'job.cancel',
    run: async (here, actor) => cancelJob(here.core, actor, await secondJob(here, actor)),
    details: () => ({ jobId: 'second' }),
  },
];
