/** Builds the documentation if it is missing or older than its pages. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = [
  '*.md',
  'package.json',
  'docs/*.md',
  'docs/openapi.json',
  'docs/guide/*',
  'docs/decisions/*',
];

const built = timeOf('docs/dist/index.html');
if (built === 0 || newest() > built) {
  // Loaded on demand: most starts build nothing.
  const { execFileSync } = await import('node:child_process');
  execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts')], { stdio: ['ignore', 2, 2] });
}

function newest(): number {
  return Math.max(...globSync([...SOURCES, 'tools/site/**'], { cwd: ROOT }).map(timeOf));
}

function timeOf(path: string): number {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
