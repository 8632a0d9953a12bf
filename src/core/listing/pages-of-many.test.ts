import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { analyzeUsers, insertManyUsers } from '../../../test/support/many-users.ts';
import { planOf, watched } from '../../../test/support/watched.ts';
import { users as collection } from '../users/list.ts';
import { find } from './find.ts';
import type { Listing } from './listing.ts';
import type { Bounds } from './search.ts';

const USERS = 3_000;
const bounds: Bounds = { scanned: 6_000, sorted: 500, batch: 500, probed: 100 };
const base: Listing = { filters: [], orders: [], limit: 5, offset: 0, counted: true };

onEachEngine(`a page of ${USERS} users`, (database) => {
  const here = directory(database);
  before(async () => {
    await insertManyUsers(here.engine, here.actor.project.id, USERS);
    await here.engine.substrings.apply(true);
    await analyzeUsers(here.engine);
  });

  /** Asks, and returns the answer with the statements that matched `which`. */
  const ask = async (listing: Partial<Listing>, which: RegExp) => {
    const { read, queries } = watched(here.core.read);
    const answer = await find(read, here.actor.project.id, collection, { ...base, ...listing }, bounds);
    return { ...answer, those: queries.filter((query) => which.test(query.sql)) };
  };
  const plans = async (queries: Awaited<ReturnType<typeof ask>>['those']) => {
    const plan = await Promise.all(queries.map((query) => planOf(here.core.read, query)));
    return plan.map((steps) => steps.join('\n'));
  };

  for (const attribute of ['createdAt', 'name', 'accessedAt', 'active'])
    it(`and its total come from one reading of few rows, by ${attribute}`, async () => {
      const label = { attribute: 'labels', is: 'contains', values: ['vip'] } as const;
      const orders = [{ attribute, descending: true }];
      const cursor = { id: 'u100500', before: false };
      for (const more of [{}, { cursor }]) {
        const { those, total } = await ask({ filters: [label], orders, ...more }, /\bas few\b/);
        assert.ok(total > 0);
        assert.equal(those.length, 1);
      }
    });

  if (database.engine === 'sqlite') {
    it('of a search in the order of names is found without reading rows', async () => {
      const { ids, those } = await ask(
        { search: 'name', orders: [{ attribute: 'name', descending: false }], counted: false },
        /\bas step\b/,
      );
      assert.equal(ids.length, 5);
      assert.match((await plans(those)).join('\n'), /COVERING INDEX users_by_name_key/);
    });

    it('of users whose words hold a part reads none of them', async () => {
      const { ids, total, those } = await ask({ search: '10077' }, /\busers\b[\s\S]*(?:as few|as step)/);
      assert.deepEqual([ids.length, total, those], [5, 10, []]);
    });
  }

  it('comes with the end of each step, so that no statement asks for that alone', async () => {
    const filters = [{ attribute: 'email', is: 'notEqual', values: ['mail7@example.com'] }] as const;
    const { those } = await ask({ filters, orders: [{ attribute: 'name', descending: false }] }, /./);
    assert.ok(those.some(({ sql }) => /\bas step\b[\s\S]*\bas last\b/.test(sql)));
    assert.deepEqual(
      those.map(({ sql }) => sql).filter((sql) => /\boffset\b/.test(sql) && !/\bas step\b/.test(sql)),
      [],
    );
  });

  it('counts those without a value too', async () => {
    const some = [
      { attribute: 'email', is: 'isNull', values: [] },
      { attribute: 'email', is: 'notEqual', values: ['mail7@example.com'] },
    ] as const;
    const { total } = await ask({ filters: [{ is: 'or', filters: some }] }, /./);
    assert.equal(total, USERS - 1);
  });

  it('has its total of what one attribute says from the index of that attribute', async () => {
    const filters = [{ attribute: 'email', is: 'notEqual', values: ['mail7@example.com'] }] as const;
    const { total, those } = await ask({ filters }, /\bselect count[\s\S]* as step\b/);
    assert.equal(total, USERS * 0.9 - 1);
    assert.notEqual(those.length, 0);
    for (const plan of await plans(those))
      assert.match(plan, /COVERING INDEX users_by_email|Index(?: Only)? Scan using users_by_email/);
  });
});
