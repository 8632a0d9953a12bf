import { comparable, lastWithPrefix } from '../text.ts';
import { wordsSearched } from '../users/words.ts';
import type { Attribute, Attributes, Comparison, Filter, Scalar } from './listing.ts';

export type Value = string | number;
export type Bound = { readonly value: Value; readonly open: boolean };

/** A filter in the terms of columns. Comparisons with null are never true, nor is their negation. */
export type Condition =
  | { readonly is: 'in'; readonly column: string; readonly values: readonly Value[] }
  | { readonly is: 'range'; readonly column: string; readonly from?: Bound; readonly to?: Bound }
  | { readonly is: 'null'; readonly column: string; readonly yes: boolean }
  | { readonly is: 'holds'; readonly column: string; readonly part: string; readonly word?: string }
  | { readonly is: 'ends'; readonly column: string; readonly part: string }
  | { readonly is: 'word'; readonly prefix: string }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'all'; readonly of: readonly Condition[] }
  | { readonly is: 'any'; readonly of: readonly Condition[] };

export const always: Condition = { is: 'all', of: [] };
export const never: Condition = { is: 'any', of: [] };

/** The conditions that a row must meet, all of them. */
export function conditionsOf(
  attributes: Attributes,
  listing: { readonly filters: readonly Filter[]; readonly search?: string },
): readonly Condition[] {
  const filters = listing.filters.map((filter) => conditionOf(attributes, filter));
  if (listing.search === undefined) return filters.flatMap(flat);
  const words = wordsSearched(listing.search);
  const search = words.length === 0 ? [never] : words.map((prefix): Condition => ({ is: 'word', prefix }));
  return [...search, ...filters].flatMap(flat);
}

function flat(condition: Condition): readonly Condition[] {
  return condition.is === 'all' ? condition.of.flatMap(flat) : [condition];
}

function conditionOf(attributes: Attributes, filter: Filter): Condition {
  if (filter.is === 'and' || filter.is === 'or') {
    const of = filter.filters.map((inner) => conditionOf(attributes, inner));
    return { is: filter.is === 'and' ? 'all' : 'any', of };
  }
  const attribute = attributes[filter.attribute];
  if (!attribute) throw new Error(`no attribute ${filter.attribute}`);
  return byKind(attribute, filter.is, filter.values);
}

function byKind(attribute: Attribute, is: Comparison, values: readonly Scalar[]): Condition {
  switch (attribute.kind) {
    case 'text':
      return onText(attribute.column, is, values.map((value) => (attribute.exact ? String(value) : comparable(String(value)))));
    case 'flag':
      return onFlag(attribute, is, values.map(Number));
    case 'list':
      return onList(attribute, is, values.map(String));
    default:
      return onNumber(attribute.column, is, values.map(Number), attribute.scale);
  }
}

const not = (of: Condition): Condition => ({ is: 'not', of });
const any = (of: readonly Condition[]): Condition => (of.length === 1 && of[0] ? of[0] : { is: 'any', of });
const shut = (value: Value): Bound => ({ value, open: false });
const open = (value: Value): Bound => ({ value, open: true });

function onText(column: string, is: Comparison, values: readonly string[]): Condition {
  const [first = '', second = ''] = values;
  const parts = (make: (part: string) => Condition) => any(values.map(make));
  const starts = (part: string): Condition => ({ is: 'range', column, from: shut(part), to: shut(lastWithPrefix(part)) });
  const holds = (part: string): Condition => ({ is: 'holds', column, part });
  const between: Condition = { is: 'range', column, from: shut(first), to: shut(second) };
  const table: Record<Comparison, () => Condition> = {
    equal: () => ({ is: 'in', column, values }),
    notEqual: () => not({ is: 'in', column, values }),
    lessThan: () => ({ is: 'range', column, to: open(first) }),
    lessThanEqual: () => ({ is: 'range', column, to: shut(first) }),
    greaterThan: () => ({ is: 'range', column, from: open(first) }),
    greaterThanEqual: () => ({ is: 'range', column, from: shut(first) }),
    between: () => between,
    notBetween: () => not(between),
    isNull: () => ({ is: 'null', column, yes: true }),
    isNotNull: () => ({ is: 'null', column, yes: false }),
    startsWith: () => starts(first),
    notStartsWith: () => not(starts(first)),
    endsWith: () => ({ is: 'ends', column, part: first }),
    notEndsWith: () => not({ is: 'ends', column, part: first }),
    contains: () => parts(holds),
    containsAny: () => parts(holds),
    containsAll: () => ({ is: 'all', of: values.map(holds) }),
    notContains: () => not(parts(holds)),
  };
  return table[is]();
}

/** Whole numbers: everything is a range that ends before its bound, whatever the column's unit. */
function onNumber(column: string, is: Comparison, values: readonly number[], scale: number): Condition {
  const [first = 0, second = 0] = values;
  const from = (value: number) => ({ from: shut(value * scale) });
  const before = (value: number) => ({ to: open(value * scale) });
  const range = (bounds: { from?: Bound; to?: Bound }): Condition => ({ is: 'range', column, ...bounds });
  const exactly = (value: number) => range({ ...from(value), ...before(value + 1) });
  const between = range({ ...from(first), ...before(second + 1) });
  const table: Partial<Record<Comparison, () => Condition>> = {
    equal: () => any(values.map(exactly)),
    notEqual: () => not(any(values.map(exactly))),
    lessThan: () => range(before(first)),
    lessThanEqual: () => range(before(first + 1)),
    greaterThan: () => range(from(first + 1)),
    greaterThanEqual: () => range(from(first)),
    between: () => between,
    notBetween: () => not(between),
    isNull: () => ({ is: 'null', column, yes: true }),
    isNotNull: () => ({ is: 'null', column, yes: false }),
  };
  return table[is]?.() ?? never;
}

/** A flag is stored as the moment since when; which of its two values meet the comparison decides. */
function onFlag(attribute: Attribute & { kind: 'flag' }, is: Comparison, values: readonly number[]): Condition {
  const [first = 0, second = 0] = values;
  const meets: Partial<Record<Comparison, (flag: number) => boolean>> = {
    equal: (flag) => values.includes(flag),
    notEqual: (flag) => !values.includes(flag),
    lessThan: (flag) => flag < first,
    lessThanEqual: (flag) => flag <= first,
    greaterThan: (flag) => flag > first,
    greaterThanEqual: (flag) => flag >= first,
    between: (flag) => flag >= first && flag <= second,
    notBetween: (flag) => flag < first || flag > second,
    isNull: () => false,
    isNotNull: () => true,
  };
  const test = meets[is] ?? (() => false);
  const [no, yes] = [test(0), test(1)];
  if (no === yes) return yes ? always : never;
  return { is: 'null', column: attribute.column, yes: yes !== attribute.set };
}

function onList(attribute: Attribute & { kind: 'list' }, is: Comparison, values: readonly string[]): Condition {
  const has = (value: string): Condition => ({
    is: 'holds',
    column: attribute.column,
    part: JSON.stringify(value),
    word: attribute.word + comparable(value),
  });
  const table: Partial<Record<Comparison, () => Condition>> = {
    contains: () => any(values.map(has)),
    containsAny: () => any(values.map(has)),
    containsAll: () => ({ is: 'all', of: values.map(has) }),
    notContains: () => not(any(values.map(has))),
    isNotNull: () => always,
  };
  return table[is]?.() ?? never;
}
