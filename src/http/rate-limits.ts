import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { namesOfDevice } from '../core/limits/devices.ts';
import { consume, type RateLimit, refund } from '../core/limits/rates.ts';
import { networkOf } from './address.ts';
import type { Fields } from './body.ts';
import type { Limit, Route } from './route.ts';

const HOUR_SECONDS = 3_600;
const VALUE_AT_MOST = 512;

/**
 * Counts a request against the route's limits and says in headers what is left; keys are not limited. Answers what
 * begins them anew after a success. Refuses with `rate_limited`.
 */
export async function limitRate(
  core: Core,
  actor: Actor,
  route: Route,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<() => Promise<void>> {
  const limits = route.limits ?? [];
  if (limits.length === 0 || actor.kind === 'key') return async () => {};
  const fields = { ...((request.body ?? {}) as Fields), ...(request.params as Fields) };
  const own = await namesOfDevice(core, actor);
  const keyed = limits.map((limit) => ({ limit, rate: rateOf(actor, route, limit, { fields, own }) }));
  const status = await consume(
    core,
    actor.project.id,
    keyed.map(({ rate }) => rate),
  );
  if (status) {
    reply
      .header('X-RateLimit-Limit', String(status.most))
      .header('X-RateLimit-Remaining', String(Math.max(0, status.remaining)))
      .header('X-RateLimit-Reset', String(Math.ceil(status.endsAt / 1000)));
    if (status.remaining < 0) {
      const retryAfterSeconds = Math.max(1, Math.ceil((status.endsAt - core.clock.now()) / 1000));
      throw new Failure({ code: 'rate_limited', limit: 'requests', retryAfterSeconds });
    }
  }
  const refunded = keyed.filter(({ limit }) => limit.refund).map(({ rate }) => rate);
  return refunded.length === 0 ? async () => {} : () => refund(core, actor.project.id, refunded);
}

function rateOf(
  actor: Actor,
  route: Route,
  limit: Limit,
  { fields, own }: { readonly fields: Fields; readonly own: ReadonlySet<string> },
): RateLimit {
  const values = limit.by.map((by) => {
    if (by === 'ip') return actor.ip === undefined ? '' : networkOf(actor.ip);
    if (by === 'user') return actor.id ?? '';
    const text = textOf(fields, by.param);
    // What names nobody is counted against whoever sends it, and not against everybody.
    if (text === '') return `${by.param}\n${networkOf(actor.ip ?? '')}`;
    return `${by.param} ${text}`;
  });
  // What a stranger tries at a user does not count against a device that this user has signed in with.
  const device = limit.by.some((by) => isTriedAt(limit, by) && own.has(textOf(fields, by.param)));
  const key = [route.operation, limit.by.length, ...values, device ? actor.device?.nonce : ''].join('\n');
  return { key, most: limit.most, seconds: limit.seconds ?? HOUR_SECONDS };
}

/** Whether the limit counts tries at whom the parameter names. Others count letters, of which more devices get no more. */
function isTriedAt(limit: Limit, by: Limit['by'][number]): by is { readonly param: string } {
  if (typeof by === 'string' || limit.by.includes('ip')) return false;
  return limit.refund === true || by.param === 'userId';
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value.trim().toLowerCase().slice(0, VALUE_AT_MOST) : '';
}
