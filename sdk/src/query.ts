import type { AttributeTypes } from './generated/attributes.ts';
import type { AnyAttributes } from './query-forms.ts';
import type { QueryOf } from './query-of.ts';

const made = (method: string, attribute?: string, values?: unknown) =>
  JSON.stringify({
    method,
    attribute,
    values: values === undefined || Array.isArray(values) ? values : [values],
  });
const of = (method: string) => (attribute: string, value?: unknown) => made(method, attribute, value);
const without = (method: string) => (value?: unknown) => made(method, undefined, value);
const two = (method: string) => (start: string, end: string) => made(method, undefined, [start, end]);
const range = (method: string) => (attribute: string, start: unknown, end: unknown) =>
  made(method, attribute, [start, end]);
const nested = (method: string) => (queries: readonly string[]) =>
  made(
    method,
    undefined,
    queries.map((query) => JSON.parse(query)),
  );

/**
 * Queries whose attributes only the server checks.
 *
 * @example
 * ```ts
 * const filters = names.map((name) => UntypedQuery.isNotNull(name));
 * ```
 */
export const UntypedQuery: QueryOf<AnyAttributes> = {
  equal: of('equal'),
  notEqual: of('notEqual'),
  lessThan: of('lessThan'),
  lessThanEqual: of('lessThanEqual'),
  greaterThan: of('greaterThan'),
  greaterThanEqual: of('greaterThanEqual'),
  between: range('between'),
  notBetween: range('notBetween'),
  isNull: of('isNull'),
  isNotNull: of('isNotNull'),
  startsWith: of('startsWith'),
  notStartsWith: of('notStartsWith'),
  endsWith: of('endsWith'),
  notEndsWith: of('notEndsWith'),
  contains: of('contains'),
  notContains: of('notContains'),
  containsAny: of('containsAny'),
  containsAll: of('containsAll'),
  createdBefore: without('createdBefore'),
  createdAfter: without('createdAfter'),
  createdBetween: two('createdBetween'),
  updatedBefore: without('updatedBefore'),
  updatedAfter: without('updatedAfter'),
  updatedBetween: two('updatedBetween'),
  orderAsc: of('orderAsc'),
  orderDesc: of('orderDesc'),
  orderRandom: without('orderRandom'),
  limit: without('limit'),
  offset: without('offset'),
  cursorAfter: without('cursorAfter'),
  cursorBefore: without('cursorBefore'),
  and: nested('and'),
  or: nested('or'),
};

/**
 * Queries by the attributes of users, teams, memberships, identities and targets. Unknown names and values of the wrong
 * type do not compile.
 *
 * @example
 * ```ts
 * const { users: page } = await users.list({
 *   queries: [Query.equal('emailVerification', true), Query.orderDesc('$createdAt'), Query.limit(100)],
 * });
 * ```
 */
export const Query: QueryOf<AttributeTypes> =
  // The same functions: only what the compiler lets pass differs.
  UntypedQuery as unknown as QueryOf<AttributeTypes>;
