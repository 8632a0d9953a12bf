declare const instant: unique symbol;
declare const sequence: unique symbol;

/** A moment: milliseconds since 1970, UTC. */
export type Instant = number & { readonly [instant]: true };

/** The time of creation in microseconds since 1970, strictly increasing within a process: order as well as time. */
export type Sequence = number & { readonly [sequence]: true };

/** The source of time; tests use their own. */
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

const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** Formats like `Date.toISOString` without the `Z`, in a quarter of its time: a page of users has 150 of them. */
export function isoWithoutZone(at: Instant): string {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  if (year < 1000 || year > 9999) return date.toISOString().slice(0, -1);
  const day = `${year}-${TWO_DIGITS[date.getUTCMonth() + 1]}-${TWO_DIGITS[date.getUTCDate()]}`;
  const minute = `${TWO_DIGITS[date.getUTCHours()]}:${TWO_DIGITS[date.getUTCMinutes()]}`;
  return `${day}T${minute}:${TWO_DIGITS[date.getUTCSeconds()]}.${THREE_DIGITS[date.getUTCMilliseconds()]}`;
}

export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;

/** A clock over `milliseconds`, which may stand still or go back; sequences keep increasing. */
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
