import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { endLease, takeLease } from '../leases-store.ts';
import type { ProjectId } from '../projects/project.ts';
import { type Ahead, type Batch, defaultBatch, runBatch } from './run.ts';
import { listActiveJobs } from './store.ts';

/** Longer than a batch. A server that is gone is replaced after this; a job is right whoever works on it. */
const LEASE_MS = 5_000;

export type JobRunner = {
  /** Works on one batch of each job, oldest first. Returns whether there was anything to do. */
  readonly turn: (between: () => Promise<boolean>) => Promise<boolean>;
  /** Lets another server go on at once. */
  readonly stop: () => Promise<void>;
};

/** Works on jobs while no other server does. `report` is told of errors that are no failures of an act. */
export function createJobRunner(
  core: Core,
  report: (error: unknown) => void = () => {},
  batch: Batch = defaultBatch,
): JobRunner {
  const lease = { name: 'jobs', holder: randomUUID() };
  const ahead: Ahead = new Map();
  const take = () =>
    core.unaudited((tx) =>
      takeLease(tx, lease, {
        now: core.clock.now(),
        endsAt: expiryAfter(core.clock, LEASE_MS),
        lasts: LEASE_MS,
      }),
    );
  const turn: JobRunner['turn'] = async (between) => {
    const active = await listActiveJobs(core.read);
    let isBusy = false;
    for (const { project_id, id } of active) {
      if (!(await take())) return false;
      // Cast: ids of projects are validated before rows name them.
      const ref = { project: project_id as ProjectId, id };
      isBusy = (await runBatch(core, ref, { batch, ahead, report })) || isBusy;
      if (!(await between())) return false;
    }
    return isBusy;
  };
  return { turn, stop: () => core.unaudited((tx) => endLease(tx, lease)) };
}
