import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Listing, Page } from '../core/listing/listing.ts';
import { readPage } from '../core/listing/read-page.ts';
import { boundedMemory, PAGE_BYTES } from '../core/response-memory.ts';
import { listOwned } from './lists.ts';

type Row = { readonly id: string };
const ids = ['a', 'b', 'c', 'd', 'e', 'f'];

/** A collection of these rows in order, of which each has so many bytes, and some are deleted before they are read. */
function listOf(bytes: number, deleted: readonly string[] = []) {
  return (listing: Listing): Promise<Page<Row>> => {
    const { cursor, limit } = listing;
    const at = cursor ? ids.indexOf(cursor.id) : -1;
    const found = cursor?.before ? ids.slice(Math.max(0, at - limit), at) : ids.slice(at + 1, at + 1 + limit);
    return readPage(
      { memory: boundedMemory() },
      listing,
      { ids: found, total: ids.length },
      {
        sizes: async (some) => some.map((id) => ({ id, bytes })),
        rows: async (some) => some.filter((id) => !deleted.includes(id)).map((id) => ({ id })),
      },
    );
  };
}

const shape = ({ rows, ...page }: Awaited<ReturnType<typeof listOwned<Row>>>) => ({
  rows: rows.map(({ id }) => id).join(''),
  ...page,
});

describe('a page of a list', () => {
  it('names its neighbours', async () => {
    const list = listOf(1);
    const pages = [
      await listOwned({ limit: 4 }, list),
      await listOwned({ limit: 4, cursor: 'd' }, list),
      await listOwned({ limit: 4, cursor: 'e', direction: 'previous' }, list),
      await listOwned({ limit: 2, cursor: 'e', direction: 'previous' }, list),
      await listOwned({ limit: 4, cursor: 'f' }, list),
    ];
    assert.deepEqual(pages.map(shape), [
      { rows: 'abcd', next: 'd', previous: null },
      { rows: 'ef', next: null, previous: 'e' },
      { rows: 'abcd', next: 'd', previous: null },
      { rows: 'cd', next: 'd', previous: 'c' },
      { rows: '', next: null, previous: null },
    ]);
  });

  it('goes on where it ended early, in both directions', async () => {
    const list = listOf(PAGE_BYTES / 2);
    const pages = [
      await listOwned({ limit: 4 }, list),
      await listOwned({ limit: 4, cursor: 'b' }, list),
      await listOwned({ limit: 4, cursor: 'f', direction: 'previous' }, list),
    ];
    assert.deepEqual(pages.map(shape), [
      { rows: 'ab', next: 'b', previous: null },
      { rows: 'cd', next: 'd', previous: 'c' },
      { rows: 'de', next: 'e', previous: 'd' },
    ]);
  });

  it('goes on when a row was deleted while it was read', async () => {
    const page = await listOwned({ limit: 2 }, listOf(1, ['b']));
    assert.deepEqual(shape(page), { rows: 'ac', next: 'c', previous: null });
  });

  it('counts on request, exactly below 5,000', async () => {
    const counted = await listOwned({ limit: 1, counted: true }, listOf(1));
    const many = await listOwned({ counted: true }, async () => ({ rows: [], total: 5_000 }));
    assert.deepEqual(
      [counted.total, counted.totalIsExact, many.total, many.totalIsExact],
      [6, true, 5_000, false],
    );
  });
});
