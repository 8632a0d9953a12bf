import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import { isKnownPlace } from './attempts.ts';
import { networkOf } from './network.ts';
import { takeInWindow } from './store.ts';

/** How often a code that was sent is compared with what somebody typed. */
const TRIES_AT_MOST = 10;

/** What was sent, and is void at a moment. */
type SentCode = { readonly id: string; readonly expiresAt: Instant };

/**
 * Counts a try of each code, before it is evaluated, and returns the ids of those that were tried too often. What the user's
 * own devices try is one count, and each other network has one, so that a stranger does not use up a code. What they all may
 * try together is bounded by `countAttempt`.
 */
export async function countCodeTries(
  core: Core,
  actor: Actor,
  { user, codes }: { readonly user: string; readonly codes: readonly SentCode[] },
): Promise<ReadonlySet<string>> {
  if (codes.length === 0) return new Set();
  const place = (await isKnownPlace(core, actor, user)) ? 'known' : networkOf(actor.ip ?? '');
  const now = core.clock.now();
  // One order for all, so that two tries never wait for each other.
  const ordered = codes
    .map(({ id, expiresAt }) => ({ id, expiresAt, key: digest(`code\n${user}\n${id}\n${place}`) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return core.unaudited(async (tx) => {
    const exhausted = new Set<string>();
    for (const { id, expiresAt, key } of ordered) {
      const row = { project_id: actor.project.id, key, used: 1, ends_at: expiresAt, now };
      if (((await takeInWindow(tx, row))?.used ?? 1) > TRIES_AT_MOST) exhausted.add(id);
    }
    return exhausted;
  });
}
