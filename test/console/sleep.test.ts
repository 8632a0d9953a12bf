import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { sleep } from '../../console/src/api/sleep.ts';

describe('a wait that a signal may end', () => {
  it('leaves no listener on the signal, however often it waits', async () => {
    const { signal } = new AbortController();
    for (let round = 0; round < 3; round++) await sleep(0, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('ends at once when the signal is aborted, before or during it', async () => {
    const controller = new AbortController();
    const waiting = sleep(60_000, controller.signal);
    controller.abort();
    await waiting;
    await sleep(60_000, controller.signal);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });
});
