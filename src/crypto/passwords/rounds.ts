import { setImmediate as otherWork } from 'node:timers/promises';

/** About three milliseconds of a single digest. */
const ROUNDS_AT_ONCE = 1000;

/** Runs a step `count` times and yields in between, since a million rounds take seconds. */
export async function rounds(count: number, step: (index: number) => void): Promise<void> {
  for (let index = 0; index < count; index++) {
    if (index % ROUNDS_AT_ONCE === ROUNDS_AT_ONCE - 1) await otherWork();
    step(index);
  }
}
