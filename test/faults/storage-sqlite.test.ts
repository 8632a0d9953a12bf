import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { flawsIn } from '../support/consistency.ts';
import { diskFolder } from '../support/folders.ts';
import { ownTime } from '../support/own-time.ts';
import { assertUnavailable, recovered, tally, whileAwake } from '../support/probe.ts';
import { run } from '../support/program.ts';
import { type Answer, call, type Started, settingsFor, start } from '../support/server.ts';

const SMALL_DISK = 'size=12m';
const BALLAST_BYTES = 5_000_000;
const MAIN = join(import.meta.dirname, '../../src/main.ts');

describe('SQLite on a disk of its own', () => {
  const folder = diskFolder();
  const file = join(folder, 'denizen.db');
  const settings = settingsFor(`sqlite:${file}`);
  // Only root may mount; whoever is not sees these tests fail, and not pass for nothing.
  before(() => void execFileSync('mount', ['-t', 'tmpfs', '-o', SMALL_DISK, 'tmpfs', folder]));
  after(() => void execFileSync('umount', [folder]));

  it('refuses writes when the disk is full, goes on reading, and recovers', async (t) => {
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(BALLAST_BYTES));
    const server = await start(settings);
    t.after(() => server.stop('SIGKILL'));
    const create = (at: number) =>
      call(server.endpoint, 'POST', '/users', {
        body: { userId: `u${at}`, email: `u${at}@example.com`, name: 'n'.repeat(100) },
      });
    const made: Answer[] = [];
    const refused = await whileAwake(server, async () => {
      for (;;) {
        const answers = await Promise.all(Array.from({ length: 16 }, (_, at) => create(made.length + at)));
        made.push(...answers);
        const late = answers.filter(({ status }) => status !== 201);
        if (late.length > 0) return late;
      }
    });
    for (const answer of refused) assertUnavailable(answer);

    const stays = made.findIndex(({ status }) => status === 201);
    assert.deepEqual(
      tally(
        await Promise.all(
          [`/users/u${stays}`, '/users', '/users?search=u1'].map((path) =>
            call(server.endpoint, 'GET', path),
          ),
        ),
      ),
      { 200: 3 },
    );
    assert.deepEqual(await flawsIn(databaseAt(settings)), []);

    rmSync(ballast);
    assert.ok((await recovered(server, 201, () => create(100_000))) < 5_000);
    const there = await ids(server, made.length);
    assert.deepEqual(
      made.flatMap(({ status }, at) => (status === 201 && !there.has(`u${at}`) ? [at] : [])),
      [],
    );
    assert.equal(await server.stop(), 0);
    assert.match(server.errors(), /database or disk is full/);
    assert.deepEqual(await flawsIn(databaseAt(settings)), []);
    const { code, output, errors } = await run('check', settings);
    assert.equal(code, 0, output + errors);
  });

  it('is told to be full by a first start and by "check"', async () => {
    const ballast = join(folder, 'ballast');
    const made = await start(settings);
    assert.equal(await made.stop(), 0);
    fill(ballast);
    const full = /^The disk of .*new is full: free some space, then run this again\.$/m;
    const first = await run('serve', settingsFor(`sqlite:${join(folder, 'new/denizen.db')}`));
    assert.deepEqual([first.code, first.output], [1, '']);
    assert.match(first.errors, full);
    const checked = await run('check', settings);
    rmSync(ballast);
    assert.equal(checked.code, 1);
    assert.match(checked.output + checked.errors, /the disk of .* is full/i);
    const next = await start(settingsFor(`sqlite:${join(folder, 'new/denizen.db')}`));
    assert.equal(await next.stop(), 0);
  });

  it('is refused in a sentence where nothing can be written', async () => {
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    const { code, output, errors } = await run('serve', settings);
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    assert.deepEqual([code, output], [1, '']);
    assert.match(
      errors,
      /^The database .*denizen\.db cannot be opened: .* may this user read and write it\?\n$/,
    );
  });
});

describe('a SQLite database file', { concurrency: true }, () => {
  it('on a disk that fails to sync is told by "check"', async () => {
    const settings = settingsFor(`sqlite:${join(diskFolder(), 'denizen.db')}`);
    const made = await start(settings);
    assert.equal(await made.stop(), 0);
    const failing = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync', '-e'];
    const program = [...failing, 'inject=fsync:error=EIO', process.execPath, MAIN];
    const { code, output } = await run('check', settings, { program });
    assert.equal(code, 1);
    assert.match(output, /^Disk: the disk of .* cannot sync what is written: EIO/m);
    assert.match(output, /but the disk has a problem\.\n$/);
  });

  it('is refused where it is a pipe or a device, which stays as it is', async () => {
    const path = join(diskFolder(), 'denizen.db');
    execFileSync('mkfifo', ['-m', '666', path]);
    const settings = settingsFor(`sqlite:${path}`);
    for (const command of ['serve', 'migrate', 'check']) {
      const { code, output, errors } = await run(command, settings);
      assert.deepEqual([code, output], [1, '']);
      assert.match(errors, /denizen\.db is not a Denizen database\. Check DENIZEN_DATABASE\.\n$/);
    }
    assert.equal(statSync(path).mode & 0o777, 0o666);
    assert.deepEqual(readdirSync(dirname(path)), ['denizen.db']);
  });

  it('that is empty is refused beside a key file, and nothing of it changes', async () => {
    const file = join(diskFolder(), 'denizen.db');
    const { DENIZEN_SECRET: _, ...settings } = settingsFor(`sqlite:${file}`);
    const made = await start(settings);
    assert.equal(await made.stop(), 0);
    truncateSync(file);
    for (const command of ['serve', 'migrate', 'check']) {
      const { code, output, errors } = await run(command, settings);
      assert.deepEqual([code, output], [1, '']);
      assert.match(errors, /^The database .* is empty, but .*denizen\.key is the key of one that was not\./m);
    }
    assert.equal(statSync(file).size, 0);
    // A database without tables, as a start that failed half-way or another program leaves it.
    new DatabaseSync(file).exec('pragma journal_mode = wal; vacuum');
    assert.ok(statSync(file).size > 0);
    const { code, errors } = await run('serve', settings);
    assert.equal(code, 1);
    assert.match(errors, /is the key of one that was not\. Restore a backup/m);
  });
});

describe('SQLite that another process has locked', { concurrency: true }, () => {
  for (const lock of ['immediate', 'exclusive']) {
    it(`refuses writes after two seconds of "begin ${lock}", goes on reading, and recovers`, async (t) => {
      const { server, settings, other, create } = await shared(t);
      await create('before');
      // The server may write something of its own.
      other.exec(`pragma busy_timeout = 60000; begin ${lock}`);
      const often = (one: (at: number) => Promise<Answer>) =>
        Promise.all(
          Array.from({ length: 30 }, async (_, at) => {
            await setTimeout(at * 50);
            return timed(server, () => one(at));
          }),
        );
      const [writes, reads] = await whileAwake(server, () =>
        // Writes that come while the first ones wait are not kept waiting any longer.
        Promise.all([
          often((at) => create(`locked${at}`)),
          often(() => call(server.endpoint, 'GET', '/users/before')),
        ]),
      );
      for (const { answer } of writes) assertUnavailable(answer);
      const longest = Math.max(...writes.map(({ took }) => took));
      assert.ok(longest < 3_000, `a write waited for ${longest} ms`);
      assert.deepEqual(tally(reads.map(({ answer }) => answer)), { 200: 30 });
      // None waits for the lock as the writes do.
      const longestRead = Math.max(...reads.map(({ took }) => took));
      assert.ok(longestRead < 1_500, `a read waited for ${longestRead} ms`);
      other.exec('rollback');
      assert.equal((await create('after')).status, 201);
      assert.deepEqual([...(await ids(server, 10))].sort(), ['after', 'before']);
      assert.deepEqual(await flawsIn(databaseAt(settings)), []);
    });
  }

  it('waits for a lock that is let go in time', async (t) => {
    const { server, other, create } = await shared(t);
    // The first answers of a server take longer than others.
    for (let at = 0; at < 5; at++) await create(`before${at}`);
    // The server may write something of its own.
    other.exec('pragma busy_timeout = 60000; begin immediate');
    const writes = Promise.all(Array.from({ length: 10 }, (_, at) => create(`waiting${at}`)));
    await whileAwake(server, () => setTimeout(700));
    other.exec('rollback');
    assert.deepEqual(tally(await writes), { 201: 10 });
  });

  it('waits for a process that is making the file', async () => {
    const file = join(diskFolder(), 'denizen.db');
    const other = new DatabaseSync(file);
    other.exec('begin exclusive');
    const opening = openSqlite(file);
    await setTimeout(300);
    other.exec('rollback');
    other.close();
    const engine = await opening;
    assert.deepEqual(await engine.integrity(), []);
    await engine.close();
  });

  it('takes turns with the command line', async (t) => {
    const { server, settings, create } = await shared(t);
    const [made, ...answers] = await Promise.all([
      run('keys create --scopes users.read --json', settings),
      ...Array.from({ length: 20 }, (_, at) => create(`beside${at}`)),
    ]);
    assert.deepEqual(tally(answers), { 201: 20 });
    const { secret } = JSON.parse(made.output) as { secret: string };
    const headers = { 'X-Appwrite-Key': secret };
    assert.equal((await call(server.endpoint, 'GET', '/users', { headers })).status, 200);
  });
});

/** Writes until the disk is full. */
function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(4_096), { flag: 'a' });
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
}

/** A server, and another process that has its file open: this one. */
async function shared(t: TestContext) {
  const file = join(diskFolder(), 'denizen.db');
  const settings = settingsFor(`sqlite:${file}`);
  const server = await start(settings);
  const other = new DatabaseSync(file);
  t.after(() => {
    other.close();
    return server.stop();
  });
  const create = (userId: string) => call(server.endpoint, 'POST', '/users', { body: { userId } });
  return { server, settings, other, create };
}

async function timed(server: Started, ask: () => Promise<Answer>): Promise<{ answer: Answer; took: number }> {
  using time = ownTime(server);
  return { answer: await ask(), took: time.spentMs() };
}

async function ids(server: Started, atMost: number): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let offset = 0; offset <= atMost; offset += 100) {
    const queries = ['limit', 'offset'].map((method, at) =>
      JSON.stringify({ method, values: [[100, offset][at]] }),
    );
    const path = `/users?total=false&${queries.map((query) => `queries[]=${encodeURIComponent(query)}`).join('&')}`;
    const { users } = (await call(server.endpoint, 'GET', path)).body as { users: { $id: string }[] };
    for (const { $id } of users) found.add($id);
  }
  return found;
}

function databaseAt(settings: Record<string, string>) {
  const read = readConfig(settings);
  return { config: () => read.config, secrets: () => read.secrets };
}
