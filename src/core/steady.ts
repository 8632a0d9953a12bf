import { setTimeout } from 'node:timers/promises';

/** Longer than the differences that it hides, and too short to be noticed. */
const STEP_MS = 50;

/** Returns or fails at the next multiple of 50 ms, so that the time does not reveal the result. */
export async function steadily<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    await nextStep(begun);
  }
}

/** Waits until a multiple of 50 ms has passed, and at least `atLeastMs`. `begun` is a time of `performance.now()`. */
export async function nextStep(begun: number, atLeastMs = 0): Promise<void> {
  const passed = Math.max(performance.now() - begun, atLeastMs);
  const end = begun + (Math.floor(passed / STEP_MS) + 1) * STEP_MS;
  // A timer drops fractions and may fire up to a millisecond early, which would tell this response from others.
  for (let left = end - performance.now(); left > 0; left = end - performance.now())
    await setTimeout(Math.ceil(left));
}
