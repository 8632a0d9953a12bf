import { CLOCK_TOLERANCE_MS, type Clock, type Instant, instantOf } from './instant.ts';

declare const expiry: unique symbol;

/** When something ends. Computed here only: from the wall clock at issue, never from a sequence, which may be ahead. */
export type Expiry = Instant & { readonly [expiry]: true };

/** Returns the end of what begins now and lives for `lifetimeMs`. */
export function expiryAfter(clock: Pick<Clock, 'now'>, lifetimeMs: number): Expiry {
  return expiryOf(clock.now(), lifetimeMs);
}

/** Returns the end of what began at `issuedAt` by the wall clock. */
export function expiryOf(issuedAt: Instant, lifetimeMs: number): Expiry {
  return instantOf(issuedAt + lifetimeMs) as Expiry;
}

/**
 * Reports whether the end of a wait, a lease or a window lies further ahead than one that begins now and lasts
 * `longestMs`: it was stored while the clock was ahead.
 */
export function isAhead(end: number, now: Instant, longestMs: number): boolean {
  return end > now + longestMs + CLOCK_TOLERANCE_MS;
}

/** Reports whether the moment is at most `ms` old. A moment that lies ahead is not: the clock was ahead then. */
export function isWithin(at: number, now: Instant, ms: number): boolean {
  return at + ms >= now && !isAhead(at, now, 0);
}
