import assert from 'node:assert/strict';
import { existsSync, lstatSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testFolder } from '../../test/support/folders.ts';
import { until } from '../../test/support/patience.ts';
import { LogFile } from './log-file.ts';

it('begins a new file after so many bytes, and keeps so many', async () => {
  const path = join(testFolder(), 'denizen.log');
  const file = new LogFile({ path, rotateBytes: 1_000, keep: 2 });
  const written: string[] = [];
  for (let at = 0; at < 40; at++) {
    const line = `${String(at).padStart(3, '0')} ${'x'.repeat(95)}\n`;
    written.push(line);
    file.write(line);
    await until(() => all(path).includes(line));
  }
  file.flushSync();
  assert.equal(existsSync(`${path}.3`), false);
  assert.deepEqual(
    [`${path}.1`, `${path}.2`].map((each) => statSync(each).size),
    [1_000, 1_000],
  );
  const kept = [`${path}.2`, `${path}.1`, path].map((each) => readFileSync(each, 'utf8')).join('');
  assert.equal(kept, written.slice(-kept.length / 100).join(''));
  assert.equal(statSync(path).mode & 0o777, 0o640 & ~process.umask());
});

it('never renames what is no file', async () => {
  const path = join(testFolder(), 'denizen.log');
  symlinkSync('/dev/null', path);
  const file = new LogFile({ path, rotateBytes: 10, keep: 2 });
  for (let at = 0; at < 5; at++) {
    file.write('more than ten bytes\n');
    await sleep(20);
  }
  file.flushSync();
  assert.deepEqual([lstatSync(path).isSymbolicLink(), existsSync(`${path}.1`)], [true, false]);
});

it('opens the file again when it is told to, and when another program has moved it', async () => {
  const path = join(testFolder(), 'denizen.log');
  const file = new LogFile({ path, rotateBytes: undefined, keep: 1 });
  file.write('one\n');
  await until(() => all(path) === 'one\n');
  renameSync(path, `${path}.1`);
  file.reopen();
  file.write('two\n');
  await until(() => existsSync(path) && readFileSync(path, 'utf8') === 'two\n');
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one\n');
  renameSync(path, `${path}.2`);
  // Without being told, it looks once a second.
  await until(() => {
    file.write('three\n');
    return existsSync(path);
  });
  file.flushSync();
  assert.match(readFileSync(path, 'utf8') + readFileSync(`${path}.2`, 'utf8'), /three\n$/);
});

it('loses lines and says so, rather than fail, when the disk is full', async () => {
  const told: string[] = [];
  const file = new LogFile({ path: '/dev/full', rotateBytes: undefined, keep: 1 }, (message) =>
    told.push(message),
  );
  file.write('one\n');
  await until(() => told.length === 1);
  file.write('two\n');
  file.flushSync();
  assert.deepEqual(told, ['The log file /dev/full cannot be written (ENOSPC). Batches lost: 1.']);
});

function all(path: string): string {
  return [`${path}.1`, path].map((each) => (existsSync(each) ? readFileSync(each, 'utf8') : '')).join('');
}
