import { digest } from '../../crypto/tokens.ts';
import type { Core } from '../core.ts';
import { type Instant, instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { clearWindow, findWindow, sweep, takeInWindow } from './store.ts';

/** So often within a window, counted under `key`: one of so many seconds from the first turn on, or until a moment. */
export type RateLimit = { readonly key: string; readonly most: number } & (
  | { readonly seconds: number }
  | { readonly endsAt: Instant }
);

/** What is left of the tightest limit. */
export type Turn = {
  readonly most: number;
  /** Negative when the limit was passed. */
  readonly remaining: number;
  readonly endsAt: number;
};

const UNKNOWN_KEPT_MS = 24 * 3_600_000;

/** Takes one turn of each limit and answers the tightest. In the database, so that several servers share the count. */
export async function takeTurn(
  core: Core,
  project: ProjectId,
  limits: readonly RateLimit[],
): Promise<Turn | undefined> {
  const now = core.clock.now();
  const spent: Turn[] = [];
  // Looked at first, so that a flood of refused requests writes nothing.
  for (const { key, most } of limits) {
    const standing = await findWindow(core.read, project, { key: digest(key), now });
    if (standing && standing.used >= most) spent.push({ most, remaining: -1, endsAt: standing.ends_at });
  }
  if (spent.length > 0) return tightest(spent);
  return core.count(async (books) => {
    const turns: Turn[] = [];
    for (const limit of inOrder(limits)) {
      const { key, most } = limit;
      const ends_at = 'endsAt' in limit ? limit.endsAt : instantOf(now + limit.seconds * 1000);
      const row = { project_id: project, key: digest(key), used: 1, ends_at, now };
      const taken = await takeInWindow(books, row);
      if (taken) turns.push({ most, remaining: most - taken.used, endsAt: taken.ends_at });
    }
    return tightest(turns);
  });
}

/** Begins the limits anew, as after a success. */
export async function giveBack(core: Core, project: ProjectId, limits: readonly RateLimit[]): Promise<void> {
  await core.count(async (books) => {
    for (const { key } of inOrder(limits)) await clearWindow(books, project, { key: digest(key) });
  });
}

/** Removes at most `most` counts of each kind that say nothing any more. */
export function tidyLimits(core: Core, most: number): Promise<void> {
  const now = core.clock.now();
  return core.count((books) => sweep(books, { now, unknown: now - UNKNOWN_KEPT_MS }, most));
}

/** One order for all, so that two requests never wait for each other. */
function inOrder(limits: readonly RateLimit[]): readonly RateLimit[] {
  return limits.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Of those that leave equally little, the one that does so longest. */
function tightest(turns: readonly Turn[]): Turn | undefined {
  return turns.toSorted((a, b) => a.remaining - b.remaining || b.endsAt - a.endsAt)[0];
}
