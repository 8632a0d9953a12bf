import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { createDamage } from '../../src/db/damage.ts';
import { DatabaseRefused, DatabaseUnavailable, type Read } from '../../src/db/database.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { connectionsTo, hot } from '../../src/db/postgres-pool.ts';
import { isWhole, POOLER } from '../support/extent.ts';
import { type Pgbouncer, pgbouncerBefore, skipWithoutPgbouncer } from '../support/pgbouncer.ts';
import { freshPostgres, serverAddress } from '../support/postgres.ts';
import { served } from '../support/probe.ts';
import { run } from '../support/program.ts';
import { call, settingsFor, start } from '../support/server.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Fewer connections to the server than the program opens, so that they are shared. */
const POOL_SIZE = 3;
const CLIENTS = 60;
const UNPREPARED = { prepared: false };

/** The scenarios of users, accounts and sign-ins that also run through the pooler. */
const scenarios = [
  'test/appwrite/clients.test.ts',
  'test/appwrite/account-clients.test.ts',
  'test/appwrite/account-clients-sessions.test.ts',
  ...(isWhole
    ? ['test/journeys/passwordless.test.ts', 'test/hex/users.test.ts', 'src/core/listing/inside.test.ts']
    : []),
];

const settingsOf = (read: Read) =>
  sql<Record<string, string>>`select
  current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
  current_setting('idle_in_transaction_session_timeout') as idle,
  current_setting('enable_seqscan') as seqscan, current_setting('enable_bitmapscan') as bitmapscan`
    .execute(read.db)
    .then(({ rows }) => rows[0]);

describe('PgBouncer in transaction mode', { skip: skipWithoutPgbouncer }, () => {
  let pooler: Pgbouncer;
  let fresh: Awaited<ReturnType<typeof freshPostgres>>;
  const pooled = ({ address }: Pgbouncer = pooler) => `${address}${new URL(fresh.url).pathname}`;
  before(async () => {
    pooler = await pgbouncerBefore(await serverAddress(), { poolSize: POOL_SIZE });
    fresh = await freshPostgres();
  });
  after(async () => {
    await pooler.stop();
    await fresh.drop();
  });

  it('is refused with what to do while statements are prepared, and keeps none of them', async () => {
    const statements = () => askThrough(pooled(), 'select name from pg_prepared_statements');
    await assert.rejects(openPostgres(pooled()), (error) => {
      assert.ok(error instanceof DatabaseRefused);
      assert.match(error.message, /Set DENIZEN_PREPARED=off, or use PgBouncer 1\.21/);
      return true;
    });
    const { code, errors } = await run('migrate', { DENIZEN_DATABASE: pooled() });
    assert.deepEqual([code, await statements()], [1, []]);
    assert.match(errors, /Set DENIZEN_PREPARED=off/);
  });

  it('gives statements and transactions their settings, and others none of them', async (t) => {
    const single = await pgbouncerBefore(await serverAddress(), { poolSize: 1 });
    t.after(() => single.stop());
    const own = await askThrough(pooled(single), 'show statement_timeout');
    const engine = await openPostgres(pooled(single), UNPREPARED);
    t.after(() => engine.close());
    const reading = await settingsOf(engine.read);
    const writing = await engine.transact(settingsOf);
    const [after] = await askThrough(pooled(single), 'show enable_seqscan');
    const common = { statement: '5s', idle: '5s' };
    assert.deepEqual(reading, { ...common, lock: '3s', seqscan: 'off', bitmapscan: 'off' });
    assert.deepEqual(writing, { ...common, lock: '50ms', seqscan: 'on', bitmapscan: 'on' });
    assert.deepEqual(after, { enable_seqscan: 'on' });
    assert.deepEqual(await askThrough(pooled(single), 'show statement_timeout'), own);
  });

  it('lets several processes migrate and build the index at once, and no lock stays', async (t) => {
    const engines = await Promise.all([1, 2].map(() => openPostgres(pooled(), UNPREPARED)));
    t.after(() => Promise.all(engines.map((engine) => engine.close())));
    const migrated = await Promise.all(engines.map((engine) => engine.migrate()));
    const refused = await Promise.all(engines.map(({ substrings }) => substrings.apply(true)));
    assert.equal(migrated.filter((names) => names.length > 0).length, 1);
    assert.deepEqual(refused, [undefined, undefined]);
    assert.ok(engines.every(({ substrings }) => substrings.exists()));
    const locks = `select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
      where locktype = 'advisory' and datname = current_database()`;
    assert.deepEqual(await askThrough(fresh.url, locks), []);
  });

  it('serves two servers with more clients than it has connections', async (t) => {
    const settings = { ...settingsFor(pooled()), DENIZEN_PREPARED: 'off' };
    const first = await start(settings);
    t.after(() => first.stop());
    const second = await start(settings);
    t.after(() => second.stop());
    const statuses = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, at) => {
        const [one, other] = at % 2 === 0 ? [first, second] : [second, first];
        const userId = `user${at}`;
        const email = `${userId}@example.com`;
        const made = await served(() => call(one.endpoint, 'POST', '/users', { body: { userId, email } }));
        const path = `/users/${userId}`;
        const named = await served(() =>
          call(other.endpoint, 'PATCH', `${path}/name`, { body: { name: 'Ann' } }),
        );
        const found = await served(() => call(one.endpoint, 'GET', `/users?search=ser${at}`));
        return [made.status, named.status, found.status];
      }),
    );
    assert.deepEqual(new Set(statuses.flat()), new Set([201, 200]));
  });

  it('answers with what to do when prepared statements collide, if it came after the start', async (t) => {
    const single = await pgbouncerBefore(await serverAddress(), { poolSize: 1 });
    t.after(() => single.stop());
    hot.add('select 1 as one');
    const pools = [1, 2].map(() =>
      connectionsTo(pooled(single), {
        most: 1,
        access: { isPooled: true, prepared: true },
        lockTimeout: 0,
        damage: createDamage(),
      }),
    );
    t.after(() => Promise.all(pools.map((pool) => pool.end())));
    const outcomes = [];
    for (const pool of pools) {
      const client = await pool.connect();
      outcomes.push(await client.query('select 1 as one', []).catch((error: unknown) => error));
      client.release();
    }
    const [, collided] = outcomes;
    assert.ok(collided instanceof DatabaseUnavailable);
    assert.match(collided.message, /Set DENIZEN_PREPARED=off/);
  });

  describe('passes through', { concurrency: 2 }, () => {
    for (const file of scenarios) {
      it(file, async () => {
        const child = spawn(process.execPath, ['--test', file], {
          cwd: ROOT,
          env: { ...process.env, NODE_TEST_CONTEXT: undefined, [POOLER]: pooler.address },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
        assert.equal(code, 0, output);
        assert.match(output, /on postgres/);
      });
    }
  });
});

async function askThrough(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
