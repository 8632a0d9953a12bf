import { randomInt } from 'node:crypto';
import { type Fragment, rowsOf, sql } from '../../db/fragment.ts';
import { indexed, rowsOfPath } from './access-path.ts';
import { selectivePath, settled } from './choose-path.ts';
import type { Listing } from './listing.ts';
import { isSmallCollection } from './page.ts';
import { idsIn, queryTooBroad, type Search } from './search.ts';
import { allOf } from './sql.ts';

/** Shuffles a small collection. Of a large one, samples a range that starts at a random row. */
export async function randomPage(search: Search, listing: Listing): Promise<readonly string[]> {
  const { conditions } = search;
  const chosen = await selectivePath(search);
  const path = chosen && (await settled(search, chosen));
  if (!path && !(await isSmallCollection(search))) return sampleMany(search, listing);
  const { limit, offset } = listing;
  const rows = filterMatching(search, rowsOfPath(search, path, { conditions }));
  return idsIn(search, sql`${rows} order by random() limit ${limit} offset ${offset}`);
}

/**
 * From a pivot to the end, then from the beginning. The offset is ignored: skipped rows would be as random as the
 * rest.
 */
async function sampleMany(search: Search, { limit }: Listing): Promise<readonly string[]> {
  const { project, collection, conditions, bounds } = search;
  if (!indexed(collection, 'sequence')) throw queryTooBroad(bounds.sorted);
  const most = Math.max(bounds.batch, limit);
  const pivot = await anySequence(search);
  const [behind, before] = [sql`>= ${pivot}`, sql`< ${pivot}`].map((side) =>
    filterMatching(
      search,
      sql`(select * from ${sql.ref(collection.table)} where project_id = ${project} and sequence ${side}
        order by sequence limit ${most})`,
    ),
  );
  const both = sql`select id from (${behind}) as behind union all select id from (${before}) as before limit ${most}`;
  const ids = await idsIn(search, sql`select id from (${both}) as near order by random() limit ${limit}`);
  if (ids.length < limit && conditions.length > 0) throw queryTooBroad(most);
  return ids;
}

function filterMatching({ read, conditions }: Search, rows: Fragment): Fragment {
  return sql`select id from ${rows} as few where ${allOf(read.sql.fragments, 'few', conditions)}`;
}

async function anySequence({ read, project, collection }: Search): Promise<number> {
  const ends = sql`select sequence from ${sql.ref(collection.table)} where project_id = ${project} order by sequence`;
  const [row] = await rowsOf<{ low: number | null; high: number | null }>(
    read,
    sql`select (${ends} limit 1) as low, (${ends} desc limit 1) as high`,
  );
  const low = Number(row?.low ?? 0);
  const high = Number(row?.high ?? 0);
  return low + Math.floor(((high - low) * randomInt(2 ** 32)) / 2 ** 32);
}
