import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { readConfig } from '../../src/config.ts';
import { flawsIn } from '../support/consistency.ts';
import { type FaultyNetwork, faultyNetworkTo } from '../support/faulty-network.ts';
import { isInMemory } from '../support/folders.ts';
import { type OwnPostgres, ownPostgres } from '../support/own-postgres.ts';
import { freshPostgres } from '../support/postgres.ts';
import { assertUnavailable, recovered, tally, whileAwake } from '../support/probe.ts';
import { type Answer, call, type Started, serving, settingsFor, start } from '../support/server.ts';

const CLIENTS = 8;
const ONE_BY_ONE = { concurrency: 1 };

describe('PostgreSQL', { concurrency: true }, () => {
  describe('that goes away', ONE_BY_ONE, () => {
    let postgres: OwnPostgres;
    before(async () => {
      postgres = await ownPostgres();
      await postgres.start();
    });
    const server = serving({ setting: () => postgres.url });
    after(async () => {
      await postgres.stop();
    });

    it('has its files on a disk, and syncs what it commits', async () => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      const { rows } = await client.query<{ sync: string; commit: string; files: string }>(
        `select current_setting('fsync') as sync, current_setting('synchronous_commit') as commit,
          current_setting('data_directory') as files`,
      );
      await client.end();
      const [row] = rows;
      assert.deepEqual([row?.sync, row?.commit, isInMemory(row?.files ?? '')], ['on', 'on', false]);
    });

    const faults = [
      ['is stopped', () => postgres.stop()],
      ['is killed', () => postgres.kill()],
    ] as const;
    for (const [name, strike] of faults) {
      it(`and ${name}: requests are refused until it is back, and nothing acknowledged is lost`, async (t) => {
        const load = underLoad(t, server.get(), name.replace(' ', '-'));
        await setTimeout(300);
        await strike();
        const away = await whileAwake(server.get(), async () => {
          await setTimeout(500);
          return Promise.all(
            ['GET /users', 'POST /users', 'DELETE /users/x'].map((line) => ask(server.get(), line)),
          );
        });
        for (const answer of away) assertUnavailable(answer);
        await postgres.start();
        assert.ok((await recovered(200, () => ask(server.get(), 'GET /users'))) < 5_000);
        await setTimeout(300);
        await assertWhole(server.get(), postgres.url, await load.end());
      });
    }

    it('and comes back to connections that were cut, again and again', async (t) => {
      const load = underLoad(t, server.get(), 'cut');
      const admin = await connected(postgres.url);
      for (let cut = 0; cut < 5; cut++) {
        await setTimeout(100);
        await admin.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'denizen'",
        );
      }
      await admin.end();
      assert.ok((await recovered(200, () => ask(server.get(), 'GET /users'))) < 2_000);
      await assertWhole(server.get(), postgres.url, await load.end());
    });
  });

  describe('behind a bad network', ONE_BY_ONE, () => {
    let fresh: Awaited<ReturnType<typeof freshPostgres>>;
    let network: FaultyNetwork;
    before(async () => {
      fresh = await freshPostgres();
      network = await faultyNetworkTo(fresh.url);
    });
    const server = serving({ setting: () => network.url });
    // The first use of a key is written down, which would be the first commit otherwise.
    before(() => create(server.get(), 'first'));
    // So would be the chaining of what was written until then.
    before(() => allChained(fresh.url));
    after(async () => {
      network.close();
      await fresh.drop();
    });

    it('leaves it open whether a change stands whose commit was not answered', async () => {
      network.cutAfter('commit');
      const answer = await create(server.get(), 'perhaps');
      assertUnavailable(answer);
      assert.match((answer.body as { message: string }).message, /may stand or not/);
      assert.equal((await create(server.get(), 'perhaps')).status, 409);
      assert.deepEqual(await flawsIn(databaseAt(fresh.url)), []);
    });

    it('has changed nothing when the connection breaks before the commit', async () => {
      network.cutAfter('user.create');
      const answer = await create(server.get(), 'never');
      assertUnavailable(answer);
      assert.match((answer.body as { message: string }).message, /Nothing was changed/);
      assert.equal((await create(server.get(), 'never')).status, 201);
      assert.deepEqual(await flawsIn(databaseAt(fresh.url)), []);
    });

    it('is not waited for without end when it falls silent', async (t) => {
      t.after(() => network.thaw());
      const before = await Promise.all(
        Array.from({ length: 15 }, (_, at) => create(server.get(), `silent${at}`)),
      );
      assert.deepEqual(tally(before), { 201: 15 });
      network.freeze();
      const answers = await whileAwake(server.get(), () =>
        Promise.all(Array.from({ length: 30 }, (_, at) => ask(server.get(), `GET /users/silent${at % 15}`))),
      );
      for (const answer of answers) assertUnavailable(answer);
      network.thaw();
      assert.ok((await recovered(200, () => ask(server.get(), 'GET /users/silent0'))) < 2_000);
    });

    it('does not keep the server from stopping when it falls silent', async (t) => {
      const other = await start(settingsFor(network.url));
      t.after(() => other.stop('SIGKILL'));
      t.after(() => network.thaw());
      network.freeze();
      const waiting = ask(other, 'GET /users').catch(() => undefined);
      await setTimeout(100);
      const told = performance.now();
      await other.stop();
      network.thaw();
      await waiting;
      // Five seconds for the request that waits, and some for a busy machine. Without an end, it would wait for the database.
      assert.ok(performance.now() - told < 10_000);
    });
  });

  describe('with a row that somebody locks', ONE_BY_ONE, () => {
    let fresh: Awaited<ReturnType<typeof freshPostgres>>;
    before(async () => {
      fresh = await freshPostgres();
    });
    const server = serving({ setting: () => fresh.url });
    after(() => fresh.drop());

    it('refuses changes of that user in time, serves everybody else, and recovers', async () => {
      await create(server.get(), 'locked');
      await create(server.get(), 'free');
      const other = await connected(fresh.url);
      await other.query("begin; select * from users where id = 'locked' for update");
      const rename = (user: string, at: number) =>
        ask(server.get(), `PATCH /users/${user}/name`, { name: `${at}` });
      const asked = performance.now();
      const [writes, others] = await whileAwake(server.get(), () =>
        Promise.all([often(8, 0, (at) => rename('locked', at)), often(30, 50, (at) => rename('free', at))]),
      );
      assert.ok(performance.now() - asked < 6_500);
      for (const answer of writes) assertUnavailable(answer);
      assert.deepEqual(tally(others), { 200: 30 });
      // Many more than there are connections for writing.
      const waiting = often(100, 0, (at) => rename('locked', at));
      const begun = performance.now();
      const [reads, creates] = await Promise.all([
        often(20, 25, () => ask(server.get(), 'GET /users/locked')),
        often(20, 25, (at) => create(server.get(), `beside${at}`)),
      ]);
      assert.deepEqual([tally(reads), tally(creates)], [{ 200: 20 }, { 201: 20 }]);
      assert.ok(performance.now() - begun < 2_500);
      await other.query('rollback');
      await other.end();
      await waiting;
      assert.equal((await rename('locked', 1)).status, 200);
      assert.deepEqual(await flawsIn(databaseAt(fresh.url)), []);
    });
  });
});

function ask(server: Started, line: string, body?: object): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ');
  const given = method === 'GET' || method === 'DELETE' ? {} : { body: body ?? { userId: 'unique()' } };
  return call(server.endpoint, method, path, given);
}

function often(times: number, everyMs: number, one: (at: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, (_, at) => setTimeout(at * everyMs).then(() => one(at))));
}

function create(server: Started, userId: string): Promise<Answer> {
  return ask(server, 'POST /users', { userId, email: `${userId}@example.com` });
}

/** Clients that make users, one after the other, until the end; every answer is either 201 or 503. */
function underLoad(t: TestContext, server: Started, name: string): { end: () => Promise<readonly string[]> } {
  let ended = false;
  t.after(() => {
    ended = true;
  });
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    const made: string[] = [];
    for (let at = 0; !ended; at++) {
      const answer = await create(server, `${name}${client}-${at}`);
      if (answer.status === 201) made.push(`${name}${client}-${at}`);
      else assertUnavailable(answer);
    }
    return made;
  });
  const all = Promise.all(clients);
  // Looked at in the end; until then a failure is not to end the test's process.
  all.catch(() => {});
  return {
    end: async () => {
      ended = true;
      return (await all).flat();
    },
  };
}

/** That everybody who was acknowledged is there, and nothing is half done. */
async function assertWhole(server: Started, url: string, made: readonly string[]): Promise<void> {
  assert.ok(made.length > 0);
  const client = await connected(url);
  const { rows } = await client.query<{ id: string }>('select id from users');
  await client.end();
  const there = new Set(rows.map(({ id }) => id));
  assert.deepEqual(
    made.filter((id) => !there.has(id)),
    [],
  );
  assert.deepEqual(await flawsIn(databaseAt(url)), []);
  assert.equal(server.process.exitCode, null);
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

function databaseAt(url: string) {
  const read = readConfig({ DENIZEN_DATABASE: url });
  return { config: () => read.config, secrets: () => read.secrets };
}

async function allChained(url: string): Promise<void> {
  const client = await connected(url);
  try {
    for (const end = Date.now() + 10_000; ; await setTimeout(50)) {
      const { rows } = await client.query('select id from audit where position is null');
      if (rows.length === 0) return;
      assert.ok(Date.now() < end, 'it is not chained');
    }
  } finally {
    await client.end();
  }
}
