import { randomInt } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Read } from '../../db/database.ts';
import { Failure } from '../failure.ts';
import type { ProjectId } from '../projects/project.ts';
import { type Condition, conditionsOf, never } from './conditions.ts';
import { type Collection, type Listing, TOTAL_AT_MOST } from './listing.ts';
import { behind, orderBy, reversed, type Term, termsOf, valueFor } from './order.ts';
import { along, completePath, isOrdered, type Path, pathsOf, ROWS_LOOKED_AT } from './path.ts';
import { allOf } from './sql.ts';

const RANDOM_WINDOW = 10_000;

/**
 * Which rows a page holds, as `(select id …)`; what fetches them; and how many match in all. Nothing here looks at
 * more than `ROWS_LOOKED_AT` rows of the table: along an index that leads to few enough, or along the index that has
 * the order asked for, or not at all (`query_too_broad`).
 */
export type Found = {
  readonly ids: RawBuilder<unknown>;
  /** `order by …` for the page's rows. */
  readonly order: RawBuilder<unknown>;
  /** Whether the rows come in the opposite order. */
  readonly reverse: boolean;
  /** Refuses when the rows are fewer than a page and were not all that could be looked at. */
  readonly confirm: (rows: number) => Promise<void>;
};

type Search = {
  readonly read: Read;
  readonly project: ProjectId;
  readonly collection: Collection;
  readonly conditions: readonly Condition[];
  readonly path: Path | undefined;
};

export async function find(
  read: Read,
  project: ProjectId,
  collection: Collection,
  listing: Listing,
): Promise<{ found: Found; count: () => Promise<number> } | undefined> {
  const conditions = conditionsOf(collection.attributes, listing);
  if (conditions.includes(never)) return undefined;
  const paths = pathsOf(collection, conditions);
  const path = await completePath(read, project, collection, paths);
  const search: Search = { read, project, collection, conditions, path };
  const found = listing.orders === 'random' ? await atRandom(search, listing) : await inOrder(search, listing, paths);
  return { found, count: () => count(search) };
}

async function inOrder(search: Search, listing: Listing, paths: readonly Path[]): Promise<Found> {
  const { read, project, collection, conditions, path } = search;
  const asked = termsOf(collection.attributes, listing.orders === 'random' ? [] : listing.orders);
  const reverse = listing.cursor?.before ?? false;
  const terms = reverse ? reversed(asked) : asked;
  const cursor = listing.cursor && behind('rows', terms, await cursorValues(search, listing.cursor.id, asked));
  const window = sql`limit ${listing.limit} offset ${listing.offset}`;
  const order = orderBy(collection.table, terms);

  if (path) {
    const rest = sql.join([allOf(read.sql, 'rows', conditions), ...(cursor ? [cursor] : [])], sql` and `);
    const rows = sql`select * from ${sql.table(collection.table)} where project_id = ${project} and ${along(read, project, collection, path)} limit ${ROWS_LOOKED_AT}`;
    return { ids: sql`select id from (${rows}) as rows where ${rest} ${orderBy('rows', terms)} ${window}`, order, reverse, confirm: done };
  }

  const guide = paths.find((candidate) => isOrdered(collection, terms, candidate.condition))?.condition;
  const ordered = guide !== undefined || isOrdered(collection, terms);
  const start = listing.cursor ? behind(collection.table, terms, await cursorValues(search, listing.cursor.id, asked)) : undefined;
  const kept = sql.join(
    [sql`project_id = ${project}`, allOf(read.sql, collection.table, guide ? [guide] : []), ...(start ? [start] : [])],
    sql` and `,
  );
  const from = sql`${sql.table(collection.table)} where ${kept}`;
  const rest = conditions.filter((condition) => condition !== guide);
  const confirmAll = () => refuseBeyond(search, from, ordered ? orderBy(collection.table, terms) : sql``);
  if (!ordered) {
    await confirmAll();
    return { ids: sql`select id from (select * from ${from} limit ${ROWS_LOOKED_AT}) as rows where ${allOf(read.sql, 'rows', rest)} ${orderBy('rows', terms)} ${window}`, order, reverse, confirm: done };
  }
  if (rest.length === 0) return { ids: sql`select id from ${from} ${order} ${window}`, order, reverse, confirm: done };
  // The inner rows come in order along the index; sorting them again would make the database read all of them first.
  const rows = sql`select * from ${from} ${order} limit ${ROWS_LOOKED_AT}`;
  return {
    ids: sql`select id from (${rows}) as rows where ${allOf(read.sql, 'rows', rest)} ${window}`,
    order,
    reverse,
    confirm: async (got) => {
      if (got < listing.limit) await confirmAll();
    },
  };
}

/** All rows in random order while they are few; of many, a stretch of the directory that starts at random. */
async function atRandom(search: Search, listing: Listing): Promise<Found> {
  const { read, project, collection, conditions, path } = search;
  const { rows: ends } = await sql<{ low: number | null; high: number | null }>`
    select min(sequence) as low, max(sequence) as high from ${sql.table(collection.table)} where project_id = ${project}`.execute(read.db);
  const low = Number(ends[0]?.low ?? 0);
  const high = Number(ends[0]?.high ?? 0);
  const all = sql`${sql.table(collection.table)} where project_id = ${project}`;
  const many = !path && (await isBeyond(search, all, sql``));
  const pivot = many ? low + Math.floor(((high - low) * randomInt(2 ** 32)) / 2 ** 32) : low;
  const rows = path
    ? sql`select * from ${all} and ${along(read, project, collection, path)} limit ${ROWS_LOOKED_AT}`
    : sql`select * from ${all} and sequence >= ${pivot} order by sequence limit ${many ? RANDOM_WINDOW : ROWS_LOOKED_AT}`;
  return {
    ids: sql`select id from (${rows}) as rows where ${allOf(read.sql, 'rows', conditions)} order by random() limit ${listing.limit} offset ${listing.offset}`,
    order: sql`order by random()`,
    reverse: false,
    confirm: done,
  };
}

/** How many rows meet the conditions, up to `TOTAL_AT_MOST`. */
async function count(search: Search): Promise<number> {
  const { read, project, collection, conditions, path } = search;
  const all = sql`${sql.table(collection.table)} where project_id = ${project}`;
  const inner = path ? sql`${all} and ${along(read, project, collection, path)}` : all;
  const order = path ? sql`` : sql`order by sequence`;
  const rows =
    conditions.length === 0
      ? sql`select 1 as one from ${all} limit ${TOTAL_AT_MOST}`
      : sql`select 1 as one from (select * from ${inner} ${order} limit ${ROWS_LOOKED_AT}) as rows
          where ${allOf(read.sql, 'rows', conditions)} limit ${TOTAL_AT_MOST}`;
  const query = sql<{ n: number }>`select count(*) as n from (${rows}) as counted`;
  const n = Number((await query.execute(read.db)).rows[0]?.n ?? 0);
  if (!path && conditions.length > 0 && n < TOTAL_AT_MOST) await refuseBeyond(search, all, order, COUNT_HINT);
  return n;
}

const PAGE_HINT = 'Narrow it by an attribute that few users share, such as email, phone, a label or the beginning of a name.';
const COUNT_HINT = `${PAGE_HINT} Or ask for the page without its total (total=false).`;

async function refuseBeyond(search: Search, from: RawBuilder<unknown>, order: RawBuilder<unknown>, hint = PAGE_HINT): Promise<void> {
  if (!(await isBeyond(search, from, order))) return;
  const looked = ROWS_LOOKED_AT.toLocaleString('en');
  throw new Failure('query_too_broad', `This query would have to look at more than ${looked} rows. ${hint}`);
}

async function isBeyond(search: Search, from: RawBuilder<unknown>, order: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql`select 1 as one from ${from} ${order} limit 1 offset ${ROWS_LOOKED_AT}`.execute(search.read.db);
  return rows.length > 0;
}

async function cursorValues(search: Search, id: string, terms: readonly Term[]): Promise<(string | number)[]> {
  const { read, project, collection } = search;
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(collection.table)}
    where project_id = ${project} and id = ${id}`.execute(read.db);
  const row = rows[0];
  if (!row) throw new Failure('cursor_not_found', id);
  return terms.map((term) => {
    const value = valueFor(term, row);
    if (value === null) throw new Failure('cursor_on_null');
    return value;
  });
}

async function done(): Promise<void> {}
