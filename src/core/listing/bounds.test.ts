import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { CompiledQuery } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { analyzeUsers, forgetStatistics, insertManyUsers } from '../../../test/support/many-users.ts';
import { planOf, watched } from '../../../test/support/watched.ts';
import type { Read } from '../../db/database.ts';
import { Failure } from '../failure.ts';
import { users as collection } from '../users/list.ts';
import { find } from './find.ts';
import type { Comparison, Filter, Listing, Order, Scalar } from './listing.ts';
import type { Bounds } from './search.ts';

const USERS = 20_000;
const FEW = 200;
const bounds: Bounds = { scanned: 6_000, sorted: 500, batch: 500, probed: 100 };
const base: Listing = { filters: [], orders: [], limit: 5, offset: 0, counted: true };

const where = (attribute: string, is: Comparison, ...values: Scalar[]): Filter => ({ attribute, is, values });
const any = (...filters: Filter[]): Filter => ({ is: 'or', filters });
const up = (attribute: string): Order => ({ attribute, descending: false });
const down = (attribute: string): Order => ({ attribute, descending: true });
const after = (id: string) => ({ id, before: false });
const at = (second: number) => Date.parse('2026-01-01T00:00:00.000Z') + second * 1000;

const SORTABLE = [
  'id',
  'sequence',
  'createdAt',
  'updatedAt',
  'name',
  'email',
  'phone',
  'passwordUpdatedAt',
  'accessedAt',
];
const FLAGS = ['active', 'emailVerified', 'phoneVerified', 'impersonator'];
/** A user in the middle, with email and phone and a last-seen time. */
const MIDDLE = 'u110005';
/** Queries with few matches, or whose page fills early. */
const answered: Readonly<Record<string, Partial<Listing>>> = {
  everyone: {},
  'everyone from far behind': { offset: 15_000 },
  ...Object.fromEntries(
    [...SORTABLE, ...FLAGS].flatMap((name) => {
      const cursor = after(MIDDLE);
      return [up(name), down(name)].flatMap((order) => {
        const words = `by ${name}${order.descending ? ' descending' : ''}`;
        return [
          [words, { orders: [order] }],
          [`${words} behind a cursor`, { orders: [order], cursor }],
          [`${words} before a cursor`, { orders: [order], cursor: { ...cursor, before: true } }],
        ];
      });
    }),
  ),
  'an email': { filters: [where('email', 'equal', 'mail7@example.com')], orders: [down('name')] },
  'a phone': { filters: [where('phone', 'equal', '+14150000003')] },
  'some ids': { filters: [where('id', 'equal', 'u100001', 'u119999', 'nobody')] },
  'one email or another': {
    filters: [
      any(where('email', 'equal', 'mail1@example.com'), where('email', 'equal', 'mail19999@example.com')),
    ],
  },
  'an email, a phone or a label': {
    filters: [
      any(
        where('email', 'equal', 'mail1@example.com'),
        where('phone', 'equal', '+14150000003'),
        where('labels', 'contains', 'vip'),
      ),
    ],
  },
  'the beginning of a name': { filters: [where('name', 'startsWith', 'name 99')] },
  'the beginning of a name, by name': {
    filters: [where('name', 'startsWith', 'Name 99')],
    orders: [down('name')],
  },
  'the beginning that all names have': {
    filters: [where('name', 'startsWith', 'name')],
    orders: [up('name')],
  },
  'two sides of a range': {
    filters: [where('createdAt', 'greaterThan', at(9_000)), where('createdAt', 'lessThan', at(9_020))],
  },
  'a range behind a cursor': { filters: [where('createdAt', 'greaterThan', at(50))], cursor: after(MIDDLE) },
  'a range before a cursor': {
    filters: [where('createdAt', 'greaterThan', at(50))],
    cursor: { id: MIDDLE, before: true },
  },
  'a search': { search: 'u110005' },
  'a search by the beginning of a word': { search: 'u11000' },
  'a search by a word that all have': { search: 'name' },
  'a search by words of which one is rare': { search: 'name u1199' },
  'a search by a letter': { search: 'n' },
  'a label': { filters: [where('labels', 'contains', 'vip')] },
  'a search of few, by when they were seen': { search: 'u1100', orders: [down('accessedAt')] },
  'some ids, by when they were seen': {
    filters: [where('id', 'equal', ...Array.from({ length: 100 }, (_, n) => `u${100_001 + n}`))],
    orders: [down('accessedAt')],
  },
  'a label by another order': {
    filters: [where('labels', 'containsAny', 'vip', 'x')],
    orders: [down('accessedAt')],
  },
  'emails not verified': { filters: [where('emailVerified', 'equal', false)] },
  'emails verified': { filters: [where('emailVerified', 'equal', true)] },
  'users blocked': { filters: [where('active', 'equal', false)] },
  'users not blocked': { filters: [where('active', 'equal', true)], orders: [up('name')] },
  'nothing to be seen': { filters: [where('accessedAt', 'isNull')] },
  'what most have not': { filters: [where('name', 'notEqual', 'name 1')], counted: false },
  random: { orders: 'random' },
};

/** Queries that would read every row. */
const refused: Readonly<Record<string, Partial<Listing>>> = {
  'part of a name that nobody has': { filters: [where('name', 'contains', 'nobody')] },
  'an end of an email that nobody has, without a whole word': {
    filters: [where('email', 'endsWith', 'where')],
    counted: false,
  },
  'parts in plenty': {
    filters: [where('name', 'contains', ...Array.from({ length: 500 }, (_, i) => `no${i}`))],
  },
  'this or a part of that': {
    filters: [any(where('email', 'equal', 'x@y.zz'), where('name', 'contains', 'nobody'))],
  },
  'words that many have and nobody together': { search: 'u1 2 3 4 5 6 7' },
  'two directions': { orders: [up('name'), down('email')] },
  'two orders': { orders: [up('name'), up('email')] },
  'at random what nobody has': { orders: 'random', filters: [where('name', 'contains', 'nobody')] },
};

onEachEngine(`a list of ${USERS} users`, (database) => {
  const here = directory(database);
  before(async () => {
    await insertManyUsers(here.engine, here.actor.project.id, USERS);
    await analyzeUsers(here.engine);
  });

  const ask = (listing: Partial<Listing>, read = here.core.read) =>
    find(read, here.actor.project.id, collection, { ...base, ...listing }, bounds);
  const tooBroad = (error: unknown) => error instanceof Failure && error.code === 'query_too_broad';

  for (const [name, listing] of Object.entries(answered)) {
    it(`uses an index: ${name}`, async () => {
      const { read, queries } = watched(here.core.read);
      const { ids } = await ask(listing, read);
      assert.ok(ids.length > 0);
      assert.deepEqual(await plansThatReadAll(here.core.read, queries), []);
    });
  }

  for (const [name, listing] of Object.entries(refused)) {
    it(`refuses ${name}`, () => assert.rejects(ask(listing), tooBroad));
  }

  it('looks an end with a whole word up, which nobody has', async () => {
    const { read, queries } = watched(here.core.read);
    const listing = { filters: [where('email', 'endsWith', '@nowhere.org')] };
    assert.deepEqual(await ask(listing, read), { ids: [], total: 0 });
    assert.deepEqual(await plansThatReadAll(here.core.read, queries), []);
  });

  it('answers a page whose total would read too many rows, as if there were as many as are counted', async () => {
    const listing = { filters: [where('name', 'contains', '9')] };
    const { ids, ...total } = await ask(listing);
    assert.deepEqual(total, { total: 5_000, totalIsUnknown: true });
    assert.deepEqual({ ids, total: 0 }, await ask({ ...listing, counted: false }));
    assert.equal(ids.length, 5);
  });

  it('reads as many rows as the bound allows and not one more', async () => {
    const among = (count: number) => [
      where('createdAt', 'lessThanEqual', at(count)),
      where('id', 'contains', '5999'),
    ];
    assert.deepEqual(await ask({ filters: among(bounds.scanned) }), { ids: ['u105999'], total: 1 });
    await assert.rejects(ask({ filters: among(bounds.scanned + 1) }), tooBroad);
  });

  it('yields during a long scan', async () => {
    let turns = 0;
    let isDone = false;
    const others = (async () => {
      for (; !isDone; turns++) await setImmediate();
    })();
    await assert.rejects(ask({ filters: [where('name', 'contains', 'nobody')] }), tooBroad);
    isDone = true;
    await others;
    assert.ok(turns >= bounds.scanned / bounds.batch, `${turns} turns`);
  });
});

// As in a new database, between two rounds of autovacuum, or after a restore. SQLite has no statistics here.
onEachEngine('a list with missing or outdated statistics', (database) => {
  const here = directory(database);
  const insert = (count: number, first: number) =>
    insertManyUsers(here.engine, here.actor.project.id, count, first);
  const readingAll = async () => {
    const { read, queries } = watched(here.core.read);
    for (const listing of Object.values(answered))
      await find(read, here.actor.project.id, collection, { ...base, ...listing }, bounds);
    return plansThatReadAll(here.core.read, queries);
  };

  it('still uses an index', async () => {
    await insert(FEW, 1);
    await analyzeUsers(here.engine);
    await insert(USERS - FEW, FEW + 1);
    assert.deepEqual(await readingAll(), []);
    if (database.engine === 'sqlite') return;
    await forgetStatistics(database.setting());
    assert.deepEqual(await readingAll(), []);
  });
});

async function plansThatReadAll(read: Read, queries: readonly CompiledQuery[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const query of queries) {
    const plan = await planOf(read, query);
    if (plan.some((step) => readsAll(step, query.sql) || readsAllOfIndex(step, query.sql)))
      found.push([query.sql, ...plan].join('\n'));
  }
  return found;
}

/** Reports whether a step reads all of an index, to pick the rows of a path from it. One has only those of a path. */
function readsAllOfIndex(step: string, query: string): boolean {
  return (
    /\bfew\b/.test(query) &&
    /^SEARCH users .*\(project_id=\?\)$/.test(step) &&
    !/\busers_blocked\b/.test(step)
  );
}

/** Reports whether a step of a plan reads a whole table, or sorts more rows than a path or a batch may hold. */
function readsAll(step: string, query: string): boolean {
  if (/\bSCAN (?:users|user_words)\b|Seq Scan on (?:users|user_words)|AUTOMATIC/.test(step)) return true;
  return (
    /TEMP B-TREE FOR (?:LAST TERM OF |RIGHT PART OF )?ORDER BY|\bSort\b/.test(step) &&
    !/as (?:few|step)\b|^select distinct/.test(query)
  );
}
