import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { testFolder } from '../../test/support/folders.ts';
import { DatabaseUnavailable } from './database.ts';
import { durabilityOf } from './sqlite-durability.ts';
import { refreshLog } from './sqlite-log-repair.ts';

const limits = { checkpoint: 40, wait: 80, refuse: 120 };

describe('the write-ahead log', () => {
  it('begins anew behind checkpoints, so that it stays short', async (t) => {
    const { write, frames } = database(t);
    let longest = 0;
    for (let at = 0; at < 300; at++) {
      await write();
      longest = Math.max(longest, frames());
    }
    assert.ok(longest < limits.wait, `${longest} frames`);
  });

  it('refuses writes when a reader keeps it from being emptied, and takes them again', async (t) => {
    const { file, write } = database(t);
    await write();
    const reader = new DatabaseSync(file);
    reader.exec('begin; select * from t');
    await assert.rejects(async () => {
      for (let at = 0; at < 300; at++) await write();
    }, DatabaseUnavailable);
    reader.close();
    await write();
  });

  it('acknowledges nothing when someone has removed it', async (t) => {
    const { file, write } = database(t);
    await write();
    rmSync(`${file}-wal`);
    await assert.rejects(write(), { name: 'DatabaseUnavailable', mayBeCommitted: true });
    await assert.rejects(write(), { name: 'DatabaseUnavailable', mayBeCommitted: false });
  });

  it('acknowledges nothing when another file has its name', async (t) => {
    const { file, write } = database(t);
    await write();
    renameSync(`${file}-wal`, `${file}-old`);
    writeFileSync(`${file}-wal`, '');
    await assert.rejects(write(), { name: 'DatabaseUnavailable', mayBeCommitted: true });
  });

  it('is written again byte by byte, up to the first frame that is not intact', async (t) => {
    const { file, write, frames } = database(t);
    for (let at = 0; at < 5; at++) await write();
    const whole = readFileSync(`${file}-wal`);
    const log = await open(`${file}-wal`, 'r+');
    t.after(() => log.close());
    await refreshLog(log.fd, frames());
    assert.deepEqual(readFileSync(`${file}-wal`), whole);
    await assert.rejects(refreshLog(log.fd, frames() + 1), /ends too early|too short/);
    await log.write(Buffer.from([(whole[500] ?? 0) ^ 1]), 0, 1, 500);
    await assert.rejects(refreshLog(log.fd, frames()), /damaged/);
  });
});

/** A database whose writes are as durable as those of the writer. */
function database(t: TestContext) {
  const file = join(testFolder(), 'denizen.db');
  const raw = new DatabaseSync(file);
  raw.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 0');
  raw.exec('create table t (a text)');
  const rows = ({ sql }: { readonly sql: string }) => raw.prepare(sql).all();
  const durability = durabilityOf(file, { rows, exec: (sql) => raw.exec(sql) }, limits);
  t.after(async () => {
    await durability.close();
    raw.close();
  });
  return {
    file,
    frames: () => (raw.prepare('pragma wal_checkpoint(noop)').get() as { log: number }).log,
    write: async () => {
      await durability.beforeGroup();
      raw.exec("insert into t values ('a')");
      await durability.afterCommit();
    },
  };
}
