import type { Fields } from '../../http/body.ts';
import type { Params } from '../../http/endpoint.ts';
import { id, optional } from '../../http/param.ts';
import { inputOf } from '../input.ts';
import * as params from '../params.ts';
import type { Route } from '../route.ts';

const window = {
  limit: optional(params.whole(0, 100, 'Rows at most.')),
  offset: optional(params.whole(0, 5_000, 'Rows passed over.')),
} as const satisfies Params;
const position = {
  cursor: optional(id('Row after or before which the page is.')),
  cursorDirection: optional(params.oneOf(['after', 'before'], 'On which side of the cursor.')),
  orderType: optional(params.oneOf(['ASC', 'DESC'], 'Order of creation.')),
} as const satisfies Params;
const names = [...Object.keys(window), ...Object.keys(position)];

type Paging = {
  readonly limit?: number;
  readonly offset?: number;
  readonly cursor?: string;
  readonly cursorDirection?: 'after' | 'before';
  readonly orderType?: 'ASC' | 'DESC';
};

/**
 * Converts the paging parameters from before 1.0 to queries, for requests without queries, in every format. Fails with
 * `argument_invalid`.
 */
export function paged(route: Route, fields: Fields): Fields {
  if (!isPaged(route, fields)) return fields;
  // Logs have neither order nor search.
  const rules: Params = route.input.search ? { ...window, ...position } : window;
  const pagingFields = Object.fromEntries(
    names.map((name) => [name, fields[name]]).filter(([, value]) => value !== ''),
  );
  return {
    ...fields,
    queries: queriesOf(inputOf(rules, pagingFields) as Paging).map((query) => JSON.stringify(query)),
  };
}

/** `limit=0` was legal. Fetch one row and return none. */
export function unpaged(route: Route, fields: Fields, answer: unknown): unknown {
  if (!isPaged(route, fields) || !/^0+$/.test(String(fields.limit))) return answer;
  const entries = Object.entries(answer as Fields);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? [] : value]));
}

/** Whether the request has paging parameters from before 1.0, and no queries. */
export function isPaged({ input: known }: Route, fields: Fields): boolean {
  if (known.queries === undefined || fields.queries !== undefined) return false;
  return names.some((name) => fields[name] !== undefined);
}

function queriesOf({ limit, offset, cursor, cursorDirection, orderType }: Paging): readonly object[] {
  return [
    ...(limit === undefined ? [] : [{ method: 'limit', values: [Math.max(1, limit)] }]),
    ...(offset === undefined ? [] : [{ method: 'offset', values: [offset] }]),
    ...(cursor === undefined
      ? []
      : [{ method: cursorDirection === 'before' ? 'cursorBefore' : 'cursorAfter', values: [cursor] }]),
    ...(orderType === undefined ? [] : [{ method: orderType === 'DESC' ? 'orderDesc' : 'orderAsc' }]),
  ];
}
