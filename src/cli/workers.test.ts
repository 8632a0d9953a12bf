import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testFolder } from '../../test/support/folders.ts';
import { endOf } from './workers.ts';

describe('the end of a worker', () => {
  it('is no failure when something was sent to it that had ended already', async () => {
    const file = join(testFolder(), 'worker.mjs');
    writeFileSync(file, "process.on('message', () => {}); process.send('ready');");
    const child = fork(file);
    const ended = endOf(child);
    await once(child, 'message');
    child.kill('SIGKILL');
    // This process does not notice the end before it sends.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    for (let sent = 0; sent < 10; sent++) child.send('something');
    await ended;
    assert.equal(child.signalCode, 'SIGKILL');
  });

  it('comes for one that could not be started', async () => {
    const child = fork('worker.mjs', { execPath: join(testFolder(), 'missing') });
    await endOf(child);
    assert.equal(child.pid, undefined);
  });
});
