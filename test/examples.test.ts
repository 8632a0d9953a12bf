import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');

it('every example of a command in a checkout is clean for programs: npm run -s', () => {
  const files = globSync(['*.md', 'docs/**/*.md', 'sdk/*.md', 'bench/*.md', 'src/**/*.{ts,cjs}'], {
    cwd: ROOT,
  });
  const loud = files.filter((file) => /npm run denizen\b/.test(readFileSync(join(ROOT, file), 'utf8')));
  assert.ok(files.length > 50);
  assert.deepEqual(loud, []);
});
