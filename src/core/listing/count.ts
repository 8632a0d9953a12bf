import { sql } from 'kysely';
import { accessPathsOf, isShort, matchesOnPath, rowsOfPath, selectivePath } from './access-path.ts';
import { indexRangeAlong, orderOfRange, rowsInRange, unmetConditions } from './index-range.ts';
import { keptCount } from './kept-counts.ts';
import { TOTAL_AT_MOST } from './listing.ts';
import { scan } from './scan.ts';
import { countIn, queryTooBroad, type Search } from './search.ts';
import { allOf } from './sql.ts';

/** Returns the number of rows that meet the conditions, up to `TOTAL_AT_MOST`; without conditions the kept count. */
export async function countOf(search: Search): Promise<number> {
  const { read, project, collection, conditions, bounds } = search;
  if (conditions.length === 0 && collection.counted) return keptCount(read, project, collection.counted);
  const paths = accessPathsOf(search);
  const range = indexRangeAlong(collection, paths[0]);
  if (range.source === 'rows' && unmetConditions(conditions, range).length === 0) {
    return countIn(
      search,
      sql`select 1 as one ${rowsInRange(search, range)} ${orderOfRange(collection, range)} limit ${TOTAL_AT_MOST}`,
    );
  }
  const path = await selectivePath(search, paths);
  if (!path) {
    const found = await scan(search, range, { skip: 0, take: TOTAL_AT_MOST, most: bounds.scanned });
    if (!found) throw queryTooBroad(bounds.scanned, 'total');
    return Math.min(found.ids.length, TOTAL_AT_MOST);
  }
  if (!isShort(search, path)) return (await matchesOnPath(search, path, TOTAL_AT_MOST)).length;
  const matching = sql`select 1 as one from ${rowsOfPath(search, path)} as few where ${allOf(read.sql, 'few', conditions)}`;
  return countIn(search, sql`${matching} limit ${TOTAL_AT_MOST}`);
}
