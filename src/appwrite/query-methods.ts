import type { Comparison } from '../core/listing/listing.ts';
import type { QueryAttribute } from './query-values.ts';

const VALUES_AT_MOST = 500;

type Rule = {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  /** Whether it applies to list attributes. */
  readonly onList: boolean;
  /** Which other attributes it applies to. */
  readonly onText: (type: QueryAttribute['type']) => boolean;
};

const every = () => true;
const textOnly = (type: QueryAttribute['type']) => type === 'text';
const scalar = (label: string, least: number, most: number): Rule => ({
  label,
  least,
  most,
  onList: false,
  onText: every,
});
const holding = (label: string, onText: Rule['onText']): Rule => ({
  label,
  least: 1,
  most: VALUES_AT_MOST,
  onList: true,
  onText,
});

/** Every comparison of the protocol, with the number of its values and the attributes it applies to. */
export const comparisons: Readonly<Record<Comparison, Rule>> = {
  equal: scalar('Equal', 1, VALUES_AT_MOST),
  notEqual: scalar('NotEqual', 1, 1),
  lessThan: scalar('LessThan', 1, 1),
  lessThanEqual: scalar('LessThanEqual', 1, 1),
  greaterThan: scalar('GreaterThan', 1, 1),
  greaterThanEqual: scalar('GreaterThanEqual', 1, 1),
  between: scalar('Between', 2, 2),
  notBetween: scalar('NotBetween', 2, 2),
  isNull: { ...scalar('IsNull', 0, 0), onList: true },
  isNotNull: { ...scalar('IsNotNull', 0, 0), onList: true },
  startsWith: { ...scalar('StartsWith', 1, 1), onText: textOnly },
  notStartsWith: { ...scalar('NotStartsWith', 1, 1), onText: textOnly },
  endsWith: { ...scalar('EndsWith', 1, 1), onText: textOnly },
  notEndsWith: { ...scalar('NotEndsWith', 1, 1), onText: textOnly },
  contains: holding('Contains', textOnly),
  notContains: holding('NotContains', textOnly),
  containsAny: holding('ContainsAny', textOnly),
  containsAll: holding('ContainsAll', textOnly),
};

export function isComparison(method: string): method is Comparison {
  return Object.hasOwn(comparisons, method);
}

const MOMENTS = { created: '$createdAt', updated: '$updatedAt' } as const;
const ENDINGS = { Before: 'lessThan', After: 'greaterThan', Between: 'between' } as const;

/** Methods with a built-in attribute, such as `createdBefore`, as the equivalent general method. */
export function createdAndUpdated<Q extends { readonly method: string; readonly attribute: string }>(
  query: Q,
): Q {
  const found = /^(created|updated)(Before|After|Between)$/.exec(query.method);
  if (!found) return query;
  const [, moment, ending] = found as unknown as [string, keyof typeof MOMENTS, keyof typeof ENDINGS];
  return { ...query, method: ENDINGS[ending], attribute: MOMENTS[moment] };
}
