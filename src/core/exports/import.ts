import { createHash } from 'node:crypto';
import { type BackupHeader, type BackupTable, describeTable } from '../../db/backup/format.ts';
import type { BackupPart, OpenBackup } from '../../db/backup/read.ts';
import { kindsOf, LETTERS_AT_ONCE, ROWS_AT_ONCE, type Table } from '../../db/copy/end.ts';
import { lineOf, type Value } from '../../db/copy/line.ts';
import { DatabaseDamaged, DatabaseRefused } from '../../db/database.ts';
import type { HistoryCheckpointRow, HistoryCutRow } from '../../db/schema-history.ts';
import type { Core } from '../core.ts';
import { codeHash } from '../factors/recovery-codes.ts';
import { checkpointOf, signedAnew } from '../history/checkpoints.ts';
import { cutOf, provenCut } from '../history/cuts.ts';
import { sealed } from '../users/sealed-password.ts';
import { looseTables } from './fields.ts';
import { EXPORT_FORMAT, type ExportHeader } from './format.ts';

const SCHEMA_LETTERS_AT_MOST = 100;

type Keys = Pick<Core, 'seal' | 'passwords'>;
type Row = Record<string, Value>;
type Lines = AsyncIterator<string, unknown>;

export type OpenExport = { readonly header: ExportHeader; readonly lines: Lines };

/** Reads the first line of an export. Fails with `DatabaseRefused` for any other file. */
export async function readExport(lines: AsyncIterable<string>): Promise<OpenExport> {
  const iterator = lines[Symbol.asyncIterator]();
  const first = await iterator.next();
  const header = first.done ? undefined : parsed(first.value);
  if (header?.denizen !== 'export') throw new DatabaseRefused('This file is not an export of Denizen.');
  if (header.format !== EXPORT_FORMAT)
    throw new DatabaseRefused('This export was made by a newer Denizen. Use that version.');
  // Cast: the shape that `exportPieces` writes; a file that was changed fails by its digest.
  return { header: header as unknown as ExportHeader, lines: iterator };
}

/** The schema of the first exports that later versions promise to read. */
export const FIRST_SCHEMA = '0055-expand-import-jobs';

/**
 * Returns the migrations of the schema that an export is of, out of those that the program knows, in order: a new database gets them
 * before the rows, and the others after. Fails with `DatabaseRefused` for an export of a newer version, and of one before
 * `FIRST_SCHEMA`.
 */
export function migrationsOfExport({ schema }: ExportHeader, known: readonly string[]): readonly string[] {
  const name = String(schema).slice(0, SCHEMA_LETTERS_AT_MOST);
  const newest = known.indexOf(name);
  const isEarly = newest >= 0 && newest < known.indexOf(FIRST_SCHEMA);
  if (newest >= 0 && !isEarly) return known.slice(0, newest + 1);
  const own = known.at(-1);
  throw new DatabaseRefused(
    isEarly
      ? `This export has the schema ${name}, which is from before exports could be imported by later versions. Import it with the version that made it, migrate that, and export again.`
      : `This export was made by a newer Denizen: it has the schema ${JSON.stringify(name)}, and this one ends at ${own}. Import it with that version.`,
  );
}

/** Reads an export to its end. Fails with `DatabaseDamaged` where it is not what was written. Returns its digest. */
export async function checkExport({
  header,
  lines,
}: OpenExport): Promise<{ readonly rows: number; readonly sha256: string }> {
  const sum = createHash('sha256').update(`${JSON.stringify(header)}\n`);
  let rows = 0;
  for (;;) {
    const line = await lines.next();
    if (line.done) throw damaged('it ends too early');
    if (line.value.startsWith('{"end":')) {
      const end = parsed(line.value);
      const sha256 = sum.digest('hex');
      if (end?.rows !== rows || end.sha256 !== sha256) throw damaged('its digest is not that of its rows');
      if (!(await lines.next()).done) throw damaged('something follows its end');
      return { rows, sha256 };
    }
    sum.update(`${line.value}\n`);
    rows++;
  }
}

/**
 * Returns the rows of an export as those of a backup that a new database is filled from, sealed and signed by the keys.
 * The digest names the export.
 */
export function rowsOfExport(
  { header, lines }: OpenExport,
  {
    keys,
    tables,
    migrations,
    sha256,
  }: {
    readonly keys: Keys;
    readonly tables: readonly Table[];
    readonly migrations: readonly string[];
    readonly sha256: string;
  },
): OpenBackup {
  const described: BackupHeader = {
    ...{ denizen: 'backup', format: 1, id: sha256, version: '', engine: 'sqlite', at: '', keys: [] },
    ...{ migrations, months: monthsOf(header), checkpoints: [], tables: tables.map(describeTable) },
  };
  return { header: described, parts: partsOf(lines, keys, tables) };
}

async function* partsOf(lines: Lines, keys: Keys, tables: readonly Table[]): AsyncGenerator<BackupPart> {
  let next = await nextRow(lines);
  for (const table of tables) {
    const described = describeTable(table);
    const part = new Part(described);
    let rows = 0;
    while (next?.table === table.name) {
      part.add(lineOf(valuesFor(table, filledRow(keys, table.name, next.row)), kindsOf(table)));
      rows++;
      if (part.isFull) yield part.take();
      next = await nextRow(lines);
    }
    if (!part.isEmpty) yield part.take();
    yield { kind: 'ended', table: described, rows };
  }
  if (next) throw damaged(`the rows of ${next.table} are out of order`);
}

class Part {
  readonly #table: BackupTable;
  #lines: string[] = [];
  #letters = 0;

  constructor(table: BackupTable) {
    this.#table = table;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  get isFull(): boolean {
    return this.#lines.length >= ROWS_AT_ONCE || this.#letters >= LETTERS_AT_ONCE;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#letters += line.length;
  }

  take(): BackupPart {
    const lines = this.#lines;
    [this.#lines, this.#letters] = [[], 0];
    return { kind: 'rows', table: this.#table, lines };
  }
}

/** Returns the next row; nothing at the end. */
async function nextRow(lines: Lines): Promise<{ readonly table: string; readonly row: Row } | undefined> {
  const line = await lines.next();
  if (line.done || line.value.startsWith('{"end":')) return undefined;
  const { table, row } = parsed(line.value) ?? {};
  if (typeof table === 'string' && looseTables.has(table) && typeof row === 'object' && row !== null)
    // Cast: values of columns are texts, numbers and null; others are refused below.
    return { table, row: row as Row };
  throw damaged('a line is no row of a known table');
}

/** Seals and signs what was not in the export. */
function filledRow(keys: Keys, table: string, row: Row): Row {
  const { columns = {} } = looseTables.get(table) ?? {};
  const filled: Row = { ...row };
  for (const [column, how] of Object.entries(columns)) {
    const value = row[column];
    if (typeof value !== 'string' || value === '') continue;
    if (how === 'sealed') filled[column] = keys.seal.seal(value);
    if (how === 'password') filled[column] = sealed(keys, value);
  }
  // Casts: the columns of these tables.
  if (table === 'recovery_codes') filled.code_hash = codeHash(keys, String(row.sealed));
  if (table === 'history_checkpoints')
    filled.signature = signedAnew(keys, checkpointOf(row as unknown as HistoryCheckpointRow)).signature;
  if (table === 'history_cuts') {
    const cut = cutOf(row as unknown as HistoryCutRow);
    const { checkpoint, proof } = provenCut(keys, { ...cut, checkpoint: signedAnew(keys, cut.checkpoint) });
    Object.assign(filled, { signature: checkpoint.signature, proof });
  }
  return filled;
}

function valuesFor({ name, columns }: Table, row: Row): readonly Value[] {
  const known = new Set(columns.map((column) => column.name));
  const other = Object.keys(row).find((column) => !known.has(column));
  if (other !== undefined) throw damaged(`${name} has no field ${other}`);
  return columns.map((column) => {
    const value = row[column.name];
    if (value === undefined) throw damaged(`a row of ${name} has no field ${column.name}`);
    if (value === null || typeof value === 'string' || typeof value === 'number') return value;
    throw damaged(`the field ${column.name} of a row of ${name} is neither text, number nor null`);
  });
}

const MONTHS_AT_MOST = 600;

function monthsOf({ history }: ExportHeader): readonly number[] {
  if (!history) return [];
  const months: number[] = [];
  const first = new Date(history.from);
  for (let month = 0; month < MONTHS_AT_MOST; month++) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month);
    if (!(at <= history.to)) break;
    months.push(at);
  }
  return months;
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    // Cast: any object has fields.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function damaged(what: string): DatabaseDamaged {
  return new DatabaseDamaged(`The export is damaged: ${what}.`);
}
