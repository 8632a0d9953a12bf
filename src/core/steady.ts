import { setTimeout } from 'node:timers/promises';

/** Longer than the differences that it hides, and too short to be noticed. */
const STEP_MS = 50;

/** Returns or fails at the next multiple of 50 ms, so that the time does not reveal the result. */
export async function steadily<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    await setTimeout(STEP_MS - ((performance.now() - begun) % STEP_MS));
  }
}
