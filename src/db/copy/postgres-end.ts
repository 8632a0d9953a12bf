import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { type Kysely, PostgresDialect, Kysely as QueryBuilder } from 'kysely';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { DatabaseRefused, DatabaseUnavailable } from '../database.ts';
import type { Schema } from '../schema.ts';
import {
  type Batch,
  type Column,
  type End,
  type Extra,
  isCopied,
  type Key,
  keyPlaces,
  kindOf,
  LETTERS_AT_ONCE,
  ROWS_AT_ONCE,
  type Table,
} from './end.ts';
import { type Kind, keyField } from './line.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const INT8 = 20;
/** Rows of one statement, which is one snapshot. They are handed on in batches while they come. */
const ROWS_A_STATEMENT = 50_000;
/** Any number, the same in every process: `pg_advisory_lock` of the process that fills the database. */
const COPYING = 0x64656e7b;
const UNIQUE_VIOLATION = '23505';
/** SQLSTATE prefixes after which the same command can go on: lost connection, resources, shutdown, system. */
const PASSING = ['08', '53', '57', '58', '55P03', '40'];
/** Not planned by statistics, which a new table lacks: rows are read along the primary key. */
const SETTINGS = [
  'set statement_timeout = 0',
  'set idle_in_transaction_session_timeout = 0',
  'set enable_seqscan = off',
  'set enable_sort = off',
  'set enable_hashjoin = off',
  'set enable_mergejoin = off',
  'set jit = off',
  'set synchronous_commit = off',
];
const KINDS: Readonly<Record<string, Kind>> = {
  text: 'text',
  varchar: 'text',
  json: 'text',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  bool: 'boolean',
  bytea: 'bytes',
};

/** Opens a side in a PostgreSQL database. The URL contains the password. */
export async function openPostgresEnd(url: string): Promise<End> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'denizen copy',
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // A connection that breaks reports it twice: to the statement, and here.
  client.on('error', () => {});
  await client.connect().catch(refuse);
  for (const setting of SETTINGS) await client.query(setting);
  const db = over(client);
  const run = (text: string) => client.query(text).catch(refuse);
  const rows = async <R>(text: string, values: unknown[] = []) =>
    // Cast: the columns of this statement.
    (await client.query(text, values).catch(refuse)).rows as R[];

  return {
    engine: 'postgres',
    db,
    tables: () => tablesOf(rows),
    batches: (table, after) => batches(client, table, { after }),
    batchesOf: (table, project) => batches(client, table, { project }),
    linesOf: async (table, keys) => {
      const lines: string[] = [];
      const text = `copy (select ${columnList(table)} from ${named(table)} as found
        join ${keyRows(table, keys)} on ${sameKey(table)}) to stdout`;
      for await (const some of linesIn(client, text)) lines.push(...some);
      return lines;
    },
    count: async (table) => {
      // An index that no vacuum has visited is slower than the table.
      await run('set enable_seqscan = on');
      const [found] = await rows<{ n: string }>(`select count(*)::text as n from ${named(table)}`);
      await run('set enable_seqscan = off');
      return Number(found?.n);
    },
    insert: (table, lines) => insert(client, table, lines),
    remove: async (table, keys) => {
      await run(`delete from ${named(table)} as found using ${keyRows(table, keys)} where ${sameKey(table)}`);
    },
    transaction: async (work) => {
      await run('begin');
      try {
        const result = await work();
        await run('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => {});
        throw error;
      }
    },
    snapshot: async (work) => {
      await run('begin isolation level repeatable read, read only');
      try {
        return await work();
      } finally {
        await client.query('rollback').catch(() => {});
      }
    },
    logBytes: () => 0,
    // What is in no partition of a month stays so.
    months: async () =>
      (
        await rows<{ name: string }>(
          `select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = to_regclass('audit')`,
        )
      )
        .map(({ name }) => Date.parse(`${name.slice('audit_'.length).replace('_', '-')}-01T00:00:00Z`))
        .filter((at) => !Number.isNaN(at)),
    lock: async () =>
      (await rows<{ yes: boolean }>(`select pg_try_advisory_lock(${COPYING}) as yes`))[0]?.yes ?? false,
    extras: () => extrasOf(rows),
    analyze: async () => {
      for (const { name } of await tablesOf(rows)) await run(`analyze ${pg.escapeIdentifier(name)}`);
    },
    settle: async () => {
      await run('set synchronous_commit = on');
    },
    isDuplicate: (error) => error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION,
    close: () => client.end(),
  };
}

function over(client: pg.Client): Kysely<Schema> {
  const connection = {
    // A cast the other way round: the query builder passes one text and its values.
    query: (text: string, values: unknown[]) => client.query(text, values).catch(refuse),
    release: () => {},
  };
  return new QueryBuilder<Schema>({
    dialect: new PostgresDialect({
      // Cast: the query builder uses no more of a pool than this.
      pool: { connect: async () => connection, end: async () => {} } as unknown as pg.Pool,
    }),
  });
}

/** An error without a code of the server means that the connection is gone. */
function refuse(error: unknown): never {
  if (error instanceof pg.DatabaseError) {
    const { code = '' } = error;
    if (/^(?:28|3D|42501)/.test(code)) {
      throw new DatabaseRefused(
        `PostgreSQL refuses: ${error.message}. Check the URL, and what its user may do.`,
        {
          cause: error,
        },
      );
    }
    if (!PASSING.some((beginning) => code.startsWith(beginning))) throw error;
  }
  throw new DatabaseUnavailable(
    'the PostgreSQL server does not answer. Run the same command again to go on',
    {
      cause: error,
    },
  );
}

type Rows = <R>(text: string, values?: unknown[]) => Promise<R[]>;

/** Partitions are read and written through their table. Tables of extensions are not ours. */
async function tablesOf(rows: Rows): Promise<readonly Table[]> {
  const found = await rows<{ name: string; column: string; type: string; place: number | null }>(`
    select c.relname as name, a.attname as column, t.typname as type, k.place::int as place
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = ''
    join pg_type t on t.oid = a.atttypid
    left join lateral (select o.place from pg_index i, unnest(i.indkey) with ordinality as o (number, place)
      where i.indrelid = c.oid and i.indisprimary and o.number = a.attnum) k on true
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
        and d.deptype = 'e')
    order by c.relname collate "C", a.attname collate "C"`);
  const names = [...new Set(found.map(({ name }) => name))].filter(isCopied);
  return names.map((name) => {
    const own = found.filter((row) => row.name === name);
    const columns = own.map(({ column, type }): Column => {
      const kind = KINDS[type];
      if (kind === undefined)
        throw new DatabaseRefused(
          `The column ${name}.${column} has the type ${type}, which cannot be copied.`,
        );
      return { name: column, kind };
    });
    const key = own
      .filter(({ place }) => place !== null)
      .sort((a, b) => Number(a.place) - Number(b.place))
      .map(({ column }) => column);
    if (key.length === 0)
      throw new DatabaseRefused(`The table ${name} has no primary key and cannot be copied.`);
    return { name, columns, key };
  });
}

/** Constraints stay, since rows are found by the primary key. */
async function extrasOf(rows: Rows): Promise<readonly Extra[]> {
  const found = await rows<Extra>(`
    select i.relname as name, 'index' as kind, c.relname as table, pg_get_indexdef(i.oid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    where c.relnamespace = current_schema()::regnamespace and not c.relispartition
      and not exists (select from pg_constraint k where k.conindid = i.oid)
    union all
    select t.tgname, 'trigger', c.relname, pg_get_triggerdef(t.oid) from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = current_schema()::regnamespace and not c.relispartition and not t.tgisinternal
      and t.tgname not like 'copy\\_%'`);
  // Of a partitioned table, the definition says ONLY; without it, the partitions get the index too.
  return found
    .filter(({ table, name }) => isCopied(table) && name !== 'users_by_part')
    .map((extra) => ({ ...extra, definition: extra.definition.replace(' ON ONLY ', ' ON ') }));
}

async function* batches(
  client: pg.Client,
  table: Table,
  { after, project }: { readonly after?: Key | undefined; readonly project?: string },
): AsyncGenerator<Batch> {
  const places = keyPlaces(table);
  const key = table.key.map(pg.escapeIdentifier).join(', ');
  for (let last = after, more = true; more; ) {
    const conditions = [
      ...(project === undefined ? [] : [`project_id = ${pg.escapeLiteral(project)}`]),
      ...(last ? [`(${key}) > (${literals(table, last)})`] : []),
    ];
    const behind = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    const text = `copy (select ${columnList(table)} from ${named(table)} ${behind}
      order by ${key} limit ${ROWS_A_STATEMENT}) to stdout`;
    let rows = 0;
    for await (const lines of linesIn(client, text)) {
      rows += lines.length;
      const fields = (lines.at(-1) ?? '').split('\t');
      last = places.map((place) => keyField(fields[place] ?? ''));
      yield { lines, last };
    }
    more = rows === ROWS_A_STATEMENT;
  }
}

/** Yields the lines of a `copy … to stdout` in batches. They come no faster than they are taken. */
async function* linesIn(client: pg.Client, text: string): AsyncGenerator<readonly string[]> {
  const stream = client.query(copyTo(text));
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let lines: string[] = [];
  let letters = 0;
  try {
    for await (const chunk of stream) {
      const parts = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        letters += line.length;
        if (lines.length < ROWS_AT_ONCE && letters < LETTERS_AT_ONCE) continue;
        yield lines;
        lines = [];
        letters = 0;
      }
    }
  } catch (error) {
    refuse(error);
  }
  if (lines.length > 0) yield lines;
}

async function insert(client: pg.Client, table: Table, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  refuseNul(table, lines);
  const stream = client.query(copyFrom(`copy ${named(table)} (${columnList(table)}) from stdin`));
  const finished = once(stream, 'finish');
  stream.end(Buffer.from(`${lines.join('\n')}\n`));
  await finished.catch(refuse);
}

/** SQLite stores U+0000 in a text, PostgreSQL does not. */
function refuseNul(table: Table, lines: readonly string[]): void {
  const line = lines.find((each) => each.includes('\0'));
  if (line === undefined) return;
  const fields = line.split('\t');
  const column = table.columns[fields.findIndex((field) => field.includes('\0'))]?.name;
  const key = keyPlaces(table).map((place) => JSON.stringify(keyField(fields[place] ?? '')));
  throw new DatabaseRefused(
    `PostgreSQL cannot store the character U+0000, which ${table.name}.${column} contains in the row ${key.join(', ')}. Remove it there, then run this again.`,
  );
}

/** The keys as rows. A list of them after `in` would be compared with every row. */
function keyRows(table: Table, keys: readonly Key[]): string {
  const columns = table.key.map((name, at) => {
    const type = kindOf(table, name) === 'integer' ? 'bigint' : 'text collate "C"';
    return `k${at} ${type}`;
  });
  const rows = keys.map((key) => Object.fromEntries(key.map((part, at) => [`k${at}`, part])));
  return `json_to_recordset(${pg.escapeLiteral(JSON.stringify(rows))}) as wanted (${columns.join(', ')})`;
}

function sameKey({ key }: Table): string {
  return key.map((name, at) => `found.${pg.escapeIdentifier(name)} = wanted.k${at}`).join(' and ');
}

function literals(table: Table, key: Key): string {
  return table.key
    .map((name, at) => {
      const part = key[at] ?? '';
      return kindOf(table, name) === 'integer' ? String(BigInt(part)) : pg.escapeLiteral(part);
    })
    .join(', ');
}

function named({ name }: Table): string {
  return pg.escapeIdentifier(name);
}

function columnList({ columns }: Table): string {
  return columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
}
