import type { Candidates, ReplicaRead } from '../../db/database.ts';
import { type Fragment, rowsOf, sql } from '../../db/fragment.ts';
import { Failure } from '../failure.ts';
import type { ProjectId } from '../projects/project.ts';
import { type Condition, testsIn } from './conditions.ts';
import type { Collection } from './listing.ts';
import type { Term } from './order.ts';
import type { EntryCounts, Paths } from './path.ts';

/** How many rows a list may read. A thousand rows take about one to two milliseconds. */
export type Bounds = {
  /** Along an index. A collection of at most this size is never refused. */
  readonly scanned: number;
  /** Most rows fetched by random access and sorted in memory. */
  readonly sorted: number;
  /** Per statement, before the process yields. SQLite blocks the process meanwhile. */
  readonly batch: number;
  /** Before a better path is looked for. */
  readonly probed: number;
  /** Up to how many rows a collection is searched as a whole; `scanned` by default. */
  readonly whole?: number;
};

export const defaultBounds: Bounds = { scanned: 100_000, sorted: 20_000, batch: 2_000, probed: 1_000 };

/** Comparisons per row that the bounds allow for. */
const TESTS_FREE = 20;

/** Where to search, for what, and within which bounds. */
export type Search = {
  readonly read: ReplicaRead;
  readonly project: ProjectId;
  readonly collection: Collection;
  readonly conditions: readonly Condition[];
  readonly bounds: Bounds;
  /** What the list is sorted by. */
  readonly terms?: readonly Term[];
  readonly inside?: Inside;
  /** The paths of the conditions that were asked for. */
  readonly paths?: Paths;
  /** What is known of the entries of paths, so that none are counted twice. */
  readonly counts?: EntryCounts;
};

/** Returns the rows that may have each part in a word. `undefined` when they are more than `most`. */
export type Inside = (parts: readonly string[], most: number) => Promise<Candidates | undefined>;

/** Lowers the bounds when each row costs more comparisons. */
export function boundsFor(conditions: readonly Condition[], bounds: Bounds): Bounds {
  const factor = Math.max(1, testsIn(conditions) / TESTS_FREE);
  const lower = (rows: number) => Math.ceil(rows / factor);
  return {
    scanned: lower(bounds.scanned),
    sorted: lower(bounds.sorted),
    batch: lower(bounds.batch),
    probed: lower(bounds.probed),
    ...(bounds.whole !== undefined && { whole: lower(bounds.whole) }),
  };
}

/** Returns the search with one more condition. */
export function withCondition(search: Search, condition: Condition | undefined): Search {
  return condition ? { ...search, conditions: [...search.conditions, condition] } : search;
}

export function queryTooBroad(mostRows: number): Failure {
  return new Failure({ code: 'query_too_broad', mostRows });
}

export function cursorNotFound({ table }: Collection, id: string): Failure {
  return new Failure({ code: 'cursor_not_found', collection: table, id });
}

export async function idsIn(search: Search, query: Fragment): Promise<readonly string[]> {
  const rows = await rowsOf<{ id: string }>(search.read, query);
  return rows.map((row) => row.id);
}

/** Returns the number of rows of a query. */
export async function countIn(search: Search, query: Fragment): Promise<number> {
  const count = sql`select count(*) as n from (${query}) as counted`;
  const [row] = await rowsOf<{ n: number }>(search.read, count);
  return Number(row?.n ?? 0);
}
