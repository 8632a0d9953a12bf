import { setTimeout as sleep } from 'node:timers/promises';
import {
  dropCovered,
  hasEntries,
  isPartitioned,
  listPartitions,
  monthNamed,
} from '../../db/audit-partitions.ts';
import { DatabaseUnavailable } from '../../db/database.ts';
import type { Core } from '../core.ts';
import { headsOf } from './checkpoints.ts';
import { cutOf, findLastCut } from './cuts.ts';
import { deleteChained, deleteCheckpoints, endCut, listCuts, listOpenProjects } from './cuts-store.ts';

const PROJECTS_AT_ONCE = 100;
const CUTS_AT_ONCE = 100;
const DROP_TRIES = 10;
const DROP_PAUSE_MS = 200;

/**
 * Deletes entries and checkpoints before the last cut of each project, `most` in a transaction, in at most `steps`
 * transactions. A process that ends is continued by the next. Returns the number of deleted rows.
 */
export async function removeCut(
  core: Core,
  { most, steps = Number.POSITIVE_INFINITY }: { readonly most: number; readonly steps?: number },
): Promise<number> {
  let removed = 0;
  let left = steps;
  const step = async (work: Parameters<typeof core.unaudited<number>>[0]): Promise<boolean> => {
    if (left-- <= 0) return false;
    const some = await core.unaudited(work);
    removed += some;
    return some === most;
  };
  for (const project of await listOpenProjects(core.read, PROJECTS_AT_ONCE)) {
    const cut = await findLastCut(core, project);
    if (!cut) continue;
    const { checkpoint } = cut;
    for (const [lane, upTo] of headsOf(checkpoint))
      while (await step((tx) => deleteChained(tx, { project, lane, upTo, most })));
    while (await step((tx) => deleteCheckpoints(tx, project, { before: checkpoint.position, most })));
    if (left < 0) return removed;
    await endCuts(core, project, checkpoint.position);
  }
  return removed;
}

async function endCuts(core: Core, project: string, upTo: number): Promise<void> {
  const now = core.clock.now();
  for (let after = -1, more = true; more; ) {
    const rows = await listCuts(core.read, project, { after, most: CUTS_AT_ONCE });
    const open = rows.filter((row) => row.removed_at === null && row.position <= upTo);
    if (open.length > 0) {
      await core.unaudited(async (tx) => {
        for (const row of open) await endCut(tx, project, { now, position: cutOf(row).checkpoint.position });
      });
    }
    after = rows.at(-1)?.position ?? after;
    more = rows.length === CUTS_AT_ONCE;
  }
}

/**
 * Drops the partitions of months that ended at `before` or earlier and of which the cuts cover nearly all entries; the
 * others move to the default partition. With `isEmpty`, only those without an entry. Does nothing where there are no partitions. Returns the names of the months.
 */
export async function dropPartitions(
  core: Core,
  before: number,
  { isEmpty = false }: { readonly isEmpty?: boolean } = {},
): Promise<readonly string[]> {
  if (!isPartitioned(core.read)) return [];
  const dropped: string[] = [];
  for (const name of await listPartitions(core.read)) {
    const month = monthNamed(name);
    if (month === undefined || month.endsAt > before) continue;
    if (isEmpty && (await hasEntries(core.read, month))) continue;
    for (let tries = 1; tries <= DROP_TRIES; tries++) {
      const isDropped = await core
        .unaudited((tx) => dropCovered(tx, month))
        .catch((error: unknown) => {
          // Locked: its entries can be deleted in steps as well.
          if (!(error instanceof DatabaseUnavailable)) throw error;
          return undefined;
        });
      if (isDropped) dropped.push(month.name);
      if (isDropped !== undefined) break;
      await sleep(DROP_PAUSE_MS);
    }
  }
  return dropped;
}
