import { sql } from 'kysely';
import { Failure } from '../failure.ts';
import { type Condition, excludesNull } from './conditions.ts';
import type { Listing, Order } from './listing.ts';
import {
  behind,
  CREATION,
  type Key,
  orderBy,
  type Part,
  partsOf,
  reversed,
  type Term,
  termsOf,
  valueFor,
} from './order.ts';
import { completePath, indexed, type Path, pathsOf, rowsAlong } from './path.ts';
import { countIn, cursorLost, idsIn, narrowed, type Search, tooBroad } from './search.ts';
import { allOf } from './sql.ts';
import { trailOf } from './trail.ts';
import { cut, type Found, type Window, walk } from './walk.ts';

type Ordered = Omit<Listing, 'orders'> & { readonly orders: readonly Order[] };

/** The ids of a page's rows in their order. */
export async function pageOf(search: Search, listing: Ordered): Promise<readonly string[]> {
  const { cursor, limit } = listing;
  const asked = termsOf(search.collection.attributes, listing.orders);
  const terms = cursor?.before ? reversed(asked) : asked;
  const key = cursor && (await keyOf(search, cursor.id, terms));
  const ids: string[] = [];
  let skip = listing.offset;
  for (const part of partsOf(terms, key)) {
    if (ids.length === limit) break;
    const found = await findPart(search, part, { skip, take: limit - ids.length });
    ids.push(...found.ids);
    skip -= found.skipped;
  }
  return cursor?.before ? ids.reverse() : ids;
}

/** The cursor's row as the terms see it. */
async function keyOf(search: Search, id: string, terms: readonly Term[]): Promise<Key> {
  const { read, project, collection } = search;
  const columns = sql.join(terms.map((term) => sql.ref(term.column)));
  const { rows } = await sql<Record<string, unknown>>`select ${columns} from ${sql.table(collection.table)}
    where project_id = ${project} and id = ${id}`.execute(read.db);
  const [row] = rows;
  if (!row) throw cursorLost(collection, id);
  return terms.map((term) => {
    const value = valueFor(term, row);
    if (value === null) throw new Failure('cursor_on_null');
    return value;
  });
}

/**
 * What is unique is looked up. Else the rows are walked in the order asked for, if an index has it, which ends soon
 * where many of them match; where few do, they are reached by another index and sorted; and where neither is a way,
 * the walk goes on as far as it may.
 */
async function findPart(search: Search, part: Part, window: Window): Promise<Found> {
  if (part.condition && search.conditions.some((other) => contradicts(other, part.condition)))
    return cut([], window);
  const within = narrowed(search, part.condition);
  const { collection, conditions, bounds } = within;
  const paths = pathsOf(collection, conditions);
  const trail = paths.some((path) => path.unique) ? undefined : trailOf(collection, conditions, part.terms);
  const span = { ...window, after: part.after };
  const soon = trail && (await walk(within, trail, { ...span, most: bounds.tried }));
  if (soon) return soon;
  const path = await completePath(within, paths);
  if (path) return sorted(within, part, window, path);
  if (trail) return (await walk(within, trail, { ...span, most: bounds.looked })) ?? refuse(bounds.looked);
  return (await areFew(search)) ? sorted(within, part, window) : refuse(bounds.looked);
}

function contradicts(other: Condition, condition: Condition | undefined): boolean {
  if (condition?.is !== 'null') return false;
  if (condition.yes) return excludesNull(other, condition.column);
  return other.is === 'null' && other.yes && other.column === condition.column;
}

/** All rows of a path, or all there are, are read and sorted. */
async function sorted(search: Search, part: Part, window: Window, path?: Path): Promise<Found> {
  const { read, conditions } = search;
  const met = [
    allOf(read.sql, 'few', conditions),
    ...(part.after ? [behind('few', part.terms, part.after)] : []),
  ];
  const ids = await idsIn(
    search,
    sql`select id from ${rowsAlong(search, path)} as few where ${sql.join(met, sql` and `)}
      ${orderBy('few', part.terms)} limit ${window.skip + window.take}`,
  );
  return cut(ids, window);
}

/** Whether all rows there are may be read, which in the order of creation takes less than by a path. */
export async function areFew(search: Search): Promise<boolean> {
  const { project, collection, bounds } = search;
  // Without an index in that order even counting them would read all.
  if (!indexed(collection, 'sequence')) return false;
  const all = sql`select 1 as one from ${sql.table(collection.table)} where project_id = ${project}`;
  const order = orderBy(collection.table, CREATION);
  return (await countIn(search, sql`${all} ${order} limit ${bounds.looked + 1}`)) <= bounds.looked;
}

function refuse(rows: number): never {
  throw tooBroad(rows);
}
