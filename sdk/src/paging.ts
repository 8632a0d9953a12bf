import { DenizenError } from './errors.ts';

const PAGE_SIZE = 100;

/**
 * What an iteration may be told.
 *
 * @example
 * ```ts
 * const paging: Paging = { queries: [Query.equal('status', true)], pageSize: 200 };
 * for await (const user of users.iterate(paging)) console.log(user.$id);
 * ```
 */
export type Paging = {
  /** Filters and orders. A limit is the size of a page, `cursorAfter` and `offset` say where it begins. */
  readonly queries?: readonly string[] | undefined;
  /** How many entries a request asks for; 100 without it. */
  readonly pageSize?: number | undefined;
};

/**
 * What lists hold.
 *
 * @example
 * ```ts
 * const idOf = ({ $id }: Entry) => $id;
 * const ids = (await users.list()).users.map(idOf);
 * ```
 */
export type Entry = {
  /** By which the next page begins. */
  readonly $id: string;
};

type Known = { readonly method?: string; readonly values?: readonly unknown[] };

/**
 * Pages of a list, one behind the other, by cursors: entries that are added or deleted meanwhile shift nothing. The next
 * page is asked for before one is handed out, so that its entries may be deleted.
 *
 * @param list - Answers the entries for some queries.
 * @param paging - Filters, orders and the size of pages.
 * @returns Pages, none of them empty.
 * @throws {DenizenError} `sdk_parameter_invalid` for queries that cannot be gone on with: `cursorBefore`, `orderRandom`.
 *
 * @example
 * ```ts
 * const pages = iteratePages(async (queries) => (await teams.list({ queries, total: false })).teams);
 * for await (const page of pages) console.log(page.length);
 * ```
 */
export async function* iteratePages<T extends Entry>(
  list: (queries: string[]) => Promise<readonly T[]>,
  paging: Paging = {},
): AsyncGenerator<readonly T[], void, undefined> {
  const { kept, first, size } = plan(paging);
  const limit = JSON.stringify({ method: 'limit', values: [size] });
  let page = await list([limit, ...first, ...kept]);
  while (page.length > 0) {
    const last = page.at(-1)?.$id;
    const after = JSON.stringify({ method: 'cursorAfter', values: [last] });
    const next = page.length < size ? [] : await list([limit, after, ...kept]);
    yield page;
    page = next;
  }
}

/**
 * Entries of a list, one by one, over as many requests as it takes.
 *
 * @param list - Answers the entries for some queries.
 * @param paging - Filters, orders and the size of pages.
 * @returns Entries.
 * @throws {DenizenError} As {@link iteratePages}.
 *
 * @example
 * ```ts
 * for await (const team of iterate(async (queries) => (await teams.list({ queries })).teams)) console.log(team.name);
 * ```
 */
export async function* iterate<T extends Entry>(
  list: (queries: string[]) => Promise<readonly T[]>,
  paging: Paging = {},
): AsyncGenerator<T, void, undefined> {
  for await (const page of iteratePages(list, paging)) yield* page;
}

/** Apart: what holds for every page, and what says where the first begins. */
function plan({ queries = [], pageSize = PAGE_SIZE }: Paging) {
  const first: string[] = [];
  const kept: string[] = [];
  let size = pageSize;
  for (const query of queries) {
    const { method, values } = JSON.parse(query) as Known;
    if (method === 'cursorBefore' || method === 'orderRandom') throw unusable(method);
    if (method === 'limit') size = Number(values?.[0]);
    else (method === 'cursorAfter' || method === 'offset' ? first : kept).push(query);
  }
  return { kept, first, size };
}

function unusable(method: string): DenizenError {
  return new DenizenError(`An iteration cannot go on behind "${method}".`, {
    type: 'sdk_parameter_invalid',
    parameter: 'queries',
  });
}
