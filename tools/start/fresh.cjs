// What is built of a checkout beside the program. CommonJS, as `start.cjs`: modules take 6 MB and the loader of types to read.
const { execFileSync } = require('node:child_process');
const { readdirSync, statSync } = require('node:fs');

const ROOT = `${__dirname}/../..`;
const CONSOLE = [
  'src',
  'index.html',
  'build.ts',
  'build-page.ts',
  'settings.ts',
  'package.json',
  'tsconfig.json',
];
/** With the files in them, those of folders within not included. */
const PAGES = ['docs/guide', 'docs/decisions', 'tools/site', 'tools/site/browser'];

exports.freshenConsole = () => {
  const sources = [...CONSOLE.map((name) => `console/${name}`), 'package-lock.json'];
  freshen('console/dist/index.html', () => newestOf(sources.map(newest)), 'console/build.ts');
};

exports.freshenSite = () => {
  const named = ['.', 'docs'].flatMap((folder) => within(folder).filter((path) => path.endsWith('.md')));
  const sources = [...named, 'package.json', 'docs/openapi.json', ...PAGES, ...PAGES.flatMap(within)];
  freshen('docs/dist/index.html', () => newestOf(sources.map(timeOf)), 'tools/site/build.ts');
};

/** @param {string} built @param {() => number} newestSource @param {string} builder */
function freshen(built, newestSource, builder) {
  const builtAt = timeOf(built);
  if (builtAt > 0 && newestSource() <= builtAt) return;
  execFileSync(process.execPath, [`${ROOT}/${builder}`], { stdio: ['ignore', 2, 2] });
}

/** The time of the last change of a file, or of anything in a folder. The folder's own tells of files that are gone. @param {string} path */
function newest(path) {
  const found = statSync(`${ROOT}/${path}`, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
  return newestOf([found.mtimeMs, ...within(path).map(newest)]);
}

/** @param {readonly number[]} times */
function newestOf(times) {
  return Math.max(...times);
}

/** @param {string} folder */
function within(folder) {
  return readdirSync(`${ROOT}/${folder}`).map((name) => `${folder}/${name}`);
}

/** @param {string} path */
function timeOf(path) {
  return statSync(`${ROOT}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
