import { listingOf, queriesInvalid } from './queries.ts';

/**
 * Returns the page of a short list that `limit` and `offset` ask for, which are the only queries it takes. `total` is 0
 * when it is not asked for.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  input: { readonly queries?: readonly string[]; readonly total?: boolean },
): { readonly total: number; readonly rows: readonly Row[] } {
  const { orders, cursor, limit, offset, counted } = listingOf({}, input);
  if (cursor || orders === 'random') throw queriesInvalid('Only limit and offset are supported');
  return { total: counted ? rows.length : 0, rows: rows.slice(offset, offset + limit) };
}
