import assert from 'node:assert/strict';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openSqlite } from '../../src/db/sqlite.ts';
import { testFolder } from '../support/folders.ts';
import { type Ended, run } from '../support/program.ts';
import { call, settingsFor, start } from '../support/server.ts';

const ANOTHER = /^Another server has this SQLite database open\. Stop it, or use PostgreSQL/;
const OPEN_ELSEWHERE = /^Another process has this SQLite database open, and .*\.owner is missing/;

describe('a second server on a SQLite file is refused', { concurrency: true }, () => {
  it('by the same path', async (t) => {
    const { file } = await served(t);
    assertRefused(await run('serve', settingsFor(`sqlite:${file}`)), ANOTHER);
  });

  it('by a symbolic link to the file, and by one to its folder', async (t) => {
    const { file, folder } = await served(t);
    const other = testFolder();
    symlinkSync(file, join(other, 'link.db'));
    symlinkSync(folder, join(other, 'folder'));
    for (const path of ['link.db', 'folder/denizen.db'])
      assertRefused(await run('serve', settingsFor(`sqlite:${join(other, path)}`)), ANOTHER);
  });

  it('by a hard link, also for commands, since SQLite would keep a second log', async (t) => {
    const { file } = await served(t);
    const other = join(testFolder(), 'other.db');
    linkSync(file, other);
    for (const command of ['serve', 'check', 'projects list']) {
      assertRefused(
        await run(command, settingsFor(`sqlite:${other}`)),
        /^The database .*other\.db has 2 names \(hard links\)/,
      );
    }
  });

  it('when the file of the lock was deleted, also the second time', async (t) => {
    const { file } = await served(t);
    rmSync(`${file}.owner`);
    for (let time = 0; time < 2; time++)
      assertRefused(await run('serve', settingsFor(`sqlite:${file}`)), OPEN_ELSEWHERE);
  });

  it('when the database was moved', async (t) => {
    const { file, folder } = await served(t);
    mkdirSync(join(folder, 'moved'));
    const moved = join(folder, 'moved/denizen.db');
    renameSync(file, moved);
    assertRefused(await run('serve', settingsFor(`sqlite:${moved}`)), OPEN_ELSEWHERE);
  });
});

describe('a server on a SQLite file starts', { concurrency: true }, () => {
  it('at once after another was killed, also without the file of the lock', async (t) => {
    for (const isDeleted of [false, true]) {
      const { server, file, settings } = await served(t);
      assert.equal((await call(server.endpoint, 'POST', '/users', { body: { userId: 'ann' } })).status, 201);
      await server.stop('SIGKILL');
      if (isDeleted) rmSync(`${file}.owner`);
      const next = await start(settings);
      t.after(() => next.stop('SIGKILL'));
      assert.equal((await call(next.endpoint, 'GET', '/users/ann')).status, 200);
    }
  });

  it('beside a command that has the file open for a moment, without the file of the lock', async (t) => {
    const { server, file, settings } = await served(t);
    assert.equal(await server.stop(), 0);
    rmSync(`${file}.owner`);
    const command = await openSqlite(file);
    setTimeout(() => command.close(), 1_000);
    const next = await start(settings);
    t.after(() => next.stop('SIGKILL'));
  });
});

async function served(t: TestContext) {
  const folder = testFolder();
  const file = join(folder, 'denizen.db');
  const settings = settingsFor(`sqlite:${file}`);
  const server = await start(settings);
  t.after(() => server.stop('SIGKILL'));
  return { server, folder, file, settings };
}

function assertRefused({ code, output, errors }: Ended, sentence: RegExp): void {
  assert.deepEqual([code, output], [1, ''], errors);
  const last = errors.trim().split('\n').at(-1) ?? '';
  assert.match(last, sentence);
}
