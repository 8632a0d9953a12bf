import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');

/** What fails, now and then, on a machine that is busy with others, and what says the same for certain. */
const luck: Readonly<Record<string, RegExp>> = {
  'a limit of measured time: ownTime() leaves out what a busy machine made it wait':
    /\.now\(\) - [\w.]+ <=? ?\d/,
  'a deadline of its own: PATIENCE_MS is long enough for all':
    /AbortSignal\.timeout\(\d[\d_]{3,}\)|\{ timeout: \d/,
  'an end of waiting of its own: until() waits for all': /\.now\(\) \+ (?:\d[\d_]*|[A-Z_]*WITHIN[A-Z_]*);/,
  'so many looks: until() waits for all': /tries < \d+; tries\+\+\) await (?:setTimeout|wait|sleep)/,
};

/** What these find and is none of it. */
const others: ReadonlySet<string> = new Set([
  // Deadlines that the tested lanes are given.
  'src/core/old-systems/lanes.test.ts',
]);

describe('tests', () => {
  it('wait for what must come in one way, and judge no time that others have taken', () => {
    const files = globSync('{src,test,console,sdk}/**/*.ts', {
      cwd: ROOT,
      exclude: ['**/node_modules'],
    }).filter((file) => file.startsWith('test/') || file.endsWith('.test.ts'));
    const found = files
      .filter((file) => !others.has(file))
      .flatMap((file) => {
        const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
        return Object.entries(luck).flatMap(([what, pattern]) =>
          lines.flatMap((line, at) => (pattern.test(line) ? `${file}:${at + 1}: ${what}` : [])),
        );
      });
    assert.deepEqual(found, []);
  });
});
