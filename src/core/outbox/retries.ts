import { hours, type Instant, instantOf } from '../instant.ts';
import type { Message } from './message.ts';

/** After the first failure, after the second, and so on; whoever fails once more than there are delays is given up. */
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
  /** How often it was tried, this time included. */
  readonly tries: number;
  /** When code or link end, if they do. */
  readonly expiresAt: Instant | undefined;
  /** Whether another try would end in the same way. */
  readonly permanent: boolean;
};

/** When a message is tried again; `undefined` when it is given up, as it would come too late otherwise. */
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

/** When what the message brings is of no use any more. */
export function expiryOf(message: Message, createdAt: Instant): Instant | undefined {
  return message.minutes === undefined ? undefined : instantOf(createdAt + message.minutes * 60_000);
}

export function isExpired(expiresAt: Instant | undefined, at: Instant): boolean {
  return expiresAt !== undefined && at >= expiresAt;
}
