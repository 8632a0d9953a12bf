import type { Substrings } from './database.ts';

/** The least letters of a part that a trigram index can find. */
export const PART_LETTERS = 3;

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
