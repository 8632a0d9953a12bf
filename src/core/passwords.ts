import { setTimeout } from 'node:timers/promises';
import { ARGON2_COST } from '../crypto/passwords/argon2.ts';
import { commonPasswords } from '../crypto/passwords/common.ts';
import { native, needsRehash, schemeOf } from '../crypto/passwords/passwords.ts';
import type { Argon2Cost } from '../crypto/passwords/scheme.ts';
import { Failure } from './failure.ts';

/** Hashing and checking of passwords, off the event loop and bounded. */
export type Passwords = {
  readonly hash: (plain: string) => Promise<string>;
  readonly verify: (plain: string, stored: string) => Promise<boolean>;
  /** For signing in: one hash of today's cost is computed whatever is stored, also for nobody's password, `null`. */
  readonly check: (plain: string, stored: string | null) => Promise<boolean>;
  /** Whether a stored hash is from elsewhere, or costs less than a new one. */
  readonly needsRehash: (stored: string) => boolean;
  /** Reports whether a password is one of the 10,000 most common. */
  readonly isCommon: (plain: string) => Promise<boolean>;
};

const RETRY_AFTER_SECONDS = 2;
/** Wrong passwords are answered at multiples of this time, which hides how long the check took. */
const WRONG_ANSWER_STEP_MS = 50;

/** At most `atOnce` hashes run and `waiting` wait; whoever comes beyond that is refused before any work is done. */
export function boundedPasswords(atOnce: number, waiting: number, cost: Argon2Cost = ARGON2_COST): Passwords {
  const limited = semaphore(atOnce, waiting);
  return {
    hash: (plain) => limited(() => native.hash(plain, cost)),
    verify: (plain, stored) => limited(() => schemeOf(stored).verify(plain, stored)),
    check: async (plain, stored) => {
      const begun = performance.now();
      const isRight = await limited(() => verifyAtEqualCost(plain, stored, cost));
      if (!isRight)
        await setTimeout(WRONG_ANSWER_STEP_MS - ((performance.now() - begun) % WRONG_ANSWER_STEP_MS));
      return isRight;
    },
    needsRehash: (stored) => needsRehash(stored, cost),
    isCommon: commonPasswords(),
  };
}

/**
 * Verifies an imported hash in addition to the decoy: the time must not reveal whether a user exists or which scheme
 * the hash has.
 */
async function verifyAtEqualCost(plain: string, stored: string | null, cost: Argon2Cost): Promise<boolean> {
  if (stored !== null && !needsRehash(stored, cost)) return native.verify(plain, stored);
  const isRight = stored !== null && (await schemeOf(stored).verify(plain, stored));
  await native.verify(plain, native.decoy(cost));
  return isRight;
}

/** Runs work with `atOnce` places, and refuses with `unavailable` whoever would be beyond `waiting` in the queue. */
export function semaphore(atOnce: number, waiting: number) {
  const queue: (() => void)[] = [];
  let running = 0;
  const enter = (): Promise<void> => {
    if (running < atOnce) {
      running++;
      return Promise.resolve();
    }
    if (queue.length >= waiting) {
      return Promise.reject(
        new Failure({
          code: 'unavailable',
          reason: 'passwords_busy',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        }),
      );
    }
    return new Promise((resolve) => queue.push(resolve));
  };
  // A place that is left is handed to the next in the queue, so that nobody slips in between.
  const leave = (): void => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };
  return async <T>(work: () => Promise<T>): Promise<T> => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
