import { createReadStream } from 'node:fs';
import { parseEnv } from 'node:util';
import type { SourceHash } from '../crypto/passwords/source-hash.ts';
import { DumpTables, firstBytes, type Layout } from './dump-tables.ts';
import { looksLikeDump } from './readers/sql-dump.ts';
import type { ScratchRow } from './scratch-tables.ts';
import {
  ImportRefused,
  type SourceFile,
  type SourceItem,
  type SourcePlace,
  type SourceRefusal,
  type SourceTeam,
  type SourceUser,
  type System,
  type SystemOptions,
} from './source.ts';
import { isObject, type JsonObject, parseJson } from './values/json.ts';
import { momentOfText } from './values/moments.ts';
import { RowRefused } from './values/scalars.ts';

type Loose<Value> = { readonly [Key in keyof Value]?: Value[Key] | undefined };

/** A user as a system reads it. What is `undefined`, an empty text, list or object is not said. */
export type Person = Loose<Omit<SourceUser, 'kind' | 'file' | 'row' | 'sourceId'>> & {
  readonly sourceId: string;
};

/** A row that the source itself does not count as a user. */
export type Skipped = { readonly sourceId: string; readonly skipped: string };

export type Team = Loose<Omit<SourceTeam, 'kind' | 'sourceId' | 'name' | 'file' | 'row'>> & {
  readonly sourceId: string;
  readonly name: string;
};

export type SqlSource = {
  readonly tables: DumpTables;
  readonly options: SystemOptions;
  /** Secrets of the application, by the names of its own settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of times without an offset. */
  readonly zone: string;
};

/** Files of another kind that a system also writes. */
type OtherFiles = {
  /** Found in their first bytes. */
  readonly mark: RegExp;
  readonly rows: (
    file: SourceFile,
  ) => AsyncIterable<
    readonly ({ readonly place: SourcePlace } & (
      | { readonly record: unknown }
      | { readonly refused: RowRefused }
    ))[]
  >;
  readonly user: (record: JsonObject, options: SystemOptions) => Person | Skipped;
};

type SqlSystem = Pick<System, 'name' | 'title' | 'files' | 'carries' | 'options' | 'secrets'> & {
  /** Found in the first bytes of its dumps; of several each one is. */
  readonly mark: RegExp | readonly RegExp[];
  readonly layout: Layout | ((options: SystemOptions) => Layout);
  /** Tables whose rows are users, in their order. The first one is that of the layout when not said. */
  readonly from?: (source: SqlSource) => Iterable<ScratchRow>;
  readonly user: (row: ScratchRow, source: SqlSource) => Person | Skipped;
  readonly teams?: {
    readonly table: string;
    readonly team: (row: ScratchRow, source: SqlSource) => Team | undefined;
  };
  readonly other?: OtherFiles;
  /** Whether the system itself says where columns go that its layout does not know. */
  readonly isRestKept?: boolean;
};

const HEAD_BYTES = 65_536;
const ENV_BYTES_AT_MOST = 65_536;

export const tablePrefix = {
  'table-prefix': 'what the names of its tables begin with, when the dump holds several sites',
} as const;
export const timeZone = {
  'time-zone': 'the zone of its times without an offset, as Europe/Berlin (default: UTC)',
} as const;
export const envFile = {
  'env-file': 'a file of NAME=value with the secrets that second factors are sealed with, as its own .env',
} as const;

/** Makes a system of what it reads in its tables. */
export function sqlSystem({
  mark,
  layout,
  from,
  user,
  teams,
  other,
  isRestKept,
  ...system
}: SqlSystem): System {
  return {
    ...system,
    detect: (head) =>
      other?.mark.test(head) ||
      ((looksLikeDump(head) || head.startsWith('SQLite format 3')) &&
        [mark].flat().every((each) => each.test(head))),
    async *read(files, options, scratch) {
      const dumps: SourceFile[] = [];
      for (const file of files)
        if (other?.mark.test((await firstBytes(file, HEAD_BYTES)).toString('utf8')))
          yield* otherItems(file, other, options);
        else dumps.push(file);
      if (dumps.length === 0) return;
      const known = typeof layout === 'function' ? layout(options) : layout;
      const env = await envOf(options);
      using tables = await DumpTables.load(dumps, known, scratch, options['table-prefix']);
      const source: SqlSource = { tables, options, env, zone: zoneOf(options) };
      yield* tables.refusals();
      if (teams)
        for (const row of tables.rows(teams.table)) {
          const item = teamItem(row, () => teams.team(row, source));
          if (item) yield item;
        }
      for (const row of from?.(source) ?? tables.rows(known.users.table))
        yield userItem(row, () => user(row, source), isRestKept ? {} : DumpTables.restOf(row));
    },
  };
}

async function* otherItems(
  file: SourceFile,
  { rows, user }: OtherFiles,
  options: SystemOptions,
): AsyncGenerator<SourceItem> {
  for await (const batch of rows(file))
    for (const row of batch)
      yield userItem(row, () => {
        if ('refused' in row) throw row.refused;
        if (!isObject(row.record)) throw new RowRefused('it is no object');
        return user(row.record, options);
      });
}

async function envOf(options: SystemOptions): Promise<SqlSource['env']> {
  const path = options['env-file'];
  if (path === undefined) return {};
  const pieces: Buffer[] = [];
  try {
    // One byte more than there may be, also of a file without an end.
    const bytes: AsyncIterable<Buffer> = createReadStream(path, { end: ENV_BYTES_AT_MOST });
    for await (const piece of bytes) pieces.push(piece);
  } catch {
    throw new ImportRefused('the file of env-file cannot be read');
  }
  const whole = Buffer.concat(pieces);
  if (whole.length > ENV_BYTES_AT_MOST) throw new ImportRefused('the file of env-file is longer than 64 KiB');
  return parseEnv(whole.toString());
}

function zoneOf(options: SystemOptions): string {
  const zone = options['time-zone'] ?? 'UTC';
  try {
    momentOfText('2024-01-15 09:30:00', 'time-zone', zone);
    return zone;
  } catch {
    throw new ImportRefused(`no time zone is called ${zone}`);
  }
}

type Placed = { readonly place: SourcePlace; readonly values?: ScratchRow['values'] };

/** Returns the user, or what was wrong with the row. */
export function userItem(
  row: Placed,
  read: () => Person | Skipped,
  unknown: Readonly<Record<string, unknown>> = {},
): SourceItem {
  try {
    const person = read();
    if ('skipped' in person)
      return { ...row.place, kind: 'skipped', sourceId: person.sourceId, reason: person.skipped };
    const rest = said({ ...unknown, ...person.rest });
    return { ...row.place, kind: 'user', ...said({ ...person, rest }) };
  } catch (error) {
    return refusalOf(row, error);
  }
}

function teamItem(row: ScratchRow, read: () => Team | undefined): SourceItem | undefined {
  try {
    const team = read();
    return team && { ...row.place, kind: 'team', ...said(team) };
  } catch (error) {
    return refusalOf(row, error);
  }
}

function refusalOf(row: Placed, error: unknown): SourceRefusal {
  if (!(error instanceof RowRefused)) throw error;
  const id = row.values?.id;
  return {
    ...row.place,
    kind: 'refused',
    ...(typeof id === 'string' && { sourceId: id }),
    reason: error.message,
  };
}

type Said<Value> = {
  [Key in keyof Value]: Exclude<Value[Key], undefined>;
};

/** Leaves out what is not said. */
function said<Value extends object>(value: Value): Said<Value> {
  const kept: Partial<Value> = {};
  for (const name in value) if (!isNothing(value[name])) kept[name] = value[name];
  // Cast: a field that is left out was optional.
  return kept as Said<Value>;
}

function isNothing(field: unknown): boolean {
  if (field === undefined || field === '') return true;
  if (Array.isArray(field)) return field.length === 0;
  if (!isObject(field)) return false;
  for (const _name in field) return false;
  return true;
}

/** Returns the text of a required column. Fails with a `RowRefused` without one. */
export function required(row: ScratchRow, column: string): string {
  const value = text(row, column);
  if (value === undefined) throw new RowRefused(`${column} is empty`);
  return value;
}

/** Returns the text of a column, `undefined` for null and the empty text. Fails for bytes that are no text. */
export function text({ values }: ScratchRow, column: string): string | undefined {
  const value = values[column];
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new RowRefused(`${column} is no UTF-8`);
  return value;
}

const TRUE = /^(?:t|true|1|y|yes)$/i;
const FALSE = /^(?:f|false|0|n|no)$/i;

/** Returns the flag of a column, also of a `BIT(1)`. */
export function flag({ values }: ScratchRow, column: string): boolean | undefined {
  const value = values[column];
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value !== 'string') return value.some((byte) => byte !== 0);
  // A `BIT(1)` as a byte.
  if (TRUE.test(value) || value === '\u0001') return true;
  if (FALSE.test(value)) return false;
  throw new RowRefused(`${column} is neither true nor false`);
}

/** Returns the moment of a column that is a time as text. */
export function moment(row: ScratchRow, column: string, source: Pick<SqlSource, 'zone'>): number | undefined {
  return momentOfText(text(row, column), column, source.zone);
}

/**
 * Returns the moment at which an address was verified, false when it was not, `undefined` when the source lacks the
 * column.
 */
export function verified(
  row: ScratchRow,
  { tables, zone }: SqlSource,
  table: string,
  column: string,
): number | false | undefined {
  return tables.hasColumn(table, column) ? (moment(row, column, { zone }) ?? false) : undefined;
}

/** Returns the object of a column of JSON; nothing when it is empty or something else. */
export function json(row: ScratchRow, column: string): Readonly<Record<string, unknown>> {
  const value = text(row, column);
  if (value === undefined) return {};
  const parsed = parseJson(value, column);
  return isObject(parsed) ? parsed : {};
}

/** Joins the parts of a name that are there. */
export function fullName(...parts: readonly (string | undefined)[]): string | undefined {
  return (
    parts
      .map((part) => part?.trim())
      .filter(Boolean)
      .join(' ') || undefined
  );
}

/** Returns the hash of a column as a family carries it; null when the column is empty. */
export function hash(row: ScratchRow, column: string, family = 'plain', scheme = family): SourceHash | null {
  const stored = text(row, column);
  return stored === undefined ? null : { family, scheme, stored };
}

/** Keeps the fields that are there. */
export function fields(row: ScratchRow, columns: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columns.flatMap((column) => {
      const value = text(row, column);
      return value === undefined ? [] : [[column, value]];
    }),
  );
}

/** Returns the words of a text: the columns of a table on few lines. */
export function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}

/** Returns the texts of a column in rows. */
export function texts(rows: readonly ScratchRow[], column: string): readonly string[] {
  return rows.flatMap((row) => text(row, column) ?? []);
}

/** Returns the parts of a list that is a text: `admin, editor`. */
export function listed(list: string | undefined): readonly string[] {
  return (list ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
