import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { hours, type Instant, instantOf, MICROS_PER_MILLI } from '../instant.ts';
import { readFor } from '../list-read.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { countMade, countMadeInEach } from './usage-store.ts';

/** The ranges of the usage report. Hours and days are in UTC; the last one is in progress. */
export const usageRanges = {
  '24h': { points: 24, milliseconds: hours(1) },
  '30d': { points: 30, milliseconds: hours(24) },
  '90d': { points: 90, milliseconds: hours(24) },
} as const;

export type UsageRange = keyof typeof usageRanges;
export type UsagePoint = { readonly at: Instant; readonly value: number };

export type Usage = {
  readonly range: UsageRange;
  readonly usersTotal: number;
  readonly sessionsTotal: number;
  /** Oldest first: how many existing rows were created from each moment to the next. */
  readonly users: readonly UsagePoint[];
  readonly sessions: readonly UsagePoint[];
};

/** Returns how many users and sessions exist and when they were created. No number but that of all users exceeds 5,000. */
export async function getUsage(core: Core, actor: Actor, range: UsageRange): Promise<Usage> {
  const { points, milliseconds } = usageRanges[range];
  const last = Math.floor(core.clock.now() / milliseconds);
  const starts = Array.from({ length: points }, (_, at) => (last - points + 1 + at) * milliseconds);
  const read = readFor(core, actor);
  const spans = {
    starts: starts.map((start) => start * MICROS_PER_MILLI),
    length: milliseconds * MICROS_PER_MILLI,
  };
  const series = async (what: 'users' | 'sessions'): Promise<readonly UsagePoint[]> => {
    const values = await countMadeInEach(read, actor.project.id, what, spans);
    return starts.map((start, at) => ({ at: instantOf(start), value: values[at] ?? 0 }));
  };
  return {
    range,
    usersTotal: await keptCount(read, actor.project.id, 'users'),
    sessionsTotal: await countMade(read, actor.project.id, 'sessions', {
      from: 0,
      before: Number.MAX_SAFE_INTEGER,
    }),
    users: await series('users'),
    sessions: await series('sessions'),
  };
}
