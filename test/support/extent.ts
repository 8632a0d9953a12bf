/**
 * How much the tests do. `npm test` runs the quick set, `npm run test:all` (DENIZEN_TEST=all) everything: every engine,
 * every client package, many more random inputs, and the tests of tools that are slow or must be fetched.
 */
export const isWhole = process.env.DENIZEN_TEST === 'all';

/** The variable with the address of a pooler before the server, through which tests reach their databases. */
export const POOLER = 'TEST_POOLER';

/** Set where tests run on databases of PostgreSQL alone that the program takes for those of a Citus cluster. */
export const SHARDS = 'DENIZEN_TEST_SHARDS';

/** A database of the server of tests that new ones are copies of, such as one with the extension Citus. */
export const TEMPLATE = 'DENIZEN_TEST_TEMPLATE';

/** Why a test of what a cluster demands does not run on one; `false` where it runs. */
export const skipOnCluster =
  process.env[TEMPLATE] === undefined
    ? false
    : 'the databases of this test only look like those of a cluster';

/** Why a test of the whole set does not run in the quick one; `false` where it runs. */
export const skipUnlessWhole = isWhole ? false : 'only in npm run test:all';

/** The oldest, the one for servers of version 1.5, and the newest. */
const QUICK_MAJORS: ReadonlySet<number> = new Set([2, 12, 27]);
/** How many times as many random inputs the whole set tries. */
const WHOLE_FUZZ = 10;

/** Whether the tests of a major of `node-appwrite` run. All majors lead to the same statements. */
export function runsMajor(major: number): boolean {
  if (process.env[POOLER] !== undefined || process.env[SHARDS] !== undefined)
    return major === Math.max(...QUICK_MAJORS);
  return isWhole || QUICK_MAJORS.has(major);
}

/** How many requests are sent at once to where one may win: more than the 300 tries that guesses are limited to. */
export const CROWD = isWhole ? 600 : 400;

/** How many random inputs a test tries. */
export function fuzzRuns(quick: number): number {
  return isWhole ? quick * WHOLE_FUZZ : quick;
}
