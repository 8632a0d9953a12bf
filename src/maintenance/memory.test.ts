import assert from 'node:assert/strict';
import { it } from 'node:test';
import { freeMemoryAsItGrows, freeMemoryWhenIdle } from './memory.ts';

const MB = 1_048_576;

it('garbage is collected when the load is over, and again only when there is more of it', (test) => {
  test.mock.timers.enable({ apis: ['setInterval'] });
  let [used, busy, collections] = [300 * MB, 0.9, 0];
  using _freeing = freeMemoryWhenIdle(
    {
      used: () => used,
      busy: () => busy,
      collect: () => {
        collections++;
        used = 60 * MB;
      },
    },
    1_000,
  );
  const counted = [];
  for (const next of [{}, { busy: 0.1 }, {}, { used: 82 * MB }, { used: 85 * MB }]) {
    ({ used = used, busy = busy } = next as { used?: number; busy?: number });
    test.mock.timers.tick(1_000);
    counted.push(collections);
  }
  assert.deepEqual(counted, [0, 1, 1, 1, 2]);
});

it('what the start left is collected at the first look that finds the process idle', (test) => {
  test.mock.timers.enable({ apis: ['setInterval'] });
  let collections = 0;
  const idle = { used: () => 35 * MB, busy: () => 0.01, collect: () => void collections++ };
  using _freeing = freeMemoryWhenIdle(idle, 1_000);
  test.mock.timers.tick(3_000);
  assert.equal(collections, 1);
});

it('long work collects garbage each time that much was added', () => {
  let [used, collections] = [50 * MB, 0];
  const free = freeMemoryAsItGrows({
    used: () => used,
    busy: () => 1,
    collect: () => {
      collections++;
      used -= 20 * MB;
    },
  });
  const counted = Array.from({ length: 6 }, () => {
    used += 10 * MB;
    free();
    return collections;
  });
  assert.deepEqual(counted, [0, 0, 1, 1, 1, 2]);
});
