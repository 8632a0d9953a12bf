import { hours, type Instant, instantOf } from '../instant.ts';
import type { Message } from './message.ts';

/** Delay after each failure. One failure more gives the message up. */
export const retryDelaysMs: readonly number[] = [
  5_000,
  30_000,
  120_000,
  600_000,
  hours(1),
  hours(3),
  hours(6),
];

export type FailedAttempt = {
  /** Number of attempts, including this one. */
  readonly tries: number;
  /** When the code or link expires, if it does. */
  readonly expiresAt: Instant | undefined;
  /** Whether a retry cannot succeed. */
  readonly permanent: boolean;
};

/**
 * Returns the time of the next attempt; `undefined` when the message is given up, also because it would expire first.
 */
export function nextAttemptAt(
  failed: FailedAttempt,
  now: Instant,
  delaysMs: readonly number[],
): Instant | undefined {
  const delay = delaysMs[failed.tries - 1];
  if (failed.permanent || delay === undefined) return undefined;
  const next = instantOf(now + delay);
  return isExpired(failed.expiresAt, next) ? undefined : next;
}

/** Returns when the content of the message expires. */
export function expiryOf(message: Message, createdAt: Instant): Instant | undefined {
  return message.minutes === undefined ? undefined : instantOf(createdAt + message.minutes * 60_000);
}

export function isExpired(expiresAt: Instant | undefined, at: Instant): boolean {
  return expiresAt !== undefined && at >= expiresAt;
}
