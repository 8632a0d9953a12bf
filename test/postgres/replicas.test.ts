import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { systemClock } from '../../src/core/instant.ts';
import { everyScope } from '../../src/core/keys/scopes.ts';
import type { Listing } from '../../src/core/listing/listing.ts';
import { defaultPolicies, type ProjectId } from '../../src/core/projects/project.ts';
import { createProject } from '../../src/core/projects/projects.ts';
import { listUsers } from '../../src/core/users/list.ts';
import { renameUser } from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import type { Replicas } from '../../src/db/database.ts';
import type { Engine } from '../../src/db/engine.ts';
import { openPostgres, type PostgresOptions } from '../../src/db/postgres.ts';
import { coreOver } from '../support/directory.ts';
import { isWhole } from '../support/extent.ts';
import { type FaultyNetwork, faultyNetworkTo } from '../support/faulty-network.ts';
import { freshPostgres } from '../support/postgres.ts';
import { type Replicated, replicatedPostgres } from '../support/replica.ts';
import { call, KEY, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

const TRIES = isWhole ? 10_000 : 600;
/** Callers that write and read at once. */
const CALLERS = 8;
/** Reads wait for a replica for some of this time, and then ask the primary. */
const PAUSED_AT_MOST_MS = 250;
const LOOK_MS = 50;
/** Longer than lines of the log are kept back. */
const LOG_WITHIN_MS = 300;
const project = { id: 'p1' as ProjectId, name: 'P', policies: defaultPolicies };
const scopes = new Set(everyScope);
const keyNamed = (id: string): Actor => ({ kind: 'key', id, project, scopes });
const plain: Listing = { filters: [], orders: [], limit: 25, offset: 0, counted: false };

type Here = { readonly core: Core; readonly engine: Engine; readonly replicas: Replicas };

describe('a streaming replica', { concurrency: 1 }, () => {
  let postgres: Replicated;
  before(async () => {
    postgres = await replicatedPostgres();
    const engine = await openPostgres(postgres.url);
    await engine.migrate();
    await createProject(coreOver(engine, systemClock()), keyNamed('setup'), project);
    await engine.close();
    await postgres.caughtUp();
  });
  after(() => postgres.stop());

  describe('whose replay pauses and resumes all the time', () => {
    for (const isAlone of [true, false]) {
      const writers = isAlone ? 'by this process' : 'by another process';
      it(`lets a caller read what it wrote ${writers}, in ${TRIES} tries`, async (t) => {
        const here = await opened(t, { isAlone });
        const writer = isAlone ? here : await opened(t, {});
        const stop = pausing(postgres);
        const stale: string[] = [];
        const caller = async (n: number) => {
          const actor = keyNamed(`key${n}`);
          const id = `${isAlone}${n}` as UserId;
          await createUser(writer.core, actor, { id });
          for (let at = 0; at < TRIES / CALLERS; at++) {
            const name = `${n} ${at}`;
            await renameUser(writer.core, actor, { id, name });
            const shown = await nameOf(here, actor, id);
            if (shown !== name) stale.push(`${shown} for ${name}`);
          }
        };
        try {
          await Promise.all(Array.from({ length: CALLERS }, (_, n) => caller(n)));
        } finally {
          await stop();
        }
        assert.deepEqual(stale, []);
        const { replica, primary } = here.replicas.reads();
        assert.ok(replica > TRIES / 20 && primary > TRIES / 20, `${replica} by the replica, ${primary} not`);
      });
    }
  });

  it('answers callers who wrote nothing while it is behind, but not for long', async (t) => {
    const here = await opened(t, { isAlone: true });
    const [writer, reader] = [keyNamed('writer'), keyNamed('reader')];
    await createUser(here.core, writer, { id: 'behind' as UserId, name: 'old' });
    await postgres.caughtUp();
    await nameOf(here, reader, 'behind');
    t.after(() => postgres.resume());
    await postgres.pause();
    await renameUser(here.core, writer, { id: 'behind' as UserId, name: 'new' });
    assert.equal(await nameOf(here, writer, 'behind'), 'new');
    assert.equal(await nameOf(here, reader, 'behind'), 'old');
    await until(() => here.replicas.status()[0]?.refusal === 'it is too far behind');
    assert.ok((here.replicas.status()[0]?.lagBytes ?? 0) > 0);
    assert.equal(await nameOf(here, reader, 'behind'), 'new');
    await postgres.resume();
    await until(() => here.replicas.status()[0]?.refusal === undefined);
  });

  it('that lacks the row of a cursor leaves the page to the primary', async (t) => {
    const here = await opened(t, { isAlone: true });
    t.after(() => postgres.resume());
    await postgres.pause();
    await createUser(here.core, keyNamed('other'), { id: 'cursor' as UserId });
    const cursor = { id: 'cursor', before: false };
    const page = await listUsers(here.core, keyNamed('paging'), { ...plain, cursor });
    assert.deepEqual(page.rows, []);
    await assert.rejects(
      listUsers(here.core, keyNamed('paging'), { ...plain, cursor: { ...cursor, id: 'nobody' } }),
      { code: 'cursor_not_found' },
    );
  });

  it('finds parts of words by the index', async (t) => {
    const here = await opened(t, {});
    await here.engine.substrings.apply(true);
    await createUser(here.core, keyNamed('parts'), { id: 'parts' as UserId, name: 'Bartholomew' });
    await postgres.caughtUp();
    const before = here.replicas.reads().replica;
    const { rows } = await listUsers(here.core, keyNamed('parts'), { ...plain, search: 'tholo' });
    assert.deepEqual([rows.map(({ id }) => id), here.replicas.reads().replica > before], [['parts'], true]);
  });

  describe('of a server', { concurrency: 1 }, () => {
    let network: FaultyNetwork;
    let server: Started;
    before(async () => {
      network = await faultyNetworkTo(postgres.replicaUrl);
      server = await start({
        ...settingsFor(postgres.url),
        DENIZEN_DATABASE_READ: network.url,
        DENIZEN_LOG_LEVEL: 'info',
      });
      await call(server.endpoint, 'POST', '/users', { body: { userId: 'ann', name: 'Ann' } });
      await postgres.caughtUp();
      await until(async () => (await metrics(server)).used === '1');
      await setTimeout(LOG_WITHIN_MS);
    });
    after(async () => {
      network.close();
      await server.stop();
    });

    it('answers lists, searches, counts, logs and usage, and nothing that decides', async () => {
      const reads = async (path: string) => {
        const { replica } = await metrics(server);
        assert.equal((await call(server.endpoint, 'GET', path)).status, 200);
        return Number((await metrics(server)).replica) > Number(replica);
      };
      const lists = [
        '/users',
        '/users?search=ann',
        '/users?queries[]={"method":"equal","attribute":"name","values":["Ann"]}',
        '/users/ann/logs',
        '/users/ann/memberships',
        '/users/ann/targets',
        '/users/identities',
        '/users/usage',
        '/teams',
      ];
      for (const path of lists) assert.ok(await reads(path), path);
      for (const path of ['/users/ann', '/users/ann/sessions', '/users/ann/prefs'])
        assert.ok(!(await reads(path)), path);
    });

    const faults = [
      ['is dead', () => postgres.killReplica(), () => postgres.startReplica()],
      ['falls silent', () => network.freeze(), () => network.thaw()],
      ['does not replay', () => postgres.pause(), () => postgres.resume()],
    ] as const;
    for (const [name, strike, mend] of faults) {
      it(`costs nothing but speed while it ${name}`, async () => {
        const lines = () => server.errors().match(/a replica of the database is (?:not )?used/g) ?? [];
        const before = lines().length;
        await strike();
        const times = await Promise.all(Array.from({ length: 40 }, (_, at) => listing(server, at * 25)));
        const later = await Promise.all(Array.from({ length: 20 }, () => listing(server, 0)));
        await mend();
        assert.ok(Math.max(...times) < 3_500, `${Math.max(...times)} ms at most`);
        assert.ok(Math.max(...later) < 2_500, `${Math.max(...later)} ms afterwards`);
        await until(async () => (await metrics(server)).used === '1');
        await setTimeout(LOG_WITHIN_MS);
        // One line when it is not used and one when it is again, if it was noticed before it was mended.
        const told = lines().slice(before);
        assert.deepEqual(
          told,
          told.length === 0
            ? []
            : ['a replica of the database is not used', 'a replica of the database is used'],
        );
        assert.ok(name === 'does not replay' || told.length === 2);
      });
    }
  });

  it('of another database is not used', async (t) => {
    const fresh = await freshPostgres();
    t.after(() => fresh.drop());
    const engine = await openPostgres(fresh.url, { replicas: [postgres.replicaUrl], lookEveryMs: LOOK_MS });
    t.after(() => engine.close());
    const status = () => engine.read.replicas?.status()[0]?.refusal;
    await until(() => status() === 'it follows another primary');
  });

  it('that became a primary, or is the primary, is not used', async (t) => {
    const here = await opened(t, {});
    const primary = await openPostgres(postgres.url, { replicas: [postgres.url], lookEveryMs: LOOK_MS });
    t.after(() => primary.close());
    await postgres.promote();
    await until(() => here.replicas.status()[0]?.refusal === 'it is no replica');
    await until(() => primary.read.replicas?.status()[0]?.refusal === 'it is no replica');
    assert.equal(await nameOf(here, keyNamed('late'), 'behind'), 'new');
  });

  /** A core over the primary and the replica, when that is used. */
  async function opened(t: TestContext, options: PostgresOptions): Promise<Here> {
    const engine = await openPostgres(postgres.url, {
      replicas: [postgres.replicaUrl],
      lookEveryMs: LOOK_MS,
      ...options,
    });
    t.after(() => engine.close());
    const { replicas } = engine.read;
    assert.ok(replicas);
    await until(() => replicas.status()[0]?.refusal === undefined);
    return { core: coreOver(engine, systemClock()), engine, replicas };
  }
});

async function nameOf({ core }: Here, actor: Actor, id: string): Promise<string | undefined> {
  const filters = [{ is: 'equal', attribute: 'id', values: [id] }] as const;
  return (await listUsers(core, actor, { ...plain, filters })).rows[0]?.name;
}

/** Pauses and resumes the replay at random. Returns what ends it. */
function pausing(postgres: Replicated): () => Promise<void> {
  let isOver = false;
  const going = (async () => {
    const client = new pg.Client({ connectionString: postgres.replicaUrl });
    await client.connect();
    while (!isOver) {
      await client.query('select pg_wal_replay_pause()');
      await setTimeout(Math.random() * PAUSED_AT_MOST_MS);
      await client.query('select pg_wal_replay_resume()');
      await setTimeout(Math.random() * 60);
    }
    await client.end();
  })();
  return async () => {
    isOver = true;
    await going;
  };
}

/** Lists users, and returns how long it took. */
async function listing(server: Started, afterMs: number): Promise<number> {
  await setTimeout(afterMs);
  const began = performance.now();
  const { status } = await call(server.endpoint, 'GET', '/users');
  assert.equal(status, 200);
  return performance.now() - began;
}

async function metrics({ base }: Started): Promise<{ readonly used?: string; readonly replica?: string }> {
  const response = await fetch(`${base}/metrics?project=${PROJECT}`, {
    headers: { Authorization: `Bearer ${KEY}` },
  });
  const text = await response.text();
  const used = /^denizen_database_replica_used\{replica="[^"]+"\} (\d)$/m.exec(text)?.[1];
  const replica = /^denizen_database_replicable_reads_total\{by="replica"\} (\d+)$/m.exec(text)?.[1];
  assert.match(text, /^denizen_database_replica_lag_bytes/m);
  return { ...(used !== undefined && { used }), ...(replica !== undefined && { replica }) };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; !(await isSo()); await setTimeout(20))
    assert.ok(Date.now() < end, 'it does not come to that');
}
