/** Builds the documentation if it is missing or older than its pages. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Files of these folders, those of folders within not included: patterns take five times as long. */
const FOLDERS = ['docs/guide', 'docs/decisions', 'tools/site', 'tools/site/browser'];

const built = timeOf('docs/dist/index.html');
if (built === 0 || newest() > built) {
  // Loaded on demand: most starts build nothing.
  const { execFileSync } = await import('node:child_process');
  execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts')], { stdio: ['ignore', 2, 2] });
}

function newest(): number {
  const pages = ['.', 'docs'].flatMap((folder) => within(folder).filter((path) => path.endsWith('.md')));
  const sources = [...pages, 'package.json', 'docs/openapi.json', ...FOLDERS, ...FOLDERS.flatMap(within)];
  return Math.max(...sources.map(timeOf));
}

function within(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
}

function timeOf(path: string): number {
  return statSync(`${ROOT}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
