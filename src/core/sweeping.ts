import { randomUUID } from 'node:crypto';
import type { Core } from './core.ts';
import { countExpired, isClockTrusted, type SweptTable, sweepExpired } from './expiring.ts';
import { expiryAfter } from './expiry.ts';
import { noteSessions } from './history/daily-counts.ts';
import { removeCut } from './history/removal.ts';
import { retainHistory } from './history/retention.ts';
import { hours, minutes } from './instant.ts';
import { endLease, takeLease } from './leases-store.ts';
import { fillSessions } from './sessions/fill.ts';

/** Longer than a sweep, and longer than what clocks of two servers differ by. */
const LEASE_MS = minutes(5);
const RETENTION_MS = hours(1);
/** Entries of the history deleted in a transaction, and transactions in a sweep. */
const ENTRIES_AT_ONCE = 200;
const STEPS_AT_MOST = 500;
/** Transactions in a sweep that fill in what servers of an older version have left out. */
const FILLS_AT_MOST = 100;

/** The rows of each table that a sweep deleted, and those that have expired and are still there, up to 10,000. */
export type SweepReport = Readonly<
  Record<SweptTable, { readonly swept: number; readonly waiting: number | undefined }>
>;

export type Sweeper = {
  /** Deletes what has expired. Returns nothing when another server does it. */
  readonly sweep: () => Promise<SweepReport | undefined>;
  /** Lets another server do it at once. */
  readonly stop: () => Promise<void>;
};

/** Sweeps what has expired and histories that are too old, and counts sessions, while no other server does. */
export function createSweeper(core: Core): Sweeper {
  const lease = { name: 'sweep', holder: randomUUID() };
  let retainedAt = Number.NEGATIVE_INFINITY;
  const take = () =>
    core.unaudited((tx) =>
      takeLease(tx, lease, {
        now: core.clock.now(),
        endsAt: expiryAfter(core.clock, LEASE_MS),
        lasts: LEASE_MS,
      }),
    );
  const sweep = async (): Promise<SweepReport | undefined> => {
    if (!(await take())) return undefined;
    const swept = await sweepExpired(core);
    await fillSessions(core, FILLS_AT_MOST);
    if (isClockTrusted(core) && (await take())) {
      const remove = () => removeCut(core, { most: ENTRIES_AT_ONCE, steps: STEPS_AT_MOST });
      if (performance.now() - retainedAt >= RETENTION_MS) {
        // What was cut is deleted also when another history could not be cut, which the next sweep tries again.
        await noteSessions(core);
        await retainHistory(core).catch((error) => remove().then(() => Promise.reject(error)));
        retainedAt = performance.now();
      }
      await remove();
    }
    const waiting: Partial<Record<SweptTable, number>> = await countExpired(core);
    // Cast: `swept` has every table.
    return Object.fromEntries(
      Object.entries(swept).map(([table, rows]) => [
        table,
        { swept: rows, waiting: waiting[table as keyof typeof waiting] },
      ]),
    ) as SweepReport;
  };
  return { sweep, stop: () => core.unaudited((tx) => endLease(tx, lease)) };
}
