import type { Candidates } from '../../db/database.ts';
import { sql } from '../../db/fragment.ts';
import { accessPathsOf, idsOfPath, isCovered, partsInside, wordCondition } from './access-path.ts';
import type { Condition } from './conditions.ts';
import { keptCount } from './kept-counts.ts';
import { wordTable } from './listing.ts';
import type { AccessPath, Branch, EntryCounts, Paths, SelectivePath } from './path.ts';
import { countIn, type Search } from './search.ts';

const PATHS_TRIED = 3;
/** The share of a small collection up to which the index of parts leads sooner than all rows in their order. */
const MOST_OF_FEW = 0.75;
/** So many times the rows of a step along an index are read by one statement, if they are compared in one place. */
const BATCHES = 2;
/** The same if no row is read: an entry takes a microsecond. */
const BATCHES_COVERED = 5;
const BATCHES_ELSEWHERE = 4;
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
    return path ?? (await shortPath(search, paths));
  });
  const selective = once(
    async () => (await short()) ?? shortestPath(search, (await known()).paths, [() => search.bounds.sorted]),
  );
  return { short, selective };
}

/** Returns a path with few enough rows to sort in memory, one with far fewer than the others if there is one. */
export async function selectivePath(search: Search): Promise<SelectivePath | undefined> {
  return (search.paths ?? pathsOf(search)).selective();
}

/** Reports whether one statement may read all rows of the path: they are compared in one place, unlike along an index. */
export function isShort(search: Search, path: SelectivePath): boolean {
  return path.entries <= rowsAtOnce(search, path);
}

/**
 * How many rows of a path one statement may read: more where an index has all that is read of them, and on PostgreSQL, which holds no
 * process here. Of more rows than that, a page is sooner found in the order of the list.
 */
function rowsAtOnce(search: Search, path: AccessPath): number {
  const { read, bounds } = search;
  if (read.sql.engine === 'postgres') return bounds.batch * BATCHES_ELSEWHERE;
  return bounds.batch * (isCovered(search, path) ? BATCHES_COVERED : BATCHES);
}

type Known = { readonly paths: readonly AccessPath[]; readonly path?: SelectivePath };

/** Returns the paths to try, and the one to choose if counting alone finds it. */
async function knownPaths(search: Search, paths: readonly AccessPath[]): Promise<Known> {
  const unique = paths.find((path) => path.unique);
  if (unique) return { paths, path: { ...unique, entries: 1 } };
  const tried = paths.slice(0, PATHS_TRIED);
  const short = await shortPath(search, tried.filter(isKnown));
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

/** Compares the candidates of a path. Returns nothing if the index of parts was dropped meanwhile. */
export async function settled(
  { conditions }: Search,
  path: SelectivePath,
): Promise<SelectivePath | undefined> {
  const { candidates, ...known } = path;
  if (!candidates) return path;
  const ids = await candidates.ids();
  const [wanted] = path.branches;
  if (!ids || wanted?.is !== 'parts') return undefined;
  const met = conditions.filter((each) => each.is === 'inside' && wanted.parts.includes(each.part));
  return { ...known, branches: [{ is: 'ids', ids }], entries: ids.length, met, inOrder: ids };
}

async function counted(search: Search, path: AccessPath): Promise<SelectivePath> {
  return { ...path, entries: await entriesOf(search, path, search.bounds.sorted) };
}

/** Returns a path to few rows, or to as many as one statement may read. */
async function shortPath(search: Search, paths: readonly AccessPath[]): Promise<SelectivePath | undefined> {
  const { sorted } = search.bounds;
  return shortestPath(search, paths, [
    () => Math.floor(sorted * FEW),
    (path) => Math.min(sorted, rowsAtOnce(search, path)),
  ]);
}

/** Returns a path with at most as many entries as a bound allows, trying one bound after the other. */
async function shortestPath(
  search: Search,
  paths: readonly AccessPath[],
  bounds: readonly ((path: AccessPath) => number)[],
): Promise<SelectivePath | undefined> {
  for (const bound of bounds) {
    for (const path of paths) {
      const most = bound(path);
      const entries = await entriesOf(search, path, most);
      if (entries <= most) return { ...path, entries };
    }
  }
  return undefined;
}

/** Counts the entries of a path up to one more than `most`, unless it is known from before. */
async function entriesOf(search: Search, path: AccessPath, most: number): Promise<number> {
  const [only] = path.branches;
  if (path.candidates) return path.candidates.count;
  if (path.branches.length === 1 && only?.is === 'ids') return only.ids.length;
  const isOfIds = path.branches.some(({ is }) => is === 'ids');
  const count = () => countIn(search, sql`${idsOfPath(search, path)} limit ${most + 1}`);
  return countedOnce(isOfIds ? undefined : search.counts, keyOf(path.branches), most, count);
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

/**
 * Replaces the branches inside words by the ids that they lead to; of a path of parts alone, candidates stay uncompared if they are many.
 * Returns `undefined` when they are more than `most`.
 */
async function lookedUp(search: Search, path: AccessPath, most: number): Promise<AccessPath | undefined> {
  const branches: Branch[] = [];
  let found = 0;
  for (const branch of path.branches) {
    if (!needsParts(branch)) branches.push(branch);
    for (const parts of alternativesOf(branch)) {
      if (await isWordOfMore(search, parts, most)) return undefined;
      const candidates = await search.inside?.(parts, most - found);
      if (!candidates) return undefined;
      if (branch.is === 'parts' && path.branches.length === 1) return ofCandidates(search, path, candidates);
      const ids = await candidates.ids();
      if (!ids) return undefined;
      branches.push({ is: 'ids', ids });
      found += candidates.count;
    }
  }
  return { ...path, branches };
}

async function ofCandidates(
  search: Search,
  path: AccessPath,
  candidates: Candidates,
): Promise<AccessPath | undefined> {
  const whole = { ...path, candidates, entries: candidates.count };
  const isSoon = isShort(search, whole) || whole.entries <= search.bounds.sorted * FEW;
  return isSoon ? settled(search, whole) : whole;
}

/**
 * Reports whether more than `most` rows have the only part as a whole word, which is counted in a third of the time in which the index of
 * parts says that they are too many.
 */
async function isWordOfMore(search: Search, parts: readonly string[], most: number): Promise<boolean> {
  const [part] = parts;
  if (part === undefined || parts.length > 1 || !search.collection.words) return false;
  if ((await rowsWithWord(search, part, most)) <= most) return false;
  // Words that begin so are no fewer.
  const beginning = keyOf([{ is: 'word', prefix: part }]);
  if (most > (search.counts?.get(beginning)?.most ?? 0))
    search.counts?.set(beginning, { entries: most + 1, most });
  return true;
}

/** Counts rows that have a word as it is, up to one more than `most`, unless it is known from before. */
async function rowsWithWord(
  { collection, project, counts, ...search }: Search,
  word: string,
  most: number,
): Promise<number> {
  const { table } = wordTable(collection);
  const rows = sql`select 1 as one from ${sql.ref(table)} where project_id = ${project} and word = ${word} limit ${most + 1}`;
  return countedOnce(counts, keyOf([{ is: 'in', column: 'word', values: [word] }]), most, () =>
    countIn({ collection, project, ...search }, rows),
  );
}

/** Returns what is known of entries from before, or counts them. */
async function countedOnce(
  counts: EntryCounts | undefined,
  key: string,
  most: number,
  count: () => Promise<number>,
): Promise<number> {
  const known = counts?.get(key);
  if (known && (known.entries <= known.most || most <= known.most)) return known.entries;
  const entries = await count();
  counts?.set(key, { entries, most });
  return entries;
}

/** Makes a part the beginning of a word if some rows have it as a word, but no more than may be sorted. */
export async function wholeWord(search: Search, condition: Condition): Promise<Condition> {
  if (condition.is !== 'inside') return condition;
  const { sorted } = search.bounds;
  const rows = await rowsWithWord(search, condition.part, sorted);
  return rows > 0 && rows <= sorted ? { is: 'word', prefix: condition.part } : condition;
}

function alternativesOf(branch: Branch): readonly (readonly string[])[] {
  if (branch.is === 'parts') return [branch.parts];
  return needsParts(branch) && branch.is !== 'ids' ? (partsInside(branch) ?? []).map((part) => [part]) : [];
}
