import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { endLease, takeLease } from '../leases-store.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Work } from './run.ts';
import { findEndedOf, listWorkingImportJobs } from './store.ts';
import { type ImportPlace, idsIn, removeFolder, removeUploads } from './upload-folder.ts';

/** Longer than a batch takes. After this, another server goes on with the import of one that is gone. */
const LEASE_MS = 15_000;
const IDS_AT_ONCE = 500;

export type ImportRunner = {
  /** Works on the imports whose files are here, oldest first, one at a time. Returns whether there was anything to do. */
  readonly turn: (signal: AbortSignal) => Promise<boolean>;
  /** Removes files of imports that have ended or are no longer known. */
  readonly tidy: () => Promise<void>;
};

type Parts = Pick<Work, 'reserved' | 'tickMs'> & { readonly core: Core; readonly place: ImportPlace };

/** Works on imports of uploaded files while no other process does. `report` is told of errors. */
export function createImportRunner(
  { core, place, ...parts }: Parts,
  report: (error: unknown) => void = () => {},
): ImportRunner {
  const holder = randomUUID();
  const work = async (ref: { readonly project: ProjectId; readonly id: string }, signal: AbortSignal) => {
    const lease = { name: `import ${ref.id}`, holder };
    const hold = () =>
      core.unaudited((tx) =>
        takeLease(tx, lease, {
          now: core.clock.now(),
          endsAt: expiryAfter(core.clock, LEASE_MS),
          lasts: LEASE_MS,
        }),
      );
    // Loaded on demand: it has the readers of all systems, and most servers import nothing.
    const { workOn } = await import('./run.ts');
    try {
      return await workOn({ core, place, ...parts, signal, hold }, ref);
    } finally {
      await core.unaudited((tx) => endLease(tx, lease)).catch(report);
    }
  };
  return {
    turn: async (signal) => {
      let isBusy = false;
      for (const { project_id, id } of await listWorkingImportJobs(core.read)) {
        if (signal.aborted) break;
        // Cast: ids of projects are validated before rows name them.
        const ref = { project: project_id as ProjectId, id };
        const more = await work(ref, signal).catch((error: unknown) => {
          report(error);
          return false;
        });
        isBusy = more || isBusy;
      }
      return isBusy;
    },
    tidy: async () => {
      const ids = await idsIn(place);
      for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
        const some = ids.slice(at, at + IDS_AT_ONCE);
        const known = await findEndedOf(core.read, some);
        for (const id of some) {
          const row = known.get(id);
          if (!row) await removeFolder(place, id);
          else if (row.hasEnded) await removeUploads(place, id);
        }
      }
    },
  };
}
