import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { DatabaseRefused } from '../../src/db/database.ts';
import { placement } from '../../src/db/placement.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { citusRules } from '../support/citus-rules.ts';
import { skipOnCluster } from '../support/extent.ts';
import { freshPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';

type Kind = 'distributed' | 'reference';

/** Tables that the migrations keep for themselves. */
const OF_MIGRATIONS = ['schema_migrations', 'schema_migrations_lock', 'schema_servers'];

const wanted = Object.entries(placement)
  .flatMap(([table, place]): [string, Kind][] =>
    place === 'local' ? [] : [[table, place === 'reference' ? 'reference' : 'distributed']],
  )
  .toSorted();

describe('tables on a Citus cluster', { skip: skipOnCluster }, () => {
  let fresh: Awaited<ReturnType<typeof freshPostgres>>;
  let client: pg.Client;
  const open = async (t: { after: (work: () => Promise<void>) => void }) => {
    const engine = await openPostgres(fresh.url);
    t.after(() => engine.close());
    return engine;
  };
  const ask = async (statement: string) =>
    (await client.query({ text: statement, rowMode: 'array' })).rows as readonly unknown[][];
  const distributed = () =>
    ask('select table_name::text, citus_table_type from citus_tables order by table_name::text collate "C"');
  beforeEach(async () => {
    fresh = await freshPostgres({ hasCitusRules: false });
    client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await fresh.drop();
  });

  it('lie as the program says, by the first migration that finds the extension', async (t) => {
    await client.query(citusRules);
    const engine = await open(t);
    await engine.migrate();
    assert.deepEqual(await distributed(), wanted);
    assert.deepEqual(await engine.migrate(), []);
    assert.deepEqual(await ask('select lanes::int from history_lanes'), [[16]]);
    assert.deepEqual(await ask(`select tgname from pg_trigger where not tgisinternal`), []);
  });

  it('all have a place', async (t) => {
    const engine = await open(t);
    await engine.migrate();
    const tables = await ask(`select relname::text from pg_class where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p') and not relispartition order by relname`);
    const unplaced = tables.flat().filter((name) => !(String(name) in placement));
    assert.deepEqual(unplaced, OF_MIGRATIONS);
  });

  it('follow when an earlier migration was interrupted', async (t) => {
    await client.query(citusRules);
    const engine = await open(t);
    const original = 'create_distributed_table(regclass, text, text)';
    await client.query(`alter function ${original} rename to gone`);
    await assert.rejects(engine.migrate());
    const before = await distributed();
    await client.query(`alter function gone(regclass, text, text) rename to create_distributed_table`);
    await engine.migrate();
    assert.ok(before.length > 0 && before.length < wanted.length);
    assert.deepEqual(await distributed(), wanted);
  });

  it('stay where they are while servers run that do not know of it', async (t) => {
    const early = await open(t);
    await early.migrate();
    const running = await early.announce();
    await client.query(citusRules);
    const late = await open(t);
    await assert.rejects(late.migrate(), (error) => {
      assert.ok(error instanceof DatabaseRefused);
      assert.match(error.message, /a server runs\. Stop all servers first\./);
      return true;
    });
    assert.deepEqual(await distributed(), []);
    await running[Symbol.asyncDispose]();
    await late.migrate();
    assert.deepEqual(await distributed(), wanted);
  });

  it('are refused with a unique index that several shards cannot keep', async (t) => {
    await client.query(citusRules);
    const engine = await open(t);
    await client.query('create table one (a text not null, b text primary key)');
    await assert.rejects(
      client.query(`select create_distributed_table('one', 'a')`),
      /a unique index lacks the column: one_pkey/,
    );
    await client.query('drop table one');
    await engine.migrate();
  });

  describe('by the command migrate --citus', () => {
    it('lie on as many shards as it says', async () => {
      await client.query(citusRules);
      const { code, output } = await run('migrate --citus --shards 8', { DENIZEN_DATABASE: fresh.url });
      assert.equal(code, 0);
      assert.match(output, /The tables are distributed by Citus\./);
      const settings = await ask(`select setconfig::text from pg_db_role_setting
        join pg_database on pg_database.oid = setdatabase where datname = current_database()`);
      assert.deepEqual(settings, [['{citus.shard_count=8}']]);
      assert.deepEqual(await distributed(), wanted);
    });

    it('are refused without the extension, on SQLite, and for numbers that are none', async () => {
      const outcome = async (options: string, database = fresh.url) => {
        const { code, errors } = await run(`migrate ${options}`, { DENIZEN_DATABASE: database });
        return [code, errors.trim()];
      };
      assert.deepEqual(
        await Promise.all([
          outcome('--citus'),
          outcome('--citus', 'sqlite::memory:'),
          outcome('--citus --shards many'),
          outcome('--shards 8'),
        ]),
        [
          [
            1,
            "The PostgreSQL server has no extension citus. Install it on every node, with shared_preload_libraries = 'citus'.",
          ],
          [1, 'Citus is an extension of PostgreSQL: set DENIZEN_DATABASE=postgres://….'],
          [1, '--shards is a number from 1 to 1024.'],
          [1, '--shards needs --citus.'],
        ],
      );
      assert.deepEqual(await ask(`select 1 from pg_class where relname = 'users'`), []);
    });
  });
});
