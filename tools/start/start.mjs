// Starts the program of a checkout from a bundle of it, which loads in half of the time. Builds it when the sources have changed.
// JavaScript, since this runs before the cache of compiled code is known: types would be removed at each start.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../..');
/** Beside the sources, what the bundle is made of. npm writes the last one when it installs. */
const SOURCES = [
  'src',
  'tools/start',
  'tools/release/bundle.ts',
  'package.json',
  'package-lock.json',
  'node_modules/.package-lock.json',
];
/** By then, a start has compiled what it needs, and V8 has not thrown it away yet. */
const COMPILED_AFTER_MS = 3_000;

const folder = join(ROOT, '.cache/program', fingerprint());
const isNew = !existsSync(folder);
const isBuilt = !isNew || build();
const compiled = isBuilt ? join(folder, 'compiled') : join(ROOT, 'node_modules/.cache/node');
// Also for the threads and processes of the program.
process.env.NODE_COMPILE_CACHE ??= compiled;
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import('../../console/fresh.ts');
await import('../site/fresh.ts');
// What the program takes for its file: its messages name the commands of a checkout.
process.argv[1] = join(ROOT, 'src/main.ts');
await import(pathToFileURL(isBuilt ? join(folder, 'dist/main.js') : process.argv[1]).href);
if (isNew) setTimeout(flushCompileCache, COMPILED_AFTER_MS).unref();

/** Changes with the name, the size and the time of any source, whether it became newer or older. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const path of SOURCES) note(hash, path);
  return hash.digest('hex').slice(0, 16);
}

/** @param {import('node:crypto').Hash} hash @param {string} path below the root */
function note(hash, path) {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!found?.isDirectory()) {
    hash.update(`${path} ${found?.size} ${found?.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(join(ROOT, path)).sort())
    if (!name.endsWith('.test.ts')) note(hash, `${path}/${name}`);
}

/** Returns whether there is a bundle now. Without one, the program runs from its sources. */
function build() {
  try {
    execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts'), folder], {
      stdio: ['ignore', 2, 2],
    });
    return true;
  } catch {
    process.stderr.write(
      'The program cannot be bundled, and runs from its sources, which takes longer to start.\n',
    );
    return false;
  }
}
