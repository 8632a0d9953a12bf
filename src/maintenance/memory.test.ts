import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';
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

/** Keeps what one function makes, until V8 expects all of it to live long. Then the same function makes garbage. */
const FILL_THEN_SERVE = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { allocateYoung } from '${new URL('./memory.ts', import.meta.url)}';
  allocateYoung();
  const old = () => getHeapSpaceStatistics().find((space) => space.space_name === 'old_space').space_used_size;
  const made = (n) => ({ n, of: { n, list: [n, { n }] } });
  const kept = [];
  for (let n = 0; n < 400_000; n++) kept.push(made(n));
  const before = old();
  const recent = [];
  let most = before;
  for (let n = 0; n < 3_000_000; n++) {
    recent[n % 32] = made(n);
    if (n % 10_000 === 0) most = Math.max(most, old());
  }
  console.log(most - before, kept.length);
`;

it('garbage is made in the young generation, also once much that was made alike has been kept', async () => {
  // Both make the moment certain at which V8 decides.
  const flags = ['--max-semi-space-size=1', '--no-concurrent-recompilation'];
  const args = [...flags, '--input-type=module', '--eval', FILL_THEN_SERVE];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  assert.ok(Number.parseInt(stdout, 10) < 20 * MB, `${stdout} bytes in the old generation`);
});
