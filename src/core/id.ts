import { randomBytes } from 'node:crypto';
import { createdAt, type Instant, type Sequence } from './instant.ts';

/** Random bytes cost as much for thousands as for four. */
const POOL_BYTES = 4_096;
const BYTES_PER_ID = 4;
let pool = Buffer.alloc(0);
let used = 0;

/** Returns a new id: 13 hex digits of the time in microseconds, so that ids sort by age, and 7 random ones. */
export function freshId(at: Sequence): string {
  return idsSince(at) + randomDigits();
}

function randomDigits(): string {
  if (used >= pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  const digits = pool.toString('hex', used, used + BYTES_PER_ID).slice(0, 7);
  used += BYTES_PER_ID;
  return digits;
}

/** Sorts before every id made at `at` or later, and after every earlier one. */
export function idsSince(at: Sequence): string {
  return at.toString(16).padStart(13, '0').slice(-13);
}

/** Returns the time in an id. */
export function atOfId(id: string): Instant {
  return createdAt(Number.parseInt(id.slice(0, 13), 16) as Sequence);
}
