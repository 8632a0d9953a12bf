import { globSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Tests that measure time, or wait for what others would hold up: they run one after another, alone. */
const SERIAL = new Set([
  'src/core/oauth/outbound.test.ts',
  'src/core/passwords.test.ts',
  'test/delivery/deliverer.test.ts',
  'test/delivery/server.test.ts',
  'test/faults/hostile.test.ts',
  'test/faults/restart.test.ts',
  'test/faults/sign-in-timing.test.ts',
  'test/faults/storage-postgres.test.ts',
  'test/faults/storage-sqlite.test.ts',
  'test/security/jwt.test.ts',
  'test/security/rate-limits.test.ts',
  'test/security/same-answers.test.ts',
]);

/** The longest, started first so that none of them runs alone at the end. */
const FIRST = ['test/compat/users.test.ts'];

/** Tests of tools that take long or are not installed by `npm ci`: `npm run test:all` runs them. */
const WHOLE_ONLY = new Set(['test/sdk/docs-reference.test.ts', 'test/sdk/package.test.ts']);

export type Suite = { readonly parallel: readonly string[]; readonly serial: readonly string[] };

/** The files to run, by how: those that are named, or all of the set. Paths are relative to the repository. */
export function suiteOf(named: readonly string[], isWhole: boolean): Suite {
  const files =
    named.length > 0
      ? named.map((name) => relative(ROOT, resolve(name)))
      : globSync('{src,test}/**/*.test.ts', { cwd: ROOT }).filter((file) => isWhole || !WHOLE_ONLY.has(file));
  const place = (file: string) => (FIRST.includes(file) ? FIRST.indexOf(file) : FIRST.length);
  return {
    parallel: files
      .filter((file) => !SERIAL.has(file))
      .toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1)),
    serial: files.filter((file) => SERIAL.has(file)).toSorted(),
  };
}
