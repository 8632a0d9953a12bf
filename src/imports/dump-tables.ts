import type { TableName } from './readers/dump-names.ts';
import { type DumpValue, decodeUtf8 } from './readers/dump-text.ts';
import { type DumpSink, type DumpTarget, readSqlDump } from './readers/sql-dump.ts';
import { readSqliteFile, SQLITE_MAGIC } from './readers/sqlite-file.ts';
import { type ScratchRow, ScratchTables, type ScratchValue } from './scratch-tables.ts';
import { ImportRefused, type Scratch, type SourceFile, type SourceRefusal } from './source.ts';

/** A table that a system reads. Columns are found in any case, and in `snake_case` as in `camelCase`. */
export type TableLayout = {
  readonly columns: readonly string[];
  /** Other names of the table, of other versions or adapters. */
  readonly names?: readonly string[];
  readonly schema?: string;
  /** Present: columns that are neither read nor named here are kept, for the report on what has no place. */
  readonly ignored?: readonly string[];
};

/** What a system reads of a dump. */
export type Layout = {
  readonly tables: Readonly<Record<string, TableLayout>>;
  /** The table of users and the columns by which it is known. */
  readonly users: { readonly table: string; readonly needs: readonly string[] };
  /** Whether each table's name begins with a prefix of the site: that of the table of users. */
  readonly hasPrefix?: boolean;
};

const REST = '(rest)';
const REFUSED = '(refused)';
const MOST_SEEN = 20;

type Match = { readonly base: string; readonly group: string };

/**
 * The tables of dumps and SQLite files, loaded into a temporary database: of each file the tables and columns of the
 * layout only.
 */
export class DumpTables implements Disposable {
  readonly #tables: ScratchTables;
  readonly #layout: Layout;
  readonly #prefix: string | undefined;
  readonly #names: ReadonlyMap<string, string>;
  readonly #longestFirst: readonly string[];
  /** Columns that each loaded table has at the source. */
  readonly #columns = new Map<string, Set<string>>();
  readonly #seen = new Set<string>();
  readonly #hasWal: string[] = [];
  /** Names in the temporary database, once the group is chosen. */
  readonly #keys = new Map<string, string>();
  #group = '';

  /** Loads the files. Fails with an `ImportRefused` when they hold no table of users, or several. */
  static async load(
    files: readonly SourceFile[],
    layout: Layout,
    scratch: Scratch,
    prefix?: string,
  ): Promise<DumpTables> {
    const loaded = new DumpTables(layout, scratch, prefix);
    try {
      for (const file of files) await loaded.#read(file, scratch);
      loaded.#choose(files);
      return loaded;
    } catch (error) {
      loaded[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(layout: Layout, scratch: Scratch, prefix: string | undefined) {
    this.#layout = withNeeds(layout);
    this.#prefix = prefix?.toLowerCase();
    const names = new Map<string, string>();
    for (const [base, table] of Object.entries(layout.tables))
      for (const name of [base, ...(table.names ?? [])]) names.set(name.toLowerCase(), base);
    this.#names = names;
    this.#longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
    this.#tables = new ScratchTables(scratch);
    this.#tables.define(REFUSED, ['reason']);
  }

  [Symbol.dispose](): void {
    this.#tables.close();
  }

  /** Streams the rows of a table in the order of the dump. */
  rows(base: string): Generator<ScratchRow> {
    return this.#tables.rows(this.#key(base));
  }

  /** Returns the rows whose column has the value. */
  find(base: string, column: string, value: ScratchValue | undefined): readonly ScratchRow[] {
    const key = this.#key(base);
    return this.#tables.count(key) > 0 ? this.#tables.find(key, column, value) : [];
  }

  has(base: string): boolean {
    return this.#tables.has(this.#key(base));
  }

  count(base: string): number {
    return this.#tables.count(this.#key(base));
  }

  /** Reports whether the source has the column: a value of a column that it lacks is not said. */
  hasColumn(base: string, column: string): boolean {
    return this.#columns.get(this.#key(base))?.has(column) ?? false;
  }

  get prefix(): string {
    return this.#group.slice(this.#group.indexOf('|') + 1);
  }

  *refusals(): Generator<SourceRefusal> {
    for (const { place, values } of this.#tables.rows(REFUSED))
      yield { ...place, kind: 'refused', reason: String(values.reason) };
  }

  /** Fields of a row that the layout does not know, as the source has them. */
  static restOf({ values }: ScratchRow): Readonly<Record<string, unknown>> {
    const rest = values[REST];
    return typeof rest === 'string' ? (JSON.parse(rest) as Record<string, unknown>) : {};
  }

  #key(base: string): string {
    return this.#keys.get(base) ?? base;
  }

  async #read(file: SourceFile, scratch: Scratch): Promise<void> {
    const sink: DumpSink = {
      wants: (table) => this.#match(table) !== undefined,
      table: (table, columns) => this.#target(file.name, table, columns),
      refuse: (row, reason) => this.#tables.insert(REFUSED, { file: file.name, row }, [reason]),
    };
    const head = await firstBytes(file, 20);
    if (head.subarray(0, 16).toString('latin1') !== SQLITE_MAGIC) {
      await readSqlDump(file, sink);
      return;
    }
    // Bytes 18 and 19 are 2 in a file with a write-ahead log (SQLite's file format, 1.3.3).
    if (head[18] === 2) this.#hasWal.push(file.name);
    await readSqliteFile(file, sink, scratch);
  }

  #match({ schema, name }: TableName): Match | undefined {
    const lower = name.toLowerCase();
    const known = this.#layout.hasPrefix
      ? this.#longestFirst.find((each) =>
          this.#prefix === undefined ? lower.endsWith(each) : lower === this.#prefix + each,
        )
      : lower;
    const base = known === undefined ? undefined : this.#names.get(known);
    if (this.#seen.size < MOST_SEEN) this.#seen.add(schema === undefined ? name : `${schema}.${name}`);
    if (known === undefined || base === undefined) return undefined;
    const wanted = this.#layout.tables[base]?.schema;
    if (wanted !== undefined && schema !== undefined && schema !== wanted) return undefined;
    // The schema that PostgreSQL takes when none is named.
    const of = schema === 'public' ? '' : (schema ?? '');
    return { base, group: `${of}|${lower.slice(0, lower.length - known.length)}` };
  }

  #target(file: string, table: TableName, columns: readonly string[]): DumpTarget | undefined {
    const match = this.#match(table);
    const layout = match && this.#layout.tables[match.base];
    if (!match || !layout) return undefined;
    const key = `${match.group}|${match.base}`;
    const wanted = layout.columns;
    const slots = slotsOf(columns, layout);
    if (!this.#tables.has(key)) this.#tables.define(key, layout.ignored ? [...wanted, REST] : wanted);
    const present = this.#columns.get(key) ?? new Set();
    for (const slot of slots) if (wanted[slot] !== undefined) present.add(wanted[slot]);
    this.#columns.set(key, present);
    const rest = columns.flatMap((name, at) => {
      const slot = slots[at] ?? -1;
      return slot > wanted.length ? [{ name: String(decodeUtf8(name)), slot }] : [];
    });
    return {
      slots,
      insert: (row, values) => {
        const place = { file, row };
        if (rest.length === 0) this.#tables.insert(key, place, values);
        else this.#tables.insert(key, place, [...values.slice(0, wanted.length), packed(rest, values)]);
      },
    };
  }

  /** Finds the table of users among those of several schemas and prefixes. */
  #choose(files: readonly SourceFile[]): void {
    const { table, needs } = this.#layout.users;
    const groups = [...this.#columns].flatMap(([key, columns]) =>
      key.endsWith(`|${table}`) && needs.every((column) => columns.has(column))
        ? [key.slice(0, -table.length - 1)]
        : [],
    );
    const ordinary = groups.filter((group) => group.startsWith('|'));
    const [group, ...others] = groups.length > 1 && ordinary.length > 0 ? ordinary : groups;
    const names = files.map(({ name }) => name).join(', ');
    if (group === undefined) {
      const seen = [...this.#seen].join(', ') || 'none';
      const [first] = this.refusals();
      throw new ImportRefused(
        `${names}: no table ${table} with the columns ${needs.join(', ')} (tables there: ${seen})` +
          (first ? `. ${first.reason}` : ''),
      );
    }
    if (others.length > 0) {
      const found = [group, ...others].map((each) => each.replace(/^\|/, '').replace('|', '.')).join(', ');
      throw new ImportRefused(`${names}: several tables ${table}, with the prefixes ${found}: name one`);
    }
    this.#group = group;
    for (const base of Object.keys(this.#layout.tables)) this.#keys.set(base, `${group}|${base}`);
    if (this.count(table) === 0 && this.#hasWal.length > 0)
      throw new ImportRefused(
        `${this.#hasWal.join(', ')} holds no users: they may be in the write-ahead log. ` +
          'Stop the program, or copy its files ending in -wal and -shm too',
      );
  }
}

function withNeeds(layout: Layout): Layout {
  const { table, needs } = layout.users;
  const users = layout.tables[table];
  if (!users) throw new Error(`The layout has no table ${table}`);
  const columns = [...new Set([...users.columns, ...needs])];
  return { ...layout, tables: { ...layout.tables, [table]: { ...users, columns } } };
}

/** Where each column of the dump goes: its place in the layout, one behind those for what is kept aside, -1 for nowhere. */
function slotsOf(columns: readonly string[], { columns: wanted, ignored }: TableLayout): number[] {
  const exact = new Map(wanted.map((name, at) => [name, at]));
  const folded = new Map(wanted.map((name, at) => [fold(name), at]));
  const dropped = new Set(ignored?.map(fold));
  const taken = new Set(columns.flatMap((name) => exact.get(name) ?? []));
  let next = wanted.length + 1;
  return columns.map((name) => {
    const place = exact.get(name);
    if (place !== undefined) return place;
    const near = folded.get(fold(name));
    if (near !== undefined && !taken.has(near)) {
      taken.add(near);
      return near;
    }
    return ignored && !dropped.has(fold(name)) ? next++ : -1;
  });
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

function packed(
  rest: readonly { readonly name: string; readonly slot: number }[],
  values: readonly DumpValue[],
): string | null {
  const object: Record<string, string> = {};
  let isEmpty = true;
  for (const { name, slot } of rest) {
    const value = values[slot];
    if (value === null || value === undefined || value.length === 0) continue;
    object[name] = typeof value === 'string' ? value : Buffer.from(value).toString('base64');
    isEmpty = false;
  }
  return isEmpty ? null : JSON.stringify(object);
}

/** Returns the beginning of a file, all of it when it is shorter. */
export async function firstBytes(file: SourceFile, length: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of file.open()) {
    pieces.push(piece);
    size += piece.length;
    if (size >= length) break;
  }
  return Buffer.concat(pieces).subarray(0, length);
}
