import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, type Kysely, sql } from 'kysely';
import type { ReplicaRead, Wanted } from './database.ts';
import type { Schema } from './schema.ts';
import { PART_LETTERS, type SubstringIndex, unlessDropped } from './substrings.ts';

const TRIGRAMS_PROBED = 32;
const TRIGRAMS_JOINED = 8;
/** Beyond this many entries, reading those of one more trigram costs more than comparing the rows that it would leave out. */
const ENTRIES_JOINED = 100_000;
/** How many entries at each end of a trigram's list tell how common it is. */
const ENTRIES_SAMPLED = 200;
/** Common trigrams that still narrow others have at most this many times as many entries as results may be read. */
const ENTRIES_PER_RESULT = 10;
/** Rows per statement; the process yields in between. */
const ROWS_AT_ONCE = 2_000;

/**
 * So many new users wait to be indexed together: each transaction that adds to FTS5 writes a segment, which is merged with
 * others later, and so costs as much for one user as for many. A search compares those that wait one by one.
 */
const WAITING_AT_MOST = 200;

/**
 * FTS5 numbers its rows. The numbers are in a table of their own, since `vacuum` may renumber the users. Without
 * columns, sizes and positions, the index only knows which rows have a trigram.
 */
const TABLES: Readonly<Record<string, string>> = {
  user_part_rows: `create table user_part_rows (row integer primary key, project_id text not null, user_id text not null,
    unique (project_id, user_id))`,
  user_part_waiting: 'create table user_part_waiting (row integer primary key)',
  user_parts: `create virtual table user_parts using fts5(words, tokenize = 'trigram case_sensitive 1', content = '',
    columnsize = 0, detail = none)`,
};

/** The words before the first label. */
const wordsIn = (row: string) => `substr(${row}.search, 1, instr(${row}.search || ' label:', ' label:') - 1)`;
const rowOf = (user: string) =>
  `(select row from user_part_rows where project_id = ${user}.project_id and user_id = ${user}.id)`;
/** Only what the index has can be taken out of it. */
const drop = `insert into user_parts (user_parts, rowid, words) select 'delete', row, ${wordsIn('old')} from user_part_rows
    where project_id = old.project_id and user_id = old.id and row not in (select row from user_part_waiting);`;

/** Triggers instead of the stores, so that no statement can forget the index. */
const TRIGGERS: Readonly<Record<string, string>> = {
  user_parts_insert: `after insert on users begin
    insert into user_part_rows (project_id, user_id) values (new.project_id, new.id);
    insert into user_part_waiting (row) values (${rowOf('new')}); end`,
  user_parts_update: `after update of search on users when ${wordsIn('old')} <> ${wordsIn('new')} begin ${drop}
    insert into user_part_waiting (row) select ${rowOf('new')} where ${rowOf('new')} not in (select row from user_part_waiting); end`,
  user_parts_delete: `after delete on users begin ${drop}
    delete from user_part_waiting where row = ${rowOf('old')};
    delete from user_part_rows where project_id = old.project_id and user_id = old.id; end`,
  user_parts_waiting: `after insert on user_part_waiting
    when (select count(*) from user_part_waiting) >= ${WAITING_AT_MOST} begin
    insert into user_parts (rowid, words) select waiting.row, ${wordsIn('users')} from user_part_waiting as waiting
      cross join user_part_rows as rows on rows.row = waiting.row
      cross join users on users.project_id = rows.project_id and users.id = rows.user_id order by waiting.row;
    delete from user_part_waiting; end`,
};
const NAMES = [...Object.keys(TABLES), ...Object.keys(TRIGGERS)];

/** The substring index of SQLite: an FTS5 table of trigrams. */
export function sqliteSubstrings(db: Kysely<Schema>): SubstringIndex {
  let exists = false;
  const run = (statement: string) => db.executeQuery(CompiledQuery.raw(statement));
  const isComplete = async () => {
    const { rows } = await sql`select 1 from sqlite_schema
      where name in (${sql.join(NAMES)})`.execute(db);
    return rows.length === NAMES.length;
  };
  const refresh = async () => {
    exists = await isComplete();
  };
  const state = { exists: () => exists, refresh };
  return {
    ...state,
    apply: async (wanted) => {
      await run('begin immediate');
      try {
        if (!wanted || !(await isComplete())) await dropAll(run);
        if (wanted && !(await isComplete())) await buildAll(run);
        await run('commit');
      } catch (error) {
        await run('rollback');
        throw error;
      }
      exists = wanted;
      return undefined;
    },
    find: (read, of) => unlessDropped(state, () => idsWith(read, of)),
  };
}

async function idsWith(
  read: ReplicaRead,
  { project, parts, most }: Wanted,
): Promise<readonly string[] | undefined> {
  const trigrams = await selectiveTrigrams(read, parts, most);
  if (!trigrams) return undefined;
  await setImmediate();
  const rows = await rowsWith(read, trigrams, most);
  return rows && idsOfRows(read, project, rows);
}

type Run = (statement: string) => Promise<unknown>;

async function dropAll(run: Run): Promise<void> {
  for (const name of Object.keys(TRIGGERS)) await run(`drop trigger if exists ${name}`);
  for (const name of Object.keys(TABLES)) await run(`drop table if exists ${name}`);
}

async function buildAll(run: Run): Promise<void> {
  for (const statement of Object.values(TABLES)) await run(statement);
  await run(
    'insert into user_part_rows (project_id, user_id) select project_id, id from users order by project_id, id',
  );
  await run(`insert into user_parts (rowid, words) select row, ${wordsIn('users')} from user_part_rows
    join users on users.project_id = user_part_rows.project_id and users.id = user_part_rows.user_id order by row`);
  for (const [name, body] of Object.entries(TRIGGERS)) await run(`create trigger ${name} ${body}`);
}

/** Returns the distinct trigrams of a part, evenly chosen if it has more than `most`. */
function trigramsOf(part: string, most: number): readonly string[] {
  const letters = Array.from(part);
  const count = letters.length - PART_LETTERS + 1;
  const step = Math.max(1, count / most);
  const starts = Array.from({ length: Math.min(count, most) }, (_, at) => Math.floor(at * step));
  return [...new Set(starts.map((at) => letters.slice(at, at + PART_LETTERS).join('')))];
}

/**
 * Returns the rarest trigrams of the parts, if so few rows may have all of them that the rows can be compared. The rows
 * of common ones are never all read: how common they are is guessed.
 */
async function selectiveTrigrams(
  read: ReplicaRead,
  parts: readonly string[],
  most: number,
): Promise<readonly string[] | undefined> {
  const newest = await newestRow(read);
  const each = Math.max(1, Math.floor(TRIGRAMS_PROBED / parts.length));
  const probed: { readonly trigram: string; readonly rows: number }[] = [];
  for (const trigram of new Set(parts.flatMap((part) => trigramsOf(part, each))))
    probed.push({ trigram, rows: await rowsGuessed(read, [trigram], newest) });
  probed.sort((a, b) => a.rows - b.rows);
  const [first, second = first] = probed;
  if (!first || !second) return undefined;
  // Most of the rows that have each of the trigrams are read, so the rarest two decide.
  if (second.rows > most * ENTRIES_PER_RESULT) return first.rows > most ? undefined : [first.trigram];
  const trigrams = probed
    .slice(0, TRIGRAMS_JOINED)
    .filter(({ rows }, at) => at < 2 || rows <= ENTRIES_JOINED)
    .map(({ trigram }) => trigram);
  const isFew = first.rows <= most || (await rowsGuessed(read, trigrams, newest)) <= most;
  return isFew ? trigrams : undefined;
}

/**
 * Guesses how many rows have the trigrams from how close together the first and the last of them are. The lower guess
 * counts, since users of one kind come at once when they are imported.
 */
async function rowsGuessed(read: ReplicaRead, trigrams: readonly string[], newest: number): Promise<number> {
  const from = async (order: 'asc' | 'desc') => {
    const { rows } = await sql<{ n: number; low: number; high: number }>`select
      count(*) as n, min(row) as low, max(row) as high from (select rowid as row from user_parts
        where user_parts match ${quoted(trigrams)} order by rowid ${sql.raw(order)} limit ${ENTRIES_SAMPLED})`.execute(
      read.db,
    );
    return rows[0] ?? { n: 0, low: 0, high: 0 };
  };
  const first = await from('asc');
  if (first.n < ENTRIES_SAMPLED) return first.n;
  const last = await from('desc');
  return (ENTRIES_SAMPLED * newest) / Math.max(first.high, newest - last.low + 1);
}

async function newestRow(read: ReplicaRead): Promise<number> {
  const { rows } = await sql<{ row: number | null }>`select max(row) as row from user_part_rows`.execute(
    read.db,
  );
  return rows[0]?.row ?? 0;
}

/**
 * Returns the rows that have the trigrams, and those that wait to be indexed: in one statement, since they may move
 * meanwhile. `undefined` when more than `most` have them.
 */
async function rowsWith(
  read: ReplicaRead,
  trigrams: readonly string[],
  most: number,
): Promise<readonly number[] | undefined> {
  const { rows } = await sql<{
    row: number;
    waits: number;
  }>`select row, 1 as waits from user_part_waiting union all
    select row, 0 as waits from (select rowid as row from user_parts
      where user_parts match ${quoted(trigrams)} limit ${most + 1})`.execute(read.db);
  return rows.filter(({ waits }) => waits === 0).length > most ? undefined : rows.map(({ row }) => row);
}

/** Returns the users of rows, in short steps. The caller compares them: some have the trigrams in other places. */
async function idsOfRows(
  read: ReplicaRead,
  project: string,
  rows: readonly number[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await setImmediate();
    const some = JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE));
    // `cross join` keeps the order: SQLite would read all users of the project, and look each up among the rows.
    const found = await sql<{ id: string }>`select rows.user_id as id from json_each(${some}) as each
      cross join user_part_rows as rows on rows.row = each.value
      where +rows.project_id = ${project}`.execute(read.db);
    for (const { id } of found.rows) ids.push(id);
  }
  return ids;
}

/** Letters and digits only, so that nothing is to be escaped. */
function quoted(trigrams: readonly string[]): string {
  return trigrams.map((trigram) => `"${trigram}"`).join(' AND ');
}
