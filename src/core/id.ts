import { randomBytes } from 'node:crypto';
import { createdAt, type Instant, type Sequence } from './instant.ts';

/** Returns a new id: 13 hex digits of the time in microseconds, so that ids sort by age, and 7 random ones. */
export function freshId(at: Sequence): string {
  return idsSince(at) + randomBytes(4).toString('hex').slice(0, 7);
}

/** Sorts before every id made at `at` or later, and after every earlier one. */
export function idsSince(at: Sequence): string {
  return at.toString(16).padStart(13, '0').slice(-13);
}

/** Returns the time in an id. */
export function atOfId(id: string): Instant {
  return createdAt(Number.parseInt(id.slice(0, 13), 16) as Sequence);
}
