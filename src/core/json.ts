import { randomUUID } from 'node:crypto';

/** Only a text with this many digits in a row can contain an integer that a double rounds. */
const LONG_NUMBER = /\d{16}/;
const WHOLE = /^-?\d+$/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const IN_NUMBERS: ReadonlySet<string> = new Set(['.', 'e', 'E', '+', '-']);

/** Standard since 2025, but missing in the types. */
const raw = JSON as unknown as {
  readonly rawJSON: (text: string) => unknown;
  readonly isRawJSON: (value: unknown) => boolean;
};

/** Parses JSON. Integers beyond the precision of a double are kept as written, for `JSON.stringify` to return. */
export function parseJson(text: string): unknown {
  const rounded = parseNames(text);
  if (!LONG_NUMBER.test(text)) return rounded;
  // A reviver gets the same source texts, and takes 90 ms for 256 KiB of small numbers instead of 14.
  const mark = randomUUID();
  const marked = withMarks(text, mark);
  return marked === text ? rounded : kept(parseNames(marked), mark);
}

/**
 * Parses JSON without the fault of V8 since 12.8 (https://github.com/nodejs/node/issues/63785): `JSON.parse` compares
 * the source of a name with a name that it expects after earlier objects, over the length that the name has without its
 * escapes. After `{"x":0,"a\\\\":0}`, it reads the second name of `{"x":0,"a\\n":0}` as `a\`. Names without escapes are
 * compared in full, so the text is parsed again with such names.
 */
function parseNames(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!text.includes('\\')) return parsed;
  const names = new Map<string, string>();
  const plain = withoutEscapedNames(text, { names, mark: randomUUID() });
  if (plain === text) return parsed;
  const value: unknown = JSON.parse(plain);
  return names.size === 0 ? value : renamed(value, names);
}

/** Names in which JSON requires an escape. */
const NEEDS_ESCAPE = /["\\\p{Cc}]/u;

/**
 * Replaces each name that has an escape in valid JSON: by the name itself, or by a name of the mark and a number if it
 * cannot be written without an escape. Equal names stay equal, since the last value of a name counts.
 */
function withoutEscapedNames(
  text: string,
  { names, mark }: { readonly names: Map<string, string>; readonly mark: string },
): string {
  const marks = new Map<string, string>();
  let plain = '';
  let from = 0;
  for (let start = text.indexOf('"'); start >= 0; ) {
    const end = endOfText(text, start);
    const source = text.slice(start, end + 1);
    if (source.includes('\\') && isName(text, end)) {
      // Without an object around it, a string is read as written.
      const name = JSON.parse(source) as string;
      let written = name;
      if (NEEDS_ESCAPE.test(name)) {
        written = marks.get(name) ?? `${mark}${marks.size}`;
        marks.set(name, written);
        names.set(written, name);
      }
      plain += `${text.slice(from, start)}"${written}"`;
      from = end + 1;
    }
    start = text.indexOf('"', end + 1);
  }
  return plain + text.slice(from);
}

const WHITESPACE: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r']);

/** Reports whether the string that ends here is followed by a colon. */
function isName(text: string, end: number): boolean {
  let at = end + 1;
  while (WHITESPACE.has(text[at] ?? '')) at++;
  return text[at] === ':';
}

/** Returns the value with the names of the map in place of their marks, in the same order. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  // Defines properties, also `__proto__`.
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [names.get(name) ?? name, renamed(inner, names)]),
  );
}

/** Replaces each integer beyond a double in valid JSON by a string of the mark and its digits. */
function withMarks(text: string, mark: string): string {
  let marked = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === QUOTE) at = endOfText(text, at);
    else if (isDigit(letter)) {
      const end = endOfNumber(text, at);
      const start = text[at - 1] === '-' ? at - 1 : at;
      const number = text.slice(start, end);
      if (WHOLE.test(number) && !Number.isSafeInteger(Number(number))) {
        marked += `${text.slice(from, start)}"${mark}${number}"`;
        from = end;
      }
      at = end - 1;
    }
  }
  return marked + text.slice(from);
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

function endOfNumber(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end)) || IN_NUMBERS.has(text[end] ?? '')) end++;
  return end;
}

function isDigit(letter: number): boolean {
  return letter >= 0x30 && letter <= 0x39;
}

/** Replaces marked strings by raw numbers, in place. */
function kept(value: unknown, mark: string): unknown {
  if (typeof value === 'string')
    return value.startsWith(mark) ? raw.rawJSON(value.slice(mark.length)) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) for (const [at, item] of value.entries()) value[at] = kept(item, mark);
  else {
    const fields = value as Record<string, unknown>;
    for (const name of Object.keys(fields)) fields[name] = kept(fields[name], mark);
  }
  return value;
}

/** Reports whether a parsed value is an object, and not a list, null, or a kept number. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !raw.isRawJSON(value);
}

/** An integer beyond the precision of a double, as `parseJson` keeps it. */
export function keptNumber(value: bigint): unknown {
  return raw.rawJSON(String(value));
}
