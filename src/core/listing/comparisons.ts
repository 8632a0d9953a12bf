import type { Attribute, Comparison } from './listing.ts';

const VALUES_AT_MOST = 500;

/** How many values a comparison takes, and which attributes it applies to. */
export type ComparisonRule = {
  readonly least: number;
  readonly most: number;
  /** Whether it applies to list attributes. */
  readonly onList: boolean;
  /** Whether, of the other attributes, it applies to texts only. */
  readonly onTextOnly: boolean;
};

const scalar = (least: number, most: number): ComparisonRule => ({
  least,
  most,
  onList: false,
  onTextOnly: false,
});
const ofText: ComparisonRule = { ...scalar(1, 1), onTextOnly: true };
const holding: ComparisonRule = { least: 1, most: VALUES_AT_MOST, onList: true, onTextOnly: true };

export const comparisonRules: Readonly<Record<Comparison, ComparisonRule>> = {
  equal: scalar(1, VALUES_AT_MOST),
  notEqual: scalar(1, 1),
  lessThan: scalar(1, 1),
  lessThanEqual: scalar(1, 1),
  greaterThan: scalar(1, 1),
  greaterThanEqual: scalar(1, 1),
  between: scalar(2, 2),
  notBetween: scalar(2, 2),
  isNull: { ...scalar(0, 0), onList: true },
  isNotNull: { ...scalar(0, 0), onList: true },
  startsWith: ofText,
  notStartsWith: ofText,
  endsWith: ofText,
  notEndsWith: ofText,
  contains: holding,
  notContains: holding,
  containsAny: holding,
  containsAll: holding,
};

export function isComparison(text: string): text is Comparison {
  return Object.hasOwn(comparisonRules, text);
}

/** Reports whether lists can be filtered by the attribute in this way. */
export function isComparable({ kind }: Attribute, is: Comparison): boolean {
  const { onList, onTextOnly } = comparisonRules[is];
  return kind === 'list' ? onList : !onTextOnly || kind === 'text';
}
