import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createDevices } from './devices.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

describe('devices', () => {
  it('become known after a detector that was too slow to start', async () => {
    await using devices = createDevices(50);
    const names = [];
    for (let tries = 0; tries < 500 && names.at(-1) !== 'Chrome'; tries++) {
      names.push((await devices.device(CHROME)).clientName);
      await setTimeout(20);
    }
    assert.deepEqual([names[0], names.at(-1)], ['', 'Chrome']);
  });
});
