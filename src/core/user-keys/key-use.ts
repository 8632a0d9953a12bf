import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { hours } from '../instant.ts';
import type { UserKey } from './user-key.ts';
import { noteUserKeyUse } from './user-keys.ts';

/** Use is written down this seldom, so that reading does not write. */
const NOTED_EVERY = hours(1);
const KEYS_REMEMBERED = 10_000;

/**
 * Notes the use of keys behind the answer: at most once an hour a key, and never twice at the same time. What goes
 * wrong goes to `failed`; the request that used the key is not held up by it.
 */
export function userKeyUseNoter(
  core: Core,
  failed: (error: unknown) => void,
): (actor: Actor, key: UserKey) => void {
  const noted = new Map<string, number>();
  return (actor, key) => {
    const now = core.clock.now();
    const last = Math.max(key.lastUse?.usedAt ?? 0, noted.get(key.id) ?? 0);
    if (now - last < NOTED_EVERY) return;
    if (noted.size >= KEYS_REMEMBERED) noted.clear();
    noted.set(key.id, now);
    noteUserKeyUse(core, actor, key).catch(failed);
  };
}
