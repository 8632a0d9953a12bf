import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { readConfig } from '../../src/config.ts';
import { flawsIn } from '../support/consistency.ts';
import { type FaultyNetwork, faultyNetworkTo } from '../support/faulty-network.ts';
import { isInMemory } from '../support/folders.ts';
import { type OwnPostgres, ownPostgres } from '../support/own-postgres.ts';
import { ownTime } from '../support/own-time.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { freshPostgres } from '../support/postgres.ts';
import { assertUnavailable, recovered, served, tally, whileAwake } from '../support/probe.ts';
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
        assert.ok((await recovered(server.get(), 200, () => ask(server.get(), 'GET /users'))) < 5_000);
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
      assert.ok((await recovered(server.get(), 200, () => ask(server.get(), 'GET /users'))) < 2_000);
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
      assert.ok((await recovered(server.get(), 200, () => ask(server.get(), 'GET /users/silent0'))) < 2_000);
    });

    it('does not keep the server from stopping when it falls silent', async (t) => {
      const other = await start(settingsFor(network.url));
      t.after(() => other.stop('SIGKILL'));
      t.after(() => network.thaw());
      network.freeze();
      const waiting = ask(other, 'GET /users').catch(() => undefined);
      await setTimeout(100);
      using time = ownTime(other);
      await other.stop();
      const took = time.spentMs();
      network.thaw();
      await waiting;
      // Five seconds for the request that waits. Without an end, it would wait for the database.
      assert.ok(took < 10_000, `${took} ms`);
    });
  });

  describe('with a row that somebody locks', ONE_BY_ONE, () => {
    let fresh: Awaited<ReturnType<typeof freshPostgres>>;
    before(async () => {
      fresh = await freshPostgres();
    });
    const server = serving({ setting: () => fresh.url });
    after(() => fresh.drop());

    it('refuses changes of that user in time, serves everybody else, and recovers', async (t) => {
      await create(server.get(), 'locked');
      await create(server.get(), 'free');
      const other = await connected(fresh.url);
      t.after(() => other.end());
      await other.query("begin; select * from users where id = 'locked' for update");
      const rename = (user: string, at: number) =>
        ask(server.get(), `PATCH /users/${user}/name`, { name: `${at}` });
      using writing = ownTime(server.get());
      const [writes, others] = await whileAwake(server.get(), () =>
        Promise.all([
          often(8, 0, (at) => rename('locked', at)),
          // One after the other: they would wait for each other's lock.
          inTurn(30, 50, (at) => served(() => rename('free', at))),
        ]),
      );
      // Three seconds, together; one after the other they would wait for 24.
      assert.ok(writing.spentMs() < 12_000, `${writing.spentMs()} ms`);
      for (const answer of writes) assertUnavailable(answer);
      assert.deepEqual(tally(others), { 200: 30 });
      // Many more than there are connections for writing.
      const waiting = often(100, 0, (at) => rename('locked', at));
      using serving = ownTime(server.get());
      const [reads, creates] = await Promise.all([
        inTurn(20, 10, () => served(() => ask(server.get(), 'GET /users/locked'))),
        inTurn(20, 10, (at) => served(() => create(server.get(), `beside${at}`))),
      ]);
      assert.deepEqual([tally(reads), tally(creates)], [{ 200: 20 }, { 201: 20 }]);
      // Had each to wait for the locked ones, it would be a minute.
      assert.ok(serving.spentMs() < 12_000, `${serving.spentMs()} ms`);
      await other.query('rollback');
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

async function inTurn(
  times: number,
  pauseMs: number,
  one: (at: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < times; at++) {
    answers.push(await one(at));
    await setTimeout(pauseMs);
  }
  return answers;
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
    for (const end = Date.now() + PATIENCE_MS; ; await setTimeout(50)) {
      const { rows } = await client.query('select id from audit where position is null');
      if (rows.length === 0) return;
      assert.ok(Date.now() < end, 'it is not chained');
    }
  } finally {
    await client.end();
  }
}
