import { ImportRefused, type SourceFile } from '../source.ts';
import { MOST_ROW_BYTES, RowRefused } from '../values/scalars.ts';
import { blankEnd, columnsOfCreate, readColumns, readTableName, type TableName } from './dump-names.ts';
import { skipBlank, skipTo } from './dump-skip.ts';
import { type DumpValue, decoderOf, unescapeC } from './dump-text.ts';
import { type Dialect, INCOMPLETE, MALFORMED, TupleReader } from './dump-tuple.ts';
import { DumpWindow } from './dump-window.ts';

/** Where the values of a table go. */
export type DumpTarget = {
  /** For each column of the dump where its value goes among `values`, -1 for nowhere. */
  readonly slots: readonly number[];
  /** `row` counts the rows of all tables that are read, from 1. */
  readonly insert: (row: number, values: readonly DumpValue[]) => void;
};

/** What a reader of tables gives them to. */
export type DumpSink = {
  readonly wants: (table: TableName) => boolean;
  readonly table: (table: TableName, columns: readonly string[]) => DumpTarget | undefined;
  readonly refuse: (row: number, reason: string) => void;
};

/** How far ahead a statement's head, up to its columns, is looked for. */
const HEAD_BYTES = 65_536;
const CREATE_BYTES = 262_144;
const MOST_TABLES = 20_000;

const COPY = /COPY\s+/iy;
const COPY_FROM = /\s*FROM\s+stdin\b([^;\n]*);[^\S\n]*\n/iy;
const INSERT = /(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+)\s+)*INTO\s+/iy;
const VALUES = /\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?(?![\w$])/iy;
const CREATE =
  /CREATE\s+(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|VIRTUAL)\s+)*TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?/iy;
const TRIGGER = /CREATE\s+(?:TEMP\s+|TEMPORARY\s+)?TRIGGER\s/iy;
const DELIMITER = /DELIMITER\s+/iy;
const ENCODING = /SET\s+(?:client_encoding\s*(?:=|TO)\s*|NAMES\s+)'?([\w-]+)'?/iy;
const OLD_STRINGS = /SET\s+standard_conforming_strings\s*(?:=|TO)\s*'?off\b/iy;
/** Of the comments that `mysqldump` begins with. */
const COMMENTED_ENCODING = /^\/\*M?!\d*\s*SET NAMES (\w+)/m;

/**
 * Reads what `pg_dump` (plain), `mysqldump`, `mariadb-dump`, phpMyAdmin and `sqlite3 .dump` write, in constant memory. A
 * row that cannot be read is refused and the next one read. Fails with an `ImportRefused` for other files.
 */
export async function readSqlDump(file: SourceFile, sink: DumpSink, firstRow = 0): Promise<number> {
  const window = new DumpWindow(file.open());
  try {
    await window.ahead(HEAD_BYTES);
    const head = window.text.slice(0, HEAD_BYTES);
    if (/^(?:\xff\xfe|\xfe\xff)/.test(head))
      throw new ImportRefused(`${file.name} is UTF-16: write it in UTF-8`);
    if (head.startsWith('PGDMP'))
      throw new ImportRefused(`${file.name} is a custom dump: make a plain one of it by pg_restore --file`);
    if (head.startsWith('\xef\xbb\xbf')) window.at = 3;
    const reader = new DumpReader(window, dialectOf(head), sink, firstRow);
    const encoding = COMMENTED_ENCODING.exec(head)?.[1];
    if (encoding !== undefined) reader.tuples.decode = decoderOf(encoding);
    await reader.read();
    return reader.rows;
  } finally {
    await window.close();
  }
}

/** Reports whether the first bytes of a file look like a dump. */
export function looksLikeDump(head: string): boolean {
  return (
    /^\uFEFF?(?:\s|--[^\n]*\n|\/\*|\\restrict |PRAGMA |BEGIN|SET |CREATE |DROP |INSERT |COPY |LOCK |USE )/i.test(
      head,
    ) && /(?:^|\n)\s*(?:COPY|INSERT INTO|CREATE TABLE)\s/i.test(head)
  );
}

function dialectOf(head: string): Dialect {
  if (/^(?:PRAGMA foreign_keys|BEGIN TRANSACTION;)/m.test(head)) return 'sqlite';
  const isPostgres =
    /^-- PostgreSQL database|^COPY .* FROM stdin;|^\\restrict |^SET (?:client_encoding|standard_conforming_strings)|pg_catalog\./m;
  if (isPostgres.test(head)) return 'postgresql';
  const isMysql = /^-- (?:MySQL|MariaDB|phpMyAdmin)|^\/\*M?!|^(?:LOCK|UNLOCK) TABLES|`|ENGINE=/m;
  return isMysql.test(head) ? 'mysql' : 'postgresql';
}

class DumpReader {
  rows: number;
  readonly tuples: TupleReader;
  readonly #window: DumpWindow;
  readonly #dialect: Dialect;
  readonly #sink: DumpSink;
  /** Of CREATE TABLE, for INSERT and COPY that do not name their columns. */
  readonly #columns = new Map<string, readonly string[]>();

  constructor(window: DumpWindow, dialect: Dialect, sink: DumpSink, firstRow: number) {
    this.#window = window;
    this.#dialect = dialect;
    this.#sink = sink;
    this.rows = firstRow;
    this.tuples = new TupleReader(dialect);
  }

  async read(): Promise<void> {
    const window = this.#window;
    while (await skipBlank(window, this.#dialect)) {
      await window.ahead(HEAD_BYTES);
      if (this.#match(COPY)) await this.#copy();
      else if (this.#match(INSERT)) await this.#insert();
      else if (this.#match(CREATE)) await this.#create();
      else await this.#other();
    }
  }

  /** Moves behind the pattern when it stands here. */
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#window.at;
    const found = pattern.exec(this.#window.text);
    if (found) this.#window.at = pattern.lastIndex;
    return found;
  }

  async #other(): Promise<void> {
    const window = this.#window;
    if (this.#dialect === 'postgresql' && window.text.charAt(window.at) === '\\') {
      await window.pass('\n');
      return;
    }
    if (this.#dialect === 'mysql' && this.#match(DELIMITER)) return await this.#routines();
    const encoding = this.#match(ENCODING)?.[1];
    if (encoding !== undefined) this.tuples.decode = decoderOf(encoding);
    if (this.#match(OLD_STRINGS)) this.tuples.backslash = true;
    const isTrigger = this.#dialect === 'sqlite' && this.#match(TRIGGER);
    while ((await this.#skip(';')) === ';')
      if (!isTrigger || /\bEND\s*;$/i.test(window.text.slice(0, window.at).slice(-64))) return;
  }

  /** Passes stored procedures and triggers: their statements are no rows. */
  async #routines(): Promise<void> {
    const window = this.#window;
    for (;;) {
      const isEnd = /^;[^\S\n]*(?:\n|$)/.test(window.text.slice(window.at, window.at + 16));
      if (isEnd && (await window.pass('\n'))) return;
      if (!(await window.pass('\nDELIMITER '))) return;
      await window.ahead(16);
    }
  }

  async #create(): Promise<void> {
    const window = this.#window;
    await window.ahead(CREATE_BYTES);
    const name = readTableName(window.text, window.at);
    const start = name && blankEnd(window.text, name.end);
    if (name && start !== undefined && window.text.charAt(start) === '(' && this.#sink.wants(name.value)) {
      if (this.#columns.size >= MOST_TABLES)
        throw new ImportRefused(`the dump has more than ${MOST_TABLES} tables`);
      const statement = window.text.slice(start, start + CREATE_BYTES);
      const columns = columnsOfCreate(statement, 0);
      this.#columns.set(keyOf(name.value), columns);
      this.#columns.set(name.value.name, columns);
    }
    await this.#skip(';');
  }

  async #insert(): Promise<void> {
    const window = this.#window;
    const name = readTableName(window.text, window.at);
    if (!name || !this.#sink.wants(name.value)) {
      await this.#skip(';');
      return;
    }
    window.at = blankEnd(window.text, name.end);
    const columns = this.#namedColumns(name.value);
    const target = columns && this.#match(VALUES) ? this.#sink.table(name.value, columns) : undefined;
    if (columns && target) return await this.#tuplesInto(target, name.value, columns.length);
    if (!columns) this.#refuse(name.value, 'its columns are named neither here nor by CREATE TABLE');
    await this.#skip(';');
  }

  #namedColumns(name: TableName): readonly string[] | undefined {
    const listed = readColumns(this.#window.text, this.#window.at);
    if (listed) this.#window.at = listed.end;
    return listed?.value ?? this.#columns.get(keyOf(name)) ?? this.#columns.get(name.name);
  }

  async #tuplesInto(target: DumpTarget, name: TableName, width: number): Promise<void> {
    const window = this.#window;
    for (;;) {
      const failure = this.#tuplesAtHand(target, name, width);
      const length = window.text.length - window.at;
      if (failure === INCOMPLETE && length <= MOST_ROW_BYTES) {
        if (await window.more()) continue;
        this.#refuse(name, 'the file ends in the middle of it');
        window.at = window.text.length;
        return;
      }
      if (failure !== undefined) {
        this.#refuse(name, failure === MALFORMED ? 'it is no list of values' : 'it is longer than 1 MiB');
        if ((await this.#skip(')')) !== ')') return;
        continue;
      }
      if (!(await skipBlank(window, this.#dialect))) {
        this.#refuse(name, 'the file ends before the statement does');
        return;
      }
      if (/[,(]/.test(window.text.charAt(window.at))) continue;
      await this.#skip(';');
      return;
    }
  }

  /** Reads the tuples that the window holds. Returns what the last one fails with. */
  #tuplesAtHand(target: DumpTarget, name: TableName, width: number): number | undefined {
    const window = this.#window;
    const { text } = window;
    let at = blankEnd(text, window.at);
    for (;;) {
      if (text.charAt(at) === ',') at = blankEnd(text, at + 1);
      window.at = at;
      if (text.charAt(at) !== '(') return undefined;
      const end = this.tuples.read(text, at, target.slots);
      if (end < 0) return end;
      const { count } = this.tuples;
      if (end - at > MOST_ROW_BYTES) this.#refuse(name, 'it is longer than 1 MiB');
      else if (count !== width) this.#refuse(name, `it has ${count} values for ${width} columns`);
      else this.#give(target, name, this.tuples.values);
      at = blankEnd(text, end);
    }
  }

  async #copy(): Promise<void> {
    const window = this.#window;
    const name = readTableName(window.text, window.at);
    if (name) window.at = blankEnd(window.text, name.end);
    const columns = name && this.#namedColumns(name.value);
    const from = name && this.#match(COPY_FROM);
    if (!from) {
      await this.#skip(';');
      return;
    }
    const isWanted = this.#sink.wants(name.value);
    const isText = !/csv|binary|delimiter|null\s/i.test(from[1] ?? '');
    const target = isWanted && isText && columns ? this.#sink.table(name.value, columns) : undefined;
    if (columns && target) return await this.#rowsInto(target, name.value, columns.length);
    if (isWanted && !columns)
      this.#refuse(name.value, 'its columns are named neither here nor by CREATE TABLE');
    if (isWanted && !isText) this.#refuse(name.value, 'it is a COPY in another format than text');
    await window.ahead(2);
    if (!window.text.startsWith('\\.', window.at)) await window.pass('\n\\.');
    await window.pass('\n');
  }

  async #rowsInto(target: DumpTarget, name: TableName, width: number): Promise<void> {
    const window = this.#window;
    while (!this.#rowsAtHand(target, name, width)) {
      if (window.text.length - window.at > MOST_ROW_BYTES) {
        this.#refuse(name, 'it is longer than 1 MiB');
        await window.pass('\n');
        continue;
      }
      if (await window.more()) continue;
      const rest = window.text.slice(window.at).trimEnd();
      window.at = window.text.length;
      if (rest !== '\\.')
        this.#refuse(
          name,
          rest ? 'the file ends in the middle of it' : 'the file ends before the table does',
        );
      return;
    }
  }

  /** Reads the lines that the window holds. Returns true when the table ended. */
  #rowsAtHand(target: DumpTarget, name: TableName, width: number): boolean {
    const window = this.#window;
    const { text } = window;
    for (;;) {
      const end = text.indexOf('\n', window.at);
      if (end < 0) return false;
      // A carriage return of a value is escaped: this one came with the file.
      const line = text.slice(window.at, text.charCodeAt(end - 1) === 13 && end > window.at ? end - 1 : end);
      if (line === '\\.') {
        window.at = end + 1;
        return true;
      }
      const fields = line.split('\t');
      if (line.length > MOST_ROW_BYTES) this.#refuse(name, 'it is longer than 1 MiB');
      else if (fields.length !== width)
        this.#refuse(name, `it has ${fields.length} values for ${width} columns`);
      else this.#give(target, name, this.#fieldsOf(fields, target.slots));
      window.at = end + 1;
    }
  }

  #fieldsOf(fields: readonly string[], slots: readonly number[]): readonly DumpValue[] {
    const values: DumpValue[] = [];
    for (let at = 0; at < fields.length; at++) {
      const slot = slots[at] ?? -1;
      if (slot < 0) continue;
      const raw = fields[at] ?? '';
      values[slot] = raw === '\\N' ? null : this.tuples.decode(raw.includes('\\') ? unescapeC(raw) : raw);
    }
    return values;
  }

  #give(target: DumpTarget, name: TableName, values: readonly DumpValue[]): void {
    this.rows++;
    try {
      target.insert(this.rows, values);
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      this.rows--;
      this.#refuse(name, error.message);
    }
  }

  #refuse(name: TableName, reason: string): void {
    this.rows++;
    this.#sink.refuse(this.rows, `line ${this.#window.line()}, a row of ${name.name}: ${reason}`);
  }

  async #skip(end: ';' | ')'): Promise<';' | ')' | undefined> {
    return await skipTo(this.#window, { dialect: this.#dialect, backslash: this.tuples.backslash }, end);
  }
}

function keyOf({ schema, name }: TableName): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
