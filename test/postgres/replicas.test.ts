import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../src/core/instant.ts';
import { listUsers } from '../../src/core/users/list.ts';
import { renameUser } from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { openPostgres, type PostgresOptions } from '../../src/db/postgres.ts';
import { coreOver } from '../support/directory.ts';
import { isWhole, skipUnlessWhole } from '../support/extent.ts';
import { type FaultyNetwork, faultyNetworkTo } from '../support/faulty-network.ts';
import { ownTime } from '../support/own-time.ts';
import { until } from '../support/patience.ts';
import { freePort, freshPostgres } from '../support/postgres.ts';
import { type Replicated, replicatedPostgres } from '../support/replica.ts';
import {
  type Here,
  keyNamed,
  LOOK_MS,
  nameOf,
  openReplicated,
  pausing,
  plain,
  prepareProject,
  staleReads,
} from '../support/replica-reads.ts';
import { call, KEY, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

/** The scenario `replicas` of `npm run test:faults` tries 10,000 times. */
const TRIES = isWhole ? 600 : 100;
const ROUNDS = 10;
/** Longer than lines of the log are kept back. */
const LOG_WITHIN_MS = 300;

describe('a streaming replica', { concurrency: 1 }, () => {
  let postgres: Replicated;
  before(async () => {
    postgres = await replicatedPostgres();
    await prepareProject(postgres);
  });
  after(() => postgres.stop());

  describe('whose replay pauses and resumes all the time', { concurrency: 2 }, () => {
    let stop: () => Promise<void>;
    before(() => {
      stop = pausing(postgres);
    });
    after(() => stop());

    for (const isAlone of [true, false]) {
      const writers = isAlone ? 'by this process' : 'by another process';
      it(`lets a caller read what it wrote ${writers}, in ${TRIES} tries`, async (t) => {
        const reader = await opened(t, { isAlone });
        const writer = isAlone ? reader : await opened(t, {});
        const prefix = isAlone ? 'alone' : 'beside';
        const few = () => Object.values(reader.replicas.reads()).some((reads) => reads <= TRIES / 20);
        // On a busy machine the replica may be behind all the time of a round, or never.
        for (let round = 0; round < ROUNDS && (round === 0 || few()); round++) {
          const tries = { tries: TRIES, prefix: `${prefix}${round}-` };
          assert.deepEqual(await staleReads({ writer: writer.core, reader }, tries), []);
        }
        assert.ok(!few(), JSON.stringify(reader.replicas.reads()));
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

  it('beside one that is dead at the start answers alone, and without it the primary does', async (t) => {
    const dead = new URL(postgres.replicaUrl);
    dead.port = String(await freePort());
    const create = (here: Here, id: string) => createUser(here.core, keyNamed(id), { id: id as UserId });
    const both = await opened(t, { replicas: [postgres.replicaUrl, dead.href] });
    await create(both, 'both');
    await postgres.caughtUp();
    const before = both.replicas.reads();
    for (let at = 0; at < 10; at++) assert.equal(await nameOf(both, keyNamed('both'), 'both'), '');
    const { replica, primary } = both.replicas.reads();
    assert.deepEqual([primary - before.primary, isUsed(both)], [0, [true, false]]);
    assert.ok(replica - before.replica >= 10);
    const engine = await openPostgres(postgres.url, { replicas: [dead.href], lookEveryMs: LOOK_MS });
    t.after(() => engine.close());
    const { replicas } = engine.read;
    assert.ok(replicas);
    const alone: Here = { core: coreOver(engine, systemClock()), engine, replicas };
    await create(alone, 'none');
    assert.equal(await nameOf(alone, keyNamed('none'), 'none'), '');
    assert.deepEqual([replicas.reads().replica, isUsed(alone)], [0, [false]]);
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
      let before = Number((await metrics(server)).replica ?? 0);
      const reads = async (path: string) => {
        assert.equal((await call(server.endpoint, 'GET', path)).status, 200);
        const earlier = before;
        before = Number((await metrics(server)).replica ?? 0);
        return before > earlier;
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
      // On a busy machine, the primary answers until the replica has caught up.
      for (const path of lists) await until(() => reads(path));
      for (const path of ['/users/ann', '/users/ann/sessions', '/users/ann/prefs'])
        assert.ok(!(await reads(path)), path);
    });

    const faults = [
      ['falls silent', false, () => network.freeze(), () => network.thaw()],
      ['is dead', skipUnlessWhole, () => postgres.killReplica(), () => postgres.startReplica()],
      ['does not replay', skipUnlessWhole, () => postgres.pause(), () => postgres.resume()],
    ] as const;
    for (const [name, skip, strike, mend] of faults) {
      it(`costs nothing but speed while it ${name}`, { skip }, async () => {
        const lines = () => server.errors().match(/a replica of the database is (?:not )?used/g) ?? [];
        const before = lines().length;
        await strike();
        const times = await Promise.all(Array.from({ length: 20 }, (_, at) => listing(server, at * 25)));
        const later = await Promise.all(Array.from({ length: 20 }, () => listing(server, 0)));
        await mend();
        assert.ok(Math.max(...times) < 3_500, `${Math.max(...times)} ms at most`);
        assert.ok(Math.max(...later) < 2_500, `${Math.max(...later)} ms afterwards`);
        await until(async () => (await metrics(server)).used === '1');
        if (name === 'does not replay') await setTimeout(LOG_WITHIN_MS);
        else await until(() => lines().length >= before + 2);
        // One line when it is not used and one when it is again, if it was noticed before it was mended.
        const told = lines().slice(before);
        assert.deepEqual(
          told,
          told.length === 0
            ? []
            : ['a replica of the database is not used', 'a replica of the database is used'],
        );
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

  async function opened(t: TestContext, options: PostgresOptions): Promise<Here> {
    const here = await openReplicated(postgres, options);
    t.after(() => here.engine.close());
    return here;
  }
});

/** Lists users, and returns how long it took, without what a busy machine made it wait. */
async function listing(server: Started, afterMs: number): Promise<number> {
  await setTimeout(afterMs);
  using time = ownTime(server);
  const { status } = await call(server.endpoint, 'GET', '/users');
  assert.equal(status, 200);
  return time.spentMs();
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

function isUsed({ replicas }: Here): readonly boolean[] {
  return replicas.status().map(({ refusal }) => refusal === undefined);
}
