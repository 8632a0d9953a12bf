import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const MODULE = join(import.meta.dirname, 'log-buffer.ts');

/** Runs a program with a buffer `log` and returns what it wrote to standard error. */
function written(program: string): string {
  const script = `
    import pino from 'pino';
    import { LogBuffer } from ${JSON.stringify(MODULE)};
    const log = new LogBuffer(pino.destination({ fd: 2, sync: false }));
    ${program}`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
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

  it('writes a line within a moment', () => {
    const log = written("log.write('one\\n'); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1000);");
    assert.equal(log, 'one\n');
  });

  it('loses no line to an uncaught error', () => {
    const log = written("log.write('one\\n'); log.write('two\\n'); throw new Error('uncaught');");
    assert.match(log, /one\ntwo\n/);
  });
});
