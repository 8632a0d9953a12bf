import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ImportRefused, type Scratch, type SourceFile } from '../source.ts';
import { MOST_ROW_BYTES, RowRefused } from '../values/scalars.ts';
import type { DumpValue } from './dump-text.ts';
import type { DumpSink, DumpTarget } from './sql-dump.ts';

/** What every SQLite file begins with. */
export const SQLITE_MAGIC = 'SQLite format 3\0';
let copies = 0;

/**
 * Reads the wanted tables of an SQLite file, read-only, in constant memory; a write-ahead log next to it is read with it.
 * Fails with an `ImportRefused` when the file is none.
 */
export async function readSqliteFile(
  file: SourceFile,
  sink: DumpSink,
  scratch: Scratch,
  firstRow = 0,
): Promise<number> {
  const path = file.path ?? (await copyOf(file, scratch));
  let rows = firstRow;
  using db = opened(path, file.name);
  for (const { schema, name, columns } of tablesOf(db, file.name)) {
    if (!sink.wants({ schema, name })) continue;
    const target = sink.table({ schema, name }, columns);
    if (!target) continue;
    const refuse = (reason: string) => sink.refuse(++rows, `a row of ${name}: ${reason}`);
    try {
      for (const values of rowsOf(db, name, columns, target)) {
        if (sizeOf(values) > MOST_ROW_BYTES) refuse('it is longer than 1 MiB');
        else {
          rows++;
          inserted(target, rows, values, (reason) => sink.refuse(rows, `a row of ${name}: ${reason}`));
        }
      }
    } catch (error) {
      // A damaged page ends a table, not the file.
      refuse(`the rest of the table cannot be read (${messageOf(error)})`);
    }
  }
  return rows;
}

function inserted(
  target: DumpTarget,
  row: number,
  values: readonly DumpValue[],
  refuse: (reason: string) => void,
): void {
  try {
    target.insert(row, values);
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    refuse(error.message);
  }
}

async function copyOf(file: SourceFile, scratch: Scratch): Promise<string> {
  const path = join(scratch.folder, `source-${process.pid}-${++copies}.db`);
  await pipeline(Readable.from(file.open()), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  return path;
}

function opened(path: string, name: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { readOnly: true, enableDoubleQuotedStringLiterals: false });
    // Views and triggers of a stranger's file never run; its expressions may not call anything with effects.
    db.exec('pragma trusted_schema = off; pragma query_only = on; pragma cell_size_check = on');
    return db;
  } catch (error) {
    throw new ImportRefused(`${name} cannot be opened as an SQLite file (${messageOf(error)})`);
  }
}

type FileTable = { readonly schema: undefined; readonly name: string; readonly columns: readonly string[] };

function tablesOf(db: DatabaseSync, file: string): readonly FileTable[] {
  try {
    const names = db
      .prepare("select name from pragma_table_list where schema = 'main' and type = 'table'")
      .all();
    const columns = db.prepare('select name from pragma_table_xinfo(?) where hidden <> 1');
    return names.map(({ name }) => ({
      schema: undefined,
      name: String(name),
      columns: columns.all(String(name)).map((column) => String(column.name)),
    }));
  } catch (error) {
    throw new ImportRefused(`${file} cannot be read as an SQLite file (${messageOf(error)})`);
  }
}

function* rowsOf(
  db: DatabaseSync,
  table: string,
  columns: readonly string[],
  target: DumpTarget,
): Generator<readonly DumpValue[]> {
  const wanted = columns.flatMap((column, at) => {
    const slot = target.slots[at] ?? -1;
    return slot >= 0 ? [{ column, slot }] : [];
  });
  const list = wanted.map(({ column }) => quoted(column)).join(', ') || 'null';
  const statement = db.prepare(`select ${list} from ${quoted(table)}`);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  for (const row of statement.iterate()) {
    const values: DumpValue[] = [];
    const read = row as unknown as readonly (bigint | number | string | Uint8Array | null)[];
    for (let at = 0; at < wanted.length; at++) {
      const value = read[at] ?? null;
      const isNumber = typeof value === 'bigint' || typeof value === 'number';
      values[wanted[at]?.slot ?? 0] = isNumber ? String(value) : value;
    }
    yield values;
  }
}

function sizeOf(values: readonly DumpValue[]): number {
  let size = 0;
  for (const value of values) size += value?.length ?? 0;
  return size;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
