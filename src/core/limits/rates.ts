import { digest } from '../../crypto/tokens.ts';
import type { Core } from '../core.ts';
import { instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { clearWindow, findWindow, sweep, takeInWindow } from './store.ts';

/** So often within a window, counted under `key`. */
export type RateLimit = { readonly key: string; readonly most: number; readonly seconds: number };

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
  const turns: Turn[] = [];
  // Looked at first, so that a flood of refused requests writes nothing.
  for (const { key, most } of limits) {
    const standing = await findWindow(core.read, { project_id: project, key: digest(key), now });
    if (standing && standing.used >= most) return { most, remaining: -1, endsAt: standing.ends_at };
  }
  await core.count(async (books) => {
    turns.length = 0;
    // In one order, so that two requests never wait for each other.
    for (const { key, most, seconds } of limits.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
      const row = {
        project_id: project,
        key: digest(key),
        used: 1,
        ends_at: instantOf(now + seconds * 1000),
        now,
      };
      const taken = await takeInWindow(books, row);
      if (taken) turns.push({ most, remaining: most - taken.used, endsAt: taken.ends_at });
    }
  });
  return turns.toSorted((a, b) => a.remaining - b.remaining)[0];
}

/** Begins the limits anew, as after a success. */
export async function giveBack(core: Core, project: ProjectId, limits: readonly RateLimit[]): Promise<void> {
  await core.count(async (books) => {
    for (const { key } of limits) await clearWindow(books, { project_id: project, key: digest(key) });
  });
}

/** Removes at most `most` counts of each kind that say nothing any more. */
export function tidyLimits(core: Core, most: number): Promise<void> {
  const now = core.clock.now();
  return core.count((books) => sweep(books, { now, unknown: now - UNKNOWN_KEPT_MS }, most));
}
