import { setImmediate as otherWork } from 'node:timers/promises';

/** About three milliseconds of one digest each. */
const ROUNDS_AT_ONCE = 1000;

/** Runs a step `count` times and lets other work in between, since a million rounds take seconds. */
export async function rounds(count: number, step: (index: number) => void): Promise<void> {
  for (let index = 0; index < count; index++) {
    if (index % ROUNDS_AT_ONCE === ROUNDS_AT_ONCE - 1) await otherWork();
    step(index);
  }
}
