import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CONSOLE_FOLDER } from '../../src/http/console.ts';

/** Bytes as gzip, with styles and without fonts. */
const FIRST_PAGE_AT_MOST = 110_000;
const ALL_AT_MOST = 200_000;
/** A browser asks for six files at a time over HTTP/1.1. */
const SCRIPTS_OF_A_PAGE_AT_MOST = 6;

type Chunk = {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
};

const manifest = JSON.parse(readFileSync(join(CONSOLE_FOLDER, 'manifest.json'), 'utf8')) as Readonly<
  Record<string, Chunk>
>;

/** The files that a chunk needs before it runs. */
function filesOf(name: string, seen: Set<string> = new Set()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const imported of chunk.imports ?? []) filesOf(imported, seen);
  return seen;
}

function sizeOf(files: Iterable<string>): number {
  const sized = [...files].filter((file) => /\.(?:js|css)$/.test(file));
  return sized.reduce((sum, file) => {
    const compressed = statSync(join(CONSOLE_FOLDER, `${file}.gz`), { throwIfNoEntry: false });
    return sum + (compressed ?? statSync(join(CONSOLE_FOLDER, file))).size;
  }, 0);
}

describe('the built console', () => {
  it('is small: the first page, and all of it', () => {
    const first = filesOf('index.html');
    filesOf('src/pages/overview.tsx', first);
    const all = new Set(Object.keys(manifest).flatMap((name) => [...filesOf(name)]));
    const sizes = { first: sizeOf(first), all: sizeOf(all) };
    assert.ok(sizes.first > 10_000 && sizes.all > sizes.first, JSON.stringify(sizes));
    assert.ok(sizes.first <= FIRST_PAGE_AT_MOST, `the first page has ${sizes.first} bytes`);
    assert.ok(sizes.all <= ALL_AT_MOST, `the console has ${sizes.all} bytes`);
  });

  it('has few files for each page', () => {
    const pages = Object.keys(manifest).filter((name) => name.startsWith('src/pages/'));
    assert.ok(pages.length > 15, pages.join(' '));
    for (const page of pages) {
      const scripts = [...filesOf(page, filesOf('index.html'))].filter((file) => file.endsWith('.js'));
      assert.ok(scripts.length <= SCRIPTS_OF_A_PAGE_AT_MOST, `${page}: ${scripts.join(' ')}`);
    }
  });
});
