import { setTimeout } from 'node:timers/promises';
import { ARGON2_COST } from '../crypto/passwords/argon2.ts';
import { commonPasswords } from '../crypto/passwords/common.ts';
import { native, needsRehash, schemeOf } from '../crypto/passwords/passwords.ts';
import type { Argon2Cost } from '../crypto/passwords/scheme.ts';
import { Failure } from './failure.ts';
import { fairQueue, type Requester } from './limits/fair-queue.ts';

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
};

const RETRY_AFTER_SECONDS = 2;
/** Wrong passwords are answered at multiples of this time, which hides how long the check took. */
const WRONG_ANSWER_STEP_MS = 50;

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
  const queued = <T>(from: Requester, work: () => Promise<T>): Promise<T> => {
    entered++;
    return queue(from, work).finally(() => entered--);
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
      if (!isRight)
        await setTimeout(WRONG_ANSWER_STEP_MS - ((performance.now() - begun) % WRONG_ANSWER_STEP_MS));
      return isRight;
    },
    needsRehash: (stored) => needsRehash(stored, cost()),
    readsAll: (plain, stored) => schemeOf(stored).readsAll(composed(plain), stored),
    isCommon: commonPasswords(),
    waiting: () => ({ waiting: Math.max(0, entered - atOnce), most: waiting }),
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
