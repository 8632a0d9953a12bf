import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** How files run: `busy` several at once, then `waiting` a few at once, then `alone` one by one. */
export type Phase = 'busy' | 'waiting' | 'alone';

/** Tests that mostly wait, for deadlines or for answers at the next multiple of 50 ms: they leave the processors to each other. */
const waiting = [
  'test/delivery/deliverer.test.ts',
  'test/delivery/mail.test.ts',
  'test/delivery/server.test.ts',
  'test/faults/hostile.test.ts',
  'test/journeys/guessing-stranger.test.ts',
  'test/faults/storage-postgres.test.ts',
  'test/security/same-answers.test.ts',
];

/** Tests that measure time, or send so many requests at once that they time out on a busy machine. */
const alone = [
  'src/db/postgres-locks.test.ts',
  'src/core/factors/races.test.ts',
  'test/appwrite/teams-races.test.ts',
  'src/core/limits/attempts.test.ts',
  'src/core/limits/rates.test.ts',
  'src/core/oauth/http-client.test.ts',
  'src/core/passwords.test.ts',
  'src/core/recovery/recovery.test.ts',
  'src/core/recovery/reset-codes.test.ts',
  'src/core/sign-in/password.test.ts',
  'src/core/sign-in/tokens.test.ts',
  'src/core/verifications/verifications.test.ts',
  // What is checked in the background gives way to everything else.
  'test/faults/damage.test.ts',
  'test/faults/one-time.test.ts',
  'test/faults/races.test.ts',
  'test/faults/restart.test.ts',
  'test/faults/sign-in-timing.test.ts',
  'test/faults/storage-sqlite.test.ts',
  'test/security/jwt.test.ts',
  'test/security/parsing-costs.test.ts',
  'test/security/rate-limits.test.ts',
];

/** The longest of the busy, which start first so that none of them runs by itself at the end. */
const longest = [
  'test/compat/account.test.ts',
  'test/compat/users.test.ts',
  'test/cli/rotate.test.ts',
  'test/faults/migrations.test.ts',
  'test/cli/package.test.ts',
  'test/compat/other-languages.test.ts',
  'test/security/matrix.test.ts',
  'test/sdk/docs.test.ts',
];

/** Tests of tools that `npm ci` does not install, and of an installation from the registry. */
const wholeOnly = new Set([
  'test/oauth/browser.test.ts',
  'test/sdk/browser.test.ts',
  'test/cli/package.test.ts',
  'test/sdk/docs-reference.test.ts',
  'test/sdk/package.test.ts',
]);

/** Pages of the console in a browser. */
const PAGES = 'test/console/pages/';

const isWholeOnly = (file: string): boolean => wholeOnly.has(file) || file.startsWith(PAGES);

/** Reports whether one of the files needs the built console. */
export function usesConsole(files: readonly string[]): boolean {
  return files.some((file) => file.startsWith('test/console/'));
}

/** Reports whether one of the files opens the documentation of a server. */
export function usesSite(files: readonly string[]): boolean {
  return files.includes('test/cli/start.test.ts');
}

/** Reports whether one of the files needs the databases of `support/large-directory.ts`. */
export function usesLargeDirectory(files: readonly string[]): boolean {
  return files
    .map((file) => join(ROOT, file))
    .some((path) => existsSync(path) && readFileSync(path, 'utf8').includes('onLargeDirectory('));
}

/**
 * The files to run, by phase: the named ones, or all of the set. `isRest` leaves out those that the quick set runs just
 * the same. Paths are relative to the repository.
 */
export function filesByPhase(
  named: readonly string[],
  { isWhole, isRest = false }: { readonly isWhole: boolean; readonly isRest?: boolean },
): Readonly<Record<Phase, readonly string[]>> {
  const all = () =>
    globSync('{src,test}/**/*.test.ts', { cwd: ROOT })
      .filter((file) => isWhole || !isWholeOnly(file))
      .filter((file) => !isRest || doesMoreInWholeSet(file));
  const files = named.length > 0 ? named.map((name) => relative(ROOT, resolve(name))) : all();
  const place = (file: string) => (longest.includes(file) ? longest.indexOf(file) : longest.length);
  const sorted = files.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return {
    busy: sorted.filter((file) => !waiting.includes(file) && !alone.includes(file)),
    waiting: sorted.filter((file) => waiting.includes(file)),
    alone: sorted.filter((file) => alone.includes(file)),
  };
}

/** Lists files that the tables above name and that are not there. */
export function unknownFiles(): readonly string[] {
  const there = globSync('{src,test}/**/*.test.ts', { cwd: ROOT });
  return [...waiting, ...alone, ...longest, ...wholeOnly].filter((file) => !there.includes(file));
}

/** Names of `support` by which a test does more in the whole set. */
const EXTENT = /\b(?:isWhole|runsMajor|CROWD|fuzzRuns|skipUnlessWhole|onAnyEngine|onLargeDirectory)\b/;
const IMPORT = /from '(\.[^']*\.ts)'/g;
/** They read the extent for others. */
const SHARED = ['engines.ts', 'extent.ts', 'postgres.ts', 'workplace.ts'].map((name) =>
  join(ROOT, 'test/support', name),
);

/** Reports whether the file does more in the whole set than in the quick one, by itself or by what it imports of tests. */
export function doesMoreInWholeSet(file: string): boolean {
  if (isWholeOnly(file)) return true;
  const seen = new Set<string>();
  const reads = (path: string): boolean => {
    if (seen.has(path) || SHARED.includes(path)) return false;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    if (EXTENT.test(text)) return true;
    return [...text.matchAll(IMPORT)]
      .map(([, name = '']) => resolve(dirname(path), name))
      .filter((imported) => imported.startsWith(join(ROOT, 'test/')))
      .some(reads);
  };
  return reads(join(ROOT, file));
}
