import type { Core } from '../core/core.ts';
import { instantOf } from '../core/instant.ts';
import { networkOf } from '../core/limits/network.ts';
import type { RateLimit } from '../core/limits/rates.ts';
import { isLocal } from '../http/address.ts';
import type { Exchange } from '../http/exchange.ts';
import { secondsToWait } from '../http/limits.ts';
import type { AuthenticatedRequest } from './callers.ts';
import { HexError } from './errors.ts';

const WINDOW_MS = 60_000;
const AUTHENTICATED_AT_MOST = 500;
const ANONYMOUS_AT_MOST = 100;

/** The counted subject, and its name in errors. */
type LimitSubject = { readonly name: string; readonly most: number };

/**
 * Counts a call in the current minute and reports the rest in headers. Callers on this machine are not counted. Fails
 * with 429.
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
  const retryAfter = await secondsToWait(core, actor.project.id, [limit], exchange.reply);
  if (retryAfter === undefined) return;
  throw new HexError(429, `API rate limit exceeded for ${subject.name}`, { retryAfter });
}

function limitSubjectOf({ actor, caller }: AuthenticatedRequest): LimitSubject {
  if (caller.kind === 'user') return { name: `user ${caller.user.id}`, most: AUTHENTICATED_AT_MOST };
  if (caller.kind === 'organization')
    return { name: `organization ${caller.name}`, most: AUTHENTICATED_AT_MOST };
  return { name: `IP ${networkOf(actor.ip ?? '')}`, most: ANONYMOUS_AT_MOST };
}
