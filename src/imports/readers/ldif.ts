import { isUtf8 } from 'node:buffer';
import type { SourceFile, SourcePlace } from '../source.ts';
import { bytesOfBase64 } from '../values/encodings.ts';
import { RowRefused } from '../values/scalars.ts';
import { linesOf } from './lines.ts';

/** Values by attribute, in lower case and without options. Values in base64 are bytes. */
export type LdifEntry = {
  readonly dn: string;
  readonly attributes: ReadonlyMap<string, readonly (string | Buffer)[]>;
};

/** `row` is the line that the record begins in. */
export type LdifRow = { readonly place: SourcePlace } & (
  | { readonly entry: LdifEntry }
  | { readonly refused: RowRefused }
);

/** More than for other rows: a group names all its members in one record. */
const MOST_RECORD_BYTES = 16 * 1_048_576;
const MOST_ATTRIBUTES = 1_000;

/** Streams the records of LDIF (RFC 2849) that have a DN. Changes other than `add` and values at a URL are refused. */
export async function* ldifRowsOf(file: SourceFile): AsyncGenerator<readonly LdifRow[]> {
  const reader = new RecordReader(file.name);
  for await (const { first, lines } of linesOf(file)) {
    const rows: LdifRow[] = [];
    lines.forEach((line, at) => {
      reader.push(line, first + at, rows);
    });
    yield rows;
  }
  const rows: LdifRow[] = [];
  reader.end(rows);
  yield rows;
}

class RecordReader {
  #lines: string[] = [];
  #bytes = 0;
  #row = 0;
  #refused: RowRefused | undefined;
  #inComment = false;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  push(line: string | RowRefused, row: number, rows: LdifRow[]): void {
    if (line === '') {
      this.end(rows);
      return;
    }
    if (this.#lines.length === 0 && !this.#refused) this.#row = row;
    if (typeof line !== 'string') {
      this.#refused ??= line;
      return;
    }
    if (line.startsWith(' ')) {
      if (!this.#inComment) this.#continue(line.slice(1));
      return;
    }
    this.#inComment = line.startsWith('#');
    if (this.#inComment) return;
    this.#bytes += line.length;
    this.#checkSize();
    if (!this.#refused) this.#lines.push(line);
  }

  end(rows: LdifRow[]): void {
    const [lines, refused] = [this.#lines, this.#refused];
    const place = { file: this.#file, row: this.#row };
    this.#lines = [];
    this.#bytes = 0;
    this.#refused = undefined;
    this.#inComment = false;
    if (lines.length === 0 && !refused) return;
    try {
      if (refused) throw refused;
      const entry = entryOf(lines);
      if (entry) rows.push({ place, entry });
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      rows.push({ place, refused: error });
    }
  }

  #continue(text: string): void {
    const last = this.#lines.pop();
    if (last === undefined) return;
    this.#bytes += text.length;
    this.#lines.push(last + text);
    this.#checkSize();
  }

  #checkSize(): void {
    if (this.#bytes <= MOST_RECORD_BYTES) return;
    this.#refused = new RowRefused(`it is longer than ${MOST_RECORD_BYTES} bytes`);
    this.#lines = [];
  }
}

function entryOf(lines: readonly string[]): LdifEntry | undefined {
  const attributes = new Map<string, (string | Buffer)[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new RowRefused('a line of it has no attribute');
    const name = (line.slice(0, colon).split(';')[0] ?? '').toLowerCase();
    const value = ldifValue(line.slice(colon + 1), name);
    const values = attributes.get(name);
    if (values) values.push(value);
    else attributes.set(name, [value]);
    if (attributes.size > MOST_ATTRIBUTES)
      throw new RowRefused(`it has more than ${MOST_ATTRIBUTES} attributes`);
  }
  const dn = ldifText(attributes.get('dn')?.[0]);
  // The version, and what ldapsearch writes at the end.
  if (dn === undefined) return undefined;
  const change = ldifText(attributes.get('changetype')?.[0]);
  if (change !== undefined && change.toLowerCase() !== 'add')
    throw new RowRefused(`it is a change of the kind ${change}`);
  attributes.delete('dn');
  attributes.delete('changetype');
  return { dn, attributes };
}

function ldifValue(rest: string, name: string): string | Buffer {
  if (rest.startsWith('<')) throw new RowRefused(`${name} is at a URL`);
  if (rest.startsWith(':')) return bytesOfBase64(rest.slice(1), name);
  return rest.replace(/^ +/, '');
}

/** Returns a value as a text; `undefined` when it has none and for bytes that are no text. */
export function ldifText(value: string | Buffer | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return isUtf8(value) ? value.toString('utf8') : undefined;
}
