import {
  type Decode,
  type DumpValue,
  decodeUtf8,
  textOfBytes,
  unescapeC,
  unescapeMysql,
} from './dump-text.ts';

export type Dialect = 'postgresql' | 'mysql' | 'sqlite';

/** What is left of the text does not hold the whole tuple. */
export const INCOMPLETE = -1;
/** The tuple is none: a name, an operator or an unknown function stands where a value should. */
export const MALFORMED = -2;

const BARE = /[^\s,();'"]+/y;
const CALL = /(?:replace|char|unistr)\s*\(/iy;
const MOST_NESTED = 8;
const QUOTE = 39;
const COMMA = 44;
const CLOSE = 41;
const DIGITS_END = 57;

/**
 * Reads tuples of `INSERT`. Values stand in `values` afterwards, those of columns that are wanted only; `count` is how
 * many the tuple has.
 */
export class TupleReader {
  count = 0;
  values: DumpValue[] = [];
  decode: Decode = decodeUtf8;
  /** Whether a backslash in an ordinary text escapes what follows it. */
  backslash: boolean;
  readonly #dialect: Dialect;
  #text = '';
  #at = 0;
  #failure = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.backslash = dialect === 'mysql';
  }

  /**
   * Reads the tuple whose `(` stands at `at`. `slots` says for each column where its value goes, -1 for nowhere. Returns
   * where the tuple ends, `INCOMPLETE` or `MALFORMED`.
   */
  read(text: string, at: number, slots: readonly number[]): number {
    this.#text = text;
    this.#at = at + 1;
    this.#failure = 0;
    this.count = 0;
    this.values = [];
    for (;;) {
      const slot = slots[this.count] ?? -1;
      const value = this.#value(slot >= 0, 0);
      if (value === undefined) return this.#failure;
      if (slot >= 0) this.values[slot] = value;
      this.count++;
      this.#blank();
      const next = text.charCodeAt(this.#at++);
      if (next === COMMA) continue;
      if (next === CLOSE) return this.#at;
      return Number.isNaN(next) ? INCOMPLETE : MALFORMED;
    }
  }

  /** Returns the value that begins here, null when it is not kept, and `undefined` with the failure set. */
  #value(isKept: boolean, depth: number): DumpValue | undefined {
    this.#blank();
    const first = this.#text.charCodeAt(this.#at);
    if (first === QUOTE) return this.#quoted(isKept, this.backslash, false);
    if (Number.isNaN(first)) return this.#fails(INCOMPLETE);
    CALL.lastIndex = this.#at;
    const call = first > DIGITS_END ? CALL.exec(this.#text)?.[0] : undefined;
    if (call) return this.#call(call, depth);
    BARE.lastIndex = this.#at;
    const bare = BARE.exec(this.#text)?.[0];
    if (bare === undefined) return this.#fails(MALFORMED);
    const start = this.#at;
    this.#at += bare.length;
    if (this.#at >= this.#text.length) return this.#fails(INCOMPLETE);
    // A prefix stands right before its quote, the introducer of an encoding perhaps with a blank between.
    if (bare.startsWith('_')) this.#blank();
    if (this.#text.charCodeAt(this.#at) === QUOTE) return this.#prefixed(bare, isKept);
    if (this.#at >= this.#text.length) return this.#fails(INCOMPLETE);
    return this.#bare(bare, start);
  }

  #bare(bare: string, start: number): DumpValue | undefined {
    if (/^null$/i.test(bare)) return null;
    if (/^0x(?:[0-9a-f]{2})*$/i.test(bare)) return textOfBytes(Buffer.from(bare.slice(2), 'hex'));
    if (/^[+-]?[0-9.]/.test(bare) || /^(?:true|false)$/i.test(bare)) return bare;
    // `_binary 0x…`
    const next = this.#text.charCodeAt(this.#at);
    if (bare.startsWith('_') && next === 48) return this.#value(true, 1);
    this.#at = start;
    return this.#fails(MALFORMED);
  }

  #prefixed(prefix: string, isKept: boolean): DumpValue | undefined {
    const kind = prefix.toLowerCase();
    if (kind === 'x' || kind === 'b') {
      const digits = this.#quoted(true, false, false);
      if (typeof digits !== 'string') return digits;
      if (kind === 'b') return /^[01]{0,53}$/.test(digits) ? String(Number.parseInt(digits || '0', 2)) : null;
      if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) return this.#fails(MALFORMED);
      return textOfBytes(Buffer.from(digits, 'hex'));
    }
    if (kind === 'e' && this.#dialect === 'postgresql') return this.#quoted(isKept, true, false);
    if (kind === 'n' || kind.startsWith('_')) return this.#quoted(isKept, this.backslash, kind === '_binary');
    return this.#fails(MALFORMED);
  }

  #quoted(isKept: boolean, backslash: boolean, isBinary: boolean): DumpValue | undefined {
    const start = this.#at + 1;
    const end = quoteEnd(this.#text, start, backslash);
    if (end < 0) return this.#fails(INCOMPLETE);
    this.#at = end + 1;
    if (!isKept) return null;
    const raw = this.#unescaped(this.#text.slice(start, end), backslash);
    return isBinary ? decodeUtf8(raw) : this.decode(raw);
  }

  #unescaped(raw: string, backslash: boolean): string {
    if (!backslash) return raw.includes("'") ? raw.replaceAll("''", "'") : raw;
    if (!raw.includes('\\') && !raw.includes("'")) return raw;
    return this.#dialect === 'mysql' ? unescapeMysql(raw) : unescapeC(raw.replaceAll("''", "\\'"));
  }

  /** `sqlite3` writes texts with line breaks as `replace('…\n…','\n',char(10))`, newer ones as `unistr('…\u000a…')`. */
  #call(call: string, depth: number): DumpValue | undefined {
    if (depth > MOST_NESTED) return this.#fails(MALFORMED);
    this.#at += call.length;
    const parameters: string[] = [];
    for (;;) {
      const value = this.#value(true, depth + 1);
      if (value === undefined) return undefined;
      if (typeof value !== 'string' || parameters.length > MOST_NESTED) return this.#fails(MALFORMED);
      parameters.push(value);
      this.#blank();
      const next = this.#text.charCodeAt(this.#at++);
      if (next === CLOSE) break;
      if (next !== COMMA) return this.#fails(Number.isNaN(next) ? INCOMPLETE : MALFORMED);
    }
    const result = callResult(call.replace(/\s*\($/, '').toLowerCase(), parameters);
    return result ?? this.#fails(MALFORMED);
  }

  #blank(): void {
    while (this.#text.charCodeAt(this.#at) <= 32) this.#at++;
  }

  #fails(failure: number): undefined {
    this.#failure = failure;
    return undefined;
  }
}

function callResult(name: string, parameters: readonly string[]): string | undefined {
  const [first, second, third] = parameters;
  if (first === undefined) return undefined;
  // Never longer than before, so that nested calls do not grow.
  if (name === 'replace' && second && third !== undefined && third.length <= second.length)
    return first.replaceAll(second, () => third);
  if (name === 'char' && parameters.every((code) => /^\d{1,6}$/.test(code)))
    return String.fromCodePoint(...parameters.map(Number));
  if (name === 'unistr' && parameters.length === 1) return unistr(first);
  return undefined;
}

function unistr(text: string): string | undefined {
  const escapes = /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|\+([0-9a-f]{6})|([0-9a-f]{4})|(\\))/gi;
  return text.replace(escapes, (_, a?: string, b?: string, c?: string, d?: string) => {
    const hex = a ?? b ?? c ?? d;
    return hex === undefined ? '\\' : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
  });
}

/** Returns where the quote of a text closes, or -1 when it does not before the end. `at` is behind the opening one. */
export function quoteEnd(text: string, at: number, backslash: boolean): number {
  let from = at;
  for (;;) {
    const found = text.indexOf("'", from);
    // At the very end it may be the first half of a doubled one.
    if (found < 0 || found + 1 >= text.length) return -1;
    let before = found;
    if (backslash) while (before > at && text.charCodeAt(before - 1) === 92) before--;
    if ((found - before) % 2 === 1) from = found + 1;
    else if (text.charCodeAt(found + 1) === QUOTE) from = found + 2;
    else return found;
  }
}
