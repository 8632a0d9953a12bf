import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ImportRefused, type Scratch, type SourcePlace } from './source.ts';
import { RowRefused } from './values/scalars.ts';

/** Null is a missing value, which an empty text is not. Bytes are for columns that are binary at the source. */
export type ScratchValue = string | Uint8Array | null;

/** Columns by their names at the source. A column that the table lacks is `undefined`. */
export type ScratchRow = {
  readonly place: SourcePlace;
  readonly values: Readonly<Record<string, ScratchValue>>;
};

type Table = {
  readonly physical: string;
  readonly columns: string[];
  /** How many columns it was created with. */
  readonly created: number;
  readonly indexed: Set<string>;
  readonly finds: Map<string, StatementSync>;
  insert: StatementSync | undefined;
  count: number;
};

/** 1,000 is the bound of a row. SQLite's own is 2,000. */
const MOST_COLUMNS = 1_000;
const MOST_TABLES = 10_000;
/** What belongs to one user is read into memory. */
const MOST_FOUND = 10_000;
let opened = 0;

/**
 * Tables of one import in a temporary database, for what must be joined before it can be read. Memory is constant: rows
 * lie on the disk, in pages that SQLite caches (32 MiB).
 *
 *     using tables = new ScratchTables(scratch);
 *     tables.define('users', ['id', 'email']);
 *     tables.insert('users', { file: 'dump.sql', row: 17 }, ['1', 'ann@example.com']);
 *     for (const user of tables.rows('users'))
 *       for (const role of tables.find('roles', 'user_id', user.values['id'])) …
 *
 * All rows are inserted before the first is read. Names are told apart by case, as PostgreSQL does.
 */
export class ScratchTables implements Disposable {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #tables = new Map<string, Table>();
  readonly #files: string[] = [];
  readonly #fileNumbers = new Map<string, number>();

  constructor(scratch: Scratch) {
    this.#path = join(scratch.folder, `tables-${process.pid}-${++opened}.db`);
    // Rows hold hashes: the file is created for its owner alone.
    closeSync(openSync(this.#path, 'wx', 0o600));
    this.#db = new DatabaseSync(this.#path);
    this.#db.exec(
      'pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;' +
        'pragma cache_size = -32768; pragma temp_store = file; begin',
    );
  }

  /**
   * Adds a table or, when there is one of that name, the columns that it lacks. Fails with an `ImportRefused` when a
   * column comes twice or there are more than 1,000.
   */
  define(name: string, columns: readonly string[]): void {
    if (new Set(columns).size !== columns.length) throw new ImportRefused(`${name} names a column twice`);
    if (columns.includes('__proto__')) throw new ImportRefused(`${name} has a column named __proto__`);
    const table = this.#tables.get(name) ?? this.#created(name, columns.length);
    for (const column of columns) {
      if (table.columns.includes(column)) continue;
      if (table.columns.length >= MOST_COLUMNS)
        throw new ImportRefused(`${name} has more than ${MOST_COLUMNS} columns`);
      const at = table.columns.push(column) - 1;
      if (at < table.created) continue;
      this.#db.exec(`alter table ${table.physical} add column c${at}`);
      table.insert = undefined;
      table.finds.clear();
    }
  }

  /** Adds a row. `values` stand in the order of `columns(name)`; missing ones at the end are null. */
  insert(name: string, place: SourcePlace, values: readonly (ScratchValue | undefined)[]): void {
    const table = this.#table(name);
    if (values.length > table.columns.length)
      throw new RowRefused(`it has ${values.length} values for ${table.columns.length} columns`);
    table.insert ??= this.#db.prepare(
      `insert into ${table.physical} values (?, ?${', ?'.repeat(table.columns.length)})`,
    );
    const row: (ScratchValue | number)[] = [this.#fileNumber(place.file), place.row];
    for (let at = 0; at < table.columns.length; at++) row.push(values[at] ?? null);
    table.insert.run(...row);
    table.count++;
  }

  has(name: string): boolean {
    return this.#tables.has(name);
  }

  names(): readonly string[] {
    return [...this.#tables.keys()];
  }

  /** In the order of their definition. None when there is no such table. */
  columns(name: string): readonly string[] {
    return this.#tables.get(name)?.columns ?? [];
  }

  /** How many rows a table has. */
  count(name: string): number {
    return this.#tables.get(name)?.count ?? 0;
  }

  /** Streams the rows in the order in which they came. None when there is no such table. */
  *rows(name: string): Generator<ScratchRow> {
    const table = this.#tables.get(name);
    if (!table) return;
    const all = this.#db.prepare(`select * from ${table.physical} order by rowid`);
    all.setReturnArrays(true);
    for (const row of all.iterate()) yield this.#row(table, row as unknown as ScratchValue[]);
  }

  /** Streams the rows whose column has the value. None when there is no such table or column, or the value is null. */
  *each(name: string, column: string, value: ScratchValue | undefined): Generator<ScratchRow> {
    const statement = this.#find(name, column, '');
    if (!statement || value === null || value === undefined) return;
    for (const row of statement.iterate(value))
      yield this.#row(this.#table(name), row as unknown as ScratchValue[]);
  }

  /**
   * Returns the rows whose column has the value, in the order in which they came, through an index that the first call
   * builds. Fails with a `RowRefused` when there are more than 10,000.
   */
  find(name: string, column: string, value: ScratchValue | undefined): readonly ScratchRow[] {
    if (value === null || value === undefined) return [];
    const table = this.#tables.get(name);
    if (!table?.columns.includes(column)) return [];
    let statement = table.finds.get(column);
    if (!statement) {
      statement = this.#find(name, column, ` limit ${MOST_FOUND + 1}`);
      if (!statement) return [];
      table.finds.set(column, statement);
    }
    const rows = statement.all(value) as unknown as ScratchValue[][];
    if (rows.length > MOST_FOUND)
      throw new RowRefused(`more than ${MOST_FOUND} rows of ${name} belong to it`);
    return rows.map((row) => this.#row(table, row));
  }

  /** Removes the file. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
    rmSync(this.#path, { force: true });
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #created(name: string, columns: number): Table {
    if (this.#tables.size >= MOST_TABLES)
      throw new ImportRefused(`there are more than ${MOST_TABLES} tables`);
    const physical = `t${this.#tables.size}`;
    const created = Math.min(columns, MOST_COLUMNS);
    const definitions = Array.from({ length: created }, (_, at) => `, c${at}`);
    this.#db.exec(`create table ${physical} (file integer, row integer${definitions.join('')})`);
    const table: Table = {
      physical,
      columns: [],
      created,
      indexed: new Set(),
      finds: new Map(),
      insert: undefined,
      count: 0,
    };
    this.#tables.set(name, table);
    return table;
  }

  #table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`No table ${name} is defined`);
    return table;
  }

  #find(name: string, column: string, end: string): StatementSync | undefined {
    const table = this.#tables.get(name);
    const at = table?.columns.indexOf(column) ?? -1;
    if (!table || at < 0) return undefined;
    const { physical, indexed } = table;
    if (!indexed.has(column)) this.#db.exec(`create index ${physical}_c${at} on ${physical} (c${at})`);
    indexed.add(column);
    const statement = this.#db.prepare(`select * from ${physical} where c${at} = ? order by rowid${end}`);
    statement.setReturnArrays(true);
    return statement;
  }

  #row(table: Table, row: readonly ScratchValue[]): ScratchRow {
    const values: Record<string, ScratchValue> = {};
    for (let at = 0; at < table.columns.length; at++) {
      const column = table.columns[at];
      if (column !== undefined) values[column] = row[at + 2] ?? null;
    }
    return { place: { file: this.#files[Number(row[0])] ?? '', row: Number(row[1]) }, values };
  }

  #fileNumber(file: string): number {
    const known = this.#fileNumbers.get(file);
    if (known !== undefined) return known;
    this.#fileNumbers.set(file, this.#files.length);
    return this.#files.push(file) - 1;
  }
}
