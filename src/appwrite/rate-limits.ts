import { type Actor, isServer } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { namesOfDevice } from '../core/limits/devices.ts';
import { refund } from '../core/limits/rates.ts';
import { rateLimitIn } from '../core/projects/rate-limits.ts';
import { isLocal } from '../http/address.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import { consumeLimits, type Limit, paramText, rateOf } from '../http/limits.ts';
import type { Route } from './route.ts';

/** Refunds the limits that a success resets; `undefined` if there are none. */
export type Refund = (() => Promise<void>) | undefined;

/**
 * Counts a request against the limits of the route, or of the project for it, and reports the rest in headers. Callers on
 * this machine are not limited, nor servers unless they pass on the address of a visitor. Fails with `rate_limited`.
 */
export async function limitRate(
  core: Core,
  actor: Actor,
  { limits, operation }: Pick<Route, 'limits' | 'operation'>,
  { request, reply }: Exchange,
): Promise<Refund> {
  if (isServer(actor) || isLocal(request, core.urls.publicUrl)) return undefined;
  const own = rateLimitIn(actor.project.policies, operation);
  if (own === 'off') return undefined;
  const fields = { ...((request.body ?? {}) as Fields), ...(request.params as Fields) };
  const limited = { ip: actor.ip, user: actor.kind === 'key' ? undefined : actor.id, fields };
  const devices = await namesOfDevice(core, actor);
  const rates = limits.map((limit) => {
    // Attempts of strangers do not count against known devices of the user.
    const isOwn = limit.by.some((by) => isTriedAt(limit, by) && devices.has(paramText(fields, by.param)));
    return rateOf(
      operation,
      { ...limit, most: own ?? limit.most },
      limited,
      isOwn ? actor.device?.nonce : '',
    );
  });
  await consumeLimits(core, actor.project.id, rates, reply);
  const refunded = rates.filter((_, at) => limits[at]?.refund);
  return refunded.length === 0 ? undefined : () => refund(core, actor.project.id, refunded);
}

/** Whether the limit counts attempts at a user. Other limits count messages, which more devices must not multiply. */
function isTriedAt(limit: Limit, by: Limit['by'][number]): by is { readonly param: string } {
  if (typeof by === 'string') return false;
  return limit.refund === true || by.param === 'userId';
}
