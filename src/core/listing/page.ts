import { rowsOf, sql } from '../../db/fragment.ts';
import { accessPathsOf, indexed, matchesOnPath, rowsOfPath, unmetOnPath } from './access-path.ts';
import { isShort, selectivePath, settled } from './choose-path.ts';
import { type Condition, excludesNull } from './conditions.ts';
import { indexRangeFor, unmetConditions } from './index-range.ts';
import { keptCount } from './kept-counts.ts';
import { type Listing, type Order, TOTAL_AT_MOST } from './listing.ts';
import {
  afterKey,
  CREATION_ORDER,
  type Key,
  orderBy,
  type Partition,
  partitionsOf,
  reversed,
  type Term,
  termsOf,
  valueFor,
} from './order.ts';
import { type AccessPath, idsPath, type SelectivePath } from './path.ts';
import { type ScanResult, sliceIds, type Walk, type Window, walkAlong } from './scan.ts';
import { countIn, cursorNotFound, idsIn, queryTooBroad, type Search, withCondition } from './search.ts';
import { allOf } from './sql.ts';

/** A walk that found this fraction of its page among the first rows goes on for so many times as many. */
const PROBED_ON = 4;

type Ordered = Omit<Listing, 'orders'> & { readonly orders: readonly Order[] };

/** Consecutive rows of a list. */
type Section = { readonly search: Search; readonly partition: Partition };

type FoundPage = { readonly ids: readonly string[]; readonly total?: number | undefined };

/** Returns the ids of a page's rows in order, and the number of matches where they were all looked at. */
export async function pageIds(search: Search, listing: Ordered): Promise<FoundPage> {
  const { cursor, limit } = listing;
  const requested = termsOf(search.collection.attributes, listing.orders);
  const terms = cursor?.before ? reversed(requested) : requested;
  const key = cursor && (cursor.key ?? (await keyOf(search, cursor.id, terms)));
  const found = await pageInOrder(search, listing, terms);
  if (found) return found;
  const path = await pathOfAll(search, listing, terms);
  if (path) return pageOfSorted(search, path, listing, { terms, key });
  const ids: string[] = [];
  let skip = listing.offset;
  const sections = sectionsOf(search, listing, { terms, key });
  let total: number | undefined;
  for (const section of sections) {
    if (ids.length === limit) break;
    const found = await findInPartition(section.search, section.partition, {
      skip,
      take: limit - ids.length,
    });
    ids.push(...found.ids);
    skip -= found.skipped;
    if (sections.length === 1) total = found.total;
  }
  // A first page that is not full has all there are.
  if (!cursor && ids.length < limit && (ids.length > 0 || listing.offset === 0))
    total = listing.offset + ids.length;
  return { ids: cursor?.before ? ids.reverse() : ids, total };
}

/** Returns the page where a path has all matches and only them in the order of creation: no row is read. */
async function pageInOrder(
  { conditions, paths }: Search,
  { cursor, first, offset, limit }: Ordered,
  terms: readonly Term[],
): Promise<FoundPage | undefined> {
  const [{ column, descending } = {}] = terms;
  const isByParts = conditions.length > 0 && conditions.every(({ is }) => is === 'inside');
  if (cursor || column !== 'sequence' || !isByParts) return undefined;
  const path = await paths?.selective();
  if (!path?.inOrder) return undefined;
  const sorted = withFirst(descending ? path.inOrder.toReversed() : path.inOrder, first);
  return { ids: sorted.slice(offset, offset + limit), total: Math.min(sorted.length, TOTAL_AT_MOST) };
}

function withFirst(ids: readonly string[], first: string | undefined): readonly string[] {
  return first !== undefined && ids.includes(first) ? [first, ...ids.filter((id) => id !== first)] : ids;
}

/**
 * Returns a path to so few rows that page and total come from reading them once. An index that alone has the page in
 * order is cheaper, and so is a page of which no total is asked.
 */
async function pathOfAll(
  { collection, conditions, paths }: Search,
  { counted, first, cursor }: Ordered,
  terms: readonly Term[],
): Promise<SelectivePath | undefined> {
  if (!counted || conditions.length === 0 || (first !== undefined && cursor)) return undefined;
  const range = indexRangeFor(collection, conditions, terms);
  return range && unmetConditions(conditions, range).length === 0 ? undefined : paths?.short();
}

/** Reads and sorts all rows of a path, also those before a cursor and those without a value to sort by, and counts them. */
async function pageOfSorted(
  search: Search,
  path: SelectivePath,
  { cursor, first, offset, limit }: Ordered,
  { terms, key }: { readonly terms: readonly Term[]; readonly key: Key | undefined },
): Promise<FoundPage> {
  const { read } = search;
  const isAfter = key ? sql`case when ${afterKey('few', terms, key)} then 1 else 0 end` : sql.lit(1);
  const unmet = unmetOnPath(search, path);
  const query = sql`select id, ${isAfter} as after from ${rowsOfPath(search, path, { conditions: unmet, terms })} as few
    where ${allOf(read.sql.fragments, 'few', unmet)} ${orderBy('few', terms)}`;
  const rows = await rowsOf<{ id: string; after: number }>(read, query);
  const sorted = rows.filter(({ after }) => after === 1).map(({ id }) => id);
  const ids = withFirst(sorted, first).slice(offset, offset + limit);
  return { ids: cursor?.before ? ids.toReversed() : ids, total: Math.min(rows.length, TOTAL_AT_MOST) };
}

/** Divides the rows after the cursor: the row that stands first, if any, and the partitions of the others. */
function sectionsOf(
  search: Search,
  { first, cursor }: Ordered,
  { terms, key }: { readonly terms: readonly Term[]; readonly key: Key | undefined },
): readonly Section[] {
  if (first === undefined) return partitionsOf(terms, key).map((partition) => ({ search, partition }));
  const isFirst: Condition = { is: 'in', column: 'id', values: [first] };
  const owner = { search: withCondition(search, isFirst), partition: { terms } };
  const isAtFirst = cursor?.id === first;
  if (isAtFirst && cursor.before) return [];
  const others = withCondition(search, { is: 'not', of: isFirst });
  const rest = partitionsOf(terms, isAtFirst ? undefined : key).map((partition) => ({
    search: others,
    partition,
  }));
  if (!cursor) return [owner, ...rest];
  return cursor.before ? [...rest, owner] : rest;
}

/** Returns the key of the cursor's row. */
async function keyOf(search: Search, id: string, terms: readonly Term[]): Promise<Key> {
  const { read, project, collection } = search;
  const columns = sql.join(terms.map((term) => sql.ref(term.column)));
  const query = sql`select ${columns} from ${sql.ref(collection.table)}
    where project_id = ${project} and id = ${id}`;
  const [row] = await rowsOf<Record<string, unknown>>(read, query);
  if (!row) throw cursorNotFound(collection, id);
  return terms.map((term) => valueFor(term, row));
}

/**
 * Chooses a strategy. Unique values are looked up. Otherwise scans an index in the requested order, which ends early
 * when many rows match; when few match, fetches them by another index and sorts; as a last resort, scans up to the
 * bound.
 */
async function findInPartition(search: Search, partition: Partition, window: Window): Promise<ScanResult> {
  if (partition.condition && search.conditions.some((other) => contradicts(other, partition.condition)))
    return sliceIds([], window);
  const narrowed = withCondition(search, partition.condition);
  const { collection, conditions, bounds } = narrowed;
  const paths = accessPathsOf(narrowed);
  const range = paths.some((path) => path.unique)
    ? undefined
    : indexRangeFor(collection, conditions, partition.terms);
  const walk = range && walkAlong(narrowed, range, { ...window, after: partition.after });
  const probed = (await walk?.on(bounds.probed)) ?? (await almost(walk)?.on(bounds.probed * (1 + PROBED_ON)));
  if (probed) return probed;
  const path = await pathIn(search, narrowed, partition);
  if (path && isShort(narrowed, path)) return scanAndSort(narrowed, partition, window, path);
  if (path) {
    // Of many matches, some stand at the beginning: found there by reading no more rows than sorting would.
    const early = await walk?.on(path.entries);
    if (early) return early;
    const known = await settled(narrowed, path);
    if (known)
      return (
        inKnownOrder(narrowed, known, partition, window) ??
        scanAndSort(narrowed, partition, window, await narrowedPath(narrowed, known))
      );
  }
  if (walk) return (await walk.toEnd(walk.most)) ?? refuse(walk.most);
  return (await isSmallCollection(search))
    ? scanAndSort(narrowed, partition, window)
    : refuse(bounds.scanned);
}

/** Returns the window where a path has all matches and only them in the order of creation, whose place in it is not asked for. */
function inKnownOrder(
  search: Search,
  path: SelectivePath,
  { terms, after }: Partition,
  window: Window,
): ScanResult | undefined {
  const [{ column, descending } = {}] = terms;
  if (!path.inOrder || after || column !== 'sequence' || unmetOnPath(search, path).length > 0)
    return undefined;
  const total = Math.min(path.inOrder.length, TOTAL_AT_MOST);
  return { ...sliceIds(descending ? path.inOrder.toReversed() : path.inOrder, window), total };
}

/** Returns the walk if so much of the page was found that the rest is soon found, too: sooner than a path is. */
function almost(walk: Walk | undefined): Walk | undefined {
  return walk && walk.share() * PROBED_ON >= 1 ? walk : undefined;
}

/** Returns the path of the list, or one that only the rows of a partition have. */
async function pathIn(
  search: Search,
  narrowed: Search,
  { condition }: Partition,
): Promise<SelectivePath | undefined> {
  const unique = accessPathsOf(narrowed).find((path) => path.unique);
  if (unique) return { ...unique, entries: 1 };
  const path = await selectivePath(search);
  if (path || !condition) return path;
  const { paths: _, ...alone } = narrowed;
  return selectivePath(alone);
}

/** Returns a path to only those rows of a long one that match, found in short steps where a statement holds this process. */
async function narrowedPath(search: Search, path: AccessPath): Promise<AccessPath> {
  if (search.read.sql.engine === 'postgres') return path;
  return idsPath(await matchesOnPath(search, path, search.bounds.sorted));
}

function contradicts(other: Condition, condition: Condition | undefined): boolean {
  if (condition?.is !== 'null') return false;
  if (condition.yes) return excludesNull(other, condition.column);
  return other.is === 'null' && other.yes && other.column === condition.column;
}

/** Reads and sorts all rows of a path, or of the project. */
async function scanAndSort(
  search: Search,
  partition: Partition,
  window: Window,
  path?: AccessPath,
): Promise<ScanResult> {
  const { read, conditions } = search;
  const { terms } = partition;
  const tested = path ? unmetOnPath(search, path) : conditions;
  const met = [
    allOf(read.sql.fragments, 'few', tested),
    ...(partition.after ? [afterKey('few', terms, partition.after)] : []),
  ];
  const ids = await idsIn(
    search,
    sql`select id from ${rowsOfPath(search, path, { conditions: tested, terms })} as few where ${sql.join(met, sql` and `)}
      ${orderBy('few', terms)} limit ${Math.max(window.skip + window.take, TOTAL_AT_MOST)}`,
  );
  const isWhole = !partition.after && !partition.condition;
  return { ...sliceIds(ids, window), ...(isWhole && { total: Math.min(ids.length, TOTAL_AT_MOST) }) };
}

/** Reports whether all rows may be read; in creation order that is cheaper than by a path. */
export async function isSmallCollection(search: Search): Promise<boolean> {
  const { read, project, collection, bounds } = search;
  const most = bounds.whole ?? bounds.scanned;
  if (collection.counted) return (await keptCount(read, project, collection.counted)) <= most;
  // Without such an index, counting alone would read every row.
  if (!indexed(collection, 'sequence')) return false;
  const all = sql`select 1 as one from ${sql.ref(collection.table)} where project_id = ${project}`;
  const order = orderBy(collection.table, CREATION_ORDER);
  return (await countIn(search, sql`${all} ${order} limit ${most + 1}`)) <= most;
}

function refuse(rows: number): never {
  throw queryTooBroad(rows);
}
