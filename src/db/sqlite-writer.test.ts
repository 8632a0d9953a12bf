import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { testFolder } from '../../test/support/folders.ts';
import type { Tx } from './database.ts';
import { prepared } from './prepared.ts';
import { openSqlite } from './sqlite.ts';

const REFUSED = new Error('refused');

describe('writes that share a commit', () => {
  it('stay when one of them fails, which leaves nothing', async (t) => {
    const { engine, names } = await database(t);
    const results = await Promise.allSettled([
      engine.transact((tx) => add(tx, 'first')),
      engine.transact(async (tx) => {
        await add(tx, 'second');
        throw REFUSED;
      }),
      engine.transact((tx) => add(tx, 'third')),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await names(), ['first', 'third']);
  });

  it('stay in the groups after it as well, whether they fail or not', async (t) => {
    const { engine, names } = await database(t);
    for (let at = 0; at < 70; at++) {
      const failing = engine.transact(async (tx) => {
        await add(tx, `failed${at}`);
        throw REFUSED;
      });
      await Promise.all([assert.rejects(failing, REFUSED), engine.transact((tx) => add(tx, `${at}`))]);
    }
    assert.deepEqual(await names(), Array.from({ length: 70 }, (_, at) => `${at}`).toSorted());
  });

  it('run again once when one fails, and once only while more may', async (t) => {
    const { engine } = await database(t);
    const runs = { good: 0, bad: 0 };
    const group = () => {
      const bad = engine.transact(async (tx) => {
        runs.bad++;
        await add(tx, 'bad');
        throw REFUSED;
      });
      const good = engine.transact(async (tx) => {
        runs.good++;
        await add(tx, `good${runs.good}`);
      });
      return Promise.all([good, assert.rejects(bad, REFUSED)]);
    };
    await group();
    const first = { ...runs };
    await group();
    assert.deepEqual(
      [first, runs],
      [
        { good: 1, bad: 2 },
        { good: 2, bad: 3 },
      ],
    );
  });

  it('leave nothing alone either, and the next one stays', async (t) => {
    const { engine, names } = await database(t);
    const failing = engine.transact(async (tx) => {
      await add(tx, 'alone');
      throw REFUSED;
    });
    await assert.rejects(failing, REFUSED);
    await engine.transact((tx) => add(tx, 'next'));
    assert.deepEqual(await names(), ['next']);
  });
});

describe('a limit', () => {
  it('is never prepared as a bare parameter, by whose value SQLite would prepare the statement anew', async (t) => {
    const texts: string[] = [];
    const { prepare } = DatabaseSync.prototype;
    t.mock.method(DatabaseSync.prototype, 'prepare', function (this: DatabaseSync, sql: string) {
      texts.push(sql);
      return prepare.call(this, sql);
    });
    const { engine } = await database(t);
    const { db } = engine.read;
    await db.selectFrom('counts').select('counted').limit(2).offset(1).execute();
    await sql`select 1 as one from (select counted from counts LIMIT  ${2}) as few`.execute(db);
    assert.deepEqual(texts.slice(-2), [
      'select "counted" from "counts" limit cast(? as integer) offset cast(? as integer)',
      'select 1 as one from (select counted from counts LIMIT cast(? as integer)) as few',
    ]);
    assert.deepEqual(
      texts.filter((text) => /(limit|offset)\s+\?/i.test(text)),
      [],
    );
  });

  it('is none in a text, a name or a comment, and is one in any spelling', async (t) => {
    const { engine } = await database(t);
    const { rows } = await sql`select 'no limit ?' as "offset ?", 'it''s limit ?' as [limit ?] /* limit ? */
      -- what's the limit ?
      from (select 1 union select 2 union select 3) LIMIT ${2}
      OFFSET  ${1}`.execute(engine.read.db);
    assert.deepEqual(rows, Array(2).fill({ 'offset ?': 'no limit ?', 'limit ?': "it's limit ?" }));
  });
});

const insert = prepared<{ counted: string }, unknown>(({ db }, { counted }) =>
  db.insertInto('counts').values({ project_id: 'test', counted, lane: 0, total: 1 }),
);

async function add(tx: Tx, counted: string): Promise<void> {
  await insert(tx, { counted });
}

async function database(t: TestContext) {
  const engine = await openSqlite(join(testFolder(), 'denizen.db'));
  t.after(() => engine.close());
  await engine.migrate();
  const names = async () => {
    const rows = await engine.read.db
      .selectFrom('counts')
      .select('counted')
      .where('project_id', '=', 'test')
      .orderBy('counted')
      .execute();
    return rows.map(({ counted }) => counted);
  };
  return { engine, names };
}
