import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import type pg from 'pg';
import { freshPostgres } from '../../test/support/postgres.ts';
import { createDamage } from './damage.ts';
import type { Migrations } from './migrations/all.ts';
import { migrations } from './migrations/all.ts';
import { openPostgres } from './postgres.ts';
import { PreludeFailed, runAfter } from './postgres-pipeline.ts';
import { type Access, ALONG_INDEXES, connectionsTo, hot } from './postgres-pool.ts';

const TEXT = 'select $1::text as value';
const NAMES = 'select name, statement from pg_prepared_statements';
const FIRST = { [Object.keys(migrations)[0] ?? '']: Object.values(migrations)[0] } as Migrations;
const SILENCE_MS = 7_000;

describe('connections to PostgreSQL', () => {
  let fresh: Awaited<ReturnType<typeof freshPostgres>>;
  before(async () => {
    fresh = await freshPostgres();
  });
  after(() => fresh.drop());
  hot.add(TEXT);

  it('name a statement by its text, whatever was prepared before it', async (t) => {
    const [one, other] = [await connected(t, {}), await connected(t, {})];
    hot.add('select 2');
    await other.query('select 2', []);
    await one.query(TEXT, ['a']);
    await other.query(TEXT, ['b']);
    const named = async (client: pg.PoolClient) =>
      (await client.query(NAMES)).rows.find(({ statement }) => statement === TEXT)?.name;
    const name = await named(one);
    assert.match(name, /^denizen_[\w-]{22}$/);
    assert.equal(await named(other), name);
  });

  it('prepare nothing when the settings say so', async (t) => {
    const client = await connected(t, { prepared: false });
    const { rows } = await client.query(TEXT, ['a']);
    assert.deepEqual([rows, (await client.query(NAMES)).rows], [[{ value: 'a' }], []]);
  });

  for (const prepared of [true, false]) {
    const kind = prepared ? 'prepared' : 'unprepared';
    it(`behind a pooler, have their settings in ${kind} statements, and leave none behind`, async (t) => {
      const client = await connected(t, { isPooled: true, prepared });
      const text = `select current_setting('enable_seqscan') as scan, current_setting('lock_timeout') as lock, $1::int as n`;
      hot.add(text);
      const asked = [];
      for (const n of [1, 2, 3]) asked.push((await client.query(text, [n])).rows);
      const without = await client.query("select current_setting('enable_seqscan') as scan", []);
      assert.deepEqual(
        asked,
        [1, 2, 3].map((n) => [{ scan: 'off', lock: '1500ms', n }]),
      );
      assert.deepEqual(without.rows, [{ scan: 'off' }]);
      assert.deepEqual((await client.query('show enable_seqscan')).rows, [{ enable_seqscan: 'on' }]);
    });

    it(`behind a pooler, go on after a ${kind} statement that failed`, async (t) => {
      const client = await connected(t, { isPooled: true, prepared });
      const text = 'select 1 / $1::int as n';
      hot.add(text);
      await assert.rejects(client.query(text, [0]), { code: '22012' });
      assert.deepEqual((await client.query(text, [1])).rows, [{ n: 1 }]);
    });
  }

  it('run no statement whose prelude fails, and prepare it the next time', async (t) => {
    const client = await connected(t, {});
    const statement = { text: 'select 5 as five', values: [], name: 'five' };
    await assert.rejects(runAfter(client, { text: 'select 1 / 0' }, statement), PreludeFailed);
    const { rows } = await runAfter(client, { text: 'select 1' }, statement);
    assert.deepEqual(rows, [{ five: 5 }]);
    assert.deepEqual((await runAfter(client, { text: 'select 1' }, statement)).rows, [{ five: 5 }]);
  });

  it('for reading begin no other processes and compile no plans, those for writing as PostgreSQL does', async (t) => {
    const engine = await openPostgres(fresh.url);
    t.after(engine.close);
    const asked = sql<Record<string, string>>`select current_setting('jit') as jit,
      current_setting('max_parallel_workers_per_gather') as workers, reset_val as usual
      from pg_settings where name = 'max_parallel_workers_per_gather'`;
    const { rows: reading } = await asked.execute(engine.read.db);
    assert.deepEqual([reading[0]?.jit, reading[0]?.workers], ['off', '0']);
    const writing = await engine.transact(async ({ db }) => (await asked.execute(db)).rows[0]);
    assert.equal(writing?.workers, writing?.usual);
    assert.notEqual(writing?.workers, '0');
  });

  it('are not cut under a migration that takes longer than a dead connection is waited for', async (t) => {
    const engine = await openPostgres(fresh.url);
    t.after(() => engine.close());
    const began = Promise.withResolvers<void>();
    const migrating = engine.migrate({
      ...FIRST,
      '9999-slow': async (tx) => {
        began.resolve();
        await sql`select pg_sleep(0.3)`.execute(tx);
      },
    });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await began.promise;
    t.mock.timers.tick(SILENCE_MS + 1);
    t.mock.timers.reset();
    assert.deepEqual(await migrating, [Object.keys(FIRST)[0], '9999-slow']);
  });

  async function connected(t: TestContext, access: Partial<Access>): Promise<pg.PoolClient> {
    const pool = connectionsTo(fresh.url, {
      most: 1,
      access: { isPooled: false, prepared: true, ...access },
      lockTimeout: 1_500,
      settings: ALONG_INDEXES,
      damage: createDamage(),
    });
    const client = await pool.connect();
    t.after(async () => {
      client.release();
      await pool.end();
    });
    return client;
  }
});

it('no statement depends on what an earlier one has left in its session', () => {
  const root = join(import.meta.dirname, '..');
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const files = globSync('**/*.ts', { cwd: root })
    .filter((file) => !/\.test\.ts$|sqlite/.test(file))
    // A copy has one connection of its own, for as long as it runs.
    .filter((file) => file !== 'db/copy/postgres-end.ts')
    .filter((file) => file.startsWith('db/') || /from 'kysely'/.test(read(file)));
  const bound = [
    /pg_(?:try_)?advisory_(?:lock|unlock)/i,
    /[`'"]\s*(?:set (?!local\b)\w+ ?(?:=|to\b)|reset \w+|listen \w+|notify \w+|prepare \w+|deallocate all|discard )/i,
    /\b(?:create (?:local )?temp(?:orary)? |declare \w+ (?:\w+ )*cursor|with hold\b)/i,
    /set_config\([^)]*,\s*false\s*\)/i,
    /currval\(|lastval\(|\bon commit (?:drop|preserve|delete)/i,
  ];
  const found = files.filter((file) => {
    const source = read(file).replaceAll(/^\s*(?:\*|\/\/|\/\*).*$/gm, '');
    return bound.some((pattern) => pattern.test(source));
  });
  assert.deepEqual(found, []);
});
