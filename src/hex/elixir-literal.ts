import {
  addField,
  DEPTH_AT_MOST,
  type Fillable,
  isWhole,
  TERMS_AT_MOST,
  type Term,
  TermRefused,
  TOO_LARGE,
  wholeOf,
} from './terms/term.ts';

/** The position of the reader, which only moves forward. */
type Cursor = { readonly text: string; at: number; terms: number };

const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, 0x0a]);
const WORD = /(?:nil|true|false)(?![\w?!@:])/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?)?(?![\w.])/y;
const MARK = { quote: 0x22, hash: 0x23, backslash: 0x5c, brace: 0x7b } as const;
const CODE_POINT = /\\(?:x([0-7][\da-fA-F])|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\})/y;
const LAST_CODE_POINT = 0x10ffff;
/** Maximum digits, including the sign. Longer text is refused before conversion. */
const DIGITS_AT_MOST = String(-TOO_LARGE).length;

/** Invisible characters, and the bidirectional marks that Elixir refuses in source code. */
const TO_ESCAPE = /["\\]|#(?=\{)|[\p{C}\p{Zl}\p{Zp}]/gu;

const words: Readonly<Record<string, Term>> = { nil: null, true: true, false: false };
const letters: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ a: '\x07', b: '\b', d: '\x7f', e: '\x1b', f: '\f', n: '\n', r: '\r', s: ' ', t: '\t' }),
  ...Object.entries({ v: '\v', 0: '\0', '"': '"', '\\': '\\', '#': '#' }),
]);
const escapes: ReadonlyMap<string, string> = new Map(
  ['n', 'r', 't', '"', '\\', '#'].map((name) => [letters.get(name) ?? '', `\\${name}`]),
);

/** Writes an Elixir literal on one line: `%{"a" => [1, nil]}`. Throws RangeError if a number is not finite. */
export function writeElixir(term: Term): string {
  if (typeof term === 'string') return writeText(term);
  if (typeof term === 'number') return writeNumber(term);
  if (term === null) return 'nil';
  if (typeof term !== 'object') return String(term);
  if (Array.isArray(term)) return `[${term.map(writeElixir).join(', ')}]`;
  const fields = Object.entries(term).map(([name, value]) => `${writeText(name)} => ${writeElixir(value)}`);
  return `%{${fields.join(', ')}}`;
}

function writeText(text: string): string {
  return `"${text.toWellFormed().replace(TO_ESCAPE, (letter) => escapes.get(letter) ?? escapeOf(letter))}"`;
}

function escapeOf(letter: string): string {
  return `\\u{${letter.codePointAt(0)?.toString(16).toUpperCase()}}`;
}

/** An Elixir float has digits on both sides of the point. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a literal holds no number that is not finite');
  if (isWhole(value)) return String(value);
  const [digits = '', exponent] = (Object.is(value, -0) ? '-0' : String(value)).split('e');
  const float = digits.includes('.') ? digits : `${digits}.0`;
  return exponent === undefined ? float : `${float}e${exponent}`;
}

/**
 * Reads a literal of maps with string keys, lists, strings, numbers, nil, true and false, and no other syntax, so that
 * nothing is ever evaluated. Has the same limits as terms. Throws TermRefused.
 */
export function readElixir(text: string): Term {
  const from = { text, at: 0, terms: 0 };
  const read = term(from, 0);
  if (from.at !== text.length) throw refusal(from, 'Something follows the literal.');
  return read;
}

/** Reads one term and the surrounding whitespace. */
function term(from: Cursor, depth: number): Term {
  skipBlanks(from);
  from.terms++;
  if (from.terms > TERMS_AT_MOST) throw refusal(from, `There are more than ${TERMS_AT_MOST} values.`);
  const read = value(from, depth);
  skipBlanks(from);
  return read;
}

function value(from: Cursor, depth: number): Term {
  if (from.text[from.at] === '"') return string(from);
  if (skip(from, '%{')) return map(from, depth);
  if (skip(from, '[')) return list(from, depth);
  const word = match(from, WORD)?.[0];
  if (word !== undefined) return words[word] as Term;
  return number(from);
}

function list(from: Cursor, depth: number): Term {
  refuseDeeper(from, depth);
  const items: Term[] = [];
  skipBlanks(from);
  if (skip(from, ']')) return items;
  do items.push(term(from, depth + 1));
  while (skip(from, ','));
  expect(from, ']');
  return items;
}

function map(from: Cursor, depth: number): Term {
  refuseDeeper(from, depth);
  const fields: Fillable = {};
  skipBlanks(from);
  if (skip(from, '}')) return fields;
  do {
    skipBlanks(from);
    const name = string(from);
    skipBlanks(from);
    expect(from, '=>');
    if (!addField(fields, name, term(from, depth + 1))) throw refusal(from, 'A map has a key twice.');
  } while (skip(from, ','));
  expect(from, '}');
  return fields;
}

function string(from: Cursor): string {
  expect(from, '"');
  let text = plain(from);
  while (!skip(from, '"')) text += escaped(from) + plain(from);
  return text;
}

/** Returns the end of the plain part of a string: a quote, an escape or an interpolation. */
function plain(from: Cursor): string {
  const start = from.at;
  while (isPlain(from)) from.at++;
  if (from.at === from.text.length) throw refusal(from, 'A text does not end.');
  return from.text.slice(start, from.at);
}

function isPlain({ text, at }: Cursor): boolean {
  if (at === text.length) return false;
  const letter = text.charCodeAt(at);
  if (letter === MARK.hash) return text.charCodeAt(at + 1) !== MARK.brace;
  return letter !== MARK.quote && letter !== MARK.backslash;
}

function escaped(from: Cursor): string {
  const isEscape = from.text[from.at] === '\\';
  const letter = letters.get(from.text[from.at + 1] ?? '');
  if (!isEscape || letter === undefined) return codePoint(from);
  from.at += 2;
  return letter;
}

function codePoint(from: Cursor): string {
  const [, byte, short, long] = match(from, CODE_POINT) ?? [];
  const point = Number.parseInt(byte ?? short ?? long ?? '', 16);
  if (!(point <= LAST_CODE_POINT)) throw refusal(from, 'Something in a text is not taken.');
  const text = String.fromCodePoint(point);
  if (!text.isWellFormed()) throw refusal(from, 'A text holds half of a surrogate pair.');
  return text;
}

function number(from: Cursor): Term {
  const digits = match(from, NUMBER)?.[0];
  if (digits === undefined) throw refusal(from, 'A value is of a kind that is not taken.');
  if (digits.includes('.')) return finite(from, Number(digits));
  const whole = digits.length > DIGITS_AT_MOST ? TOO_LARGE : BigInt(digits);
  if (whole >= TOO_LARGE || whole <= -TOO_LARGE) throw refusal(from, 'A number is too large.');
  return wholeOf(whole);
}

function finite(from: Cursor, value: number): number {
  if (!Number.isFinite(value)) throw refusal(from, 'A number is not finite.');
  return value;
}

function match(from: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = from.at;
  const found = pattern.exec(from.text);
  if (found) from.at += found[0].length;
  return found;
}

function skipBlanks(from: Cursor): void {
  while (BLANKS.has(from.text.charCodeAt(from.at))) from.at++;
}

function skip(from: Cursor, mark: string): boolean {
  if (!from.text.startsWith(mark, from.at)) return false;
  from.at += mark.length;
  return true;
}

function expect(from: Cursor, mark: string): void {
  if (!skip(from, mark)) throw refusal(from, `Here should be ${mark}.`);
}

function refuseDeeper(from: Cursor, depth: number): void {
  if (depth >= DEPTH_AT_MOST)
    throw refusal(from, `The literal is nested deeper than ${DEPTH_AT_MOST} levels.`);
}

function refusal(from: Cursor, reason: string): TermRefused {
  return new TermRefused(reason, from.at);
}
