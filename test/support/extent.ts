/**
 * How much the tests do. `npm test` runs the quick set, `npm run test:all` (DENIZEN_TEST=all) everything: every
 * client package, and the tests of tools that are slow or must be fetched.
 */
export const isWhole = process.env.DENIZEN_TEST === 'all';

/** Why a test of the whole set does not run in the quick one; `false` where it runs. */
export const skipUnlessWhole = isWhole ? false : 'only in npm run test:all';

/** Whether the tests of a major of `node-appwrite` run. */
export function runsMajor(major: number): boolean {
  return isWhole || QUICK_MAJORS.has(major);
}

/** The oldest, the one for servers of version 1.5, and the newest. */
const QUICK_MAJORS: ReadonlySet<number> = new Set([2, 12, 27]);
