import type { Core } from '../core/core.ts';
import { instantOf } from '../core/instant.ts';
import type { RateLimit } from '../core/limits/rates.ts';
import { isLocal, networkOf } from '../http/address.ts';
import { secondsToWait } from '../http/limits.ts';
import type { Exchange } from '../http/router.ts';
import type { Called } from './callers.ts';
import { HexRefusal } from './refusal.ts';

const WINDOW_MS = 60_000;
const KNOWN_AT_MOST = 500;
const STRANGERS_AT_MOST = 100;

/** Who is counted, and what a refusal calls them. */
type Counted = { readonly name: string; readonly most: number };

/**
 * Counts a call within the minute of the clock on the wall and says in headers what is left. Whoever sits on this
 * machine is not counted. Refuses with 429.
 */
export async function limitCalls(core: Core, { actor, caller }: Called, exchange: Exchange): Promise<void> {
  if (isLocal(exchange.request)) return;
  const counted = countedAs({ actor, caller });
  const now = core.clock.now();
  const minuteEndsAt = instantOf(now - (now % WINDOW_MS) + WINDOW_MS);
  const limit: RateLimit = { key: `hex\n${counted.name}`, most: counted.most, endsAt: minuteEndsAt };
  const retryAfter = await secondsToWait(core, actor.project.id, [limit], exchange.reply);
  if (retryAfter === undefined) return;
  throw new HexRefusal(429, `API rate limit exceeded for ${counted.name}`, { retryAfter });
}

function countedAs({ actor, caller }: Called): Counted {
  if (caller.kind === 'user') return { name: `user ${caller.user.id}`, most: KNOWN_AT_MOST };
  if (caller.kind === 'organization') return { name: `organization ${caller.name}`, most: KNOWN_AT_MOST };
  return { name: `IP ${networkOf(actor.ip ?? '')}`, most: STRANGERS_AT_MOST };
}
