import { setTimeout } from 'node:timers/promises';

/** Long enough that what one case takes more than another is lost in it, short enough that nobody minds. */
const STEP_MS = 50;

/** Returns or refuses at the next multiple of 50 ms: how long it took does not tell what was found. */
export async function steadily<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    await setTimeout(STEP_MS - ((performance.now() - begun) % STEP_MS));
  }
}
