import { setImmediate } from 'node:timers/promises';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { hours, type Instant, instantOf, MICROS_PER_MILLI } from '../instant.ts';
import { readFor } from '../list-read.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { countMade } from './usage-store.ts';

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
  const count = (what: 'users' | 'sessions', from: number, before: number) =>
    countMade(read, actor.project.id, what, {
      from: from * MICROS_PER_MILLI,
      before: before * MICROS_PER_MILLI,
    });
  const series = async (what: 'users' | 'sessions') => {
    const counted: UsagePoint[] = [];
    for (const start of starts) {
      counted.push({ at: instantOf(start), value: await count(what, start, start + milliseconds) });
      // A count on SQLite is synchronous: yield to other requests.
      await setImmediate();
    }
    return counted;
  };
  return {
    range,
    usersTotal: await keptCount(read, actor.project.id, 'users'),
    sessionsTotal: await count('sessions', 0, Number.MAX_SAFE_INTEGER / MICROS_PER_MILLI),
    users: await series('users'),
    sessions: await series('sessions'),
  };
}
