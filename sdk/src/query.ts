import type { AttributeTypes } from './generated/attributes.ts';

/** What an attribute can be compared with. */
export type QueryValue = string | number | boolean;

/** Any attribute, compared with anything. */
export type AnyAttributes = Record<string, QueryValue | readonly QueryValue[]>;

/** Names that are known, or a text whose value the compiler does not know. */
export type QueryName<A, K extends string> = string extends K ? K : K & keyof A;
type Member<T> = T extends readonly (infer One)[] ? One : T;
/** What an attribute is compared with. */
export type QueryValueOf<A, K extends string> = K extends keyof A ? Member<A[K]> : QueryValue;
/** One value or several. */
export type QueryValuesOf<A, K extends string> = QueryValueOf<A, K> | readonly QueryValueOf<A, K>[];

/**
 * Makes the texts that lists take as `queries`; `A` says which attributes there are. A name that is a plain `string`,
 * and not a literal, is let pass: the server checks it.
 */
export type QueryOf<A> = {
  /** Is one of the values. At most 500. */
  readonly equal: <K extends string>(attribute: QueryName<A, K>, value: QueryValuesOf<A, K>) => string;
  /** Is not the value. */
  readonly notEqual: <K extends string>(attribute: QueryName<A, K>, value: QueryValuesOf<A, K>) => string;
  /** Is less than the value, or earlier. */
  readonly lessThan: <K extends string>(attribute: QueryName<A, K>, value: QueryValueOf<A, K>) => string;
  /** Is the value, or less. */
  readonly lessThanEqual: <K extends string>(attribute: QueryName<A, K>, value: QueryValueOf<A, K>) => string;
  /** Is greater than the value, or later. */
  readonly greaterThan: <K extends string>(attribute: QueryName<A, K>, value: QueryValueOf<A, K>) => string;
  /** Is the value, or greater. */
  readonly greaterThanEqual: <K extends string>(
    attribute: QueryName<A, K>,
    value: QueryValueOf<A, K>,
  ) => string;
  /** Lies between the two, which count too. */
  readonly between: <K extends string>(
    attribute: QueryName<A, K>,
    start: QueryValueOf<A, K>,
    end: QueryValueOf<A, K>,
  ) => string;
  /** Lies outside of the two. */
  readonly notBetween: <K extends string>(
    attribute: QueryName<A, K>,
    start: QueryValueOf<A, K>,
    end: QueryValueOf<A, K>,
  ) => string;
  /** Has no value. */
  readonly isNull: <K extends string>(attribute: QueryName<A, K>) => string;
  /** Has a value. */
  readonly isNotNull: <K extends string>(attribute: QueryName<A, K>) => string;
  /** Begins with the text. */
  readonly startsWith: <K extends string>(attribute: QueryName<A, K>, value: string) => string;
  /** Does not begin with the text. */
  readonly notStartsWith: <K extends string>(attribute: QueryName<A, K>, value: string) => string;
  /** Ends in the text. */
  readonly endsWith: <K extends string>(attribute: QueryName<A, K>, value: string) => string;
  /** Does not end in the text. */
  readonly notEndsWith: <K extends string>(attribute: QueryName<A, K>, value: string) => string;
  /** A text holds the value, or a list has one of the values. */
  readonly contains: <K extends string>(attribute: QueryName<A, K>, value: QueryValuesOf<A, K>) => string;
  /** Holds none of the values. */
  readonly notContains: <K extends string>(attribute: QueryName<A, K>, value: QueryValuesOf<A, K>) => string;
  /** Holds one of the values. */
  readonly containsAny: <K extends string>(
    attribute: QueryName<A, K>,
    value: readonly QueryValueOf<A, K>[],
  ) => string;
  /** Holds all of the values. */
  readonly containsAll: <K extends string>(
    attribute: QueryName<A, K>,
    value: readonly QueryValueOf<A, K>[],
  ) => string;
  /** Made before the moment, in ISO 8601. */
  readonly createdBefore: (moment: string) => string;
  /** Made after the moment, in ISO 8601. */
  readonly createdAfter: (moment: string) => string;
  /** Made between the moments, which count too. */
  readonly createdBetween: (start: string, end: string) => string;
  /** Changed for the last time before the moment, in ISO 8601. */
  readonly updatedBefore: (moment: string) => string;
  /** Changed for the last time after the moment, in ISO 8601. */
  readonly updatedAfter: (moment: string) => string;
  /** Changed for the last time between the moments, which count too. */
  readonly updatedBetween: (start: string, end: string) => string;
  /** Smallest first. */
  readonly orderAsc: <K extends string>(attribute: QueryName<A, K>) => string;
  /** Greatest first. */
  readonly orderDesc: <K extends string>(attribute: QueryName<A, K>) => string;
  /** In any order, another one each time. */
  readonly orderRandom: () => string;
  /** How many at most; 25 without it. */
  readonly limit: (most: number) => string;
  /** How many to pass over. */
  readonly offset: (count: number) => string;
  /** Goes on behind the entry with the id. */
  readonly cursorAfter: (id: string) => string;
  /** Ends before the entry with the id. */
  readonly cursorBefore: (id: string) => string;
  /** All of the queries hold. */
  readonly and: (queries: readonly string[]) => string;
  /** One of the queries holds. */
  readonly or: (queries: readonly string[]) => string;
};

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
 * Queries whose attributes nobody checks before the server does.
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
 * Queries by the attributes of users, teams, memberships, identities and targets: a name that none of them has does not
 * compile, and neither does a value of another type.
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
