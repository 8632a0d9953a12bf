import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { ownTime } from '../../test/support/own-time.ts';
import { until } from '../../test/support/patience.ts';
import { freshPostgres } from '../../test/support/postgres.ts';
import { DatabaseUnavailable, type Tx } from './database.ts';
import type { Engine } from './engine.ts';
import { openPostgres } from './postgres.ts';

const WRITERS = 100;
/** Far above what an unhindered write takes, and far below what the lock would add. */
const PROMPT_MS = 1_000;
/** A few: on a busy machine, one may still wait from before the row was known as locked. */
const HELD_AT_MOST = 4;

describe('a locked row', () => {
  let fresh: Awaited<ReturnType<typeof freshPostgres>>;
  let engine: Engine;
  let other: pg.Client;
  before(async () => {
    fresh = await freshPostgres();
    engine = await openPostgres(fresh.url);
    other = new pg.Client({ connectionString: fresh.url });
    await other.connect();
    await other.query('create table rows (id text primary key, name text)');
    await other.query("insert into rows select 'row' || n from generate_series(1, 3) n");
  });
  after(async () => {
    await other.end();
    await engine.close();
    await fresh.drop();
  });

  const lock = (id: string) => other.query(`begin; select * from rows where id = '${id}' for update`);
  const lockIn = (tx: Tx, id: string) =>
    sql`select name from rows where id = ${id} for update`.execute(tx.db);
  const change = (tx: Tx, id: string) => sql`update rows set name = 'new' where id = ${id}`.execute(tx.db);
  const touch = (id: string) =>
    engine.transact(async (tx) => {
      await lockIn(tx, id);
      await change(tx, id);
    });
  const outcome = async (work: Promise<unknown>) => {
    using time = ownTime();
    const began = performance.now();
    const error = await work.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    return { error, ms: performance.now() - began, ownMs: time.spentMs() };
  };
  const waitingForLocks = async () => {
    const { rows } = await other.query(
      "select pid from pg_stat_activity where application_name = 'denizen' and wait_event_type = 'Lock'",
    );
    return rows.length;
  };

  it('holds a few connections, however many writers need it, and delays no others', async () => {
    await lock('row1');
    const writers = Promise.all(
      Array.from({ length: WRITERS }, (_, at) => setTimeout(at * 8).then(() => outcome(touch('row1')))),
    );
    const others = [];
    const held = [];
    for (let at = 0; at < 40; at++) {
      others.push(await outcome(touch('row2')));
      if (at >= 10) held.push(await waitingForLocks());
      await setTimeout(20);
    }
    const stopped = await writers;
    await other.query('rollback');
    assert.deepEqual(
      others.filter(({ error, ownMs }) => error !== undefined || ownMs > PROMPT_MS),
      [],
    );
    assert.ok(Math.max(...held) <= HELD_AT_MOST, `${Math.max(...held)} connections waited`);
    assert.ok(stopped.every(({ error }) => error instanceof DatabaseUnavailable && !error.mayBeCommitted));
    const times = stopped.map(({ ms }) => ms);
    assert.ok(Math.min(...times) > 2_500, `${times}`);
    const ownTimes = stopped.map(({ ownMs }) => ownMs);
    assert.ok(Math.max(...ownTimes) < 4_500, `${ownTimes}`);
  });

  it('lets all writers through that still wait when it is free', async () => {
    await lock('row1');
    const writers = Promise.all(Array.from({ length: WRITERS }, () => outcome(touch('row1'))));
    await setTimeout(500);
    await other.query('rollback');
    const ended = await writers;
    // One that a busy machine holds up for three seconds no longer waits.
    assert.deepEqual(
      ended.filter(({ error, ms }) => error && ms < 2_500),
      [],
    );
    assert.ok(ended.some(({ error }) => error === undefined));
  });

  it('is not passed over by a write that ignores the refusal', async () => {
    await lock('row3');
    const first = outcome(touch('row3'));
    // It has been refused, and waits as one that knows.
    await setTimeout(200);
    await until(async () => (await waitingForLocks()) > 0);
    let runs = 0;
    const second = outcome(
      engine.transact(async (tx) => {
        runs++;
        await lockIn(tx, 'row3').catch(() => {});
        await change(tx, 'row2');
      }),
    );
    await until(() => runs === 2);
    await other.query('rollback');
    assert.deepEqual(
      (await Promise.all([first, second])).map(({ error }) => error),
      [undefined, undefined],
    );
    assert.equal(runs, 2);
  });
});
