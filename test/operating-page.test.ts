import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const GUIDE = join(ROOT, 'docs/guide');
const text = readFileSync(join(GUIDE, 'operating.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\| (?!expectation|---)/.test(line));

describe('the page of what operators expect', () => {
  it('names a guide and a test in each row, which exist', () => {
    assert.ok(rows.length > 20);
    const wrong = rows.flatMap((row) => {
      const [, , guide = '', shown = ''] = row.split('|');
      const guides = Array.from(guide.matchAll(/\]\(([^)]+)\)/g), ([, link = '']) => link);
      const tests = Array.from(shown.matchAll(/`([^`]+)`/g), ([, path = '']) => join(ROOT, path));
      const missing = [
        ...guides.filter((link) => !leadsSomewhere(link)),
        ...tests.filter((path) => !existsSync(path)),
      ];
      return guides.length === 0 || tests.length === 0 ? [row] : missing;
    });
    assert.deepEqual(wrong, []);
  });
});

function leadsSomewhere(link: string): boolean {
  const [file = '', heading] = link.split('#');
  const path = join(GUIDE, file);
  if (!existsSync(path)) return false;
  if (heading === undefined) return true;
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm);
  return Array.from(headings, ([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  ).includes(heading);
}
