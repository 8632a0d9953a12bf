import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { CompiledQuery } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { analyzeUsers, forgetStatistics, insertManyUsers } from '../../../test/support/many-users.ts';
import { planOf, watched } from '../../../test/support/watched.ts';
import { users as collection } from '../users/list.ts';
import { insertUser } from '../users/store.ts';
import { newUser, type UserId } from '../users/user.ts';
import { find } from './find.ts';
import type { Listing } from './listing.ts';
import type { Bounds } from './search.ts';

const USERS = 3_000;
const FEW = 24;
const START = Date.parse('2026-02-01T00:00:00.000Z');
const bounds: Bounds = { scanned: 6_000, whole: 100, sorted: 300, batch: 100, probed: 50 };
const base: Listing = { filters: [], orders: [], limit: 25, offset: 0, counted: false };
/** Of each of its letters on, it is found: 6,000 bytes of words. */
const LONG = Array.from({ length: 120 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');

/** Every third has many words. All have labels. */
const few = Array.from({ length: FEW }, (_, at) => ({
  id: `few${String(at).padStart(2, '0')}`,
  name: `Zoe ${String((at * 7) % FEW).padStart(2, '0')}${at % 3 === 0 ? ` ${LONG}` : ''}`,
}));
const byName = few.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ id }) => id);

onEachEngine('words beside what a list is sorted by', (database) => {
  const here = directory(database);
  before(async () => {
    const project = here.actor.project.id;
    await insertManyUsers(here.engine, project, USERS);
    for (const [at, { id, name }] of few.entries()) {
      const user = newUser(id as UserId, ((START + at) * 1_000) as never, START as never);
      await here.engine.transact((tx) => insertUser(tx, project, { ...user, name, labels: ['few'] }));
    }
    await here.engine.substrings.apply(false);
    await analyzeUsers(here.engine);
  });

  const ask = async (listing: Partial<Listing>, within = bounds) => {
    const { read, queries } = watched(here.core.read);
    const { ids } = await find(read, here.actor.project.id, collection, { ...base, ...listing }, within);
    return { ids, queries };
  };
  const plansOf = async (queries: readonly CompiledQuery[], which: RegExp) => {
    const those = queries.filter(({ sql }) => which.test(sql));
    return (await Promise.all(those.map((query) => planOf(here.core.read, query)))).flat().join('\n');
  };
  const inOrder = (descending: boolean) => ({ orders: [{ attribute: 'name', descending }] });

  it('are compared in the order of names, however many words someone has', async () => {
    // The word of all others leaves no path but the walk.
    for (const descending of [false, true]) {
      const all = (await ask({ search: 'zoe', ...inOrder(descending), limit: 5_000 })).ids;
      assert.deepEqual(all, descending ? byName.toReversed() : byName);
    }
    const cursor = { id: byName[9] ?? '', before: false };
    assert.deepEqual(
      (await ask({ search: 'zoe', ...inOrder(false), limit: 6, cursor })).ids,
      byName.slice(10, 16),
    );
    const before = { ...cursor, before: true };
    assert.deepEqual(
      (await ask({ search: 'zoe', ...inOrder(false), limit: 6, cursor: before })).ids,
      byName.slice(3, 9),
    );
  });

  it('are compared beside labels, however many words someone has', async () => {
    const labelled = { search: 'zoe label:few', counted: true };
    assert.deepEqual((await ask({ ...labelled, ...inOrder(false) })).ids, byName);
    assert.deepEqual(
      (await ask(labelled)).ids,
      few.map(({ id }) => id),
    );
  });

  if (database.engine === 'postgres')
    it('are walked four times as far as rows', async () => {
      const within = { ...bounds, scanned: 1_000, sorted: 10 };
      assert.deepEqual((await ask({ search: 'zoe', ...inOrder(false) }, within)).ids, byName);
      await assert.rejects(ask({ search: 'zoe' }, within), { code: 'query_too_broad' });
      await assert.rejects(ask({ search: 'zoe', ...inOrder(false) }, { ...within, scanned: 500 }), {
        code: 'query_too_broad',
      });
    });

  if (database.engine === 'postgres')
    it('are in indexes that are walked in their order, whatever PostgreSQL knows of the rows', async () => {
      const read = async () => {
        const { queries } = await ask({ search: 'u100', ...inOrder(false) });
        const walked = await plansOf(queries, /\bas step\b/);
        assert.match(walked, /Merge Append/);
        assert.match(walked, /Index Only Scan using users_by_name_with_words/);
        assert.match(walked, /Index Scan using users_by_name_of_many_words/);
        assert.doesNotMatch(walked, /->\s+(?:Incremental )?Sort\b/);
      };
      await read();
      const labelled = await ask({ search: 'zoe label:few', ...inOrder(false), counted: true });
      const plans = await plansOf(labelled.queries, /\bas few\b/);
      assert.match(plans, /Index Only Scan using users_with_labels_and_words/);
      assert.match(plans, /Index Scan using users_with_many_labels/);
      await forgetStatistics(database.setting());
      await read();
    });
});
