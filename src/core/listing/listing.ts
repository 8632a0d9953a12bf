import type { CollectionName } from '../failure.ts';
import type { Counted } from './kept-counts.ts';

/** A list request. Attribute names are those of the collection's attribute table. */
export type Listing = {
  readonly filters: readonly Filter[];
  readonly orders: readonly Order[] | 'random';
  /** Rows per page, 1 to 5,000. */
  readonly limit: number;
  /** Rows to skip, 0 to 100,000. */
  readonly offset: number;
  /** A row of the list. With its `key`, the values that it is sorted by, it need not exist any more. */
  readonly cursor?: {
    readonly id: string;
    readonly before: boolean;
    readonly key?: readonly (string | number)[];
  };
  readonly search?: string;
  /**
   * Whether a page of too many bytes may end early: the caller goes on by cursor. Otherwise the list fails with
   * `response_too_large`.
   */
  readonly mayEndEarly?: boolean;
  /** The id of a row that stands before all others if it matches. */
  readonly first?: string;
  /** Whether to count all matches. */
  readonly counted: boolean;
};

export const comparisons = [
  'equal',
  'notEqual',
  'lessThan',
  'lessThanEqual',
  'greaterThan',
  'greaterThanEqual',
  'between',
  'notBetween',
  'isNull',
  'isNotNull',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
  'contains',
  'notContains',
  'containsAny',
  'containsAll',
] as const;
export type Comparison = (typeof comparisons)[number];

export type Scalar = string | number | boolean;

export type Filter =
  | { readonly is: Comparison; readonly attribute: string; readonly values: readonly Scalar[] }
  | { readonly is: 'and'; readonly filters: readonly Filter[] }
  | { readonly is: 'or'; readonly filters: readonly Filter[] };

export type Order = { readonly attribute: string; readonly descending: boolean };

/** How many rows match. */
export type Total = {
  /**
   * 0 when not requested. It counts matches up to 5,000, or all rows where nothing filters and their count is kept. Where too many rows would
   * have to be read, it is 5,000: who pages by it misses none.
   */
  readonly total: number;
  /** Set when that was not counted. */
  readonly totalIsUnknown?: true;
};

/** The ids of a page in order. */
export type Found = Total & { readonly ids: readonly string[] };

/** One page. */
export type Page<Row> = Total & {
  readonly rows: readonly Row[];
  /** Set when it has fewer rows than were found, since it ended early or rows were deleted meanwhile. */
  readonly isCut?: true;
};

export const LIMIT_AT_MOST = 5_000;
export const OFFSET_AT_MOST = 100_000;
export const TOTAL_AT_MOST = 5_000;

/**
 * How an attribute is stored. `indexed` columns have an index on (project, column, sequence, id). Values of `unique`
 * columns occur once. `scale` converts a value to the column's unit. A flag is a nullable column; `set` is the flag's
 * value when the column is not null.
 */
export type Attribute =
  | (Plain & {
      readonly kind: 'text';
      readonly exact?: true;
      readonly unique?: true;
      /** Whether its words are in the table of words. */
      readonly inWords?: true;
      /** Whether indexes in this order have the words of rows too (on PostgreSQL; on SQLite the index itself has them). */
      readonly wordsBeside?: true;
      /** Whether values are addresses, whose domains have an index. */
      readonly domains?: true;
      /** Returns the form in which a whole value is stored; undefined when it is none. */
      readonly canonical?: (value: string) => string | undefined;
    })
  | (Plain & { readonly kind: 'moment' | 'number'; readonly scale: number })
  /** `index` is one of SQLite's, of only the rows where the column is not null, with much of what lists compare and sort by. */
  | {
      readonly kind: 'flag';
      readonly column: string;
      readonly set: boolean;
      readonly indexed?: true;
      readonly index?: IndexOfSome;
    }
  /**
   * `word` is the prefix of each value among the row's words, if values are words. `index` has only the rows with values, by their ids;
   * on SQLite with much of what lists compare and sort by.
   */
  | { readonly kind: 'list'; readonly column: string; readonly word?: string; readonly index?: IndexOfSome };

/** Its name, and the columns that it has on SQLite. One more index has them on PostgreSQL if it is there twice. */
type IndexOfSome = {
  readonly name: string;
  readonly columns: ReadonlySet<string>;
  readonly isTwice?: true;
};

type Plain = { readonly column: string; readonly indexed?: true; readonly nullable?: true };

export type Attributes = Readonly<Record<string, Attribute>>;

export type Collection = {
  readonly table: CollectionName;
  /** SQLite's index of ids, for lists that find rows by them. */
  readonly idIndex?: string;
  /** The table of words and its column with the row's id. */
  readonly words?: { readonly table: string; readonly id: string };
  /** The count that is kept of its rows. */
  readonly counted?: Counted;
  /** Whether an index of parts may exist over its words, which hold every text attribute. */
  readonly inside?: true;
  readonly attributes: Attributes;
};

/** Returns the table of words in which searches and labels are looked up. */
export function wordTable({ table, words }: Collection): NonNullable<Collection['words']> {
  if (words === undefined) throw new Error(`the rows of ${table} have no words`);
  return words;
}
