import type { Core } from '../core/core.ts';
import { instantOf } from '../core/instant.ts';
import { type RateLimit, takeTurn } from '../core/limits/rates.ts';
import { isLocal, networkOf } from '../http/address.ts';
import type { Exchange } from './answers.ts';
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
  if (isLocal(exchange.request, core.reach.publicUrl)) return;
  const counted = countedAs({ actor, caller });
  const now = core.clock.now();
  const minuteEndsAt = instantOf(now - (now % WINDOW_MS) + WINDOW_MS);
  const limit: RateLimit = { key: `hex\n${counted.name}`, most: counted.most, endsAt: minuteEndsAt };
  const turn = await takeTurn(core, actor.project.id, [limit]);
  if (!turn) return;
  const endsAt = Math.ceil(turn.endsAt / 1000);
  exchange.reply.headers({
    'x-ratelimit-limit': String(turn.most),
    'x-ratelimit-remaining': String(Math.max(0, turn.remaining)),
    'x-ratelimit-reset': String(endsAt),
  });
  if (turn.remaining >= 0) return;
  const retryAfter = Math.max(1, endsAt - Math.floor(core.clock.now() / 1000));
  throw new HexRefusal(429, `API rate limit exceeded for ${counted.name}`, { retryAfter });
}

function countedAs({ actor, caller }: Called): Counted {
  if (caller.kind === 'user') return { name: `user ${caller.user.id}`, most: KNOWN_AT_MOST };
  if (caller.kind === 'organization') return { name: `organization ${caller.name}`, most: KNOWN_AT_MOST };
  return { name: `IP ${networkOf(actor.ip ?? '')}`, most: STRANGERS_AT_MOST };
}
