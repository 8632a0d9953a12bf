import { sql } from 'kysely';
import { TOTAL_AT_MOST } from './listing.ts';
import { completePath, pathsOf, rowsAlong } from './path.ts';
import { countIn, type Search, tooBroad } from './search.ts';
import { allOf } from './sql.ts';
import { orderOn, restOf, rowsOn, trailAlong } from './trail.ts';
import { walk } from './walk.ts';

/** How many rows meet the conditions, up to `TOTAL_AT_MOST`. */
export async function countOf(search: Search): Promise<number> {
  const { read, collection, conditions, bounds } = search;
  const paths = pathsOf(collection, conditions);
  const trail = trailAlong(collection, paths[0]);
  if (trail.on === 'rows' && restOf(conditions, trail).length === 0) {
    return countIn(
      search,
      sql`select 1 as one ${rowsOn(search, trail)} ${orderOn(collection, trail)} limit ${TOTAL_AT_MOST}`,
    );
  }
  const path = await completePath(search, paths);
  if (!path) {
    const found = await walk(search, trail, { skip: 0, take: TOTAL_AT_MOST, most: bounds.looked });
    if (!found) throw tooBroad(bounds.looked, 'total');
    return Math.min(found.ids.length, TOTAL_AT_MOST);
  }
  const matching = sql`select 1 as one from ${rowsAlong(search, path)} as few where ${allOf(read.sql, 'few', conditions)}`;
  return countIn(search, sql`${matching} limit ${TOTAL_AT_MOST}`);
}
