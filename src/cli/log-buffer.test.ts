import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PATIENCE_MS } from '../../test/support/patience.ts';

const MODULE = join(import.meta.dirname, 'log-buffer.ts');

/** What runs a program with a buffer `log`. */
function flagsFor(program: string): readonly string[] {
  const script = `
    import pino from 'pino';
    import { LogBuffer } from ${JSON.stringify(MODULE)};
    const log = new LogBuffer(pino.destination({ fd: 2, sync: false }));
    ${program}`;
  return ['--input-type=module', '--eval', script];
}

/** Runs a program with a buffer `log` and returns what it wrote to standard error. */
function written(program: string): string {
  const { stderr } = spawnSync(process.execPath, flagsFor(program), {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  });
  return stderr;
}

describe('the buffer of the log', () => {
  it('writes every line in order, however many', () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at} of the log\n`);
    const log = written("for (let at = 0; at < 5000; at++) log.write('line ' + at + ' of the log\\n');");
    assert.equal(log, lines.join(''));
  });

  it('writes a line by itself, while the program goes on', async (t) => {
    const flags = flagsFor("log.write('one\\n'); setInterval(() => {}, 1000);");
    const child = spawn(process.execPath, flags, { cwd: import.meta.dirname });
    t.after(() => child.kill('SIGKILL'));
    const [first] = await once(child.stderr, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
    assert.deepEqual([String(first), child.exitCode], ['one\n', null]);
  });

  it('loses no line to an uncaught error', () => {
    const log = written("log.write('one\\n'); log.write('two\\n'); throw new Error('uncaught');");
    assert.match(log, /one\ntwo\n/);
  });
});
