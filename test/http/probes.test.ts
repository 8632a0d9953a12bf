import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { faultyNetworkTo } from '../support/faulty-network.ts';
import { testFolder } from '../support/folders.ts';
import { PATIENCE_MS, until } from '../support/patience.ts';
import { call, type Started, settingsFor, start } from '../support/server.ts';

type Readiness = { readonly status: string; readonly checks: Readonly<Record<string, { status: string }>> };

const PARTS = [
  'databaseReadable',
  'databaseWritable',
  'migrations',
  'damage',
  'clock',
  'writes',
  'passwords',
  'running',
];

onEachEngine('a server', (database) => {
  const settings = () => ({ ...settingsFor(database.setting()), DENIZEN_LOG_LEVEL: 'info' });

  it('is ready: it says so to everyone, part by part, without a line in its log', async (t) => {
    const server = await start(settings());
    t.after(() => server.stop('SIGKILL'));
    const answer = await fetch(`${server.base}/readyz`);
    const { status, checks } = (await answer.json()) as Readiness;
    assert.deepEqual([answer.status, status], [200, 'pass']);
    const expected = [...PARTS, ...(database.engine === 'sqlite' ? ['disk'] : [])];
    assert.deepEqual(Object.keys(checks).toSorted(), expected.toSorted());
    assert.deepEqual([...new Set(Object.values(checks).map(({ status: one }) => one))], ['pass']);
    const health = await fetch(`${server.base}/healthz`);
    assert.deepEqual([health.status, await health.json()], [200, { status: 'pass' }]);
    await call(server.endpoint, 'GET', '/users');
    // Lines are written in order.
    await until(() => /"path":"\/v1\/users"/.test(server.errors()), server.errors);
    assert.doesNotMatch(server.errors(), /"path":"\/(?:healthz|readyz)"/);
  });

  it('is not ready when the database takes no writes, and is again afterwards', async (t) => {
    if (database.engine === 'sqlite') {
      const server = await start(settings());
      t.after(() => server.stop('SIGKILL'));
      const other = new DatabaseSync(database.setting().slice('sqlite:'.length), { timeout: PATIENCE_MS });
      other.exec('begin immediate');
      assert.deepEqual(await failing(server), ['databaseWritable']);
      other.exec('rollback');
      other.close();
      // A result is kept for a second.
      await until(async () => (await failing(server)).length === 0, server.errors);
      return;
    }
    const network = await faultyNetworkTo(database.setting());
    t.after(network.close);
    const server = await start(settingsFor(network.url));
    t.after(() => server.stop('SIGKILL'));
    network.freeze();
    const parts = await failing(server);
    assert.deepEqual(
      parts.filter((part) => part.startsWith('database')),
      ['databaseReadable', 'databaseWritable'],
    );
    assert.equal((await fetch(`${server.base}/healthz`)).status, 200);
  });

  it('is not ready without free space on its disk', async (t) => {
    if (database.engine !== 'sqlite') return;
    const file = `${testFolder()}/denizen.db`;
    const server = await start({ ...settingsFor(`sqlite:${file}`), DENIZEN_DISK_MIN_FREE_MB: '1000000' });
    t.after(() => server.stop('SIGKILL').then(() => rmSync(file)));
    assert.deepEqual(await failing(server), ['disk']);
  });
});

async function failing(server: Started): Promise<readonly string[]> {
  const { body } = await call(server.base, 'GET', '/readyz');
  const { checks } = body as Readiness;
  return Object.keys(checks).filter((name) => checks[name]?.status !== 'pass');
}
