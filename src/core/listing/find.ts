import type { ReplicaRead } from '../../db/database.ts';
import { Failure } from '../failure.ts';
import type { ProjectId } from '../projects/project.ts';
import { pathsOf } from './choose-path.ts';
import { conditionsOf, never } from './conditions.ts';
import { countOf } from './count.ts';
import type { Collection, Listing } from './listing.ts';
import { isSmallCollection, pageIds } from './page.ts';
import type { Paths } from './path.ts';
import { randomPage } from './random.ts';
import { type Bounds, boundsFor, defaultBounds, type Inside, type Search } from './search.ts';

/**
 * Returns the ids of a page's rows in order, and the number of matches. Never reads more rows than the bounds allow,
 * whatever the size of the collection. Fails with `query_too_broad` and `cursor_not_found`.
 */
export async function find(
  read: ReplicaRead,
  project: ProjectId,
  collection: Collection,
  listing: Listing,
  bounds: Bounds = defaultBounds,
): Promise<Found> {
  try {
    return await findOnce(read, project, collection, listing, bounds);
  } catch (error) {
    const isUnknown = error instanceof Failure && error.code === 'cursor_not_found';
    // A replica may not have the row yet with which an earlier page of the primary ended.
    if (isUnknown && read.usePrimary?.()) return findOnce(read, project, collection, listing, bounds);
    throw error;
  }
}

type Found = { readonly ids: readonly string[]; readonly total: number };

async function findOnce(
  read: ReplicaRead,
  project: ProjectId,
  collection: Collection,
  listing: Listing,
  bounds: Bounds,
): Promise<Found> {
  const conditions = conditionsOf(collection.attributes, listing);
  if (conditions.includes(never)) return { ids: [], total: 0 };
  const search = await insideWords(
    { read, project, collection, conditions, bounds: boundsFor(conditions, bounds), counts: new Map() },
    listing,
  );
  const { orders } = listing;
  const { ids, total } =
    orders === 'random'
      ? { ids: await randomPage(search, listing), total: undefined }
      : await pageIds(search, { ...listing, orders });
  return { ids, total: listing.counted ? (total ?? (await countOf(search))) : 0 };
}

/**
 * Searches inside words when the index of parts leads to few enough rows, or all rows may be read. Otherwise the words
 * of the search stay beginnings of words, which can be counted along their own index.
 */
async function insideWords(search: Search, listing: Listing): Promise<Search> {
  const { read, collection } = search;
  if (!collection.inside || !read.substrings.exists()) return withPaths(search);
  const withParts = withPaths({ ...search, inside: lookUp(search) });
  const conditions = conditionsOf(collection.attributes, listing, true);
  if (!conditions.some(({ is }) => is === 'inside')) return withParts;
  const inside = withPaths({ ...withParts, conditions });
  const isBounded = (await inside.paths.selective()) !== undefined || (await isSmallCollection(search));
  return isBounded ? inside : withParts;
}

function withPaths<T extends Search>(search: T): T & { readonly paths: Paths } {
  return { ...search, paths: pathsOf(search) };
}

/** Looks the same parts up at most once. */
function lookUp({ read, project }: Search): Inside {
  const found = new Map<string, ReturnType<Inside>>();
  return (parts, most) => {
    const key = [most, ...parts].join(' ');
    const ids = found.get(key) ?? read.substrings.find(read, { project, parts, most });
    found.set(key, ids);
    return ids;
  };
}
