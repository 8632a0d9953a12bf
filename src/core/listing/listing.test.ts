import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import fc from 'fast-check';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { isWhole } from '../../../test/support/extent.ts';
import { type Expected, expected, matching } from '../../../test/support/listing-model.ts';
import { listingArbitrary, usersArbitrary } from '../../../test/support/listings.ts';
import { Failure } from '../failure.ts';
import { users as collection } from '../users/list.ts';
import { insertUser } from '../users/store.ts';
import type { User } from '../users/user.ts';
import { find } from './find.ts';
import type { Listing } from './listing.ts';
import { type Bounds, defaultBounds } from './search.ts';

/** Runs take up to 50 ms each on PostgreSQL. */
const RUNS = isWhole ? 600 : 160;
/** Forces each strategy for every query. */
const ways: Readonly<Record<string, Bounds>> = {
  'as it is': defaultBounds,
  'in small steps along indexes': { scanned: 10_000, sorted: 0, batch: 20, probed: 3 },
  'by sorting what a path leads to': { scanned: 10_000, sorted: 10_000, batch: 50, probed: 0 },
};

/** Is counted along an index in which rows without a value come first. */
const othersThanOne: Listing = {
  filters: [{ is: 'notEqual', attribute: 'passwordUpdatedAt', values: [1_767_225_600_000] }],
  ...{ orders: [], limit: 25, offset: 0, counted: true },
};

/** Is counted in the order of creation. */
const anyWithWord: Listing = {
  filters: [
    {
      is: 'or',
      filters: [
        { is: 'equal', attribute: 'sequence', values: [1_767_225_600_000_000] },
        { is: 'isNull', attribute: 'labels', values: [] },
      ],
    },
  ],
  ...{ search: 'u', orders: [], limit: 1, offset: 0, counted: true },
};

for (const inside of [false, true])
  onEachEngine(inside ? 'a list with an index of parts' : 'a list', (database) => {
    const here = directory(database);
    const users: readonly User[] = fc.sample(usersArbitrary(250), { numRuns: 1, seed: 20_260_901 })[0] ?? [];

    before(async () => {
      const project = here.actor.project.id;
      if (inside) assert.equal(await here.engine.substrings.apply(true), undefined);
      await here.engine.transact(async (tx) => {
        for (const user of users) await insertUser(tx, project, user);
      });
    });

    const found = async (listing: Listing, bounds: Bounds): Promise<Expected | string> => {
      try {
        return await find(here.core.read, here.actor.project.id, collection, listing, bounds);
      } catch (error) {
        if (error instanceof Failure) return error.code;
        throw error;
      }
    };

    for (const [way, bounds] of Object.entries(ways)) {
      it(`matches the model when found by ${way}`, async () => {
        const ordered = listingArbitrary(users).filter((listing) => listing.orders !== 'random');
        let answered = 0;
        await fc.assert(
          fc.asyncProperty(ordered, async (listing) => {
            const answer = await found(listing, bounds);
            if (answer === 'query_too_broad' && bounds !== defaultBounds) return;
            answered++;
            const model = expected(users, listing, inside);
            // An impossible request is refused before the cursor is looked up.
            if (typeof model === 'string' && typeof answer === 'object')
              assert.deepEqual(answer, { ids: [], total: 0 });
            else assert.deepEqual(answer, model);
          }),
          { numRuns: RUNS, examples: [[othersThanOne], [anyWithWord]] },
        );
        assert.ok(answered > RUNS / 4, `${answered} of ${RUNS} were answered`);
      });
    }

    it('returns a random sample of matches without repeats', async () => {
      await fc.assert(
        fc.asyncProperty(listingArbitrary(users), async (listing) => {
          const { ids, total } = await find(here.core.read, here.actor.project.id, collection, {
            ...listing,
            orders: 'random',
          });
          const matches = matching(users, listing, inside).map((user) => user.id as string);
          const size = Math.min(listing.limit, Math.max(0, matches.length - listing.offset));
          assert.deepEqual([ids.length, total], [size, listing.counted ? matches.length : 0]);
          assert.equal(new Set(ids).intersection(new Set(matches)).size, size);
        }),
        { numRuns: RUNS / 4 },
      );
    });

    for (const name of inside ? [] : ['name', 'accessedAt', 'active']) {
      it(`pages forward and backward through equal values of ${name}`, async () => {
        const order = { attribute: name, descending: true };
        const base = { filters: [], orders: [order], offset: 0, counted: false };
        const all = (expected(users, { ...base, limit: 5_000 }) as { ids: readonly string[] }).ids;
        const page = async (id: string | undefined, before: boolean) => {
          const cursor = id === undefined ? {} : { cursor: { id, before } };
          return (
            await find(here.core.read, here.actor.project.id, collection, { ...base, ...cursor, limit: 17 })
          ).ids;
        };
        const there: string[] = [];
        while (there.length < all.length) there.push(...(await page(there.at(-1), false)));
        assert.deepEqual(there, all);
        const back = [all.at(-1) ?? ''];
        while (back.length < all.length) back.unshift(...(await page(back[0], true)));
        assert.deepEqual(back, all);
      });
    }
  });
