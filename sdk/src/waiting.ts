import { type Refuse, TypedError } from './errors.ts';
import type { Tried } from './transport.ts';

const FIRST_DELAY_MS = 250;
const DELAY_AT_MOST_MS = 8_000;
const SPREAD_MS = 100;
/** Maximum delay of a timer: 2^31 - 1 milliseconds. */
const TIMER_AT_MOST_MS = 2_147_483_647;

/** Ends a call early: the caller's signal or the deadline. */
export type Interruption = {
  /** Aborted with a typed error as the reason. */
  readonly signal: AbortSignal;
  readonly leftMs: () => number;
  /** Settles like the work, or rejects when the call ends first. */
  readonly race: <T>(work: Promise<T>) => Promise<T>;
  /** Waits, or rejects when the call ends first. */
  readonly pause: (ms: number) => Promise<void>;
  /** Releases timer and listener. */
  readonly end: () => void;
};

export function interruption(
  signal: AbortSignal | undefined,
  deadlineMs: number,
  refuse: Refuse,
): Interruption {
  const stop = new AbortController();
  const at = Date.now() + deadlineMs;
  const abort = () =>
    stop.abort(refuse('The call was aborted.', { type: 'sdk_aborted', cause: signal?.reason }));
  const late = () =>
    stop.abort(refuse(`There was no answer within ${deadlineMs} ms.`, { type: 'sdk_deadline_passed' }));
  const ended = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason));
  });
  // It may be ended when no caller waits for it.
  ended.catch(() => {});
  const timer = setTimeout(late, Math.min(deadlineMs, TIMER_AT_MOST_MS));
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  return {
    signal: stop.signal,
    leftMs: () => at - Date.now(),
    race: (work) => Promise.race([ended, work]),
    pause: (ms) =>
      new Promise((resolve, reject) => {
        const waiting = setTimeout(resolve, ms);
        // A timer that no caller waits for would keep the program from ending.
        ended.catch((reason) => {
          clearTimeout(waiting);
          reject(reason);
        });
      }),
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** Returns the milliseconds until the next attempt; `undefined` if a retry would not help. */
export function delayBefore(attempt: number, tried: Tried): number | undefined {
  const byChance = Math.random() * Math.min(DELAY_AT_MOST_MS, FIRST_DELAY_MS * 2 ** attempt);
  if (tried.status === undefined) {
    const isOfTheWay = tried.error instanceof TypedError && tried.error.type === 'sdk_connection_failed';
    return isOfTheWay ? byChance : undefined;
  }
  if (tried.status !== 429 && tried.status !== 503) return undefined;
  const told = toldDelay(tried.headers);
  return told === undefined ? byChance : told + Math.random() * SPREAD_MS;
}

/** Returns the delay in milliseconds from `Retry-After` (seconds or date) or the end of the rate limit window. */
function toldDelay(headers: Headers): number | undefined {
  const after = headers.get('retry-after');
  const reset = headers.get('x-ratelimit-reset');
  const at = after === null ? Number(reset ?? Number.NaN) * 1000 : Date.parse(after);
  const ms = after !== null && /^\d+$/.test(after) ? Number(after) * 1000 : at - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
