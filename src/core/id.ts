import { randomBytes } from 'node:crypto';
import type { Sequence } from './instant.ts';

/** A fresh id: 13 hex digits of the moment in microseconds, so that ids sort by age, and 7 random ones. */
export function freshId(at: Sequence): string {
  const moment = at.toString(16).padStart(13, '0').slice(-13);
  return moment + randomBytes(4).toString('hex').slice(0, 7);
}
