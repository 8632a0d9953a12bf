import { setImmediate } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { matchesAmong } from './access-path.ts';
import { type Condition, columnsCompared } from './conditions.ts';
import { type IndexRange, orderOfRange, rowsInRange, unmetConditions } from './index-range.ts';
import { wordTable } from './listing.ts';
import type { Key } from './order.ts';
import { countIn, idsIn, type Search } from './search.ts';
import { allOf, OPTIMIZATION_FENCE } from './sql.ts';

/** Which of the matching rows to return. */
export type Window = { readonly skip: number; readonly take: number };

export type ScanResult = {
  readonly ids: readonly string[];
  /** How many of the skipped rows existed. */
  readonly skipped: number;
  /** How many rows match, if all were looked at. */
  readonly total?: number;
};

/** Reads at most so many more rows of a range. Returns `undefined` when the window needs more. */
export type Walk = (most: number) => Promise<ScanResult | undefined>;

/**
 * Prepares the scan of an index range after `after`. Each call goes on where the one before ended. Each step is one short
 * statement, and the process yields between steps.
 */
export function walkAlong(
  search: Search,
  range: IndexRange,
  { skip, take, after }: Window & { readonly after?: Key | undefined },
): Walk {
  const rest = unmetConditions(search.conditions, range);
  if (rest.length === 0 && range.source === 'rows')
    return () => scanIndexOnly(search, range, { skip, take, after });
  const ids = new Set<string>();
  let start = after;
  return async (most) => {
    for (let left = most; left > 0; left -= search.bounds.batch) {
      const end = await keyAtOffset(search, range, { after: start, at: Math.min(left, search.bounds.batch) });
      const rows = rowsInRange(search, range, start, end);
      for (const id of await filterBatch(search, range, { rows, rest, most: skip + take - ids.size }))
        ids.add(id);
      if (ids.size >= skip + take || !end) return sliceIds([...ids], { skip, take });
      start = end;
      await setImmediate();
    }
    const isEnd = !(await keyAtOffset(search, range, { after: start, at: 1 }));
    return isEnd ? sliceIds([...ids], { skip, take }) : undefined;
  };
}

/** Scans an index range, reading at most `most` rows. Returns `undefined` when more would be needed. */
export async function scan(
  search: Search,
  range: IndexRange,
  { most, ...window }: Window & { readonly after?: Key | undefined; readonly most: number },
): Promise<ScanResult | undefined> {
  return walkAlong(search, range, window)(most);
}

/**
 * Counts the matches in a range up to `take`, reading at most `most` rows. Returns `undefined` when more would be needed.
 */
export async function countInRange(
  search: Search,
  range: IndexRange,
  { take, most }: { readonly take: number; readonly most: number },
): Promise<number | undefined> {
  if (range.source === 'words') return (await scan(search, range, { skip: 0, take, most }))?.ids.length;
  const rest = unmetConditions(search.conditions, range);
  const { batch } = search.bounds;
  let start: Key | undefined;
  let found = 0;
  for (let left = most; left > 0; left -= batch) {
    const end = await keyAtOffset(search, range, { after: start, at: Math.min(left, batch) });
    const rows = rowsInRange(search, range, start, end);
    found += await countIn(search, matchesInStep(search, range, { rows, rest, most: take - found }));
    if (found >= take || !end) return found;
    start = end;
    await setImmediate();
  }
  return (await keyAtOffset(search, range, { after: start, at: 1 })) ? undefined : found;
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
  const order = orderOfRange(search.collection, range);
  const ids = await idsIn(search, sql`select id ${rows} ${order} limit ${take} offset ${skip}`);
  if (ids.length > 0 || skip === 0) return { ids, skipped: skip };
  return { ids, skipped: await countIn(search, sql`select 1 as one ${rows} ${order} limit ${skip}`) };
}

type Batch = {
  readonly rows: RawBuilder<unknown>;
  readonly rest: readonly Condition[];
  readonly most: number;
};

/** Returns the rows of a step that meet the remaining conditions, in the order of the range. */
async function filterBatch(
  search: Search,
  range: IndexRange,
  { rows, rest, most }: Batch,
): Promise<readonly string[]> {
  if (range.source === 'rows') return idsIn(search, matchesInStep(search, range, { rows, rest, most }));
  // A row can have several words in the range: take all rows of the step, each once.
  const distinct = sql`select distinct ${sql.ref(wordTable(search.collection).id)} as id ${rows}`;
  const ids = await idsIn(search, distinct);
  return matchesAmong(search, ids, rest);
}

/** The ids of a step's rows that meet the remaining conditions. */
function matchesInStep(search: Search, range: IndexRange, { rows, rest, most }: Batch): RawBuilder<unknown> {
  const order = orderOfRange(search.collection, range);
  return sql`select id from (select ${columnsRead(range, rest)} ${rows} ${order} limit ${OPTIMIZATION_FENCE}) as step
    where ${allOf(search.read.sql, 'step', rest)} limit ${most}`;
}

/** The columns that a step compares and returns: an index that has them all saves reading the rows. */
function columnsRead(range: IndexRange, rest: readonly Condition[]): RawBuilder<unknown> {
  const columns = new Set([
    'id',
    ...range.order.map(({ column }) => column),
    ...rest.flatMap(columnsCompared),
  ]);
  return sql.join([...columns].map((column) => sql.ref(column)));
}

type Row = Readonly<Record<string, string | number>>;

/** Returns the key of the row at an offset after `after`. */
async function keyAtOffset(
  search: Search,
  range: IndexRange,
  { after, at }: { readonly after: Key | undefined; readonly at: number },
): Promise<Key | undefined> {
  const columns = sql.join(range.key.map((term) => sql.ref(term.column)));
  const rows = rowsInRange(search, range, after);
  const order = orderOfRange(search.collection, range);
  const query = sql<Row>`select ${columns} ${rows} ${order} limit 1 offset ${at - 1}`;
  const [row] = (await query.execute(search.read.db)).rows;
  return row && range.key.map((term) => row[term.column] ?? '');
}
