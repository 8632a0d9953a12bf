import { digest } from '../../crypto/tokens.ts';
import type { Core } from '../core.ts';
import { expiryOf, isAhead } from '../expiry.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { clearWindow, findWindow, sweep, takeInWindow } from './store.ts';

/** At most `most` uses under `key` within a window: a number of seconds from the first use, or until a moment. */
export type RateLimit = { readonly key: string; readonly most: number } & (
  | { readonly seconds: number }
  | { readonly endsAt: Instant }
);

/** The state of the tightest limit. */
export type RateLimitStatus = {
  readonly most: number;
  /** Negative when the limit was exceeded. */
  readonly remaining: number;
  readonly endsAt: number;
};

const UNKNOWN_KEPT_MS = 24 * 3_600_000;

/**
 * Consumes one use of each limit and returns the tightest. Stored in the database, so that several servers share the
 * count.
 */
export async function consume(
  core: Core,
  project: ProjectId,
  limits: readonly RateLimit[],
): Promise<RateLimitStatus | undefined> {
  const now = core.clock.now();
  const exceeded: RateLimitStatus[] = [];
  // Read first, so that a flood of refused requests writes nothing.
  for (const limit of limits) {
    const { key, most } = limit;
    const window = await findWindow(core.read, project, { key: digest(key), now });
    // One that ends too late is shortened below.
    if (window && isAhead(window.ends_at, endOf(limit, now), 0)) continue;
    if (window && window.used >= most) exceeded.push({ most, remaining: -1, endsAt: window.ends_at });
  }
  if (exceeded.length > 0) return tightest(exceeded);
  return core.unaudited(async (tx) => {
    const statuses: RateLimitStatus[] = [];
    for (const limit of inLockOrder(limits)) {
      const { key, most } = limit;
      const row = { project_id: project, key: digest(key), used: 1, ends_at: endOf(limit, now), now };
      const counted = await takeInWindow(tx, row);
      if (counted) statuses.push({ most, remaining: most - counted.used, endsAt: counted.ends_at });
    }
    return tightest(statuses);
  });
}

function endOf(limit: RateLimit, now: Instant): Instant {
  return 'endsAt' in limit ? limit.endsAt : expiryOf(now, limit.seconds * 1000);
}

/** Resets the limits, as after a success. */
export async function refund(core: Core, project: ProjectId, limits: readonly RateLimit[]): Promise<void> {
  await core.unaudited(async (tx) => {
    for (const { key } of inLockOrder(limits)) await clearWindow(tx, project, { key: digest(key) });
  });
}

/** Deletes at most `most` expired counts of each kind. Returns how many of the kind that had more. */
export function deleteExpiredLimits(core: Core, most: number): Promise<number> {
  const now = core.clock.now();
  return core.unaudited((tx) => sweep(tx, { now, unknown: now - UNKNOWN_KEPT_MS }, most));
}

/** A fixed order, so that two requests never deadlock. */
function inLockOrder(limits: readonly RateLimit[]): readonly RateLimit[] {
  return limits.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Returns the status with the least remaining and, among equals, the longest. */
function tightest(statuses: readonly RateLimitStatus[]): RateLimitStatus | undefined {
  return statuses.toSorted((a, b) => a.remaining - b.remaining || b.endsAt - a.endsAt)[0];
}
