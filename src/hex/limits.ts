import type { Core } from '../core/core.ts';
import { instantOf } from '../core/instant.ts';
import { consume, type RateLimit } from '../core/limits/rates.ts';
import { isLocal, networkOf } from '../http/address.ts';
import type { Exchange } from './answers.ts';
import type { AuthenticatedRequest } from './callers.ts';
import { HexError } from './errors.ts';

const WINDOW_MS = 60_000;
const AUTHENTICATED_AT_MOST = 500;
const ANONYMOUS_AT_MOST = 100;

/** Who is counted, and what a refusal calls them. */
type LimitSubject = { readonly name: string; readonly most: number };

/**
 * Counts a call within the minute of the clock on the wall and says in headers what is left. Whoever sits on this
 * machine is not counted. Refuses with 429.
 */
export async function limitCalls(
  core: Core,
  { actor, caller }: AuthenticatedRequest,
  exchange: Exchange,
): Promise<void> {
  if (isLocal(exchange.request, core.urls.publicUrl)) return;
  const subject = limitSubjectOf({ actor, caller });
  const now = core.clock.now();
  const minuteEndsAt = instantOf(now - (now % WINDOW_MS) + WINDOW_MS);
  const limit: RateLimit = { key: `hex\n${subject.name}`, most: subject.most, endsAt: minuteEndsAt };
  const status = await consume(core, actor.project.id, [limit]);
  if (!status) return;
  const endsAt = Math.ceil(status.endsAt / 1000);
  exchange.reply.headers({
    'x-ratelimit-limit': String(status.most),
    'x-ratelimit-remaining': String(Math.max(0, status.remaining)),
    'x-ratelimit-reset': String(endsAt),
  });
  if (status.remaining >= 0) return;
  const retryAfter = Math.max(1, endsAt - Math.floor(core.clock.now() / 1000));
  throw new HexError(429, `API rate limit exceeded for ${subject.name}`, { retryAfter });
}

function limitSubjectOf({ actor, caller }: AuthenticatedRequest): LimitSubject {
  if (caller.kind === 'user') return { name: `user ${caller.user.id}`, most: AUTHENTICATED_AT_MOST };
  if (caller.kind === 'organization')
    return { name: `organization ${caller.name}`, most: AUTHENTICATED_AT_MOST };
  return { name: `IP ${networkOf(actor.ip ?? '')}`, most: ANONYMOUS_AT_MOST };
}
