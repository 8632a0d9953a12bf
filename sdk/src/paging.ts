import { DenizenError } from './errors.ts';

const PAGE_SIZE = 100;

/**
 * Options of an iteration.
 *
 * @example
 * ```ts
 * const paging: Paging = { queries: [Query.equal('status', true)], pageSize: 200 };
 * for await (const user of users.iterate(paging)) console.log(user.$id);
 * ```
 */
export type Paging = {
  /** Filters and orders. A limit sets the page size; `cursorAfter` and `offset` set the start. */
  readonly queries?: readonly string[] | undefined;
  /** Page size. Default: 100. */
  readonly pageSize?: number | undefined;
};

/**
 * An entry of a list.
 *
 * @example
 * ```ts
 * const idOf = ({ $id }: Entry) => $id;
 * const ids = (await users.list()).users.map(idOf);
 * ```
 */
export type Entry = {
  /** The cursor of the next page. */
  readonly $id: string;
};

type Known = { readonly method?: string; readonly values?: readonly unknown[] };

/**
 * Iterates over the pages of a list by cursor, so that concurrent changes do not shift it. The next page is requested
 * before the current one is returned, so that its entries can be deleted.
 *
 * @param list - Returns the entries for queries.
 * @param paging - Filters, orders and the size of pages.
 * @returns Non-empty pages.
 * @throws {DenizenError} `sdk_parameter_invalid` for queries without a next page: `cursorBefore`, `orderRandom`.
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
 * Iterates over the entries of a list, with as many requests as needed.
 *
 * @param list - Returns the entries for queries.
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

/** Separates the queries of every page from those of the first page. */
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
