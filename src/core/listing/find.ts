import type { Read } from '../../db/database.ts';
import type { ProjectId } from '../projects/project.ts';
import { conditionsOf, never } from './conditions.ts';
import { countOf } from './count.ts';
import type { Collection, Listing } from './listing.ts';
import { pageIds } from './page.ts';
import { randomPage } from './random.ts';
import { type Bounds, boundsFor, defaultBounds, type Search } from './search.ts';

/**
 * The ids of a page's rows in their order, and how many rows match in all. However much a collection holds, no more of
 * it is looked at than the bounds allow: refuses with `query_too_broad`, and with `cursor_not_found` and `cursor_on_null`.
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
