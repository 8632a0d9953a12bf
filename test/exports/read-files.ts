import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type CsvDialect, csvCellsOf } from '../../src/imports/readers/csv.ts';
import { textFile } from '../imports/samples.ts';

/** Targets whose tables are not those of RFC 4180. */
const DIALECTS: Readonly<Record<string, CsvDialect>> = { cognito: { escape: '\\', quote: '' } };

/** Reads a file of a target by its format alone, and fails where it is none. Nothing is known of what it means. */
export async function checkFormat(target: string, path: string): Promise<void> {
  const text = readFileSync(path, 'utf8');
  assert.ok(!text.startsWith('\u{feff}'), `${path} begins with a byte order mark`);
  const check = formats[extname(path)];
  assert.ok(check, `${basename(path)} is of no known format`);
  await check(text, { dialect: DIALECTS[target] ?? {}, path });
}

type Of = { readonly dialect: CsvDialect; readonly path: string };

const formats: Readonly<Record<string, (text: string, of: Of) => Promise<void> | void>> = {
  '.json': (text) => void JSON.parse(text),
  '.ndjson': readLines,
  '.jsonl': readLines,
  '.csv': readCells,
  '.tsv': readCells,
  '.yml': readYaml,
  '.yaml': readYaml,
  '.ldif': readLdif,
  '.sql': readSql,
  '.txt': readNames,
  '.mjs': readProgram,
};

function readLines(text: string): void {
  assert.ok(text === '' || text.endsWith('\n'));
  for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
}

async function readCells(text: string, { dialect }: Of): Promise<void> {
  const counts = new Set<number>();
  for await (const rows of csvCellsOf(textFile('users.csv', text), dialect))
    for (const row of rows) {
      assert.ok(!('refused' in row), JSON.stringify(row));
      counts.add(row.cells.length);
    }
  assert.ok(counts.size <= 1, `rows of ${[...counts].join(' and ')} values`);
}

function readYaml(text: string): void {
  for (const document of parseAllDocuments(text)) assert.deepEqual(document.errors, []);
}

/** RFC 2849: attributes in safe ASCII, at most 76 characters a line. */
function readLdif(text: string): void {
  for (const line of text.split('\n')) {
    assert.ok(line.length <= 76, `${line.length} characters`);
    assert.match(line, /^(?:| .*|#.*|-|[A-Za-z][\w;.-]*:{1,2} ?[ -~]*|[A-Za-z][\w;.-]*:)$/);
  }
}

/** Statements that end outside of quotes. */
function readSql(text: string): void {
  let rest = text;
  for (;;) {
    const at = rest.search(/['"`]|--|\/\*/);
    if (at < 0) break;
    const mark = rest.slice(at, at + 2);
    const from = rest.slice(at);
    const found =
      mark === '--'
        ? /^--[^\n]*(?:\n|$)/.exec(from)
        : mark === '/*'
          ? /^\/\*[\s\S]*?\*\//.exec(from)
          : closed(from);
    assert.ok(found, `a quote is not closed: ${from.slice(0, 80)}`);
    rest = from.slice(found[0].length);
  }
  assert.match(text.trimEnd(), /(?:;|^|\*\/)$/);
}

function closed(text: string): RegExpExecArray | null {
  if (text.startsWith('"')) return /^"(?:[^"]|"")*"/.exec(text);
  if (text.startsWith('`')) return /^`(?:[^`]|``)*`/.exec(text);
  return /^'(?:[^'\\]|''|\\[\s\S])*'/.exec(text);
}

/** A name a line. */
function readNames(text: string): void {
  assert.match(text, /^(?:[^\p{Cc}]+\n)*$/u);
}

function readProgram(_: string, { path }: Of): void {
  const { status, stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
