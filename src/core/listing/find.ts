import type { Candidates, ReplicaRead } from '../../db/database.ts';
import { Failure } from '../failure.ts';
import type { ProjectId } from '../projects/project.ts';
import { pathsOf, wholeWord } from './choose-path.ts';
import { conditionsOf, never } from './conditions.ts';
import { countOf } from './count.ts';
import type { Collection, Found, Listing } from './listing.ts';
import { termsOf } from './order.ts';
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

async function findOnce(
  read: ReplicaRead,
  project: ProjectId,
  collection: Collection,
  listing: Listing,
  bounds: Bounds,
): Promise<Found> {
  const conditions = conditionsOf(collection.attributes, listing);
  if (conditions.includes(never)) return { ids: [], total: 0 };
  const { orders } = listing;
  const terms = orders === 'random' ? [] : termsOf(collection.attributes, orders);
  const search = {
    read,
    project,
    collection,
    conditions,
    terms,
    bounds: boundsFor(conditions, bounds),
    counts: new Map(),
  };
  const inside = await insideWords(search, listing);
  try {
    return await foundBy(inside, listing);
  } catch (error) {
    const isTooBroad = error instanceof Failure && error.code === 'query_too_broad';
    // Words that begin so have an index of their own, which may lead to fewer rows.
    if (isTooBroad && inside.conditions !== conditions)
      return foundBy(withPaths({ ...inside, conditions }), listing);
    throw error;
  }
}

async function foundBy(search: Search, listing: Listing): Promise<Found> {
  const { orders } = listing;
  const { ids, total } =
    orders === 'random'
      ? { ids: await randomPage(search, listing), total: undefined }
      : await pageIds(search, { ...listing, orders });
  if (!listing.counted) return { ids, total: 0 };
  return { ids, ...(total === undefined ? await countOf(search) : { total }) };
}

/**
 * Searches inside words where an index of parts exists: a word of the search may then stand anywhere in a word of a row. Where that index
 * leads to too many rows, the words that some rows have as they are stay beginnings of words.
 */
async function insideWords(search: Search, listing: Listing): Promise<Search> {
  const { read, collection } = search;
  if (!collection.inside || !read.substrings.exists()) return withPaths(search);
  const withParts = { ...search, inside: lookUp(search) };
  const conditions = conditionsOf(collection.attributes, listing, true);
  if (!conditions.some(({ is }) => is === 'inside')) return withPaths(withParts);
  const inside = withPaths({ ...withParts, conditions });
  if ((await inside.paths.selective()) || (await isSmallCollection(search))) return inside;
  const words = await Promise.all(conditions.map((condition) => wholeWord(inside, condition)));
  return withPaths({ ...withParts, conditions: words });
}

function withPaths<T extends Search>(search: T): T & { readonly paths: Paths } {
  return { ...search, paths: pathsOf(search) };
}

/** Looks the same parts up at most once, and compares the same candidates once. */
function lookUp({ read, project }: Search): Inside {
  const found = new Map<string, ReturnType<Inside>>();
  return (parts, most) => {
    const key = [most, ...parts].join(' ');
    const candidates =
      found.get(key) ??
      read.substrings.find(read, { project, parts, most }).then((some) => some && once(some));
    found.set(key, candidates);
    return candidates;
  };
}

function once(candidates: Candidates): Candidates {
  let ids: ReturnType<Candidates['ids']> | undefined;
  return {
    ...candidates,
    ids: () => {
      ids ??= candidates.ids();
      return ids;
    },
  };
}
