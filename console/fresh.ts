/** Builds the console if it is missing or older than its sources. Loads Vite only then. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = import.meta.dirname;
const BUILT = join(ROOT, 'dist/index.html');
const SOURCES = [
  'src',
  'index.html',
  'build.ts',
  'build-page.ts',
  'settings.ts',
  'package.json',
  'tsconfig.json',
];

if (!isFresh()) {
  // Loaded on demand: most starts build nothing.
  const { execFileSync } = await import('node:child_process');
  execFileSync(process.execPath, [join(ROOT, 'build.ts')], { stdio: ['ignore', 2, 2] });
}

function isFresh(): boolean {
  const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return false;
  return [...SOURCES.map((name) => join(ROOT, name)), join(ROOT, '../package-lock.json')].every(
    (path) => newest(path) <= built,
  );
}

/** The time of the last change of a file, or of anything in a folder. The folder's own tells of files that are gone. */
function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const within = readdirSync(path, { withFileTypes: true });
  return Math.max(found.mtimeMs, ...within.map(({ name }) => newest(join(path, name))));
}
