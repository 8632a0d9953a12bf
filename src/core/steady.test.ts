import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { nextStep, steadily } from './steady.ts';

describe('a steady time', () => {
  it('never ends before its step, whatever part of a millisecond it began in', async () => {
    const held = await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        await setTimeout(at % 40);
        const begun = performance.now() - (at % 97) / 97;
        await nextStep(begun);
        return performance.now() - begun >= 50;
      }),
    );
    assert.deepEqual(new Set(held), new Set([true]));
  });

  it('is the next step after what it shall take at least', async () => {
    const begun = performance.now();
    await nextStep(begun, 110);
    assert.ok(performance.now() - begun >= 150);
  });

  it('is kept by work that fails', async () => {
    const begun = performance.now();
    await assert.rejects(
      steadily(async () => {
        throw new Error('refused');
      }),
      /refused/,
    );
    assert.ok(performance.now() - begun >= 50);
  });
});
