declare const instant: unique symbol;
declare const sequence: unique symbol;

/** A moment: milliseconds since 1970, UTC. */
export type Instant = number & { readonly [instant]: true };

/** The moment of creation in microseconds since 1970, made strictly increasing within a process: order as well as time. */
export type Sequence = number & { readonly [sequence]: true };

/** Where the time comes from; tests bring their own. */
export type Clock = {
  readonly now: () => Instant;
  readonly nextSequence: () => Sequence;
};

export const MICROS_PER_MILLI = 1000;

export function instantOf(milliseconds: number): Instant {
  return Math.trunc(milliseconds) as Instant;
}

export function createdAt(at: Sequence): Instant {
  return instantOf(at / MICROS_PER_MILLI);
}

export const hours = (n: number): number => n * 3_600_000;

/** A clock over `milliseconds`, which may stand still or go back; sequences go on regardless. */
export function clockOver(milliseconds: () => number): Clock {
  let last = 0;
  return {
    now: () => instantOf(milliseconds()),
    nextSequence: () => {
      last = Math.max(last + 1, Math.trunc(milliseconds() * MICROS_PER_MILLI));
      return last as Sequence;
    },
  };
}

export function systemClock(): Clock {
  return clockOver(Date.now);
}
