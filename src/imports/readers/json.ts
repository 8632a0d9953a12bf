import { isUtf8 } from 'node:buffer';
import { ImportRefused, type SourceFile, type SourcePlace } from '../source.ts';
import { parseJson } from '../values/json.ts';
import { MOST_LEVELS, MOST_ROW_BYTES, RowRefused } from '../values/scalars.ts';
import { linesOf, utf8Of } from './lines.ts';

/** A value of a JSON file, or why it cannot be read. */
export type JsonRow = {
  readonly place: SourcePlace;
  /** The path that it was asked by; empty for the items of a bare list, of NDJSON and for whole values. */
  readonly path: string;
  /** Where it stands in each list on its path, counted from 0. */
  readonly indices: readonly number[];
} & ({ readonly value: unknown } | { readonly refused: RowRefused });

/** The first bytes tell NDJSON from one object: these, and as many as a row may have when they do not. */
const HEAD_BYTES = [65_536, MOST_ROW_BYTES + 1] as const;

/**
 * Streams values of JSON in whatever form it comes: one object with values at `paths` (`users.*`, `data.orgs.*.name`,
 * where `*` is each item of a list), a bare list, NDJSON, or several of these in one file, as pages that were appended
 * to each other. The items of a bare list, unless a path leads into them (`*.users.*`), and the rows of NDJSON come with the
 * empty path. A value of more than 1 MiB or
 * 64 levels is refused and the next one read; where the text is no JSON between values, the rest of the file is one
 * refusal. Integers beyond 2^53 are texts.
 */
export async function* jsonRowsOf(
  file: SourceFile,
  paths: readonly string[] = [],
): AsyncGenerator<readonly JsonRow[]> {
  const [short, long] = HEAD_BYTES;
  const form =
    formOf(await headOf(file, short), paths) ??
    formOf(await headOf(file, long), paths) ??
    (paths.length > 0 ? 'paths' : 'lines');
  if (form === 'none') throw new ImportRefused(`${file.name} is no JSON.`);
  if (form === 'lines') {
    yield* ndjson(file);
    return;
  }
  // A list whose items are looked into is not taken item by item.
  const bare = paths.some((path) => path.startsWith('*.')) ? [] : ['*'];
  const scanner = new JsonScanner(file.name, form === 'values' ? [''] : [...paths, ...bare]);
  for await (const piece of utf8Of(file)) {
    const rows = scanner.push(piece);
    if (rows.length > 0) yield rows;
    if (scanner.broken) return;
  }
  yield scanner.end();
}

async function headOf(file: SourceFile, most: number): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of utf8Of(file)) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= most) break;
  }
  return Buffer.concat(pieces).toString('utf8', 0, most);
}

/**
 * `paths`: values are looked for within objects and lists. `lines`: an object a line. `values`: objects over several
 * lines, each a row. `none`: no JSON. Undefined when more of the file would have to be seen.
 */
function formOf(head: string, paths: readonly string[]): 'paths' | 'lines' | 'values' | 'none' | undefined {
  const text = head.trimStart();
  if (text.startsWith('[')) return 'paths';
  // A file without rows.
  if (text === '') return 'lines';
  if (!text.startsWith('{')) return 'none';
  const { keys, end } = firstObject(text);
  const firsts = new Set(paths.map((path) => path.split('.')[0]));
  if (keys.some((key) => firsts.has(key))) return 'paths';
  const line = text.indexOf('\n');
  if (end >= 0) return line < 0 || end <= line ? 'lines' : 'values';
  return head.length < HEAD_BYTES[0] ? 'lines' : undefined;
}

/** The keys of the object that a text begins with, as far as the text goes, and where it ends (-1: later). */
function firstObject(text: string): { readonly keys: readonly string[]; readonly end: number } {
  const keys: string[] = [];
  let depth = 0;
  let keyExpected = false;
  for (let at = 0; at < text.length; at++) {
    const symbol = text[at];
    if (symbol === '"') {
      const from = at + 1;
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth === 1 && keyExpected) keys.push(text.slice(from, at));
      keyExpected = false;
    } else if (symbol === '{' || symbol === '[') keyExpected = ++depth === 1;
    else if (symbol === ',') keyExpected = depth === 1;
    else if ((symbol === '}' || symbol === ']') && --depth === 0) return { keys, end: at };
  }
  return { keys, end: -1 };
}

async function* ndjson(file: SourceFile): AsyncGenerator<readonly JsonRow[]> {
  for await (const { first, lines } of linesOf(file)) {
    const rows: JsonRow[] = [];
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at];
      if (line === undefined || (typeof line === 'string' && isBlank(line))) continue;
      const place = { file: file.name, row: first + at };
      rows.push(rowOf({ place, path: '', indices: [] }, line));
    }
    yield rows;
  }
}

/** Most lines begin with a brace. */
function isBlank(line: string): boolean {
  return line.charCodeAt(0) !== 0x7b && line.trim() === '';
}

function rowOf(where: Omit<JsonRow, 'value' | 'refused'>, text: string | RowRefused): JsonRow {
  try {
    if (typeof text !== 'string') throw text;
    return { ...where, value: parseJson(text) };
  } catch (error) {
    if (error instanceof RowRefused) return { ...where, refused: error };
    throw error;
  }
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
const MOST_KEY_BYTES = 4_096;

type Pattern = { readonly path: string; readonly segments: readonly string[] };

/** An object or list that is looked into. */
type Frame = {
  readonly isList: boolean;
  /** What may be found in it. */
  readonly patterns: readonly Pattern[];
  index: number;
};

/** What comes next. `inside` a value that is read or skipped as a whole. */
type State = 'value' | 'value or end' | 'key' | 'key or end' | 'in key' | 'colon' | 'comma or end' | 'inside';

/** Finds the values at the patterns in bytes that come in pieces. Everything else is passed over, of any size. */
class JsonScanner {
  readonly #file: string;
  readonly #patterns: readonly Pattern[];
  readonly #frames: Frame[] = [];
  #state: State = 'value';
  #rows: JsonRow[] = [];
  #count = 0;
  broken = false;

  /** Of the value or key at hand. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #found: Pattern | undefined;
  #key = '';

  constructor(file: string, paths: readonly string[]) {
    this.#file = file;
    this.#patterns = paths.map((path) => ({
      path: path === '*' ? '' : path,
      segments: path === '' ? [] : path.split('.'),
    }));
  }

  push(piece: Buffer): readonly JsonRow[] {
    this.#rows = [];
    for (let at = 0; at < piece.length && !this.broken; ) {
      if (this.#state === 'inside') at = this.#inside(piece, at);
      else if (this.#state === 'in key') at = this.#inKey(piece, at);
      else at = this.#between(piece, at);
    }
    return this.#rows;
  }

  end(): readonly JsonRow[] {
    this.#rows = [];
    // A number at the end of the file has no other end.
    if (this.#state === 'inside' && this.#frames.length === 0 && this.#depth === 0 && !this.#inText)
      this.#complete();
    if (this.#frames.length > 0 || this.#state !== 'value') this.#break('the file ends within it');
    return this.#rows;
  }

  #between(piece: Buffer, at: number): number {
    const symbol = piece[at] ?? 0;
    if (symbol === 0x20 || symbol === 0x0a || symbol === 0x0d || symbol === 0x09) return at + 1;
    const frame = this.#frames.at(-1);
    const ends = symbol === (frame?.isList ? CLOSE_LIST : CLOSE_OBJECT);
    if (frame && ends && this.#state.endsWith('end')) {
      this.#frames.pop();
      this.#after();
      return at + 1;
    }
    switch (this.#state) {
      case 'value':
      case 'value or end':
        return this.#begin(symbol, at);
      case 'comma or end':
        if (symbol !== COMMA) break;
        this.#state = frame?.isList ? 'value' : 'key';
        return at + 1;
      case 'colon':
        if (symbol !== COLON) break;
        this.#state = 'value';
        return at + 1;
      default:
        if (symbol !== QUOTE) break;
        this.#start('in key');
        return at + 1;
    }
    this.#break('it is no JSON from here on');
    return at;
  }

  /** A value begins. */
  #begin(symbol: number, at: number): number {
    const frame = this.#frames.at(-1);
    const level = this.#frames.length;
    if (frame?.isList) frame.index++;
    const segment = frame?.isList ? '*' : this.#key;
    const patterns = frame
      ? frame.patterns.filter(({ segments }) => segments[level - 1] === segment)
      : this.#patterns;
    const found = patterns.find(({ segments }) => segments.length === level);
    const opens = symbol === OPEN_OBJECT || symbol === OPEN_LIST;
    const isList = symbol === OPEN_LIST;
    const deeper = patterns.filter(({ segments }) => (segments[level] === '*') === isList);
    if (!found && opens && deeper.length > 0) {
      if (level >= MOST_LEVELS) throw new ImportRefused(`${this.#file} is nested too deeply.`);
      this.#frames.push({ isList, patterns: deeper, index: -1 });
      this.#state = isList ? 'value or end' : 'key or end';
      return at + 1;
    }
    if (symbol === COMMA || symbol === COLON || symbol === CLOSE_LIST || symbol === CLOSE_OBJECT) {
      this.#break('it is no JSON from here on');
      return at;
    }
    this.#found = found;
    this.#start('inside');
    return at;
  }

  #start(state: State): void {
    this.#state = state;
    this.#pieces = [];
    this.#bytes = 0;
    this.#depth = 0;
    this.#inText = false;
    this.#escaped = false;
  }

  /** Goes on to the end of the value at hand, or of the piece. */
  #inside(piece: Buffer, from: number): number {
    let [depth, inText, escaped] = [this.#depth, this.#inText, this.#escaped];
    let at = from;
    let ended = false;
    for (; at < piece.length && !ended; at++) {
      const symbol = piece[at];
      if (inText) {
        if (escaped) escaped = false;
        else if (symbol === BACKSLASH) escaped = true;
        else if (symbol === QUOTE) {
          inText = false;
          ended = depth === 0;
        }
      } else if (symbol === QUOTE) inText = true;
      else if (symbol === OPEN_OBJECT || symbol === OPEN_LIST) depth++;
      else if (symbol === CLOSE_OBJECT || symbol === CLOSE_LIST) {
        // A number or word ends before what closes the list around it.
        if (depth === 0) break;
        ended = --depth === 0;
      } else if (depth === 0 && (symbol === COMMA || (symbol !== undefined && symbol <= 0x20))) break;
    }
    [this.#depth, this.#inText, this.#escaped] = [depth, inText, escaped];
    if (this.#found) this.#keep(piece.subarray(from, at), MOST_ROW_BYTES);
    if (ended || at < piece.length) this.#complete();
    return at;
  }

  #inKey(piece: Buffer, from: number): number {
    let at = from;
    for (; at < piece.length; at++) {
      if (this.#escaped) this.#escaped = false;
      else if (piece[at] === BACKSLASH) this.#escaped = true;
      else if (piece[at] === QUOTE) break;
    }
    this.#keep(piece.subarray(from, at), MOST_KEY_BYTES);
    if (at === piece.length) return at;
    const text = this.#bytes > MOST_KEY_BYTES ? '' : Buffer.concat(this.#pieces).toString('utf8');
    try {
      this.#key = text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
    } catch {
      this.#break('it is no JSON from here on');
    }
    this.#state = 'colon';
    return at + 1;
  }

  #keep(bytes: Buffer, most: number): void {
    this.#bytes += bytes.length;
    if (this.#bytes > most) this.#pieces = [];
    else if (bytes.length > 0) this.#pieces.push(bytes);
  }

  #complete(): void {
    if (this.#found) this.#rows.push(this.#row(this.#found));
    this.#after();
  }

  #after(): void {
    this.#state = this.#frames.length > 0 ? 'comma or end' : 'value';
  }

  #row({ path }: Pattern): JsonRow {
    const indices = this.#frames.filter(({ isList }) => isList).map(({ index }) => index);
    this.#count++;
    const row = indices.length > 0 ? (indices.at(-1) ?? 0) + 1 : this.#count;
    const where = { place: { file: this.#file, row }, path, indices };
    if (this.#bytes > MOST_ROW_BYTES)
      return { ...where, refused: new RowRefused(`it is longer than ${MOST_ROW_BYTES} bytes`) };
    const [only] = this.#pieces;
    const bytes = this.#pieces.length === 1 && only ? only : Buffer.concat(this.#pieces);
    return rowOf(where, isUtf8(bytes) ? bytes.toString('utf8') : new RowRefused('it is not UTF-8'));
  }

  #break(reason: string): void {
    const frame = this.#frames.at(-1);
    const row = frame?.isList ? Math.max(frame.index, 0) + 1 : this.#count + 1;
    this.#rows.push({
      place: { file: this.#file, row },
      path: '',
      indices: [],
      refused: new RowRefused(reason),
    });
    this.broken = true;
  }
}
