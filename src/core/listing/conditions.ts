import { comparable, folded, prefixEnd } from '../text.ts';
import type { Attribute, Attributes, Comparison, Filter } from './listing.ts';
import { isInside, longestPart, wordsAfterBoundary, wordsSearched } from './words.ts';

export type Value = string | number;
export type Bound = { readonly value: Value; readonly exclusive: boolean };

/**
 * A filter in terms of columns. Comparisons with null are never true, and neither is their negation. `holds` is met
 * by any of its parts; `words` names the words that every row holding the part has. Every row that meets the condition
 * has one of the parts `inside` its words.
 */
export type Condition =
  | { readonly is: 'in'; readonly column: string; readonly values: readonly Value[] }
  | Range
  | { readonly is: 'null'; readonly column: string; readonly yes: boolean }
  | {
      readonly is: 'holds';
      readonly column: string;
      readonly parts: readonly string[];
      readonly words?: readonly string[];
      readonly inside?: readonly string[];
    }
  | {
      readonly is: 'ends';
      readonly column: string;
      readonly part: string;
      /** A whole word of each row that ends so. */
      readonly words?: readonly string[];
      readonly inside?: readonly string[];
    }
  /** Ends with this domain and the sign before it, of which an address has one: an index knows such endings. */
  | { readonly is: 'domain'; readonly column: string; readonly domain: string }
  | { readonly is: 'word'; readonly prefix: string }
  /** A part of a word that is no label. */
  | { readonly is: 'inside'; readonly part: string }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'all'; readonly of: readonly Condition[] }
  | { readonly is: 'any'; readonly of: readonly Condition[] };

export type Range = {
  readonly is: 'range';
  readonly column: string;
  readonly from?: Bound;
  readonly to?: Bound;
};

const always: Condition = { is: 'all', of: [] };
/** Met by no row. */
export const never: Condition = { is: 'any', of: [] };

/** Returns the conditions that a row must all meet. With `inside`, long words of the search match inside words. */
export function conditionsOf(
  attributes: Attributes,
  listing: { readonly filters: readonly Filter[]; readonly search?: string },
  inside = false,
): readonly Condition[] {
  const filters = listing.filters.map((filter) => conditionOf(attributes, filter));
  if (listing.search === undefined) return flat(filters);
  const words = wordsSearched(listing.search);
  const search = words.length === 0 ? [never] : words.map((word) => searched(word, inside));
  return flat([...search, ...filters]);
}

function searched(word: string, inside: boolean): Condition {
  return inside && isInside(word) ? { is: 'inside', part: word } : { is: 'word', prefix: word };
}

/** Returns the number of comparisons needed to evaluate the conditions for a row. */
export function testsIn(conditions: readonly Condition[]): number {
  return conditions.reduce((tests, condition) => tests + weightOf(condition), 0);
}

function weightOf(condition: Condition): number {
  if (condition.is === 'all' || condition.is === 'any') return testsIn(condition.of);
  if (condition.is === 'not') return weightOf(condition.of);
  return condition.is === 'holds' ? condition.parts.length : 1;
}

/** The columns of a row that a condition compares. */
export function columnsCompared(condition: Condition): readonly string[] {
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(columnsCompared);
  if (condition.is === 'not') return columnsCompared(condition.of);
  return condition.is === 'word' || condition.is === 'inside' ? ['search'] : [condition.column];
}

/** Reports whether a row with null in the column can never meet the condition. */
export function excludesNull(condition: Condition, column: string): boolean {
  if (condition.is === 'all') return condition.of.some((inner) => excludesNull(inner, column));
  if (condition.is === 'any') return condition.of.every((inner) => excludesNull(inner, column));
  const { is } = condition;
  if (is === 'not')
    return condition.of.is !== 'null' && 'column' in condition.of && condition.of.column === column;
  return is !== 'word' && is !== 'inside' && condition.column === column && (is !== 'null' || !condition.yes);
}

/** Flattens nested conjunctions and merges the ranges of each column into one. */
export function flat(conditions: readonly Condition[]): readonly Condition[] {
  const bare = conditions.flatMap((condition) => (condition.is === 'all' ? condition.of : [condition]));
  const ranges = Map.groupBy(bare.filter(isRange), (range) => range.column);
  const narrowed = [...ranges.values()].map((same) => same.reduce(narrower));
  return [...bare.filter((condition) => !isRange(condition)), ...narrowed];
}

export function isRange(condition: Condition): condition is Range {
  return condition.is === 'range';
}

function narrower(a: Range, b: Range): Range {
  const from = stricter(a.from, b.from, isBefore);
  const to = stricter(b.to, a.to, (x, y) => isBefore(y, x));
  return { is: 'range', column: a.column, ...(from && { from }), ...(to && { to }) };
}

/** Returns the stricter of two bounds, as `isWider` compares them. Of equal bounds, the exclusive one. */
function stricter(a: Bound | undefined, b: Bound | undefined, isWider: (x: Value, y: Value) => boolean) {
  if (!a || !b) return a ?? b;
  if (a.value === b.value) return a.exclusive ? a : b;
  return isWider(a.value, b.value) ? b : a;
}

/** Compares texts as the engines do: bytewise in UTF-8, unlike JavaScript's own comparison. */
export function isBefore(a: Value, b: Value): boolean {
  return typeof a === 'number' || typeof b === 'number'
    ? a < b
    : Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

function conditionOf(attributes: Attributes, filter: Filter): Condition {
  if (filter.is === 'and' || filter.is === 'or') {
    const of = filter.filters.map((inner) => conditionOf(attributes, inner));
    return filter.is === 'and' ? { is: 'all', of: flat(of) } : { is: 'any', of };
  }
  const attribute = attributes[filter.attribute];
  if (!attribute) throw new Error(`no attribute ${filter.attribute}`);
  const { values } = filter;
  switch (attribute.kind) {
    case 'text':
      return onText(attribute, filter.is, values.map(String));
    case 'flag':
      return onFlag(attribute, filter.is, values.map(Number));
    case 'list':
      return onList(attribute, filter.is, values.map(String));
    default:
      return onNumber(attribute, filter.is, values.map(Number));
  }
}

const not = (of: Condition): Condition => ({ is: 'not', of });
const any = (of: readonly Condition[]): Condition => (of.length === 1 && of[0] ? of[0] : { is: 'any', of });
const isNull = (column: string, yes: boolean): Condition => ({ is: 'null', column, yes });
const isIn = (column: string, values: readonly Value[]): Condition => ({
  is: 'in',
  column,
  values: [...new Set(values)],
});
const inclusive = (value: Value): Bound => ({ value, exclusive: false });
const exclusive = (value: Value): Bound => ({ value, exclusive: true });

type Table = Partial<Record<Comparison, () => Condition>>;

function onText(
  attribute: Attribute & { kind: 'text' },
  is: Comparison,
  values: readonly string[],
): Condition {
  const { column, exact, canonical } = attribute;
  const whole = (value: string) => canonical?.(value.trim()) ?? (exact ? value.trim() : comparable(value));
  const wholes = values.map(whole);
  const parts = [...new Set(exact ? values : values.map(folded))];
  const [first = '', second = ''] = wholes;
  // Texts are compared without the blanks around them; a blank inside of one is a symbol like others.
  const starts = startsWith(column, beginning(parts[0] ?? ''));
  const ends = endsWith(attribute, canonical?.(values[0]?.trim() ?? '') ?? ending(parts[0] ?? ''));
  const holds = (some: readonly string[]): Condition => ({
    is: 'holds',
    column,
    parts: some,
    ...insideOf(some),
  });
  const between: Condition = { is: 'range', column, from: inclusive(first), to: inclusive(second) };
  const table: Record<Comparison, () => Condition> = {
    equal: () => isIn(column, wholes),
    notEqual: () => not(isIn(column, wholes)),
    lessThan: () => ({ is: 'range', column, to: exclusive(first) }),
    lessThanEqual: () => ({ is: 'range', column, to: inclusive(first) }),
    greaterThan: () => ({ is: 'range', column, from: exclusive(first) }),
    greaterThanEqual: () => ({ is: 'range', column, from: inclusive(first) }),
    between: () => between,
    notBetween: () => not(between),
    isNull: () => isNull(column, true),
    isNotNull: () => isNull(column, false),
    startsWith: () => starts,
    notStartsWith: () => not(starts),
    endsWith: () => ends,
    notEndsWith: () => not(ends),
    contains: () => holds(parts),
    containsAny: () => holds(parts),
    containsAll: () => ({ is: 'all', of: parts.map((part) => holds([part])) }),
    notContains: () => not(holds(parts)),
  };
  return table[is]();
}

/** A blank before it is outside of every text that begins so. A part of blanks stays: no text begins with it. */
function beginning(part: string): string {
  return part.trimStart() || part;
}

function ending(part: string): string {
  return part.trimEnd() || part;
}

function endsWith({ column, domains, inWords }: Attribute & { kind: 'text' }, part: string): Condition {
  // Every text ends with the empty text; the engines disagree about it.
  if (part === '') return startsWith(column, '');
  if (domains && part.lastIndexOf('@') === 0) return { is: 'domain', column, domain: part };
  return { is: 'ends', column, part, ...insideOf([part]), ...(inWords && wordIn(part)) };
}

/** Returns the first whole word of an ending: of a domain, it is the one that fewest addresses have. */
function wordIn(ending: string): { readonly words?: readonly string[] } {
  const [word] = wordsAfterBoundary(ending);
  return word === undefined ? {} : { words: [word] };
}

/** The words of a row hold the letters and digits of its texts, so the longest run of each part is inside them. */
function insideOf(parts: readonly string[]): { readonly inside?: readonly string[] } {
  const inside = parts.map(longestPart).filter((part) => part !== undefined);
  return inside.length < parts.length ? {} : { inside };
}

export function startsWith(column: string, prefix: string): Range {
  const end = prefixEnd(prefix);
  return { is: 'range', column, from: inclusive(prefix), ...(end !== undefined && { to: exclusive(end) }) };
}

/** Integers only: every comparison becomes a range with an exclusive upper bound, in the column's unit. */
function onNumber(
  attribute: Attribute & { kind: 'moment' | 'number' },
  is: Comparison,
  values: readonly number[],
): Condition {
  const { column, scale } = attribute;
  const [first = 0, second = 0] = values;
  const from = (value: number) => ({ from: inclusive(value * scale) });
  const before = (value: number) => ({ to: exclusive(value * scale) });
  const range = (bounds: { from?: Bound; to?: Bound }): Condition => ({ is: 'range', column, ...bounds });
  const exactly = (value: number) => range({ ...from(value), ...before(value + 1) });
  const equal = scale === 1 ? isIn(column, values) : any([...new Set(values)].map(exactly));
  const between = range({ ...from(first), ...before(second + 1) });
  const table: Table = {
    equal: () => equal,
    notEqual: () => not(equal),
    lessThan: () => range(before(first)),
    lessThanEqual: () => range(before(first + 1)),
    greaterThan: () => range(from(first + 1)),
    greaterThanEqual: () => range(from(first)),
    between: () => between,
    notBetween: () => not(between),
    isNull: () => isNull(column, true),
    isNotNull: () => isNull(column, false),
  };
  return table[is]?.() ?? never;
}

/** A flag is stored as the moment it was set: the comparison is evaluated for both values. */
function onFlag(
  attribute: Attribute & { kind: 'flag' },
  is: Comparison,
  values: readonly number[],
): Condition {
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
  return isNull(attribute.column, yes !== attribute.set);
}

function onList(
  attribute: Attribute & { kind: 'list' },
  is: Comparison,
  values: readonly string[],
): Condition {
  const has = (some: readonly string[]): Condition => ({
    is: 'holds',
    column: attribute.column,
    parts: some.map((value) => JSON.stringify(value)),
    ...(attribute.word !== undefined && { words: some.map((value) => attribute.word + comparable(value)) }),
  });
  const table: Table = {
    contains: () => has(values),
    containsAny: () => has(values),
    containsAll: () => ({ is: 'all', of: values.map((value) => has([value])) }),
    notContains: () => not(has(values)),
    isNotNull: () => always,
  };
  return table[is]?.() ?? never;
}
