import { ImportRefused, type SourceFile, type SourcePlace } from '../source.ts';
import { MOST_ROW_BYTES, RowRefused } from '../values/scalars.ts';
import { linesOf } from './lines.ts';

export type CsvDialect = {
  /** A comma when not said. */
  readonly delimiter?: string;
  /** `"` when not said; an empty text when nothing is quoted. Within quotes it stands twice. */
  readonly quote?: string;
  /** Stands before a delimiter that belongs to the value: a backslash at Cognito. */
  readonly escape?: string;
  /** Names of the columns when the file does not begin with them. */
  readonly columns?: readonly string[];
  /** A label of the Encoding Standard. UTF-8 when not said. */
  readonly encoding?: string;
};

/** Null is a value without anything; an empty text was quoted. `row` is the line that it begins in. */
export type CsvRow = { readonly place: SourcePlace } & (
  | { readonly values: Readonly<Record<string, string | null>> }
  | { readonly refused: RowRefused }
);

type Cells = (string | null)[];

const MOST_COLUMNS = 1_000;
/** A row with an open quote is read again from its second line, so that it alone is refused. */
const MOST_REREADS = 16;

/**
 * Streams the rows of a CSV file (RFC 4180) by the names in its first line. A row with too many or too few values, a
 * quote that is not closed within 1 MiB or text around quotes is refused. Fails with an `ImportRefused` when the first
 * line names a column twice or more than 1,000.
 */
export async function* csvRowsOf(
  file: SourceFile,
  dialect: CsvDialect = {},
): AsyncGenerator<readonly CsvRow[]> {
  let columns = dialect.columns;
  for await (const records of csvCellsOf(file, dialect)) {
    const rows: CsvRow[] = [];
    for (const record of records) {
      if ('refused' in record) rows.push(record);
      else if (columns) rows.push(rowOf(record, columns));
      else columns = columnsOf(record, file.name);
    }
    yield rows;
  }
}

export type CsvCells = { readonly place: SourcePlace } & (
  | { readonly cells: readonly (string | null)[] }
  | { readonly refused: RowRefused }
);

/** Streams the rows as they stand, the first line too. */
export async function* csvCellsOf(
  file: SourceFile,
  dialect: CsvDialect = {},
): AsyncGenerator<readonly CsvCells[]> {
  const { quote = '"', delimiter = ',' } = dialect;
  if (delimiter.length !== 1 || quote.length > 1)
    throw new ImportRefused('A delimiter or quote is one symbol.');
  const joiner = new RowJoiner(file.name, quote, cutter(delimiter, quote, dialect.escape));
  for await (const { first, lines } of linesOf(file, dialect.encoding)) {
    const rows: CsvCells[] = [];
    for (let at = 0; at < lines.length; at++) joiner.push(lines[at] ?? '', first + at, rows);
    if (rows.length > 0) yield rows;
  }
  const rows: CsvCells[] = [];
  joiner.end(rows);
  if (rows.length > 0) yield rows;
}

/** Joins the lines of values that hold line breaks. */
class RowJoiner {
  #lines: string[] = [];
  #bytes = 0;
  #row = 0;
  #rereads = 0;
  readonly #file: string;
  readonly #quote: string;
  readonly #cut: (text: string) => Cells | RowRefused;

  constructor(file: string, quote: string, cut: (text: string) => Cells | RowRefused) {
    this.#file = file;
    this.#quote = quote;
    this.#cut = cut;
  }

  push(line: string | RowRefused, row: number, rows: CsvCells[]): void {
    if (typeof line !== 'string') {
      if (this.#lines.length > 0) this.#giveUp(rows);
      rows.push({ place: { file: this.#file, row }, refused: line });
      return;
    }
    const odd = this.#quote !== '' && hasOdd(line, this.#quote);
    if (this.#lines.length === 0) {
      if (!odd) {
        if (line !== '') rows.push(this.#cells(line, row));
        return;
      }
      this.#row = row;
    }
    this.#lines.push(line);
    this.#bytes += line.length + 1;
    if (odd && this.#lines.length > 1) {
      rows.push(this.#cells(this.#lines.join('\n'), this.#row));
      this.#reset();
    } else if (this.#bytes > MOST_ROW_BYTES) this.#giveUp(rows);
  }

  end(rows: CsvCells[]): void {
    while (this.#lines.length > 0) this.#giveUp(rows);
  }

  #reset(): void {
    this.#lines = [];
    this.#bytes = 0;
  }

  /** Refuses the row and reads the lines that it had taken once more, as rows of their own. */
  #giveUp(rows: CsvCells[]): void {
    const [lines, row] = [this.#lines.slice(1), this.#row];
    this.#reset();
    const refused = new RowRefused(`a quote that opens in it is not closed within ${MOST_ROW_BYTES} bytes`);
    rows.push({ place: { file: this.#file, row }, refused });
    if (++this.#rereads <= MOST_REREADS)
      for (let at = 0; at < lines.length; at++) this.push(lines[at] ?? '', row + 1 + at, rows);
    else if (lines.length > 0) {
      const skipped = new RowRefused(
        `${lines.length} rows from here on are within quotes that are not closed`,
      );
      rows.push({ place: { file: this.#file, row: row + 1 }, refused: skipped });
    }
  }

  #cells(text: string, row: number): CsvCells {
    const place = { file: this.#file, row };
    const cells = this.#cut(text);
    return cells instanceof RowRefused ? { place, refused: cells } : { place, cells };
  }
}

function hasOdd(line: string, quote: string): boolean {
  let odd = false;
  for (let at = line.indexOf(quote); at >= 0; at = line.indexOf(quote, at + 1)) odd = !odd;
  return odd;
}

/** Returns what cuts a row into its values. */
function cutter(delimiter: string, quote: string, escapedBy: string | undefined) {
  return (text: string): Cells | RowRefused => {
    const simple = (quote === '' || !text.includes(quote)) && (!escapedBy || !text.includes(escapedBy));
    if (simple) return plain(text.split(delimiter));
    if (escapedBy) return plain(splitEscaped(text, delimiter, escapedBy));
    return cutQuoted(text, delimiter, quote);
  };
}

function plain(values: string[]): Cells {
  const cells: Cells = values;
  for (let at = 0; at < cells.length; at++) if (cells[at] === '') cells[at] = null;
  return cells;
}

/** The escape before a delimiter or itself is left out. Before anything else it is a symbol of the value. */
function splitEscaped(text: string, delimiter: string, escapedBy: string): string[] {
  const values: string[] = [];
  let value = '';
  for (let at = 0; at < text.length; at++) {
    const [symbol = '', next] = [text[at], text[at + 1]];
    if (symbol === escapedBy && (next === delimiter || next === escapedBy)) {
      value += next;
      at++;
    } else if (symbol === delimiter) {
      values.push(value);
      value = '';
    } else value += symbol;
  }
  values.push(value);
  return values;
}

function cutQuoted(text: string, delimiter: string, quote: string): Cells | RowRefused {
  const cells: Cells = [];
  for (let at = 0; ; ) {
    let end: number;
    if (text[at] === quote) {
      end = closingQuote(text, at + 1, quote);
      if (end < 0) return new RowRefused('a quote in it is not closed');
      cells.push(text.slice(at + 1, end).replaceAll(quote + quote, quote));
      end++;
      if (end < text.length && text[end] !== delimiter)
        return new RowRefused('text stands behind a quoted value');
    } else {
      const found = text.indexOf(delimiter, at);
      end = found < 0 ? text.length : found;
      const value = text.slice(at, end);
      if (value.includes(quote)) return new RowRefused('a quote stands within a value that is not quoted');
      cells.push(value === '' ? null : value);
    }
    if (end >= text.length) return cells;
    at = end + 1;
  }
}

function closingQuote(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 2))
    if (text[at + 1] !== quote) return at;
  return -1;
}

function columnsOf(
  { cells }: { readonly cells: readonly (string | null)[] },
  file: string,
): readonly string[] {
  const columns = cells.map((cell) => cell?.trim() ?? '');
  // A delimiter at the end of the line is no column.
  if (columns.at(-1) === '') columns.pop();
  const doubled = columns.find((column, at) => columns.indexOf(column) !== at);
  if (columns.length > MOST_COLUMNS)
    throw new ImportRefused(`${file} has more than ${MOST_COLUMNS} columns.`);
  if (doubled !== undefined)
    throw new ImportRefused(`${file} names the column ${JSON.stringify(doubled)} twice.`);
  if (columns.includes('__proto__')) throw new ImportRefused(`${file} has a column named __proto__.`);
  return columns;
}

function rowOf(
  { place, cells }: { readonly place: SourcePlace; readonly cells: readonly (string | null)[] },
  columns: readonly string[],
): CsvRow {
  const trailing = cells.length === columns.length + 1 && cells.at(-1) === null;
  if (cells.length !== columns.length && !trailing)
    return { place, refused: new RowRefused(`it has ${cells.length} values for ${columns.length} columns`) };
  const values: Record<string, string | null> = {};
  for (let at = 0; at < columns.length; at++) values[columns[at] ?? ''] = cells[at] ?? null;
  return { place, values };
}
