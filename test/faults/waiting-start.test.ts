import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { freePort, freshPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { call, settingsFor, start } from '../support/server.ts';

/** How many connections fail before the server answers. */
const REFUSED = 3;
const WAITING = /waiting for the database server/g;

describe('a start while PostgreSQL is down', { concurrency: true }, () => {
  it('waits for it, and says so once', async (t) => {
    const database = await freshPostgres();
    const url = new URL(database.url);
    const target = { host: url.hostname, port: Number(url.port) };
    const sockets = new Set<ReturnType<typeof connect>>();
    let refused = 0;
    const network = createServer((client) => {
      sockets.add(client.on('error', () => {}));
      if (refused++ < REFUSED) return client.destroy();
      const server = connect(target);
      sockets.add(server.on('error', () => {}));
      return client.pipe(server).pipe(client);
    });
    await once(network.listen(0, '127.0.0.1'), 'listening');
    const address = network.address();
    url.hostname = '127.0.0.1';
    url.port = String(typeof address === 'object' && address ? address.port : 0);
    t.after(async () => {
      network.close();
      for (const socket of sockets) socket.destroy();
      await database.drop();
    });
    const server = await start(settingsFor(url.href));
    t.after(() => server.stop('SIGKILL'));
    assert.equal((await call(server.endpoint, 'GET', '/users')).status, 200);
    assert.equal(server.errors().match(WAITING)?.length, 1);
  });

  it('gives up after the time of the setting', async () => {
    const settings = settingsFor(`postgres://ann@127.0.0.1:${await freePort()}/people`);
    const begun = performance.now();
    const waited = await run('serve', { ...settings, DENIZEN_DATABASE_WAIT_SECONDS: '2' });
    assert.ok(performance.now() - begun > 1_400);
    assert.equal(waited.code, 1);
    assert.match(waited.errors, /^Denizen cannot continue: the PostgreSQL server cannot serve right now/m);
    const atOnce = await run('serve', { ...settings, DENIZEN_DATABASE_WAIT_SECONDS: '0' });
    assert.deepEqual([atOnce.code, atOnce.errors.match(WAITING)], [1, null]);
  });
});
