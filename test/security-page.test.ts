import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const CHAPTERS = 17;

describe('the page on security', () => {
  it('names files that exist', () => {
    const named = [...text.matchAll(/`((?:src|test|bench)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    assert.ok(named.length > 50);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it('leads to files that exist', () => {
    const links = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => path);
    assert.deepEqual(
      links.filter((path) => !existsSync(join(ROOT, 'docs', path))),
      [],
    );
  });

  it('has a test for each promise', () => {
    const promises = text.slice(text.indexOf('## Promises'), text.indexOf('## By chapter'));
    const rows = promises.split('\n').filter((line) => /^\| (?!promise)/.test(line));
    assert.ok(rows.length > 20);
    assert.deepEqual(
      rows.filter((row) => !row.split('|').at(3)?.includes('.test.ts`')),
      [],
    );
  });

  it('has every chapter of ASVS 5.0', () => {
    const chapters = [...text.matchAll(/^### V(\d+) /gm)].map(([, number]) => Number(number));
    assert.deepEqual(
      chapters,
      Array.from({ length: CHAPTERS }, (_, at) => at + 1),
    );
  });
});
