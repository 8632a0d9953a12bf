import type { Read } from './database.ts';

/** The least letters of a part that a trigram index can find. */
export const PART_LETTERS = 3;

/** A part of a word of users of a project. */
export type Wanted = { readonly project: string; readonly part: string; readonly most: number };

/**
 * An optional index that finds users by a part of their words (`users.search`, without the labels). The database keeps
 * it, on every engine: no statement of ours does.
 */
export type Substrings = {
  /** Whether the database had the index when it was last looked at. */
  readonly exists: () => boolean;
  /**
   * Returns the ids of at most `most` users of the project: all whose words hold `part`, and perhaps others. Returns
   * `undefined` when they may be more, or when finding them would cost too much. `part` consists of letters and digits,
   * at least `PART_LETTERS`.
   */
  readonly find: (read: Read, wanted: Wanted) => Promise<readonly string[] | undefined>;
};

/** What an engine can do with the index beyond searching. */
export type SubstringIndex = Substrings & {
  /** Looks whether the database has the index. */
  readonly refresh: () => Promise<void>;
  /**
   * Builds or drops the index. Safe when several processes start at once. Returns why it cannot be built, if the
   * database lacks what it needs.
   */
  readonly apply: (wanted: boolean) => Promise<string | undefined>;
};

/** Runs a search. If the index was dropped meanwhile, as a server with another setting does, returns `undefined`. */
export async function unlessDropped<T>(
  { refresh, exists }: Pick<SubstringIndex, 'refresh' | 'exists'>,
  search: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await search();
  } catch (error) {
    await refresh();
    if (exists()) throw error;
    return undefined;
  }
}
