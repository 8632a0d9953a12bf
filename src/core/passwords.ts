import { ARGON2_COST } from '../crypto/passwords/argon2.ts';
import { commonPasswords } from '../crypto/passwords/common.ts';
import { native, needsRehash, schemeOf } from '../crypto/passwords/passwords.ts';
import type { Argon2Cost } from '../crypto/passwords/scheme.ts';
import { DurationCounts } from './duration-counts.ts';
import { Failure } from './failure.ts';
import { fairQueue, type Requester } from './limits/fair-queue.ts';
import { nextStep } from './steady.ts';

/**
 * Hashing and checking of passwords, off the event loop and bounded; fair to those whom `from` names. A password is
 * hashed composed (NFC), since keyboards spell the same letter in two ways. Hashes made elsewhere may have been made
 * of the letters as typed, which are tried second.
 */
export type Passwords = {
  readonly hash: (plain: string, from?: Requester) => Promise<string>;
  readonly verify: (plain: string, stored: string, from?: Requester) => Promise<boolean>;
  /**
   * For sign-in: computes one hash of the current cost whatever is stored, also for an unknown user, `null`. A hash that
   * must be fetched first, with the secrets that it refers to, is a promise: the time for it does not show either.
   */
  readonly check: (
    plain: string,
    stored: string | null | Promise<string | null>,
    from?: Requester,
  ) => Promise<boolean>;
  /** Reports whether a stored hash is imported, or cheaper than a new one. */
  readonly needsRehash: (stored: string) => boolean;
  /** Reports whether a stored hash depends on the whole password, so that a match proves all of it. */
  readonly readsAll: (plain: string, stored: string) => boolean;
  /** Reports whether a password is one of the 10,000 most common. */
  readonly isCommon: (plain: string) => Promise<boolean>;
  /** How much work waits, and how much of known devices and of others may. */
  readonly waiting: () => { readonly waiting: number; readonly most: number };
  /** What was done in this process. Missing in tests that replace the hashing. */
  readonly meters?: PasswordMeters;
};

/** Counts of the hashing, times in seconds. */
export type PasswordMeters = {
  /** How long work waited for its turn. */
  readonly waits: DurationCounts;
  /** How long it took then. */
  readonly work: DurationCounts;
  readonly running: () => number;
  /** Work that was refused because too much waited. */
  readonly refused: () => number;
  /** Called after each piece of work with times of `performance.now()`. */
  listener: ((began: number, ended: number) => void) | undefined;
};

const RETRY_AFTER_SECONDS = 2;

/** Work that no request from outside causes. */
const OWN_WORK: Requester = { share: '', known: false };

/** At most `atOnce` hashes run and `waiting` wait, by turns of the networks that ask: see `fairQueue`. */
export function boundedPasswords(
  atOnce: number,
  waiting: number,
  costNow: Argon2Cost | (() => Argon2Cost) = ARGON2_COST,
): Passwords {
  const cost = typeof costNow === 'function' ? costNow : () => costNow;
  const queue = fairQueue(atOnce, waiting, refuseBusy);
  let entered = 0;
  let running = 0;
  let refused = 0;
  const meters: PasswordMeters = {
    waits: new DurationCounts(),
    work: new DurationCounts(),
    running: () => running,
    refused: () => refused,
    listener: undefined,
  };
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    running++;
    try {
      return await work();
    } finally {
      running--;
      const ended = performance.now();
      meters.work.add((ended - began) / 1_000);
      meters.listener?.(began, ended);
    }
  };
  const queued = async <T>(from: Requester, work: () => Promise<T>): Promise<T> => {
    const came = performance.now();
    let isStarted = false;
    entered++;
    try {
      return await queue(from, () => {
        isStarted = true;
        meters.waits.add((performance.now() - came) / 1_000);
        return timed(work);
      });
    } finally {
      entered--;
      if (!isStarted) refused++;
    }
  };
  return {
    hash: (plain, from = OWN_WORK) => queued(from, () => native.hash(composed(plain), cost())),
    verify: (plain, stored, from = OWN_WORK) =>
      queued(from, () => anySpelling(plain, (spelled) => schemeOf(stored).verify(spelled, stored))),
    check: async (plain, stored, from = OWN_WORK) => {
      const begun = performance.now();
      const known = await stored;
      const verify = (spelled: string) => verifyAtEqualCost(spelled, known, cost());
      const isRight = await queued(from, () => anySpelling(plain, verify));
      // Hides how long the check took.
      if (!isRight) await nextStep(begun);
      return isRight;
    },
    needsRehash: (stored) => needsRehash(stored, cost()),
    readsAll: (plain, stored) => schemeOf(stored).readsAll(composed(plain), stored),
    isCommon: commonPasswords(),
    waiting: () => ({ waiting: Math.max(0, entered - atOnce), most: waiting }),
    meters,
  };
}

function composed(plain: string): string {
  return plain.normalize('NFC');
}

/** Tries the composed password, then the one that was typed. */
async function anySpelling(plain: string, verify: (spelled: string) => Promise<boolean>): Promise<boolean> {
  const usual = composed(plain);
  return (await verify(usual)) || (usual !== plain && (await verify(plain)));
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

function refuseBusy(): Failure {
  return new Failure({
    code: 'unavailable',
    reason: 'passwords_busy',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
