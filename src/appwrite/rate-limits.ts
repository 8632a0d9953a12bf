import { type Actor, isServer } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { namesOfDevice } from '../core/limits/devices.ts';
import { refund } from '../core/limits/rates.ts';
import type { Fields } from '../http/body.ts';
import { consumeLimits, type Limit, paramText, rateOf } from '../http/limits.ts';
import type { Exchange } from '../http/router.ts';
import type { Route } from './route.ts';

/** Refunds the limits that a success resets; `undefined` if there are none. */
export type Refund = (() => Promise<void>) | undefined;

/**
 * Counts a request against the limits of the route and reports the rest in headers. Servers are not limited unless they
 * pass on the address of a visitor. Fails with
 * `rate_limited`.
 */
export async function limitRate(
  core: Core,
  actor: Actor,
  { limits, operation }: Pick<Route, 'limits' | 'operation'>,
  { request, reply }: Exchange,
): Promise<Refund> {
  if (isServer(actor)) return undefined;
  const fields = { ...((request.body ?? {}) as Fields), ...(request.params as Fields) };
  const limited = { ip: actor.ip, user: actor.kind === 'key' ? undefined : actor.id, fields };
  const own = await namesOfDevice(core, actor);
  const rates = limits.map((limit) => {
    // Attempts of strangers do not count against known devices of the user.
    const isOwn = limit.by.some((by) => isTriedAt(limit, by) && own.has(paramText(fields, by.param)));
    return rateOf(operation, limit, limited, isOwn ? actor.device?.nonce : '');
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
