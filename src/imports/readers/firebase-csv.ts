import type { SourceFile, SourcePlace } from '../source.ts';
import { RowRefused } from '../values/scalars.ts';
import { linesOf } from './lines.ts';

/** The cells of a row by position. Absent ones are empty. */
export type FirebaseRow = { readonly place: SourcePlace } & (
  | { readonly cells: readonly string[] }
  | { readonly refused: RowRefused }
);

/** Older exporters stop behind the claims, before Apple's columns. */
const COLUMNS = 52;
const LEAST_COLUMNS = 24;
const [CREATED_AT, LAST_LOGIN, PHONE, DISABLED, CLAIMS] = [23, 24, 25, 26, 27];
/** Of photos, where commas are not escaped: the user's own and one per provider. */
const PHOTOS = [6, 10, 14, 18, 22, 31, 35, 39, 43, 47, 51];

/**
 * Streams the rows of `firebase auth:export users.csv`, which is no RFC 4180: no header, quotes in the claims are
 * doubled unless a backslash stands before them, and commas in photo addresses are not escaped. A row whose columns such
 * a comma has moved is put right by the types of the columns, or refused.
 */
export async function* firebaseCsvRowsOf(file: SourceFile): AsyncGenerator<readonly FirebaseRow[]> {
  for await (const { first, lines } of linesOf(file)) {
    const rows: FirebaseRow[] = [];
    lines.forEach((line, at) => {
      const place = { file: file.name, row: first + at };
      if (typeof line !== 'string') rows.push({ place, refused: line });
      else if (line !== '') rows.push({ place, ...cellsOf(line) });
    });
    yield rows;
  }
}

function cellsOf(line: string): { readonly cells: readonly string[] } | { readonly refused: RowRefused } {
  const cells = split(line);
  // The comma at the end of the line.
  if (cells.at(-1) === '') cells.pop();
  if (cells.length < LEAST_COLUMNS - 1)
    return { refused: new RowRefused(`it has ${cells.length} columns instead of ${COLUMNS}`) };
  if (cells.length <= COLUMNS && isRow(cells)) return { cells };
  const mended = withoutShift(cells);
  if (mended) return { cells: mended };
  return {
    refused: new RowRefused('its columns are not those of Firebase, perhaps for a comma in a photo address'),
  };
}

function isRow(cells: readonly string[]): boolean {
  const claims = cells[CLAIMS] ?? '';
  return (
    isMoment(cells[CREATED_AT]) &&
    isMoment(cells[LAST_LOGIN]) &&
    /^(?:\+\d+)?$/.test(cells[PHONE] ?? '') &&
    /^(?:true|false)?$/.test(cells[DISABLED] ?? '') &&
    (claims === '' || claims.startsWith('{')) &&
    PHOTOS.every((at) => !cells[at] || /^[a-z]+:/i.test(cells[at]))
  );
}

function isMoment(cell = ''): boolean {
  return /^\d{0,16}$/.test(cell);
}

/** Joins the cells of one photo address, if exactly one way of doing so gives a row. */
function withoutShift(cells: readonly string[]): readonly string[] | undefined {
  const ways: (readonly string[])[] = [];
  for (const photo of PHOTOS) {
    if (!/^https?:/i.test(cells[photo] ?? '')) continue;
    for (let extra = 1; extra <= 8 && photo + extra < cells.length; extra++) {
      const joined = cells.slice(photo, photo + extra + 1).join(',');
      const way = [...cells.slice(0, photo), joined, ...cells.slice(photo + extra + 1)];
      if (way.length <= COLUMNS && hasCertainMoment(way) && isRow(way)) ways.push(way);
    }
  }
  return ways.length === 1 ? ways[0] : undefined;
}

/** Every user has a moment of creation, of thirteen digits; without it empty columns would pass for others. */
function hasCertainMoment(cells: readonly string[]): boolean {
  return /^\d{12,14}$/.test(cells[CREATED_AT] ?? '');
}

function split(line: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let end: number;
    if (line[at] === '"') {
      end = closing(line, at + 1);
      cells.push(unquoted(line.slice(at + 1, end)));
      end++;
    } else {
      const found = line.indexOf(',', at);
      end = found < 0 ? line.length : found;
      cells.push(line.slice(at, end));
    }
    if (end >= line.length) return cells;
    at = end + 1;
  }
}

/** A quote that is neither doubled nor behind a backslash and stands before a comma or the end. */
function closing(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '"') {
      if (line[at + 1] !== '"') return at;
      at++;
    }
  }
  return line.length;
}

function unquoted(text: string): string {
  return text.replaceAll(/\\.|""/gs, (found) => (found === '""' ? '"' : found));
}
