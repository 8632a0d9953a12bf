import { type Refuse, TypedError } from './errors.ts';
import type { Tried } from './transport.ts';

const FIRST_DELAY_MS = 250;
const DELAY_AT_MOST_MS = 8_000;
const SPREAD_MS = 100;
/** The longest that a timer can wait: 2^31 - 1 milliseconds. */
const TIMER_AT_MOST_MS = 2_147_483_647;

/** What ends a call before it is answered: the caller's signal, or its deadline. */
export type Interruption = {
  /** Aborted with a typed error as its reason. */
  readonly signal: AbortSignal;
  readonly leftMs: () => number;
  /** Settles as the work does, or is refused when the call is ended first. */
  readonly race: <T>(work: Promise<T>) => Promise<T>;
  /** Waits; is refused when the call is ended first. */
  readonly pause: (ms: number) => Promise<void>;
  /** Gives back timer and listener. */
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
  // It may be ended when nobody waits for it.
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
        // A timer that nobody waits for would keep the program from ending.
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

/** Milliseconds to wait before the next attempt; `undefined` where another one would not help. */
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

/** Milliseconds that the answer asks for, in seconds, as a date or, without either, as the end of a window of limits. */
function toldDelay(headers: Headers): number | undefined {
  const after = headers.get('retry-after');
  const reset = headers.get('x-ratelimit-reset');
  const at = after === null ? Number(reset ?? Number.NaN) * 1000 : Date.parse(after);
  const ms = after !== null && /^\d+$/.test(after) ? Number(after) * 1000 : at - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
