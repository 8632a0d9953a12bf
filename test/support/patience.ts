import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/**
 * How long a test waits for what must come. It says nothing of how fast the product is: a machine that is busy with others
 * takes many times as long, and a test that fails for that tells nobody of a fault.
 */
export const PATIENCE_MS = 120_000;
const LOOK_AGAIN_MS = 10;

/** Waits until it is so. Fails with the words, or with what they answer at the end. */
export async function until(
  holds: () => unknown,
  otherwise: string | (() => string) = 'it did not become so in time',
): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !(await holds()); await setTimeout(LOOK_AGAIN_MS))
    assert.ok(performance.now() < end, typeof otherwise === 'string' ? otherwise : otherwise());
}
