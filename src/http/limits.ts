import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { networkOf } from '../core/limits/network.ts';
import { consume, type RateLimit } from '../core/limits/rates.ts';
import type { ProjectId } from '../core/projects/project.ts';
import type { Fields } from './body.ts';
import type { HttpReply } from './exchange.ts';

/** A rate limit of an endpoint. */
export type Limit = {
  readonly most: number;
  /** Length of the window. Default: an hour. */
  readonly seconds?: number;
  /** The key of the count: the caller's network, the signed-in user, or a parameter. */
  readonly by: readonly ('ip' | 'user' | { readonly param: string })[];
  /** Whether a success resets the count. */
  readonly refund?: boolean;
};

/** The keys of a request. */
export type Limited = {
  readonly ip: string | undefined;
  readonly user: string | undefined;
  readonly fields: Fields;
};

/** Consumes one of each limit of an endpoint. Fails with `rate_limited`. */
export type Limiter = (core: Core, project: ProjectId, limited: Limited, reply?: HttpReply) => Promise<void>;

const HOUR_SECONDS = 3_600;
const VALUE_LENGTH = 512;
const WINDOWS: Readonly<Record<number, string>> = { 60: 'a minute', 3600: 'an hour' };
const COUNTED_BY = { ip: 'network address', user: 'user' } as const;

/** Returns the limiter of an endpoint; `undefined` without limits. `name` must be unique across protocols. */
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

/** Returns the rate limit of a request, with its key. `suffix` separates further counts. */
export function rateOf(name: string, limit: Limit, { ip, user, fields }: Limited, suffix = ''): RateLimit {
  const values = limit.by.map((by) => {
    if (by === 'ip') return ip === undefined ? '' : networkOf(ip);
    if (by === 'user') return user ?? '';
    const text = paramText(fields, by.param);
    // A missing value is counted by network, not for all callers together.
    return text === '' ? `${by.param}\n${networkOf(ip ?? '')}` : `${by.param} ${text}`;
  });
  const key = [name, limit.by.length, ...values, suffix].join('\n');
  return { key, most: limit.most, seconds: limit.seconds ?? HOUR_SECONDS };
}

/** Normalizes a parameter, so that all spellings share a count. */
export function paramText(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value.trim().toLowerCase().slice(0, VALUE_LENGTH) : '';
}

/** Consumes one of each limit and reports the rest in the headers of `reply`. Fails with `rate_limited`. */
export async function consumeLimits(
  core: Core,
  project: ProjectId,
  rates: readonly RateLimit[],
  reply?: HttpReply,
): Promise<void> {
  const retryAfterSeconds = await secondsToWait(core, project, rates, reply);
  if (retryAfterSeconds !== undefined)
    throw new Failure({ code: 'rate_limited', limit: 'requests', retryAfterSeconds });
}

/** Consumes one of each limit and returns the seconds to wait if one is exceeded. */
export async function secondsToWait(
  core: Core,
  project: ProjectId,
  rates: readonly RateLimit[],
  reply?: HttpReply,
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

/** Describes limits: `at most 10 times an hour for each network address`. */
export function limitsText(limits: readonly Limit[]): string {
  return `at most ${limits.map(limitText).join(', and ')}`;
}

function limitText({ most, seconds = HOUR_SECONDS, by }: Limit): string {
  const keys = by.map((part) => (typeof part === 'object' ? `\`${part.param}\`` : COUNTED_BY[part]));
  return `${most} times ${WINDOWS[seconds] ?? `in ${seconds} seconds`} for each ${keys.join(' and ')}`;
}
