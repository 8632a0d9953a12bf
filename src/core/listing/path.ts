import type { Candidates } from '../../db/database.ts';
import type { Condition } from './conditions.ts';

/** Ids found beforehand. */
export type Ids = { readonly is: 'ids'; readonly ids: readonly string[] };

/** Parts that a row has in its words, all of them. */
export type Parts = { readonly is: 'parts'; readonly parts: readonly string[] };

export type Branch = Condition | Ids | Parts;

/** A way to reach a set of rows by indexes: each branch uses one index, and the union of the branches is the set. */
export type AccessPath = {
  readonly branches: readonly Branch[];
  readonly rank: number;
  /** By unique columns: at most one row per value. */
  readonly unique: boolean;
  /** Conditions of the list that every row of the path meets. */
  readonly met?: readonly Condition[];
  /** The ids of all rows, in the order of creation, if they were found so. */
  readonly inOrder?: readonly string[];
  /** The rows that may have the parts, which were not compared yet. */
  readonly candidates?: Candidates;
};

/** A path with its number of entries, which may lead to one row several times. */
export type SelectivePath = AccessPath & { readonly entries: number };

/** How many entries paths have, as far as they were counted: `entries` is one more than `most` if there are more. */
export type EntryCounts = Map<string, { readonly entries: number; readonly most: number }>;

/** The paths of a list as it was asked for, each looked for once, when it is first needed. */
export type Paths = {
  /** One to so few rows that a statement may read them all. */
  readonly short: () => Promise<SelectivePath | undefined>;
  /** One to few enough rows to sort in memory. */
  readonly selective: () => Promise<SelectivePath | undefined>;
};

export function idsPath(ids: readonly string[]): AccessPath {
  return { branches: [{ is: 'ids', ids }], rank: 0, unique: false };
}
