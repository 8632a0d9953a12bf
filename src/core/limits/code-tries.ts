import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Expiry } from '../expiry.ts';
import { isKnownPlace } from './attempts.ts';
import { networkOf } from './network.ts';
import { takeInWindow } from './store.ts';

/** The number of times that a sent code is compared with input. */
const TRIES_AT_MOST = 10;

/** A sent code with its expiry. */
type SentCode = { readonly id: string; readonly expiresAt: Expiry };

/**
 * Counts a try of each code before it is evaluated, and returns the ids of the codes that were tried too often. The
 * user's own devices share one count, and each other network has its own, so that a stranger cannot use up a code.
 * `countAttempt` bounds the total.
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
