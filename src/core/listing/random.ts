import { randomInt } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Listing } from './listing.ts';
import { areFew } from './page.ts';
import { completePath, indexed, pathsOf, rowsAlong } from './path.ts';
import { idsIn, type Search, tooBroad } from './search.ts';
import { allOf } from './sql.ts';

/** All rows in random order while they are few; of many, a stretch of the directory that starts at random. */
export async function atRandom(search: Search, listing: Listing): Promise<readonly string[]> {
  const { collection, conditions } = search;
  const path = await completePath(search, pathsOf(collection, conditions));
  if (!path && !(await areFew(search))) return ofMany(search, listing);
  const { limit, offset } = listing;
  const rows = meeting(search, rowsAlong(search, path));
  return idsIn(search, sql`${rows} order by random() limit ${limit} offset ${offset}`);
}

/** From a pivot to the end and on from the beginning. Rows passed over would be as random as those that are not. */
async function ofMany(search: Search, { limit }: Listing): Promise<readonly string[]> {
  const { project, collection, conditions, bounds } = search;
  if (!indexed(collection, 'sequence')) throw tooBroad(bounds.sorted);
  const most = Math.max(bounds.step, limit);
  const pivot = await anySequence(search);
  const [behind, before] = [sql`>= ${pivot}`, sql`< ${pivot}`].map((side) =>
    meeting(
      search,
      sql`(select * from ${sql.table(collection.table)} where project_id = ${project} and sequence ${side}
        order by sequence limit ${most})`,
    ),
  );
  const both = sql`select id from (${behind}) as behind union all select id from (${before}) as before limit ${most}`;
  const ids = await idsIn(search, sql`select id from (${both}) as near order by random() limit ${limit}`);
  if (ids.length < limit && conditions.length > 0) throw tooBroad(most);
  return ids;
}

function meeting({ read, conditions }: Search, rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select id from ${rows} as few where ${allOf(read.sql, 'few', conditions)}`;
}

async function anySequence({ read, project, collection }: Search): Promise<number> {
  const ends = sql`select sequence from ${sql.table(collection.table)} where project_id = ${project} order by sequence`;
  const query = sql<{ low: number | null; high: number | null }>`
    select (${ends} limit 1) as low, (${ends} desc limit 1) as high`;
  const [row] = (await query.execute(read.db)).rows;
  const low = Number(row?.low ?? 0);
  const high = Number(row?.high ?? 0);
  return low + Math.floor(((high - low) * randomInt(2 ** 32)) / 2 ** 32);
}
