import type { Read } from '../../db/database.ts';
import type { ProjectId } from '../projects/project.ts';
import { conditionsOf, never } from './conditions.ts';
import { countOf } from './count.ts';
import type { Collection, Listing } from './listing.ts';
import { pageIds } from './page.ts';
import { randomPage } from './random.ts';
import { type Bounds, boundsFor, defaultBounds, type Search } from './search.ts';

/**
 * Returns the ids of a page's rows in order, and the number of matches. Never reads more rows than the bounds allow,
 * whatever the size of the collection. Fails with `query_too_broad` and `cursor_not_found`.
 */
export async function find(
  read: Read,
  project: ProjectId,
  collection: Collection,
  listing: Listing,
  bounds: Bounds = defaultBounds,
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  const conditions = conditionsOf(collection.attributes, listing);
  if (conditions.includes(never)) return { ids: [], total: 0 };
  const search: Search = { read, project, collection, conditions, bounds: boundsFor(conditions, bounds) };
  const { orders } = listing;
  const ids =
    orders === 'random' ? await randomPage(search, listing) : await pageIds(search, { ...listing, orders });
  return { ids, total: listing.counted ? await countOf(search) : 0 };
}
