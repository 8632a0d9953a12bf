import type {
  QueryOfAttribute,
  QueryOfCount,
  QueryOfEntry,
  QueryOfQueries,
  QueryWithList,
  QueryWithMoment,
  QueryWithMoments,
  QueryWithRange,
  QueryWithText,
  QueryWithValue,
  QueryWithValues,
} from './query-forms.ts';

/**
 * Builds the strings that lists take as `queries`. `A` has the attributes and their types. A name of type `string` that is
 * not a literal is accepted: the server checks it.
 *
 * @example
 * ```ts
 * type Names = { name: string };
 * const NameQuery = UntypedQuery as unknown as QueryOf<Names>;
 * NameQuery.equal('name', 'Ann'); // {"method":"equal","attribute":"name","values":["Ann"]}
 * ```
 */
export type QueryOf<A> = {
  /**
   * Equals one of the values. At most 500.
   * @example
   * ```ts
   * Query.equal('name', ['Ann', 'Bea']); // {"method":"equal","attribute":"name","values":["Ann","Bea"]}
   * ```
   */
  readonly equal: QueryWithValues<A>;
  /**
   * Does not equal the value.
   * @example
   * ```ts
   * Query.notEqual('name', 'Ann'); // {"method":"notEqual","attribute":"name","values":["Ann"]}
   * ```
   */
  readonly notEqual: QueryWithValues<A>;
  /**
   * Is less than the value, or earlier.
   * @example
   * ```ts
   * Query.lessThan('total', 5); // {"method":"lessThan","attribute":"total","values":[5]}
   * ```
   */
  readonly lessThan: QueryWithValue<A>;
  /**
   * Is less than or equal to the value.
   * @example
   * ```ts
   * Query.lessThanEqual('total', 5); // {"method":"lessThanEqual","attribute":"total","values":[5]}
   * ```
   */
  readonly lessThanEqual: QueryWithValue<A>;
  /**
   * Is greater than the value, or later.
   * @example
   * ```ts
   * Query.greaterThan('registration', '2026-01-31'); // {"method":"greaterThan","attribute":"registration","values":["2026-01-31"]}
   * ```
   */
  readonly greaterThan: QueryWithValue<A>;
  /**
   * Is greater than or equal to the value.
   * @example
   * ```ts
   * Query.greaterThanEqual('total', 5); // {"method":"greaterThanEqual","attribute":"total","values":[5]}
   * ```
   */
  readonly greaterThanEqual: QueryWithValue<A>;
  /**
   * Is between the two values, inclusive.
   * @example
   * ```ts
   * Query.between('total', 1, 5); // {"method":"between","attribute":"total","values":[1,5]}
   * ```
   */
  readonly between: QueryWithRange<A>;
  /**
   * Is outside the range of the two values.
   * @example
   * ```ts
   * Query.notBetween('total', 1, 5); // {"method":"notBetween","attribute":"total","values":[1,5]}
   * ```
   */
  readonly notBetween: QueryWithRange<A>;
  /**
   * Has no value.
   * @example
   * ```ts
   * Query.isNull('email'); // {"method":"isNull","attribute":"email"}
   * ```
   */
  readonly isNull: QueryOfAttribute<A>;
  /**
   * Has a value.
   * @example
   * ```ts
   * Query.isNotNull('email'); // {"method":"isNotNull","attribute":"email"}
   * ```
   */
  readonly isNotNull: QueryOfAttribute<A>;
  /**
   * Starts with the text.
   * @example
   * ```ts
   * Query.startsWith('name', 'An'); // {"method":"startsWith","attribute":"name","values":["An"]}
   * ```
   */
  readonly startsWith: QueryWithText<A>;
  /**
   * Does not start with the text.
   * @example
   * ```ts
   * Query.notStartsWith('name', 'An'); // {"method":"notStartsWith","attribute":"name","values":["An"]}
   * ```
   */
  readonly notStartsWith: QueryWithText<A>;
  /**
   * Ends in the text.
   * @example
   * ```ts
   * Query.endsWith('email', '@example.com'); // {"method":"endsWith","attribute":"email","values":["@example.com"]}
   * ```
   */
  readonly endsWith: QueryWithText<A>;
  /**
   * Does not end in the text.
   * @example
   * ```ts
   * Query.notEndsWith('email', '@example.com'); // {"method":"notEndsWith","attribute":"email","values":["@example.com"]}
   * ```
   */
  readonly notEndsWith: QueryWithText<A>;
  /**
   * A string contains the value, or a list has one of the values.
   * @example
   * ```ts
   * Query.contains('labels', ['vip']); // {"method":"contains","attribute":"labels","values":["vip"]}
   * ```
   */
  readonly contains: QueryWithValues<A>;
  /**
   * Contains none of the values.
   * @example
   * ```ts
   * Query.notContains('labels', ['vip']); // {"method":"notContains","attribute":"labels","values":["vip"]}
   * ```
   */
  readonly notContains: QueryWithValues<A>;
  /**
   * Contains at least one of the values.
   * @example
   * ```ts
   * Query.containsAny('labels', ['vip', 'beta']); // {"method":"containsAny","attribute":"labels","values":["vip","beta"]}
   * ```
   */
  readonly containsAny: QueryWithList<A>;
  /**
   * Contains all of the values.
   * @example
   * ```ts
   * Query.containsAll('labels', ['vip', 'beta']); // {"method":"containsAll","attribute":"labels","values":["vip","beta"]}
   * ```
   */
  readonly containsAll: QueryWithList<A>;
  /**
   * Created before the time.
   * @example
   * ```ts
   * Query.createdBefore('2026-01-31'); // {"method":"createdBefore","values":["2026-01-31"]}
   * ```
   */
  readonly createdBefore: QueryWithMoment;
  /**
   * Created after the time.
   * @example
   * ```ts
   * Query.createdAfter('2026-01-31'); // {"method":"createdAfter","values":["2026-01-31"]}
   * ```
   */
  readonly createdAfter: QueryWithMoment;
  /**
   * Created between the times, inclusive.
   * @example
   * ```ts
   * Query.createdBetween('2026-01-01', '2026-01-31'); // {"method":"createdBetween","values":["2026-01-01","2026-01-31"]}
   * ```
   */
  readonly createdBetween: QueryWithMoments;
  /**
   * Last updated before the time.
   * @example
   * ```ts
   * Query.updatedBefore('2026-01-31'); // {"method":"updatedBefore","values":["2026-01-31"]}
   * ```
   */
  readonly updatedBefore: QueryWithMoment;
  /**
   * Last updated after the time.
   * @example
   * ```ts
   * Query.updatedAfter('2026-01-31'); // {"method":"updatedAfter","values":["2026-01-31"]}
   * ```
   */
  readonly updatedAfter: QueryWithMoment;
  /**
   * Last updated between the times, inclusive.
   * @example
   * ```ts
   * Query.updatedBetween('2026-01-01', '2026-01-31'); // {"method":"updatedBetween","values":["2026-01-01","2026-01-31"]}
   * ```
   */
  readonly updatedBetween: QueryWithMoments;
  /**
   * Sorts in ascending order.
   * @example
   * ```ts
   * Query.orderAsc('name'); // {"method":"orderAsc","attribute":"name"}
   * ```
   */
  readonly orderAsc: QueryOfAttribute<A>;
  /**
   * Sorts in descending order.
   * @example
   * ```ts
   * Query.orderDesc('$createdAt'); // {"method":"orderDesc","attribute":"$createdAt"}
   * ```
   */
  readonly orderDesc: QueryOfAttribute<A>;
  /**
   * Sorts in random order, different for each call.
   *
   * @returns The query as JSON.
   * @example
   * ```ts
   * Query.orderRandom(); // {"method":"orderRandom"}
   * ```
   */
  readonly orderRandom: () => string;
  /**
   * Maximum number of entries, at least 1. Default: 25.
   * @example
   * ```ts
   * Query.limit(100); // {"method":"limit","values":[100]}
   * ```
   */
  readonly limit: QueryOfCount;
  /**
   * Number of entries to skip.
   * @example
   * ```ts
   * Query.offset(25); // {"method":"offset","values":[25]}
   * ```
   */
  readonly offset: QueryOfCount;
  /**
   * Starts after the entry with this id.
   * @example
   * ```ts
   * Query.cursorAfter('ann'); // {"method":"cursorAfter","values":["ann"]}
   * ```
   */
  readonly cursorAfter: QueryOfEntry;
  /**
   * Ends before the entry with this id.
   * @example
   * ```ts
   * Query.cursorBefore('ann'); // {"method":"cursorBefore","values":["ann"]}
   * ```
   */
  readonly cursorBefore: QueryOfEntry;
  /**
   * Matches if all of the queries match.
   * @example
   * ```ts
   * const both = Query.and([Query.isNull('email'), Query.isNotNull('phone')]);
   * const { users: page } = await users.list([both]);
   * ```
   */
  readonly and: QueryOfQueries;
  /**
   * Matches if at least one of the queries matches.
   * @example
   * ```ts
   * const one = Query.or([Query.startsWith('name', 'Ann'), Query.contains('labels', ['vip'])]);
   * const { users: page } = await users.list([one]);
   * ```
   */
  readonly or: QueryOfQueries;
};
