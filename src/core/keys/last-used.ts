import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { hours } from '../instant.ts';
import type { Key } from './key.ts';
import { recordKeyUse } from './keys.ts';

/** Minimum interval between two writes of last-used. */
const RECORD_INTERVAL = hours(1);
const KEYS_TRACKED_AT_MOST = 10_000;

/**
 * Records the use of keys after the response: at most once an hour per key, one write at a time. Errors go to
 * `failed` and do not affect the request.
 */
export function keyLastUsedTracker(
  core: Core,
  failed: (error: unknown) => void,
): (actor: Actor, key: Key) => void {
  const recorded = new Map<string, number>();
  return (actor, key) => {
    const now = core.clock.now();
    const last = Math.max(key.lastUsedAt ?? 0, recorded.get(key.id) ?? 0);
    if (now - last < RECORD_INTERVAL) return;
    if (recorded.size >= KEYS_TRACKED_AT_MOST) recorded.clear();
    recorded.set(key.id, now);
    recordKeyUse(core, actor, key).catch(failed);
  };
}
