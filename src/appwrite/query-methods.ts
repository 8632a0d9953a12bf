import { type ComparisonRule, comparisonRules } from '../core/listing/comparisons.ts';
import type { Comparison } from '../core/listing/listing.ts';

export { isComparison } from '../core/listing/comparisons.ts';

/** Every comparison of the protocol, with its name in messages. */
export const comparisons = Object.fromEntries(
  Object.entries(comparisonRules).map(([name, rule]) => [
    name,
    { ...rule, label: name.charAt(0).toUpperCase() + name.slice(1) },
  ]),
) as Readonly<Record<Comparison, ComparisonRule & { readonly label: string }>>;

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
