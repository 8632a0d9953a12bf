import { Failure } from './failure.ts';

const MB = 1_048_576;

/** Most bytes of a page in JSON. */
export const PAGE_BYTES = 8 * MB;
/** Responses up to this size are not counted. */
export const SMALL_BYTES = 65_536;
/** While a page is built, its rows, their values and its text are in memory. */
const MEMORY_PER_BYTE = 4;
const MEMORY_BYTES = 64 * MB;
const WAIT_MS = 2_000;
const WAITING_AT_MOST = 32;
const RETRY_AFTER_SECONDS = 2;
/** Longest piece of work before others get their turn. */
const PIECE_MS = 1;

/** The memory that one response takes from what the process has for all. Outside of requests, nothing is counted. */
export type ResponseMemory = {
  /**
   * Waits until the process has memory for a response of so many bytes of JSON, read from the database and not yet
   * encoded. Fails with `unavailable` when it waits too long, and at once when too many wait.
   */
  readonly reserve: (bytes: number) => Promise<void>;
  /** The same for a response that is encoded: what it no longer needs is freed. */
  readonly settle: (bytes: number) => Promise<void>;
  /**
   * Returns a function to call between pieces of work. It yields when a piece took 1 ms. Only one of all responses goes
   * on in each turn of the event loop, so that other requests wait for one piece at most.
   */
  readonly pacer: () => () => Promise<void>;
  /**
   * Returns the memory of a request. `onReserve` is called at the first reservation, with the function that frees
   * everything; it may be called several times.
   */
  readonly ofRequest: (onReserve: (free: () => void) => void) => ResponseMemory;
};

type Waiting = { readonly bytes: number; readonly admit: () => void };

/** Returns the memory of all responses of the process, `most` bytes, for which a response waits at most `waitMs`. */
export function boundedMemory(most: number = MEMORY_BYTES, waitMs: number = WAIT_MS): ResponseMemory {
  const waiting = new Set<Waiting>();
  const pacer = pacerOfAll();
  let used = 0;

  const admitNext = (): void => {
    for (const next of waiting) {
      if (used + next.bytes > most) return;
      waiting.delete(next);
      used += next.bytes;
      next.admit();
    }
  };
  const free = (bytes: number): void => {
    used -= bytes;
    admitNext();
  };
  const take = (bytes: number): Promise<void> | undefined => {
    if (waiting.size === 0 && used + bytes <= most) {
      used += bytes;
      return undefined;
    }
    if (waiting.size >= WAITING_AT_MOST) throw full();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(turn);
        admitNext();
        reject(full());
      }, waitMs);
      const turn: Waiting = {
        bytes,
        admit: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      waiting.add(turn);
    });
  };
  const ofRequest: ResponseMemory['ofRequest'] = (onReserve) => {
    let held = 0;
    let isOver = false;
    const freeAll = (): void => {
      isOver = true;
      free(held);
      held = 0;
    };
    const hold = async (bytes: number): Promise<void> => {
      const wanted = Math.min(bytes, most);
      if (wanted <= held) {
        free(held - wanted);
        held = wanted;
        return;
      }
      const isFirst = held === 0;
      const more = wanted - held;
      await take(more);
      held += more;
      if (isFirst) onReserve(freeAll);
      // The caller may have gone while this waited.
      if (isOver) freeAll();
    };
    return {
      reserve: async (bytes) => {
        if (bytes > SMALL_BYTES) await hold(bytes * MEMORY_PER_BYTE);
      },
      settle: async (bytes) => {
        if (held > 0 || bytes > SMALL_BYTES) await hold(bytes);
      },
      pacer,
      ofRequest,
    };
  };
  const nothing = async (): Promise<void> => {};
  return { reserve: nothing, settle: nothing, pacer, ofRequest };
}

/** Returns the failure of a response of more than `PAGE_BYTES`. `limit` is how many rows fit, if the caller can choose. */
export function responseTooLarge(limit?: number): Failure {
  return new Failure({
    code: 'response_too_large',
    mostBytes: PAGE_BYTES,
    ...(limit !== undefined && { limit }),
  });
}

function full(): Failure {
  return new Failure({
    code: 'unavailable',
    reason: 'responses_full',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

function pacerOfAll(): ResponseMemory['pacer'] {
  const turns: (() => void)[] = [];
  let isScheduled = false;
  const schedule = (): void => {
    if (isScheduled || turns.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      turns.shift()?.();
      schedule();
    });
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      turns.push(resolve);
      schedule();
    });
  return () => {
    let began = performance.now();
    return async () => {
      if (performance.now() - began < PIECE_MS) return;
      await turn();
      began = performance.now();
    };
  };
}
