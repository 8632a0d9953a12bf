/**
 * Values that an attribute can be compared with.
 *
 * @example
 * ```ts
 * const wanted: QueryValue = 'ann@example.com';
 * ```
 */
export type QueryValue = string | number | boolean;

/**
 * Any attribute, with values of any type.
 *
 * @example
 * ```ts
 * const anything: QueryOf<AnyAttributes> = UntypedQuery;
 * ```
 */
export type AnyAttributes = Record<string, QueryValue | readonly QueryValue[]>;

/**
 * A known name, or a string whose value the compiler does not know.
 *
 * @example
 * ```ts
 * const name: QueryName<AttributeTypes, 'email'> = 'email';
 * ```
 */
export type QueryName<A, K extends string> = string extends K ? K : K & keyof A;

/**
 * The type of the values of an attribute; of a list, that of its items.
 *
 * @example
 * ```ts
 * const label: QueryValueOf<AttributeTypes, 'labels'> = 'vip';
 * ```
 */
export type QueryValueOf<A, K extends string> = K extends keyof A
  ? A[K] extends readonly (infer Member)[]
    ? Member
    : A[K]
  : QueryValue;

/**
 * One value or several.
 *
 * @example
 * ```ts
 * const names: QueryValuesOf<AttributeTypes, 'name'> = ['Ann', 'Bea'];
 * ```
 */
export type QueryValuesOf<A, K extends string> = QueryValueOf<A, K> | readonly QueryValueOf<A, K>[];

/**
 * Compares an attribute with one value or several.
 *
 * @param attribute - Name of the attribute.
 * @param value - The value, or a list of at most 500 values.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const is: QueryWithValues<AttributeTypes> = Query.equal;
 * const query = is('name', ['Ann', 'Bea']);
 * ```
 */
export type QueryWithValues<A> = <K extends string>(
  attribute: QueryName<A, K>,
  value: QueryValuesOf<A, K>,
) => string;

/**
 * Compares an attribute with a value.
 *
 * @param attribute - Name of the attribute.
 * @param value - The value.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const isBelow: QueryWithValue<AttributeTypes> = Query.lessThan;
 * const query = isBelow('total', 5);
 * ```
 */
export type QueryWithValue<A> = <K extends string>(
  attribute: QueryName<A, K>,
  value: QueryValueOf<A, K>,
) => string;

/**
 * Compares an attribute with the ends of a range.
 *
 * @param attribute - Name of the attribute.
 * @param start - The lower end.
 * @param end - The upper end.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const lies: QueryWithRange<AttributeTypes> = Query.between;
 * const query = lies('total', 1, 5);
 * ```
 */
export type QueryWithRange<A> = <K extends string>(
  attribute: QueryName<A, K>,
  start: QueryValueOf<A, K>,
  end: QueryValueOf<A, K>,
) => string;

/**
 * Tests an attribute.
 *
 * @param attribute - Name of the attribute.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const has: QueryOfAttribute<AttributeTypes> = Query.isNotNull;
 * const query = has('email');
 * ```
 */
export type QueryOfAttribute<A> = <K extends string>(attribute: QueryName<A, K>) => string;

/**
 * Searches an attribute for a text.
 *
 * @param attribute - Name of the attribute.
 * @param value - The text.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const begins: QueryWithText<AttributeTypes> = Query.startsWith;
 * const query = begins('name', 'An');
 * ```
 */
export type QueryWithText<A> = <K extends string>(attribute: QueryName<A, K>, value: string) => string;

/**
 * Compares an attribute that is a list with several values.
 *
 * @param attribute - Name of the attribute.
 * @param value - The values.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const hasAll: QueryWithList<AttributeTypes> = Query.containsAll;
 * const query = hasAll('labels', ['vip', 'beta']);
 * ```
 */
export type QueryWithList<A> = <K extends string>(
  attribute: QueryName<A, K>,
  value: readonly QueryValueOf<A, K>[],
) => string;

/**
 * Compares the time of creation or update with a time.
 *
 * @param moment - Date, or date and time, in ISO 8601.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const since: QueryWithMoment = Query.createdAfter;
 * const query = since('2026-01-31');
 * ```
 */
export type QueryWithMoment = (moment: string) => string;

/**
 * Compares the time of creation or update with two times.
 *
 * @param start - Date, or date and time, in ISO 8601.
 * @param end - Date, or date and time, in ISO 8601.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const within: QueryWithMoments = Query.createdBetween;
 * const query = within('2026-01-01', '2026-01-31');
 * ```
 */
export type QueryWithMoments = (start: string, end: string) => string;

/**
 * Limits or skips entries.
 *
 * @param count - An integer; the server limits it.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const most: QueryOfCount = Query.limit;
 * const query = most(100);
 * ```
 */
export type QueryOfCount = (count: number) => string;

/**
 * Sets the entry at which a page starts or ends.
 *
 * @param id - Id of the entry.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const behind: QueryOfEntry = Query.cursorAfter;
 * const query = behind('ann');
 * ```
 */
export type QueryOfEntry = (id: string) => string;

/**
 * Combines queries.
 *
 * @param queries - At least two filters.
 * @returns The query as JSON.
 *
 * @example
 * ```ts
 * const oneOf: QueryOfQueries = Query.or;
 * const query = oneOf([Query.isNull('email'), Query.isNull('phone')]);
 * ```
 */
export type QueryOfQueries = (queries: readonly string[]) => string;
