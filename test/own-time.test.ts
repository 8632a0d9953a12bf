import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ownTime } from './support/own-time.ts';
import { until } from './support/patience.ts';

const BUSY_MS = 200;
const ENDLESS = 'for (;;);';

describe('own time', () => {
  it('has all time in which the processor worked for this process', () => {
    using time = ownTime();
    const before = process.threadCpuUsage();
    for (const begun = performance.now(); performance.now() - begun < BUSY_MS; );
    const { user, system } = process.threadCpuUsage(before);
    assert.ok(time.spentMs() >= (user + system) / 1_000 - 10, `${time.spentMs()} of ${user + system} µs`);
  });

  it('leaves out what a process waits for while others have its processor', {
    skip: !existsSync('/proc/self/schedstat') && 'this system does not tell',
  }, async (t) => {
    const onOne = () => spawn('taskset', ['-c', '0', process.execPath, '-e', ENDLESS], { stdio: 'ignore' });
    const [one, other] = [onOne(), onOne()];
    t.after(() => [one, other].map((child) => child.kill('SIGKILL')));
    using time = ownTime({ process: one });
    using alone = ownTime();
    await until(() => time.keptWaitingMs() > alone.keptWaitingMs() + 300);
    assert.ok(time.spentMs() < alone.spentMs());
  });
});
