import type { Column, Table } from '../copy/end.ts';
import type { Kind } from '../copy/line.ts';
import { DatabaseDamaged, DatabaseRefused } from '../database.ts';

/** The number that a reader must know. It rises when older programs cannot read the file any more. */
const FORMAT = 1;

/**
 * The first line of a backup, in JSON. After it, each table follows as parts `{"table":…,"lines":n}` with so many lines
 * of `copy/line.ts`, and `{"ended":…,"rows":…,"digest":…}`. The last line is a `BackupEnd`.
 */
export type BackupHeader = {
  readonly denizen: 'backup';
  readonly format: number;
  /** Random; names the backup. */
  readonly id: string;
  /** The version of the program that wrote it. */
  readonly version: string;
  readonly engine: 'sqlite' | 'postgres';
  /** When the snapshot was taken, in ISO 8601. */
  readonly at: string;
  /** The ids of the sealing keys that the rows need. The keys are not in the backup. */
  readonly keys: readonly string[];
  /** The names of the migrations that the schema has. */
  readonly migrations: readonly string[];
  /** Moments of all months that the history has entries of, in milliseconds since 1970. */
  readonly months: readonly number[];
  /** The newest signed checkpoint of each history, of 1,000 at most: `audit verify --from-checkpoint` reads them. */
  readonly checkpoints: readonly unknown[];
  readonly tables: readonly BackupTable[];
};

export type BackupTable = {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly (readonly [name: string, kind: Kind])[];
};

export type TableEnd = { readonly ended: string; readonly rows: number; readonly digest: string };

/** The last line. `sha256` is over all lines before it, and `proof` an HMAC of it by a key of the sealing secret. */
export type BackupEnd = {
  readonly end: true;
  readonly tables: number;
  readonly rows: number;
  readonly sha256: string;
  readonly proof: string;
};

export function headerOf(parts: Omit<BackupHeader, 'denizen' | 'format'>): BackupHeader {
  return { denizen: 'backup', format: FORMAT, ...parts };
}

/** Reads the first line of a backup. Fails with `DatabaseRefused` for any other file, and for one of a later format. */
export function parseHeader(line: string): BackupHeader {
  const header = parsed(line);
  if (header?.denizen !== 'backup') throw new DatabaseRefused('This file is not a backup of Denizen.');
  if (header.format !== FORMAT)
    throw new DatabaseRefused(
      `This backup was made by Denizen ${header.version}. Use that version or a newer one.`,
    );
  // Cast: the shape that this program writes; a file that was changed fails by its digest.
  return header as unknown as BackupHeader;
}

/** Parses a line between the rows. */
export function parseMark(line: string): Readonly<Record<string, unknown>> {
  const mark = parsed(line);
  if (mark) return mark;
  throw new DatabaseDamaged('The backup is damaged: a line between its tables cannot be read.');
}

export function tableOf({ name, key, columns }: BackupTable): Table {
  return { name, key, columns: columns.map(([column, kind]): Column => ({ name: column, kind })) };
}

export function describeTable({ name, key, columns }: Table): BackupTable {
  return { name, key, columns: columns.map((column) => [column.name, column.kind] as const) };
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
