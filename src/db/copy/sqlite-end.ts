import { statSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import { createDamage } from '../damage.ts';
import { DatabaseRefused } from '../database.ts';
import { kyselyOver, patiently, SqliteConnection } from '../sqlite-connection.ts';
import {
  type Batch,
  type Column,
  type End,
  type Extra,
  isCopied,
  type Key,
  keyPlaces,
  kindOf,
  kindsOf,
  LETTERS_AT_ONCE,
  ROWS_AT_ONCE,
  type Table,
} from './end.ts';
import { type Kind, keyField, keyValue, lineOf, type Value, valuesOf } from './line.ts';

/** 16 MB of the log between two checkpoints, which this connection makes by itself. */
const LOG_PAGES = 4_000;
/** In KiB. Most of the memory of a copy into a file: pages of the primary keys. Whoever only reads does so along them. */
const CACHE_KIB = { alone: 32_768, beside: 8_192 };
/** The last moment that JavaScript knows, in milliseconds since 1970. */
const LATEST = 8.64e15;
const PARAMETERS_AT_MOST = 900;
const CONSTRAINT = 19;
const KINDS: Readonly<Record<string, Kind>> = { text: 'text', integer: 'integer', blob: 'bytes' };

type Options = {
  /** Whether this connection may empty the log: not beside a server, which does. */
  readonly isAlone: boolean;
};

/** Opens a side in a SQLite file that exists. */
export async function openSqliteEnd(path: string, { isAlone }: Options): Promise<End> {
  const connection = await patiently(
    () => new SqliteConnection(path, { readOnly: false, damage: createDamage() }),
  );
  const { raw } = connection;
  connection.exec('pragma synchronous = normal');
  connection.exec(`pragma wal_autocheckpoint = ${isAlone ? LOG_PAGES : 0}`);
  connection.exec(`pragma cache_size = -${isAlone ? CACHE_KIB.alone : CACHE_KIB.beside}`);
  const db = kyselyOver(connection);
  const rows = <R>(text: string, parameters: readonly unknown[] = []) =>
    // Cast: the columns of this statement.
    patiently(() => connection.rows(CompiledQuery.raw(text, [...parameters]))) as Promise<R[]>;

  const transaction = async <T>(work: () => Promise<T>): Promise<T> => {
    await rows('begin immediate');
    try {
      const result = await work();
      await rows('commit');
      return result;
    } catch (error) {
      if (raw.isTransaction) connection.exec('rollback');
      throw error;
    }
  };

  return {
    engine: 'sqlite',
    db,
    tables: async () => (await tableNames(rows)).map((name) => tableOf(raw, name)),
    batches: (table, after) => batches(connection, table, { after }),
    batchesOf: (table, project) => batches(connection, table, { project }),
    linesOf: async (table, keys) => linesOfKeys(raw, table, keys),
    count: async ({ name }) =>
      (await rows<{ n: number }>(`select count(*) as n from ${quoted(name)}`))[0]?.n ?? 0,
    insert: async (table, lines) => insert(connection, table, lines),
    remove: async (table, keys) => {
      const statement = raw.prepare(`delete from ${quoted(table.name)} where ${keyCondition(table)}`);
      for (const key of keys) statement.run(...keyValues(table, key));
    },
    transaction,
    snapshot: async (work) => {
      await rows('begin');
      try {
        // The first read takes the snapshot.
        await rows('select name from sqlite_schema limit 1');
        return await work();
      } finally {
        if (raw.isTransaction) connection.exec('rollback');
      }
    },
    logBytes: () => statSync(`${raw.location() ?? path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    months: async () =>
      (
        await rows<{ at: number }>(
          `select distinct at / 86400000 * 86400000 as at from audit where at between 0 and ${LATEST}`,
        )
      ).map(({ at }) => at),
    // Who copies into a file holds the lock of its server.
    lock: async () => true,
    extras: () =>
      rows<Extra>(`select name, type as kind, tbl_name as 'table', sql as definition from sqlite_schema
        where type in ('index', 'trigger') and sql is not null and name not like 'copy\\_%' escape '\\'
        and name not like 'user\\_parts%' escape '\\'`).then((found) =>
        found.filter(({ table }) => isCopied(table)),
      ),
    analyze: async () => {},
    settle: async () => {
      connection.exec('pragma synchronous = full');
      if (isAlone) await rows('pragma wal_checkpoint(truncate)');
    },
    isDuplicate: (error) =>
      error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === CONSTRAINT,
    close: async () => connection.close(),
  };
}

type Rows = <R>(text: string, parameters?: readonly unknown[]) => Promise<R[]>;

async function tableNames(rows: Rows): Promise<readonly string[]> {
  const found = await rows<{ name: string }>(`select name from pragma_table_list
    where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`);
  return found.map(({ name }) => name).filter(isCopied);
}

function tableOf(raw: DatabaseSync, name: string): Table {
  // Cast: the columns of this statement.
  const found = raw
    .prepare('select name, type, pk from pragma_table_xinfo(?) where hidden = 0 order by name')
    .all(name) as { name: string; type: string; pk: number }[];
  const columns = found.map((column): Column => {
    const kind = KINDS[column.type.toLowerCase()];
    if (kind === undefined)
      throw new DatabaseRefused(
        `The column ${name}.${column.name} has the type ${column.type}, which cannot be copied.`,
      );
    return { name: column.name, kind };
  });
  const key = found
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map((column) => column.name);
  if (key.length === 0)
    throw new DatabaseRefused(`The table ${name} has no primary key and cannot be copied.`);
  return { name, columns, key };
}

async function* batches(
  connection: SqliteConnection,
  table: Table,
  { after, project }: { readonly after?: Key | undefined; readonly project?: string },
): AsyncGenerator<Batch> {
  const within = project === undefined ? table : withinProject(table);
  let last = after;
  for (;;) {
    const from = last;
    const lines = await patiently(() => someLines(connection, { table: within, after: from, project }));
    const end = lines.at(-1);
    if (end === undefined) return;
    last = keyOf(within, end);
    yield { lines, last };
    // The project is the whole key: it has one row.
    if (last.length === 0) return;
    // Lets signals and the other side through.
    await setImmediate();
  }
}

/**
 * A table by the rest of its key. The project is compared once: if it stood in the key as well, SQLite would read all rows
 * before the key again for each batch.
 */
export function withinProject(table: Table): Table {
  return { ...table, key: table.key.filter((column) => column !== 'project_id') };
}

/** One statement, and with it one snapshot, which no checkpoint waits for longer than some ten milliseconds. */
function someLines(connection: SqliteConnection, reading: Omit<Reading, 'big'>): string[] {
  try {
    return readLines(connection, { ...reading, big: false });
  } catch (error) {
    // An integer beyond 2^53. Reading every integer as a `bigint` takes longer.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE')) throw error;
    return readLines(connection, { ...reading, big: true });
  }
}

type Reading = {
  readonly table: Table;
  readonly after: Key | undefined;
  readonly project: string | undefined;
  readonly big: boolean;
};

/** The statement of a batch. Its parameters are the project, if only that is read, and the key of the row before. */
export function batchText(
  table: Table,
  { isOfProject, isAfter }: { readonly isOfProject: boolean; readonly isAfter: boolean },
): string {
  const key = table.key.map(quoted).join(', ');
  const conditions = [
    ...(isOfProject ? ['project_id = ?'] : []),
    ...(isAfter ? [`(${key}) > (${table.key.map(() => '?').join(', ')})`] : []),
  ];
  const behind = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const order = key === '' ? '' : `order by ${key}`;
  return `select ${columnList(table)} from ${quoted(table.name)} ${behind} ${order} limit ${ROWS_AT_ONCE}`;
}

function readLines({ raw }: SqliteConnection, { table, after, project, big }: Reading): string[] {
  const statement = raw.prepare(
    batchText(table, { isOfProject: project !== undefined, isAfter: after !== undefined }),
  );
  statement.setReturnArrays(true);
  statement.setReadBigInts(big);
  const kinds = kindsOf(table);
  const lines: string[] = [];
  let letters = 0;
  const rows = statement.iterate(
    ...(project === undefined ? [] : [project]),
    ...(after ? keyValues(table, after) : []),
  );
  try {
    for (const row of rows) {
      // Cast: the types do not know `setReturnArrays`.
      const line = lineOf(row as unknown as Value[], kinds);
      lines.push(line);
      letters += line.length;
      if (letters >= LETTERS_AT_ONCE) break;
    }
  } finally {
    // An iterator that throws by itself is not closed by the loop, and would keep its snapshot.
    rows.return?.();
  }
  return lines;
}

function linesOfKeys(raw: DatabaseSync, table: Table, keys: readonly Key[]): readonly string[] {
  const statement = raw.prepare(
    `select ${columnList(table)} from ${quoted(table.name)} where ${keyCondition(table)}`,
  );
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const kinds = kindsOf(table);
  return keys.flatMap((key) =>
    // Cast: the types do not know `setReturnArrays`.
    statement.all(...keyValues(table, key)).map((row) => lineOf(row as unknown as Value[], kinds)),
  );
}

/** Several rows a statement, and one a statement for the rest. */
function insert(connection: SqliteConnection, table: Table, lines: readonly string[]): void {
  const { raw } = connection;
  const kinds = kindsOf(table);
  const many = Math.max(1, Math.floor(PARAMETERS_AT_MOST / kinds.length));
  const row = `(${kinds.map(() => '?').join(', ')})`;
  const prepared = (count: number) =>
    raw.prepare(
      `insert into ${quoted(table.name)} (${columnList(table)}) values ${Array(count).fill(row).join(', ')}`,
    );
  const full = lines.length >= many ? prepared(many) : undefined;
  let at = 0;
  for (; full && at + many <= lines.length; at += many) {
    const values = lines.slice(at, at + many).flatMap((line) => valuesOf(line, kinds));
    full.run(...(values as SQLInputValue[]));
  }
  const rest = prepared(1);
  for (; at < lines.length; at++) rest.run(...(valuesOf(lines[at] ?? '', kinds) as SQLInputValue[]));
}

function keyOf(table: Table, line: string): Key {
  const fields = line.split('\t');
  return keyPlaces(table).map((place) => keyField(fields[place] ?? ''));
}

function keyCondition({ key }: Table): string {
  return key.map((name) => `${quoted(name)} = ?`).join(' and ');
}

function keyValues(table: Table, key: Key): SQLInputValue[] {
  return table.key.map((name, at) => keyValue(key[at] ?? '', kindOf(table, name)));
}

function columnList({ columns }: Table): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
