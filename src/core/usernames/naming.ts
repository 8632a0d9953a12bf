import { randomBytes } from 'node:crypto';
import { USERNAME_AT_MOST } from './username.ts';

const NUMBERED = 20;

/** The name and its alternatives in order, for when it is taken. The last one is always free. */
export function candidateNames(name: string): readonly string[] {
  const tails = Array.from({ length: NUMBERED - 1 }, (_, at) => `-${at + 2}`);
  return ['', ...tails, `-${randomBytes(8).toString('hex')}`].map(
    (tail) => name.slice(0, USERNAME_AT_MOST - tail.length) + tail,
  );
}
