// Starts the program of a checkout from a bundle of it, which loads in half of the time. Builds it when the sources have changed.
// JavaScript, since this runs before the cache of compiled code is known: types would be removed at each start. CommonJS, as bundles are: the loader of modules takes 6 MB.
const { execFileSync } = require('node:child_process');
const { hash } = require('node:crypto');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { enableCompileCache, flushCompileCache } = require('node:module');
const { join } = require('node:path');
const { freshenConsole, freshenSite } = require('./fresh.cjs');

const ROOT = join(__dirname, '../..');
/** Beside the sources, what the bundle is made of. npm writes the last one when it installs. */
const SOURCES = [
  'src',
  'tools/start',
  'tools/release',
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
freshenOr(freshenConsole, 'The console');
freshenOr(freshenSite, 'The documentation');
// What the program takes for its file: its messages name the commands of a checkout.
process.argv[1] = join(ROOT, 'src/main.ts');
if (isBuilt) require(join(folder, 'dist/main.js'));
else void import('../../src/main.ts');
if (isNew) setTimeout(flushCompileCache, COMPILED_AFTER_MS).unref();

/** Changes with the name, the size and the time of any source, whether it became newer or older. */
function fingerprint() {
  const lines = SOURCES.flatMap((path) => [...described(path)]);
  return hash('sha256', [process.version, ...lines].join('\n')).slice(0, 16);
}

/** @param {string} path below the root @returns {Iterable<string>} */
function* described(path) {
  const found = statSync(`${ROOT}/${path}`, { throwIfNoEntry: false });
  if (found?.isDirectory()) yield* describedWithin(path);
  else yield `${path} ${found?.size} ${found?.mtimeMs}`;
}

/** Names come with their kinds, so that nothing else is asked of folders. @param {string} folder @returns {Iterable<string>} */
function* describedWithin(folder) {
  const entries = readdirSync(`${ROOT}/${folder}`, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* describedWithin(path);
    else if (!path.endsWith('.test.ts')) yield* described(path);
  }
}

/** A server needs neither. @param {() => void} freshen @param {string} what */
function freshenOr(freshen, what) {
  try {
    freshen();
  } catch {
    process.stderr.write(`${what} cannot be built: the server has that of before, or none.\n`);
  }
}

/** Returns whether there is a bundle now. Without one, the program runs from its sources. */
function build() {
  try {
    execFileSync(process.execPath, [join(__dirname, 'build.ts'), folder], {
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
