import {
  addPartition,
  isPartitioned,
  listPartitions,
  monthsAhead,
  partitionOf,
} from '../../db/audit-partitions.ts';
import type { Core } from '../core.ts';

/**
 * Creates the partitions of this month and of the next ones that are missing. Until then, and when it fails, entries
 * go to the default partition. Several servers may run this at once. Does nothing where the table has no partitions.
 */
export async function preparePartitions(core: Core): Promise<void> {
  if (!isPartitioned(core.read)) return;
  for (const month of monthsAhead(core.clock.now())) {
    const isThere = async () => (await listPartitions(core.read)).includes(partitionOf(month));
    if (await isThere()) continue;
    await core
      .unaudited((tx) => addPartition(tx, month))
      .catch(async (error: unknown) => {
        // Another server was first.
        if (!(await isThere())) throw error;
      });
  }
}
