import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { CompiledQuery } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { analyzeUsers, insertManyUsers } from '../../../test/support/many-users.ts';
import { planOf, watched } from '../../../test/support/watched.ts';
import type { Read, Substrings } from '../../db/database.ts';
import { users as collection } from '../users/list.ts';
import { find } from './find.ts';
import type { Comparison, Filter, Listing, Scalar } from './listing.ts';
import type { Bounds } from './search.ts';

const USERS = 20_000;
const bounds: Bounds = { scanned: 6_000, sorted: 500, batch: 500, probed: 100 };
/** Bounds within which all users may be read and sorted. */
const ample: Bounds = { scanned: 100_000, sorted: 20_000, batch: 2_000, probed: 1_000 };
/** Bounds that tell short paths from long ones. */
const within: Bounds = { scanned: 30_000, whole: 10_000, sorted: 2_000, batch: 300, probed: 200 };
const base: Listing = { filters: [], orders: [], limit: 25, offset: 0, counted: true };
const where = (attribute: string, is: Comparison, ...values: Scalar[]): Filter => ({ attribute, is, values });
const byName = { orders: [{ attribute: 'name', descending: false }] };

/** Lists that try several ways. */
const asked: Readonly<Record<string, Partial<Listing>>> = {
  'a word that all have': { search: 'name' },
  'a word that all have, by name': { search: 'name', ...byName },
  'two words that all have': { search: 'name u1' },
  'a word that some have': { search: 'u1000' },
  'a word and a label': { search: 'name label:vip' },
  'a label, by name': { filters: [where('labels', 'contains', 'vip')], ...byName },
  'an end that most have': { filters: [where('email', 'endsWith', 'example.com')] },
  'a domain that most have': { filters: [where('email', 'endsWith', '@example.com')] },
  'what most are, by name': { filters: [where('active', 'equal', true)], ...byName },
};

onEachEngine(`what a list of ${USERS} users costs`, (database) => {
  const here = directory(database);
  before(async () => {
    await insertManyUsers(here.engine, here.actor.project.id, USERS);
    await here.engine.substrings.apply(true);
    await analyzeUsers(here.engine);
  });

  /** Asks, and returns what the database was asked, and which parts the index of parts. */
  const cost = async (listing: Partial<Listing>, most: Bounds = bounds) => {
    const { read, queries } = watched(here.core.read);
    const parts: string[] = [];
    let compared = 0;
    const found: Substrings['find'] = async (through, wanted) => {
      parts.push(wanted.parts.join(' '));
      const candidates = await read.substrings.find(through, wanted);
      const ids = async () => {
        const users = await candidates?.ids();
        compared += users?.length ?? 0;
        return users;
      };
      return candidates && { ...candidates, ids };
    };
    const counting: Read = { ...read, substrings: { ...read.substrings, find: found } };
    const { total } = await find(counting, here.actor.project.id, collection, { ...base, ...listing }, most);
    return { total, queries, parts, compared };
  };

  for (const [name, listing] of Object.entries(asked))
    it(`asks nothing twice: ${name}`, async () => {
      const texts = (await cost(listing)).queries.map(({ sql, parameters }) =>
        JSON.stringify([sql, parameters]),
      );
      assert.deepEqual(
        texts.filter((text, at) => texts.indexOf(text) < at),
        [],
      );
    });

  it('asks the index of parts for no word that more users have than it may lead to', async () => {
    assert.deepEqual((await cost({ search: 'name' })).parts, []);
    assert.deepEqual((await cost({ search: 'name label:vip' })).parts, []);
    assert.deepEqual((await cost({ search: 'ame' })).parts, ['ame']);
    assert.deepEqual((await cost({ search: 'u1000' })).parts, ['u1000']);
  });

  it('finds what most of few users have in the order of the users, and not by way of what leads to them', async () => {
    const parts = await cost({ search: 'ame' }, ample);
    assert.deepEqual([parts.total, parts.compared], [5_000, 0]);
    const most = [where('name', 'startsWith', 'name'), where('phone', 'isNotNull')];
    const { total, queries } = await cost({ filters: most }, ample);
    assert.equal(total, 5_000);
    assert.deepEqual(textsOf(queries.filter(({ sql }) => sql.includes('"users"."id" in ('))), []);
  });

  it('reads the rows to which an index leads by their ids, and no index in which all are', async () => {
    for (const listing of [{ filters: [where('name', 'contains', '777')] }, { search: '0777 name' }]) {
      const { queries } = await cost({ ...listing, ...byName });
      const reading = queries.filter(({ sql }) => sql.includes('"users"."id" in ('));
      assert.notEqual(reading.length, 0);
      for (const query of reading)
        assert.match((await planOf(here.core.read, query)).join('\n'), /\bid=\?|\bid = /);
    }
  });

  it('counts the emails of a domain along an index of domains, and compares none', async () => {
    const { total, queries } = await cost({ filters: [where('email', 'endsWith', '@example.com')] });
    assert.deepEqual([total, queries.length], [5_000, 2]);
    for (const query of queries)
      assert.match((await planOf(here.core.read, query)).join('\n'), /\busers_by_domain\b/);
  });

  it('reads of the users with a label no more than it compares and sorts by', async () => {
    for (const orders of [[], byName.orders, [{ attribute: 'accessedAt', descending: true }]]) {
      const { total, queries } = await cost({ filters: [where('labels', 'contains', 'vip')], orders });
      const reading = queries.filter(({ sql }) => /\bas few\b/.test(sql));
      assert.deepEqual(
        [total, reading.length, textsOf(reading).filter((text) => text.includes('*'))],
        [40, 1, []],
      );
      const plans = await Promise.all(reading.map((query) => planOf(here.core.read, query)));
      const index =
        database.engine === 'sqlite' ? /COVERING INDEX users_with_labels/ : /using users_with_labels/;
      assert.match(plans.join('\n'), index);
    }
  });

  if (database.engine === 'sqlite')
    it('reads of blocked users no more than it compares and sorts by', async () => {
      const byAccess = [{ attribute: 'accessedAt', descending: true }];
      for (const orders of [[], byName.orders, byAccess]) {
        const filters = [where('active', 'equal', false), where('emailVerified', 'equal', true)];
        const { queries } = await cost({ filters, orders });
        const plans = await Promise.all(queries.map((query) => planOf(here.core.read, query)));
        const reading = plans.map((plan) => plan.join('\n')).filter((plan) => /\bSEARCH users\b/.test(plan));
        assert.notEqual(reading.length, 0);
        for (const plan of reading) assert.match(plan, /COVERING INDEX/);
      }
    });

  it('counts no long path for a page that is nearly full after the first rows', async () => {
    // Eleven of the first 200 users have a word that begins so, and the others of the page stand behind 500.
    const { queries } = await cost({ search: '5', counted: false }, within);
    assert.deepEqual(textsOf(queries.filter(countsPath(within.sorted))), []);
  });

  it('counts on where the first entries of a word lead to few who match', async () => {
    // Of numbers up to 20,000, so many have digits from two on only.
    const filters = ['0', '1'].map((digit) => where('email', 'notContains', digit));
    const all: Bounds = { ...ample, sorted: 10_000, whole: 100_000, probed: 1 };
    assert.equal((await cost({ search: 'name', filters }, all)).total, 8 + 64 + 512 + 4_096);
    assert.equal((await cost({ search: 'name', filters }, { ...all, scanned: 6_000 })).total, 5_000);
  });

  it('takes over no more ids at once than a step has', async () => {
    const filters = ['0', '1'].map((digit) => where('email', 'notContains', digit));
    const lists: readonly Partial<Listing>[] = [
      { search: 'name', filters },
      { filters: [where('active', 'equal', true)], ...byName, offset: 2_000 },
    ];
    for (const listing of lists) {
      const { read, queries } = watched(here.core.read);
      const sizes: number[] = [];
      const composed: Read['composed'] = async (query) => {
        const rows = await read.composed(query);
        sizes.push(rows.length);
        return rows;
      };
      const large: Bounds = { ...within, sorted: 1_000, probed: 1 };
      await find({ ...read, composed }, here.actor.project.id, collection, { ...base, ...listing }, large);
      assert.ok(queries.length > 2);
      assert.ok(Math.max(...sizes) <= large.batch + 1, `${sizes}`);
    }
  });

  it('counts no long path for a total that the first rows promise', async () => {
    for (const search of ['name u10', 'name']) {
      const { total, queries } = await cost({ search }, within);
      assert.equal(total, 5_000);
      assert.deepEqual(textsOf(queries.filter(countsPath(within.sorted))), [], search);
    }
  });

  if (database.engine === 'postgres')
    it('asks the index for no part of which the newest users tell that too many have it', async (t) => {
      const { read } = here.core;
      if (read.sql.isSharded) return t.skip('the size of a project is not known there');
      const ask = (most: number) =>
        read.substrings.find(read, { project: here.actor.project.id, parts: ['1190'], most });
      assert.equal((await ask(2_000))?.count, 112);
      assert.equal(await ask(400), undefined);
    });

  it('reads a path of some steps at once, and one of more only where PostgreSQL does', async () => {
    // 700 phones of 20,000.
    const filters = [where('phone', 'lessThan', '+14150002100')];
    for (const [batch, single] of [
      [400, true],
      [200, database.engine === 'postgres'],
      [100, false],
    ] as const) {
      const { queries } = await cost({ filters, ...byName }, { ...within, batch });
      const whole = queries.filter(({ sql }) => /, 1 as after\b/.test(sql));
      assert.equal(whole.length === 1, single, `${batch}`);
    }
  });

  it('takes the ids of a long path over only where a statement holds this process', async () => {
    const filters = [where('phone', 'lessThan', '+14150002100'), where('id', 'notEqual', 'u100003')];
    const orders = [{ attribute: 'accessedAt', descending: true }];
    const { total, queries } = await cost({ filters, orders }, { ...within, batch: 100 });
    const lists = queries.filter(({ parameters }) => parameters.some((value) => /^\["u1/.test(`${value}`)));
    assert.deepEqual([total, lists.length > 0], [698, database.engine === 'sqlite']);
  });

  if (database.engine === 'postgres')
    it('looks for the end of a step only where the step does not fill what is asked', async (t) => {
      const { read } = here.core;
      if (read.sql.isSharded) return t.skip('statements are simpler there');
      for (const listing of [{ search: 'name', ...byName }, { search: 'name u1' }]) {
        const { queries } = await cost(listing, within);
        const steps = queries.filter(({ sql }) => /\bas step\b/.test(sql));
        assert.notEqual(steps.length, 0);
        const last = steps.at(-1);
        assert.ok(last);
        const { rows } = await read.db.executeQuery<Record<string, string>>({
          ...last,
          sql: `explain (analyze, costs off) ${last.sql}`,
        });
        const lines = rows.map((row) => row['QUERY PLAN'] ?? '');
        const end = lines.findIndex((line) => line.includes('One-Time Filter'));
        assert.match(lines.slice(end).join('\n'), /Limit \(never executed\)/);
      }
    });

  it('reads no row for a search of parts that the index leads to', async () => {
    const { total, queries } = await cost({ search: '0777' });
    assert.equal(total, 12);
    assert.deepEqual(
      queries.filter(({ sql }) => /\bas few\b/.test(sql)),
      [],
    );
  });
});

function countsPath(most: number): (query: CompiledQuery) => boolean {
  return ({ sql, parameters }) =>
    /^select count\(\*\).* as id from/s.test(sql) && parameters.includes(most + 1);
}

function textsOf(queries: readonly CompiledQuery[]): readonly string[] {
  return queries.map(({ sql }) => sql);
}
