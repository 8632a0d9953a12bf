import { DatabaseRefused } from '../database.ts';

/** A value as an engine reads and takes it. */
export type Value = string | number | bigint | Uint8Array | null;

/** What a column holds. `boolean` is a column of PostgreSQL, and an integer 0 or 1 on SQLite. */
export type Kind = 'text' | 'integer' | 'boolean' | 'bytes';

const ESCAPED = /[\\\b\f\n\r\t\v]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};
const UNESCAPES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ESCAPES).map(([plain, escaped]) => [escaped, plain]),
);
const NULL = '\\N';

/**
 * Returns a row as a line without its end, the same for every engine: what PostgreSQL writes with `copy … to stdout` in
 * the text format. Lines are compared, summed up and sent as they are.
 */
export function lineOf(values: readonly Value[], kinds: readonly Kind[]): string {
  let line = '';
  for (let at = 0; at < kinds.length; at++) {
    if (at > 0) line += '\t';
    const value = values[at];
    line += value === null || value === undefined ? NULL : fieldOf(value, kinds[at] as Kind);
  }
  return line;
}

/** Returns the values of a line, for SQLite. */
export function valuesOf(line: string, kinds: readonly Kind[]): Value[] {
  return line.split('\t').map((field, at) => (field === NULL ? null : parsedField(field, kinds[at] as Kind)));
}

/** Returns a value that names a row in a key: text, and integers as decimals. */
export function keyField(field: string): string {
  return unescaped(field);
}

/** A key's part as the engine compares it. */
export function keyValue(part: string, kind: Kind): string | bigint {
  return kind === 'integer' ? BigInt(part) : part;
}

function fieldOf(value: Exclude<Value, null>, kind: Kind): string {
  switch (kind) {
    case 'text':
      if (typeof value === 'string') return escaped(value);
      break;
    case 'integer':
      if (typeof value === 'number' || typeof value === 'bigint') return String(value);
      break;
    case 'boolean':
      if (value === 1 || value === 1n) return 't';
      if (value === 0 || value === 0n) return 'f';
      break;
    case 'bytes':
      if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value).toString('hex')}`;
      break;
  }
  throw new DatabaseRefused(
    `A column of ${kind} holds a value of another type (${typeof value}): SQLite let another program store it. Correct it, then run this again.`,
  );
}

function parsedField(field: string, kind: Kind): Value {
  if (kind === 'text') return unescaped(field);
  if (kind === 'boolean') return field === 't' ? 1 : 0;
  if (kind === 'bytes') return Buffer.from(field.slice('\\\\x'.length), 'hex');
  const number = Number(field);
  return Number.isSafeInteger(number) ? number : BigInt(field);
}

/** The test for the rare case first: most texts have nothing to escape. */
function escaped(text: string): string {
  ESCAPED.lastIndex = 0;
  return ESCAPED.test(text) ? text.replace(ESCAPED, (letter) => ESCAPES[letter] ?? letter) : text;
}

function unescaped(field: string): string {
  return field.includes('\\') ? field.replace(/\\./gs, (pair) => UNESCAPES[pair] ?? pair) : field;
}
