import type { FastifyReply } from 'fastify';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { networkOf } from '../core/limits/network.ts';
import { consume, type RateLimit } from '../core/limits/rates.ts';
import type { ProjectId } from '../core/projects/project.ts';
import type { Fields } from './body.ts';

/** How often an endpoint may be called. */
export type Limit = {
  readonly most: number;
  /** Length of the window; an hour without it. */
  readonly seconds?: number;
  /** What the count is kept by: the caller's network, the signed-in user, or a parameter. */
  readonly by: readonly ('ip' | 'user' | { readonly param: string })[];
  /** Whether a success resets the count. */
  readonly refund?: boolean;
};

/** What limits are counted by, of one request. */
export type Limited = {
  readonly ip: string | undefined;
  readonly user: string | undefined;
  readonly fields: Fields;
};

/** Consumes one of each limit of an endpoint. Refuses with `rate_limited`. */
export type Limiter = (
  core: Core,
  project: ProjectId,
  limited: Limited,
  reply?: FastifyReply,
) => Promise<void>;

const HOUR_SECONDS = 3_600;
const VALUE_LENGTH = 512;
const WINDOWS: Readonly<Record<number, string>> = { 60: 'a minute', 3600: 'an hour' };
const COUNTED_BY = { ip: 'network address', user: 'user' } as const;

/** The limiter of an endpoint; `name` is unique across protocols. None for an endpoint without limits. */
export function limiterOf(name: string, limits: readonly Limit[]): Limiter | undefined {
  if (limits.length === 0) return undefined;
  return (core, project, limited, reply) =>
    consumeLimits(
      core,
      project,
      limits.map((limit) => rateOf(name, limit, limited)),
      reply,
    );
}

/** Under which key a request is counted. `suffix` tells apart what is counted apart for other reasons. */
export function rateOf(name: string, limit: Limit, { ip, user, fields }: Limited, suffix = ''): RateLimit {
  const values = limit.by.map((by) => {
    if (by === 'ip') return ip === undefined ? '' : networkOf(ip);
    if (by === 'user') return user ?? '';
    const text = paramText(fields, by.param);
    // A value that names no one is counted by the network that sends it, not for all callers together.
    return text === '' ? `${by.param}\n${networkOf(ip ?? '')}` : `${by.param} ${text}`;
  });
  const key = [name, limit.by.length, ...values, suffix].join('\n');
  return { key, most: limit.most, seconds: limit.seconds ?? HOUR_SECONDS };
}

/** A parameter as it is counted: every spelling in one. */
export function paramText(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value.trim().toLowerCase().slice(0, VALUE_LENGTH) : '';
}

/** Consumes one of each; says what is left in the headers of `reply`. Refuses with `rate_limited`. */
export async function consumeLimits(
  core: Core,
  project: ProjectId,
  rates: readonly RateLimit[],
  reply?: FastifyReply,
): Promise<void> {
  const retryAfterSeconds = await secondsToWait(core, project, rates, reply);
  if (retryAfterSeconds !== undefined)
    throw new Failure({ code: 'rate_limited', limit: 'requests', retryAfterSeconds });
}

/** The same without a refusal: the seconds to wait where a limit was passed. */
export async function secondsToWait(
  core: Core,
  project: ProjectId,
  rates: readonly RateLimit[],
  reply?: FastifyReply,
): Promise<number | undefined> {
  const status = await consume(core, project, rates);
  if (!status) return undefined;
  reply
    ?.header('X-RateLimit-Limit', String(status.most))
    .header('X-RateLimit-Remaining', String(Math.max(0, status.remaining)))
    .header('X-RateLimit-Reset', String(Math.ceil(status.endsAt / 1000)));
  if (status.remaining >= 0) return undefined;
  return Math.max(1, Math.ceil((status.endsAt - core.clock.now()) / 1000));
}

/** Limits in words: `at most 10 times an hour for each network address`. */
export function limitsText(limits: readonly Limit[]): string {
  return `at most ${limits.map(limitText).join(', and ')}`;
}

function limitText({ most, seconds = HOUR_SECONDS, by }: Limit): string {
  const keys = by.map((part) => (typeof part === 'object' ? `\`${part.param}\`` : COUNTED_BY[part]));
  return `${most} times ${WINDOWS[seconds] ?? `in ${seconds} seconds`} for each ${keys.join(' and ')}`;
}
