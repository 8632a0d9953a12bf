import { sql } from '../../db/fragment.ts';
import { accessPathsOf, indexed, matchesOnPath, rowsOfPath, unmetOnPath } from './access-path.ts';
import { isShort, pathsOf, settled } from './choose-path.ts';
import { type Condition, columnsCompared, excludesNull } from './conditions.ts';
import {
  type IndexRange,
  indexRangeAlong,
  indexRangeFor,
  orderOfRange,
  rowsInRange,
  unmetConditions,
} from './index-range.ts';
import { keptCount } from './kept-counts.ts';
import { TOTAL_AT_MOST, type Total, wordTable } from './listing.ts';
import { CREATION_ORDER, type Term } from './order.ts';
import type { SelectivePath } from './path.ts';
import { countInRange } from './scan.ts';
import { countIn, type Search } from './search.ts';
import { allOf } from './sql.ts';

/** Where one row of so many matches, the total is soon found along an index. */
const DENSE = 4;
/** Shares of the bound that may be read in vain before another index is tried. */
const TRIED = { rows: 0.2, index: 0.5 };
/** Of so many entries for each row that is counted, each row has one. PostgreSQL reads all of them before it returns the first row. */
const FEW_WORDS = 1.5;
/** Steps along an index that has all that is compared, where an entry takes a quarter of a row, are so much longer. */
const INDEX_STEP = 4;

/** Returns the number of rows that meet the conditions, up to `TOTAL_AT_MOST`; without conditions the kept count. */
export async function countOf(search: Search): Promise<Total> {
  const total = await counted(search);
  return total === undefined ? { total: TOTAL_AT_MOST, totalIsUnknown: true } : { total };
}

/** Returns nothing where too many rows would have to be read. */
async function counted(search: Search): Promise<number | undefined> {
  const { read, project, collection, conditions } = search;
  if (conditions.length === 0 && collection.counted) return keptCount(read, project, collection.counted);
  const [first] = accessPathsOf(search);
  const range = indexRangeAlong(collection, first);
  if (range.source === 'rows' && unmetConditions(conditions, range).length === 0) {
    return countIn(
      search,
      sql`select 1 as one ${rowsInRange(search, range)} ${orderOfRange(search, range)} limit ${TOTAL_AT_MOST}`,
    );
  }
  const paths = search.paths ?? pathsOf(search);
  const short = await paths.short();
  if (short && isShort(search, short)) {
    const unmet = unmetOnPath(search, short);
    const rows = rowsOfPath(search, short, { conditions: unmet });
    const matching = sql`select 1 as one from ${rows} as few where ${allOf(read.sql.fragments, 'few', unmet)}`;
    return countIn(search, sql`${matching} limit ${TOTAL_AT_MOST}`);
  }
  const many = await countOfMany(search, range);
  if (many !== undefined) return many;
  const chosen = await paths.selective();
  if (!chosen) return countAlong(search, range);
  if (await isHalfOfAll(search, chosen)) return countAlong(search, indexRangeAlong(collection, undefined));
  const path = await settled(search, chosen);
  if (!path) return countAlong(search, range);
  return (await matchesOnPath(search, path, TOTAL_AT_MOST)).length;
}

/** Reports whether a path leads to so many of all rows that these are sooner read in their own order. */
async function isHalfOfAll(
  { read, project, collection, bounds }: Search,
  { entries }: SelectivePath,
): Promise<boolean> {
  if (!collection.counted) return false;
  const rows = await keptCount(read, project, collection.counted);
  return rows <= bounds.scanned && entries * 2 > rows;
}

/** Counts where so many rows match that the total is reached before paths are worth counting; `undefined` otherwise. */
async function countOfMany(search: Search, range: IndexRange): Promise<number | undefined> {
  const { collection, conditions } = search;
  const isInside = conditions.some(({ is }) => is === 'inside');
  if (await (isInside ? haveManyParts(search) : isWordOfMany(search, range))) return TOTAL_AT_MOST;
  // Where the words of a search lead to the rows, these come in no order.
  const isWord = range.source === 'words' && conditions.length > 1;
  if (!(isInside || isWord) || !indexed(collection, 'sequence')) return undefined;
  return countIfDense(search, indexRangeAlong(collection, undefined));
}

/** Counts along a range if so many of its first rows match that the total is soon reached; `undefined` otherwise. */
function countIfDense(search: Search, range: IndexRange): Promise<number | undefined> {
  const { bounds } = search;
  return countInRange(search, range, {
    take: TOTAL_AT_MOST,
    most: Math.ceil(bounds.scanned * TRIED.rows),
    step: bounds.batch,
    unless: { fewerThan: Math.ceil(bounds.probed / DENSE), among: bounds.probed },
  });
}

/** Reports whether as many rows as are counted have the parts, of which nothing else is asked. */
async function haveManyParts(search: Search): Promise<boolean> {
  const { read, project, collection, conditions } = search;
  const parts = conditions.flatMap((condition) => (condition.is === 'inside' ? [condition.part] : []));
  if (parts.length < conditions.length) return false;
  const [prefix = ''] = parts;
  const word: Condition = { is: 'word', prefix };
  const words = { ...search, conditions: [word] };
  // Words that begin so are counted sooner than parts.
  if (parts.length === 1 && (await isWordOfMany(words, indexRangeAlong(collection, accessPathsOf(words)[0]))))
    return true;
  return read.substrings.hasMany(read, { project, parts, users: TOTAL_AT_MOST });
}

/** Counts along an index: one that has all that is compared, or the range. */
async function countAlong(search: Search, range: IndexRange): Promise<number | undefined> {
  const { bounds } = search;
  const count = (along: IndexRange, most: number, step = bounds.batch) =>
    countInRange(search, along, { take: TOTAL_AT_MOST, most, step });
  const isMany = await isLarge(search);
  // Parts were counted so before.
  if (isMany && search.conditions.some(({ is }) => is === 'inside')) return undefined;
  const covering = coveringRange(search);
  const sooner =
    covering && (await count(covering, Math.ceil(bounds.scanned * TRIED.index), bounds.batch * INDEX_STEP));
  const found = sooner ?? (await (isMany ? countIfDense(search, range) : count(range, bounds.scanned)));
  return found === undefined ? undefined : Math.min(found, TOTAL_AT_MOST);
}

/** Reports whether there are so many rows that those that match are seldom fewer than are counted at most. */
async function isLarge({ read, project, collection, bounds }: Search): Promise<boolean> {
  if (!collection.counted) return false;
  return (await keptCount(read, project, collection.counted)) > (bounds.whole ?? bounds.scanned);
}

/** Returns the index of the only column that the conditions compare: it is read without the rows. */
function coveringRange({ collection, conditions }: Search): IndexRange | undefined {
  const [column, ...others] = new Set(conditions.flatMap(columnsCompared));
  if (column === undefined || others.length > 0 || !indexed(collection, column)) return undefined;
  if (!conditions.some((condition) => excludesNull(condition, column))) return undefined;
  // Not every such condition is a range: rows without a value have no place by which steps could go on.
  const hasValue: Condition = { is: 'null', column, yes: false };
  const term: Term = { column, descending: false, nullable: false };
  const terms = CREATION_ORDER.some((key) => key.column === column) ? undefined : [term, ...CREATION_ORDER];
  return terms && indexRangeFor(collection, [...conditions, hasValue], terms);
}

/** Reports whether the words of a range alone, of which a row may have several, lead to as many rows as are counted. */
async function isWordOfMany(search: Search, range: IndexRange): Promise<boolean> {
  if (range.source !== 'words' || unmetConditions(search.conditions, range).length > 0) return false;
  const { collection, bounds } = search;
  const { id } = wordTable(collection);
  for (const most of [TOTAL_AT_MOST * FEW_WORDS, bounds.sorted]) {
    const entries = sql`select ${sql.ref(id)} ${rowsInRange(search, range)} ${orderOfRange(search, range)} limit ${most}`;
    const rows = sql`select distinct ${sql.ref(id)} from (${entries}) as few limit ${TOTAL_AT_MOST}`;
    if ((await countIn(search, rows)) === TOTAL_AT_MOST) return true;
  }
  return false;
}
