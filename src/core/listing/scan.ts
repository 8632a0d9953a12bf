import { setImmediate } from 'node:timers/promises';
import { type Fragment, rowsOf, sql } from '../../db/fragment.ts';
import { indexed, matchesAmong } from './access-path.ts';
import { type Condition, columnsCompared } from './conditions.ts';
import { type IndexRange, orderOfRange, rowsInRange, unmetConditions } from './index-range.ts';
import { wordTable } from './listing.ts';
import { type Key, orderBy } from './order.ts';
import { countIn, idsIn, type Search } from './search.ts';
import { allOf, ENTRY_BYTES } from './sql.ts';

/** Steps of an engine that does not hold this process meanwhile are so much longer. */
const STEP_ELSEWHERE = 5;

/** An index that has all that is compared is read so many times as fast as rows. */
const ENTRIES_PER_ROW = 4;

/** Which of the matching rows to return. */
export type Window = { readonly skip: number; readonly take: number };

export type ScanResult = {
  readonly ids: readonly string[];
  /** How many of the skipped rows existed. */
  readonly skipped: number;
  /** How many rows match, if all were looked at. */
  readonly total?: number;
};

/** A scan in several stretches, each of which goes on where the one before ended. */
export type Walk = {
  /** Reads on, up to so many rows in all. Returns `undefined` when the window needs more, or may need more. */
  readonly on: (most: number) => Promise<ScanResult | undefined>;
  /** The same for the last stretch: it also finds out whether there is a row behind it. */
  readonly toEnd: (most: number) => Promise<ScanResult | undefined>;
  /** The share of the window that has been found. */
  readonly share: () => number;
  /** How many rows the last stretch may read. */
  readonly most: number;
};

/** Prepares the scan of an index range after `after`. Each step is one short statement, and the process yields between steps. */
export function walkAlong(
  search: Search,
  range: IndexRange,
  { skip, take, after }: Window & { readonly after?: Key | undefined },
): Walk {
  const rest = unmetConditions(search.conditions, range);
  if (rest.length === 0 && range.source === 'rows') {
    const whole = () => scanIndexOnly(search, range, { skip, take, after });
    return { on: whole, toEnd: whole, share: () => 0, most: search.bounds.scanned };
  }
  const ids = new Set<string>();
  // PostgreSQL ends where the page is full, and holds no process before, unless so many ids are taken over.
  const isOne = search.read.sql.engine === 'postgres' && skip + take <= search.bounds.batch;
  let start = after;
  let read = 0;
  const on: Walk['on'] = async (most) => {
    while (read < most) {
      const size = Math.min(most - read, isOne ? most : search.bounds.batch);
      const step = { after: start, size, rest, most: skip + take - ids.size };
      const { found, end } = await matchesInStep(search, range, step);
      read += size;
      for (const id of found) ids.add(id);
      if (ids.size >= skip + take || !end) return sliceIds([...ids], { skip, take });
      start = end;
      await setImmediate();
    }
    return undefined;
  };
  const toEnd: Walk['on'] = async (most) => {
    const found = await on(most);
    if (found || (await hasRowsAfter(search, range, start))) return found;
    return sliceIds([...ids], { skip, take });
  };
  const compared = ['id', ...rest.flatMap(columnsCompared)];
  const most = search.bounds.scanned * (areBeside(search, range, compared) ? ENTRIES_PER_ROW : 1);
  return { on, toEnd, share: () => ids.size / (skip + take), most };
}

/** Scans an index range, reading at most `most` rows. Returns `undefined` when more would be needed. */
export async function scan(
  search: Search,
  range: IndexRange,
  { most, ...window }: Window & { readonly after?: Key | undefined; readonly most: number },
): Promise<ScanResult | undefined> {
  return walkAlong(search, range, window).toEnd(most);
}

type Counted = {
  readonly take: number;
  readonly most: number;
  readonly step: number;
  /** Gives up when too few of the first rows match. */
  readonly unless?: { readonly fewerThan: number; readonly among: number };
};

/**
 * Counts the matches in a range up to `take`, reading at most `most` rows, `step` of them in each statement that holds this process. Returns
 * `undefined` when more would be needed.
 */
export async function countInRange(
  search: Search,
  range: IndexRange,
  { take, most, step, unless }: Counted,
): Promise<number | undefined> {
  if (range.source === 'words') return (await scan(search, range, { skip: 0, take, most }))?.ids.length;
  const rest = unmetConditions(search.conditions, range);
  const atOnce = search.read.sql.engine === 'postgres' ? step * STEP_ELSEWHERE : step;
  let start: Key | undefined;
  let found = 0;
  let size = Math.min(most, Math.max(1, unless?.among ?? atOnce));
  for (let left = most; left > 0; left -= size) {
    size = left === most ? size : Math.min(left, atOnce);
    const { n, end } = await countInStep(search, range, { after: start, size, rest, most: take - found });
    found += n;
    if (found >= take || !end) return found;
    if (unless && left === most && found < unless.fewerThan) return undefined;
    start = end;
    await setImmediate();
  }
  return (await hasRowsAfter(search, range, start)) ? undefined : found;
}

export function sliceIds(ids: readonly string[], { skip, take }: Window): ScanResult {
  return { ids: ids.slice(skip, skip + take), skipped: Math.min(skip, ids.length) };
}

/** When the range satisfies every condition, reads the index up to the end of the window. */
async function scanIndexOnly(
  search: Search,
  range: IndexRange,
  { skip, take, after }: Window & { readonly after?: Key | undefined },
): Promise<ScanResult> {
  const rows = rowsInRange(search, range, after);
  const order = orderOfRange(search, range);
  const ids = await idsIn(search, sql`select id ${rows} ${order} limit ${take} offset ${skip}`);
  if (ids.length > 0 || skip === 0) return { ids, skipped: skip };
  return { ids, skipped: await countIn(search, sql`select 1 as one ${rows} ${order} limit ${skip}`) };
}

/** So many rows of a range after a key, of which at most `most` are wanted that meet the remaining conditions. */
type Step = {
  readonly after: Key | undefined;
  readonly size: number;
  readonly rest: readonly Condition[];
  readonly most: number;
};
type Cell = string | number | null;

/**
 * Returns the ids of a step's rows that meet the remaining conditions, in the order of the range, and the key of the step's last
 * row if it is full. One statement, so that rows that come or go meanwhile move no step.
 */
async function matchesInStep(
  search: Search,
  range: IndexRange,
  step: Step,
): Promise<{ readonly found: readonly string[]; readonly end: Key | undefined }> {
  const isCompared = range.source === 'rows';
  const query = withEnd(search, range, step, {
    ...{ rows: idsInStep(search, range, step), column: 'id' },
    // Where words lead to the rows, these are compared only afterwards.
    ...(isCompared && { n: sql`count(*)` }),
  });
  const rows = await rowsOf<Record<string, Cell>>(search.read, query);
  const last = rows.find(({ id }) => id === null);
  const ids = rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const found = isCompared ? ids : await matchesAmong(search, ids, step.rest);
  return { found, end: last && keyIn(range, last) };
}

/** Returns how many of a step's rows meet the remaining conditions, up to `most`, and the key of its last row if it is full. */
async function countInStep(
  search: Search,
  range: IndexRange,
  step: Step,
): Promise<{ readonly n: number; readonly end: Key | undefined }> {
  const matching = matchingInStep(search, range, step, []);
  const rows = sql`select count(*) as n from (select 1 as one from ${matching}) as few`;
  const query = withEnd(search, range, step, { rows, column: 'n', n: sql`sum(n)` });
  const both = await rowsOf<Record<string, Cell>>(search.read, query);
  const end = both.find(({ n }) => n === null);
  return { n: Number(both.find(({ n }) => n !== null)?.n ?? 0), end: end && keyIn(range, end) };
}

type Found = {
  /** Rows of one column, which is never null. */
  readonly rows: Fragment;
  readonly column: string;
  /** How many matches those rows stand for, if that is known. */
  readonly n?: Fragment;
};

/** What was found in a step, and a row with the key of its last row if it is full and may have to be gone on from. */
function withEnd(search: Search, range: IndexRange, step: Step, { rows, column, n }: Found): Fragment {
  const nothing = sql.join(range.key.map((_, at) => sql`null as ${sql.ref(`k${at}`)}`));
  const found = sql`select ${sql.ref(column)}, ${nothing}`;
  const last = sql`select null as ${sql.ref(column)}, last.* from (${lastInStep(search, range, step)}) as last`;
  const { engine, isSharded } = search.read.sql;
  if (n === undefined || engine === 'sqlite' || isSharded)
    return sql`${found} from (${rows}) as found union all ${last}`;
  // To find the end takes a fifth to a half as long as the step.
  return sql`with found as materialized (${rows}) ${found} from found
    union all ${last} where (select ${n} from found) < ${step.most}`;
}

/** The ids of a step's rows that meet the remaining conditions. A row can have several words in a range: each is taken once. */
function idsInStep(search: Search, range: IndexRange, step: Step): Fragment {
  if (range.source === 'rows') return sql`select id from ${matchingInStep(search, range, step, ['id'])}`;
  const { id } = wordTable(search.collection);
  const rows = sql`select ${sql.ref(id)} as id ${rowsInRange(search, range, step.after)}`;
  return sql`select distinct id from (${rows} ${orderOfRange(search, range)} limit ${step.size}) as step`;
}

/** The columns of a step's rows that meet the remaining conditions, and what these compare, as a table for `from`. */
function matchingInStep(
  search: Search,
  range: IndexRange,
  { after, size, rest, most }: Step,
  columns: readonly string[],
): Fragment {
  // An index that has all that is compared saves reading the rows, and each column less a copy.
  const names = [...new Set([...columns, ...rest.flatMap(columnsCompared)])];
  const read = names.length > 0 ? sql.join(names.map((name) => sql.ref(name))) : sql`1 as one`;
  const order = orderOfRange(search, range);
  const rows = hasWordsBeside(search, range, names)
    ? rowsWithWords(search, range, { after, size })
    : sql`${rowsInRange(search, range, after)} ${order}`;
  return sql`(select ${read} ${rows} limit ${size}) as step
    where ${allOf(search.read.sql.fragments, 'step', rest)} limit ${most}`;
}

/** Reports whether PostgreSQL has what is needed of a range's rows in two indexes. SQLite has it in one. */
function hasWordsBeside(search: Search, range: IndexRange, names: readonly string[]): boolean {
  return search.read.sql.engine === 'postgres' && areBeside(search, range, names);
}

/** Reports whether an index has the words of a range's rows, and no more of these is needed. */
function areBeside({ collection }: Search, { source, key }: IndexRange, names: readonly string[]): boolean {
  if (source === 'words') return false;
  const known = ['search', ...key.map(({ column }) => column)];
  const attribute = key[0] && indexed(collection, key[0].column);
  return (
    attribute?.kind === 'text' &&
    attribute.wordsBeside === true &&
    names.every((name) => known.includes(name))
  );
}

/** The rows of a range by way of two indexes: an entry has room for the words of most rows, and the others are in another one. */
function rowsWithWords(
  search: Search,
  range: IndexRange,
  { after, size }: Pick<Step, 'after' | 'size'>,
): Fragment {
  const columns = sql.join(['search', ...range.key.map(({ column }) => column)].map((name) => sql.ref(name)));
  const rows = rowsInRange(search, range, after);
  const order = orderOfRange(search, range);
  const some = (those: Fragment) =>
    sql`(select ${columns} ${rows} and octet_length(search) ${those} ${ENTRY_BYTES} ${order} limit ${size})`;
  return sql`from (${some(sql`<=`)} union all ${some(sql`>`)}) as either ${orderBy('either', range.order)}`;
}

/** The key of a step's last row, as `k0`, `k1`, …; none if the range ends before. */
function lastInStep(
  search: Search,
  range: IndexRange,
  { after, size }: Pick<Step, 'after' | 'size'>,
): Fragment {
  const columns = sql.join(
    range.key.map(({ column }, at) => sql`${sql.ref(column)} as ${sql.ref(`k${at}`)}`),
  );
  const order = orderOfRange(search, range);
  return sql`select ${columns} ${rowsInRange(search, range, after)} ${order} limit 1 offset ${size - 1}`;
}

function keyIn({ key }: IndexRange, row: Readonly<Record<string, Cell>>): Key {
  return key.map((_, at) => row[`k${at}`] ?? '');
}

async function hasRowsAfter(search: Search, range: IndexRange, after: Key | undefined): Promise<boolean> {
  const order = orderOfRange(search, range);
  return (
    (await countIn(search, sql`select 1 as one ${rowsInRange(search, range, after)} ${order} limit 1`)) > 0
  );
}
