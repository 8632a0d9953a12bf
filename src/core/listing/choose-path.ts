import { sql } from '../../db/fragment.ts';
import { accessPathsOf, idsOfPath, partsInside, wordCondition } from './access-path.ts';
import { keptCount } from './kept-counts.ts';
import { wordTable } from './listing.ts';
import type { AccessPath, Branch, Paths, SelectivePath } from './path.ts';
import { countIn, type Search } from './search.ts';

const PATHS_TRIED = 3;
/** The share of a small collection up to which the index of parts leads sooner than all rows in their order. */
const MOST_OF_FEW = 0.75;
/** The share of the rows that may be sorted up to which paths are counted first, so that one to few rows is found early. */
const FEW = 0.025;

/** Prepares the choice of a path. Conditions that partitions of a list add later narrow it no further. */
export function pathsOf(search: Search): Paths {
  const once = <T>(look: () => Promise<T>) => {
    let found: Promise<T> | undefined;
    return () => {
      found ??= look();
      return found;
    };
  };
  const known = once(() => knownPaths(search, accessPathsOf(search)));
  const short = once(async () => {
    const { path, paths } = await known();
    return path ?? (await shortestPath(search, paths, [FEW, shortShare(search)]));
  });
  const selective = once(async () => (await short()) ?? shortestPath(search, (await known()).paths, [1]));
  return { short, selective };
}

/** Returns a path with few enough rows to sort in memory, one with far fewer than the others if there is one. */
export async function selectivePath(search: Search): Promise<SelectivePath | undefined> {
  return (search.paths ?? pathsOf(search)).selective();
}

/** Reports whether one statement may read all rows of the path: they are compared in one place, unlike along an index. */
export function isShort(search: Search, { entries }: SelectivePath): boolean {
  return entries <= shortRows(search);
}

function shortShare(search: Search): number {
  return Math.min(1, shortRows(search) / search.bounds.sorted);
}

/** PostgreSQL holds no process here. Of more rows than that, a page is sooner found in the order of the list. */
function shortRows({ read, bounds }: Search): number {
  return bounds.batch * (read.sql.engine === 'postgres' ? 4 : 2);
}

type Known = { readonly paths: readonly AccessPath[]; readonly path?: SelectivePath };

/** Returns the paths to try, and the one to choose if counting alone finds it. */
async function knownPaths(search: Search, paths: readonly AccessPath[]): Promise<Known> {
  const unique = paths.find((path) => path.unique);
  if (unique) return { paths, path: { ...unique, entries: 1 } };
  const tried = paths.slice(0, PATHS_TRIED);
  const short = await shortestPath(search, tried.filter(isKnown), [FEW, shortShare(search)]);
  if (short && short.entries <= search.bounds.sorted * FEW) return { paths: tried, path: short };
  const known: AccessPath[] = [];
  for (const candidate of tried) {
    // What leads to as many rows as a path that is known already is of no use.
    const most = async () => (short ? short.entries - 1 : await fewerThanMost(search));
    const found = isKnown(candidate) ? candidate : await lookedUp(search, candidate, await most());
    if (found && found !== candidate && short) return { paths: tried, path: await counted(search, found) };
    if (found) known.push(found);
  }
  return { paths: known, ...(short && { path: short }) };
}

/**
 * The most rows to which the index of parts is asked to lead: of a small collection, three quarters, since to read the rows in their own
 * order takes less time than to learn from the index that more have the parts.
 */
async function fewerThanMost({ read, project, collection, bounds }: Search): Promise<number> {
  // PostgreSQL tells from the newest rows that a part is common.
  if (!collection.counted || read.sql.engine === 'postgres') return bounds.sorted;
  const rows = await keptCount(read, project, collection.counted);
  return rows <= Math.min(bounds.sorted, bounds.whole ?? bounds.scanned)
    ? Math.ceil(rows * MOST_OF_FEW)
    : bounds.sorted;
}

async function counted(search: Search, path: AccessPath): Promise<SelectivePath> {
  return { ...path, entries: await entriesOf(search, path, search.bounds.sorted) };
}

/** Returns a path with at most so large a share of the rows that may be sorted, trying one share after the other. */
async function shortestPath(
  search: Search,
  paths: readonly AccessPath[],
  shares: readonly number[],
): Promise<SelectivePath | undefined> {
  for (const share of shares) {
    const most = Math.floor(search.bounds.sorted * share);
    for (const path of paths) {
      const entries = await entriesOf(search, path, most);
      if (entries <= most) return { ...path, entries };
    }
  }
  return undefined;
}

/** Counts the entries of a path up to one more than `most`, unless it is known from before. */
async function entriesOf(search: Search, path: AccessPath, most: number): Promise<number> {
  const [only] = path.branches;
  if (path.branches.length === 1 && only?.is === 'ids') return only.ids.length;
  const isOfIds = path.branches.some(({ is }) => is === 'ids');
  const count = () => countIn(search, sql`${idsOfPath(search, path)} limit ${most + 1}`);
  if (!search.counts || isOfIds) return count();
  const key = keyOf(path.branches);
  const known = search.counts.get(key);
  if (known && (known.entries <= known.most || most <= known.most)) return known.entries;
  const entries = await count();
  search.counts.set(key, { entries, most });
  return entries;
}

function keyOf(branches: readonly Branch[]): string {
  return JSON.stringify(branches);
}

/** Reports whether a path needs no look-up in the index of parts, which takes longer than counting. */
function isKnown(path: AccessPath): boolean {
  return !path.branches.some(needsParts);
}

function needsParts(branch: Branch): boolean {
  if (branch.is === 'ids' || branch.is === 'parts') return branch.is === 'parts';
  return !wordCondition(branch) && partsInside(branch) !== undefined;
}

/** Replaces the branches inside words by the ids that they lead to. Returns `undefined` when those are more than `most`. */
async function lookedUp(search: Search, path: AccessPath, most: number): Promise<AccessPath | undefined> {
  const branches: Branch[] = [];
  let found = 0;
  for (const branch of path.branches) {
    if (!needsParts(branch)) branches.push(branch);
    for (const parts of alternativesOf(branch)) {
      if (await isWordOfMore(search, parts, most)) return undefined;
      const ids = await search.inside?.(parts, most);
      if (!ids) return undefined;
      branches.push({ is: 'ids', ids });
      found += ids.length;
      if (found > most) return undefined;
    }
  }
  return { ...path, branches, ...foundBy(search, path, branches) };
}

/**
 * Reports whether more than `most` rows have the only part as a whole word, which is counted in a third of the time in which the index of
 * parts says that they are too many.
 */
async function isWordOfMore(search: Search, parts: readonly string[], most: number): Promise<boolean> {
  const [part] = parts;
  if (part === undefined || parts.length > 1 || !search.collection.words) return false;
  const { table } = wordTable(search.collection);
  const rows = sql`select 1 as one from ${sql.ref(table)} where project_id = ${search.project} and word = ${part} limit ${most + 1}`;
  if ((await countIn(search, rows)) <= most) return false;
  // Words that begin so are no fewer.
  const beginning = keyOf([{ is: 'word', prefix: part }]);
  if (most > (search.counts?.get(beginning)?.most ?? 0))
    search.counts?.set(beginning, { entries: most + 1, most });
  return true;
}

/** What is known of the users to whom an index leads that compares the parts itself. */
function foundBy(
  { read, conditions }: Search,
  { branches: asked }: AccessPath,
  branches: readonly Branch[],
): Pick<AccessPath, 'met' | 'inOrder'> {
  const [[wanted], [found]] = [asked, branches];
  const isWhole = asked.length === 1 && wanted?.is === 'parts' && found?.is === 'ids';
  if (!read.substrings.isExact || !isWhole) return {};
  const met = conditions.filter((each) => each.is === 'inside' && wanted.parts.includes(each.part));
  return { met, inOrder: found.ids };
}

function alternativesOf(branch: Branch): readonly (readonly string[])[] {
  if (branch.is === 'parts') return [branch.parts];
  return needsParts(branch) && branch.is !== 'ids' ? (partsInside(branch) ?? []).map((part) => [part]) : [];
}
