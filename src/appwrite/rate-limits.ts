import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { namesOfDevice } from '../core/limits/devices.ts';
import { refund } from '../core/limits/rates.ts';
import type { Fields } from '../http/body.ts';
import { consumeLimits, type Limit, paramText, rateOf } from '../http/limits.ts';
import type { Exchange } from '../http/router.ts';
import type { Route } from './route.ts';

/** Resets the counts that a success resets; none where there are none. */
export type Refund = (() => Promise<void>) | undefined;

/**
 * Counts a request against the route's limits and says in headers what is left; keys are not limited. Refuses with
 * `rate_limited`.
 */
export async function limitRate(
  core: Core,
  actor: Actor,
  { limits, operation }: Pick<Route, 'limits' | 'operation'>,
  { request, reply }: Exchange,
): Promise<Refund> {
  if (actor.kind === 'key') return undefined;
  const fields = { ...((request.body ?? {}) as Fields), ...(request.params as Fields) };
  const limited = { ip: actor.ip, user: actor.id, fields };
  const own = await namesOfDevice(core, actor);
  const rates = limits.map((limit) => {
    // What a stranger tries at a user does not count against a device that this user has signed in with.
    const isOwn = limit.by.some((by) => isTriedAt(limit, by) && own.has(paramText(fields, by.param)));
    return rateOf(operation, limit, limited, isOwn ? actor.device?.nonce : '');
  });
  await consumeLimits(core, actor.project.id, rates, reply);
  const refunded = rates.filter((_, at) => limits[at]?.refund);
  return refunded.length === 0 ? undefined : () => refund(core, actor.project.id, refunded);
}

/** Whether the limit counts tries at whom the parameter names. Others count letters, of which more devices get no more. */
function isTriedAt(limit: Limit, by: Limit['by'][number]): by is { readonly param: string } {
  if (typeof by === 'string') return false;
  return limit.refund === true || by.param === 'userId';
}
