import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import type { Job } from '../../src/core/jobs/job.ts';
import { createJob, getJob } from '../../src/core/jobs/jobs.ts';
import { previewJob } from '../../src/core/jobs/preview.ts';
import { type Batch, defaultBatch } from '../../src/core/jobs/run.ts';
import { createJobRunner } from '../../src/core/jobs/runner.ts';
import type { Selection } from '../../src/core/jobs/selection.ts';
import type { Filter } from '../../src/core/listing/listing.ts';

/** Previews a selection and creates the job, with the number typed. */
export async function newJob(core: Core, actor: Actor, selection: Selection): Promise<Job> {
  const { digest, count } = await previewJob(core, actor, selection);
  return createJob(core, actor, { ...selection, digest, confirm: String(count) });
}

/** Works on all jobs until there is nothing more to do, or for so many batches. */
export async function workOn(
  core: Core,
  { turns = 1_000, batch = defaultBatch }: { readonly turns?: number; readonly batch?: Batch } = {},
): Promise<void> {
  const runner = createJobRunner(
    core,
    (error) => {
      throw error;
    },
    batch,
  );
  try {
    for (let turn = 0; turn < turns && (await runner.turn(async () => true)); turn++);
  } finally {
    await runner.stop();
  }
}

/** Does an act to all users of the queries. Returns the job at its end. */
export async function doJob(core: Core, actor: Actor, selection: Selection): Promise<Job> {
  const { id } = await newJob(core, actor, selection);
  await workOn(core);
  return getJob(core, actor, id);
}

export const labelled = (label: string): Filter => ({ is: 'contains', attribute: 'labels', values: [label] });
