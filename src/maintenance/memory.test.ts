import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { PATIENCE_MS } from '../../test/support/patience.ts';
import { freeMemoryAsItGrows, freeMemoryWhenIdle } from './memory.ts';

const MB = 1_048_576;

it('garbage is collected when the load has been over for ten seconds, and there is much of it', (test) => {
  const looks = looking(test);
  const load = { busy: 0.9, used: 300 * MB };
  const collections = [load, { busy: 0.05 }, {}, {}].map(looks);
  assert.deepEqual(collections, [0, 0, 1, 1]);
});

it('a look between two requests is no rest', (test) => {
  const looks = looking(test);
  const [busy, idle] = [{ busy: 0.3, used: 300 * MB }, { busy: 0.05 }];
  assert.equal([busy, idle, busy, idle, busy, idle].map(looks).at(-1), 0);
});

it('what the start and a few requests left stays', (test) => {
  const looks = looking(test);
  assert.equal([{ busy: 0.01, used: 66 * MB }, {}, {}, {}].map(looks).at(-1), 0);
});

it('a minute is between two collections', (test) => {
  const looks = looking(test);
  const collections = Array.from({ length: 16 }, () => looks({ busy: 0.01, used: 300 * MB }));
  assert.deepEqual([collections.indexOf(1), collections.indexOf(2)], [1, 13]);
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
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: PATIENCE_MS });
  assert.ok(Number.parseInt(stdout, 10) < 20 * MB, `${stdout} bytes in the old generation`);
});

/** Returns what sets the process and has it looked at, and answers how often garbage was collected. The process begins with 35 MB. */
function looking({ mock }: TestContext) {
  mock.timers.enable({ apis: ['setInterval'] });
  let [used, busy, collections] = [35 * MB, 0, 0];
  const collect = () => {
    collections++;
    used = 60 * MB;
  };
  freeMemoryWhenIdle({ used: () => used, busy: () => busy, collect }, 5_000);
  return (next: { readonly busy?: number; readonly used?: number }) => {
    ({ used = used, busy = busy } = next);
    mock.timers.tick(5_000);
    return collections;
  };
}
