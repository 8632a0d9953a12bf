import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { doesMoreInWholeSet, filesByPhase, unknownFiles } from './suite.ts';
import { testFolder } from './support/folders.ts';

const RUNNER = join(import.meta.dirname, 'run.ts');
const LOOK_AGAIN_MS = 50;
const HEAD = `import { spawn } from 'node:child_process';
  import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { it } from 'node:test';
  const note = (name, value) => writeFileSync(join(import.meta.dirname, name), String(value));
  note('temporary', tmpdir());
`;

describe('the runner of the tests', () => {
  it('names no file that does not exist', () => {
    assert.deepEqual(unknownFiles(), []);
  });

  it('knows which files do more in the whole set, by what they and their fixtures read', () => {
    const expected = {
      // The extent of random inputs, in the file itself.
      'src/core/listing/listing.test.ts': true,
      // Runs on each engine.
      'test/security/rate-limits.test.ts': true,
      // Majors of the clients, through a fixture.
      'test/compat/users.test.ts': true,
      // Needs tools of the whole set.
      'test/cli/package.test.ts': true,
      'src/core/instant.test.ts': false,
      'src/http/durations.test.ts': false,
    };
    const found = Object.keys(expected).map((file) => [file, doesMoreInWholeSet(file)]);
    assert.deepEqual(Object.fromEntries(found), expected);
    const whole = filesByPhase([], { isWhole: true });
    const rest = filesByPhase([], { isWhole: true, isRest: true });
    assert.ok(rest.busy.length > 20 && rest.busy.length < whole.busy.length);
  });

  it('counts what passed, and leaves nothing behind', async () => {
    const { code, output, isLeft } = await running(`it('passes', () => {});`).ended;
    assert.deepEqual({ code, isLeft: isLeft() }, { code: 0, isLeft: false }, output);
    assert.match(output, /\nbusy: 1 tests, 1 passed, 0 failed, 0 skipped, \d+ s\n$/);
  });

  it('fails when a test fails', async () => {
    const failing = `it('fails', () => { throw new Error(); });`;
    const { code, output, isLeft } = await running(failing).ended;
    assert.deepEqual({ code, isLeft: isLeft() }, { code: 1, isLeft: false }, output);
    assert.match(output, /\nbusy: 1 tests, 0 passed, 1 failed/);
  });

  const UNSTEADY = `it('passes the second time', () => {
    const isFirst = !existsSync(join(import.meta.dirname, 'came'));
    note('came', 'yes');
    if (isFirst) throw new Error();
  });`;

  it('runs a file that failed again, alone, where that is allowed, and names it', async () => {
    const { code, output, isLeft } = await running(UNSTEADY, { TEST_AGAIN: '1' }).ended;
    assert.deepEqual({ code, isLeft: isLeft() }, { code: 0, isLeft: false }, output);
    assert.match(output, /\nbusy: 1 tests, 0 passed, 1 failed, .*\nagain: 1 tests, 1 passed, 0 failed, /);
    assert.match(output, /\nunsteady, failed beside others and passed alone: \S+one\.test\.mjs\n$/);
  });

  it('names the file that ran, wherever its tests stand', async () => {
    const elsewhere = `note('tests.mjs', 'import { it } from "node:test"; export const define = (work) => it("passes later", work);');
      const { define } = await import('./tests.mjs');
      define(() => {
        const isFirst = !existsSync(join(import.meta.dirname, 'came'));
        note('came', 'yes');
        if (isFirst) throw new Error();
      });`;
    const { code, output } = await running(elsewhere, { TEST_AGAIN: '1' }).ended;
    assert.equal(code, 0, output);
    assert.match(output, /passed alone: [^,]+one\.test\.mjs\n$/);
  });

  it('fails when a file fails again, or when more have failed than may run again', async () => {
    const failing = `it('fails', () => { throw new Error(); });`;
    const twice = await running(failing, { TEST_AGAIN: '1' }).ended;
    const never = await running(UNSTEADY, { TEST_AGAIN: '0' }).ended;
    assert.deepEqual([twice.code, never.code], [1, 1]);
    assert.match(twice.output, /\nagain: 1 tests, 0 passed, 1 failed, /);
    assert.doesNotMatch(never.output, /again/);
  });

  it('fails when a test leaves a folder behind, which it removes', async () => {
    const leaving = `it('leaves', () => void mkdtempSync(join(tmpdir(), 'left-')));`;
    const { code, output, isLeft } = await running(leaving).ended;
    assert.deepEqual({ code, isLeft: isLeft() }, { code: 1, isLeft: false }, output);
    assert.match(output, /\nleft behind in the temporary folders: \/\S+\/left-\w+\n$/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`removes its folders, and ends what tests have started, at ${signal}`, async () => {
      const run = running(`it('waits', async () => {
        const cwd = mkdtempSync(join(tmpdir(), 'left-'));
        note('child', spawn('sleep', ['1000'], { cwd, stdio: 'ignore' }).pid);
        await new Promise((resolve) => setTimeout(resolve, 1_000_000));
      });`);
      const child = Number(await run.noted('child'));
      assert.ok(isRunning(child));
      run.stop(signal);
      const { code, isLeft } = await run.ended;
      assert.notEqual(code, 0);
      assert.deepEqual([isLeft(), isRunning(child)], [false, false]);
    });
  }
});

/** The runner at work on one file, with these tests in it. */
function running(tests: string, settings: Readonly<Record<string, string>> = {}) {
  const folder = testFolder();
  const file = join(folder, 'one.test.mjs');
  writeFileSync(file, HEAD + tests);
  const { NODE_TEST_CONTEXT: _, TEST_AGAIN: __, ...environment } = process.env;
  // No test in the file needs a database.
  const env = { ...environment, DENIZEN_TEST_POSTGRES: 'postgres://127.0.0.1:1', ...settings };
  const child = spawn(process.execPath, [RUNNER, file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    stop: (signal: NodeJS.Signals) => child.kill(signal),
    noted: async (name: string) => {
      while (!existsSync(join(folder, name)) || read(name) === '') await setTimeout(LOOK_AGAIN_MS);
      return read(name);
    },
    ended: Promise.all([text(child.stdout), once(child, 'exit')]).then(([output, [code]]) => ({
      code: code as number | null,
      output,
      isLeft: () => existsSync(read('temporary')),
    })),
  };
}

function isRunning(id: number): boolean {
  try {
    // A process that has ended and was not waited for is still listed.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, 'utf8'));
  } catch {
    return false;
  }
}
