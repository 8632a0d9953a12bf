import { headOf } from './files.ts';
import { type CsvDialect, csvRowsOf } from './readers/csv.ts';
import { jsonRowsOf } from './readers/json.ts';
import { ScratchTables } from './scratch-tables.ts';
import type {
  Scratch,
  SourceFile,
  SourceItem,
  SourcePlace,
  SourceRefusal,
  SourceTeam,
  SourceUser,
} from './source.ts';
import { isObject, type JsonObject } from './values/json.ts';
import { RowRefused, textOf } from './values/scalars.ts';

/** An object of a JSON file or a row of a CSV file, by the names that its source uses. */
export type SourceRecord = {
  readonly place: SourcePlace;
  /** Which of the paths it is at; empty for bare lists, NDJSON and CSV. */
  readonly path: string;
  readonly indices: readonly number[];
  readonly record: JsonObject;
};

type Refused = { readonly place: SourcePlace; readonly path?: string; readonly refused: RowRefused };

/** Reports whether a text begins as JSON does. */
export function looksLikeJson(head: string): boolean {
  return /^\s*[[{]/.test(head);
}

/** Streams the records of a JSON file or, when it does not begin as one and a dialect is given, of a CSV file. */
export async function* recordsOf(
  file: SourceFile,
  { paths = [], csv }: { readonly paths?: readonly string[]; readonly csv?: CsvDialect } = {},
): AsyncGenerator<readonly (SourceRecord | Refused)[]> {
  if (csv && !looksLikeJson(await headOf(file))) {
    for await (const rows of csvRowsOf(file, csv))
      yield rows.map((row) =>
        'refused' in row ? row : { place: row.place, path: '', indices: [], record: row.values },
      );
    return;
  }
  for await (const rows of jsonRowsOf(file, paths))
    yield rows.map((row) => {
      if ('refused' in row) return row;
      const { place, path, indices, value } = row;
      return isObject(value)
        ? { place, path, indices, record: value }
        : { place, path, refused: new RowRefused('it is no object') };
    });
}

type Read<Row> = Exclude<Row, { readonly refused: RowRefused }>;

/**
 * Streams what becomes of rows. A row that cannot be read, for its reader or for `convert` (which fails with a
 * `RowRefused`), becomes a refusal.
 */
export async function* itemsOf<Row extends { readonly place: SourcePlace }>(
  batches: AsyncIterable<readonly Row[]>,
  convert: (row: Read<Row>) => SourceItem | readonly SourceItem[] | undefined,
  idOf?: (row: Read<Row>) => unknown,
): AsyncGenerator<SourceItem> {
  for await (const batch of batches)
    for (const row of batch) {
      if (isRefused(row)) {
        yield refusalOf(row.refused, row.place);
        continue;
      }
      const read = row as Read<Row>;
      let items: ReturnType<typeof convert>;
      try {
        items = convert(read);
      } catch (error) {
        items = refusalOf(error, row.place, idOf?.(read));
      }
      if (items === undefined) continue;
      if ('kind' in items) yield items;
      else yield* items;
    }
}

/**
 * Streams what becomes of rows of a file that is read once more afterwards, for its users. A row that its reader refuses is
 * left to that later reading, so that it counts once. `laterPaths` are those that it asks for.
 */
export function earlierItemsOf<Row extends { readonly place: SourcePlace; readonly path?: string }>(
  batches: AsyncIterable<readonly Row[]>,
  convert: (row: Read<Row>) => SourceItem | readonly SourceItem[] | undefined,
  {
    laterPaths = [],
    idOf,
  }: { readonly laterPaths?: readonly string[]; readonly idOf?: (row: Read<Row>) => unknown } = {},
): AsyncGenerator<SourceItem> {
  const isLeft = (row: Row) => isRefused(row) && (!row.path || laterPaths.includes(row.path));
  async function* kept() {
    for await (const batch of batches) yield batch.filter((row) => !isLeft(row));
  }
  return itemsOf(kept(), convert, idOf);
}

function isRefused(row: object): row is Refused {
  return 'refused' in row && row.refused instanceof RowRefused;
}

/** Any other error is thrown on. */
export function refusalOf(error: unknown, place: SourcePlace, sourceId?: unknown): SourceRefusal {
  if (!(error instanceof RowRefused)) throw error;
  const id = typeof sourceId === 'string' || typeof sourceId === 'number' ? String(sourceId) : '';
  return { kind: 'refused', ...place, ...(id && { sourceId: id }), reason: error.message };
}

export function skipped(place: SourcePlace, sourceId: string, reason: string): SourceRefusal {
  return { kind: 'skipped', ...place, sourceId, reason };
}

type Fields = {
  readonly [Field in Exclude<keyof SourceUser, 'kind' | 'file' | 'row' | 'sourceId'>]?:
    | SourceUser[Field]
    | undefined;
};

/** Returns the user without what is undefined, an empty list or an empty object. Refuses one without an id. */
export function sourceUser(place: SourcePlace, sourceId: string | undefined, fields: Fields): SourceUser {
  if (sourceId === undefined) throw new RowRefused('it has no id');
  const user: Record<string, unknown> = { kind: 'user', file: place.file, row: place.row, sourceId };
  for (const field in fields) {
    const value: unknown = fields[field as keyof Fields];
    if (value !== undefined && !isEmpty(value)) user[field] = value;
  }
  // Each field is of the type that `Fields` says.
  return user as SourceUser;
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

export function sourceTeam(
  place: SourcePlace,
  sourceId: string | undefined,
  fields: {
    readonly name: string | undefined;
    readonly prefs?: JsonObject;
    readonly createdAt?: number | undefined;
  },
): SourceTeam {
  if (sourceId === undefined) throw new RowRefused('it has no id');
  const { name = sourceId, prefs, createdAt } = fields;
  return {
    kind: 'team',
    ...place,
    sourceId,
    name,
    ...(prefs && !isEmpty(prefs) && { prefs }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

/** Teams that their source only names at users: each comes once, before the first of them. */
export class NamedTeams {
  readonly #seen = new Set<string>();

  /** Returns those that did not come yet. */
  of(
    place: SourcePlace,
    teams: readonly { readonly team: string; readonly name?: string; readonly prefs?: JsonObject }[],
  ): readonly SourceTeam[] {
    const fresh = teams.filter(({ team }) => !this.#seen.has(team) && this.#seen.add(team));
    return fresh.map(({ team, name, prefs }) => sourceTeam(place, team, { name, ...(prefs && { prefs }) }));
  }
}

/** Returns the fields that hold something and that `known` does not name. */
export function restOf(record: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  let rest: [string, unknown][] | undefined;
  for (const name in record) {
    if (known.has(name)) continue;
    const value = record[name];
    if (value === null || value === undefined || value === '' || isEmpty(value)) continue;
    rest ??= [];
    rest.push([name, value]);
  }
  return rest && Object.fromEntries(rest);
}

/** Returns an object of what is neither undefined nor null nor empty. */
export function present(fields: JsonObject): JsonObject | undefined {
  return restOf(fields, NONE);
}

const NONE: ReadonlySet<string> = new Set();

/** Returns the first text, else both parts with a blank between them. Never an address. */
export function fullName(whole: unknown, first?: unknown, last?: unknown): string | undefined {
  const name = textOf(whole, 'the name')?.trim();
  if (name) return name;
  const parts = [textOf(first, 'the first name')?.trim(), textOf(last, 'the last name')?.trim()];
  return parts.filter(Boolean).join(' ') || undefined;
}

export type Address = {
  readonly value: string;
  readonly verified: boolean | undefined;
  readonly primary?: boolean;
};

/** The one that leads to its user: the primary one, else the first verified one, else the first. */
export function mainAddress(addresses: readonly Address[]): {
  readonly main: Address | undefined;
  readonly others: readonly string[];
} {
  const main =
    addresses.find(({ primary }) => primary) ?? addresses.find(({ verified }) => verified) ?? addresses[0];
  const others = addresses.map(({ value }) => value).filter((value) => value !== main?.value);
  return { main, others: [...new Set(others)] };
}

/** Records of other files, by what they belong to. They lie on the disk. */
export class RelatedRecords implements Disposable {
  readonly #tables: ScratchTables;

  constructor(scratch: Scratch) {
    this.#tables = new ScratchTables(scratch);
  }

  add(
    table: string,
    key: string | undefined,
    { place, record }: Pick<SourceRecord, 'place' | 'record'>,
  ): void {
    if (!this.#tables.has(table)) this.#tables.define(table, ['key', 'record']);
    this.#tables.insert(table, place, [key ?? null, JSON.stringify(record)]);
  }

  has(table: string): boolean {
    return this.#tables.count(table) > 0;
  }

  /** At most 10,000: more refuse the row. */
  of(table: string, key: string | undefined): readonly JsonObject[] {
    return this.#tables.find(table, 'key', key).map(({ values }) => objectOfText(values.record));
  }

  *all(table: string): Generator<SourceRecord & { readonly key: string | undefined }> {
    for (const { place, values } of this.#tables.rows(table))
      yield {
        place,
        path: '',
        indices: [],
        key: textOf(values.key, 'the key'),
        record: objectOfText(values.record),
      };
  }

  [Symbol.dispose](): void {
    this.#tables.close();
  }
}

/** It was written by `add`. */
function objectOfText(text: unknown): JsonObject {
  return JSON.parse(String(text)) as JsonObject;
}

/** A password that the source keeps in clear text. Only some imports hash it; nothing stores it. */
export function readablePassword(scheme: string, stored: string) {
  return { family: 'plain-text', scheme, stored } as const;
}
