import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, type Kysely, sql } from 'kysely';
import type { ReplicaRead, Wanted } from './database.ts';
import type { Schema } from './schema.ts';
import { PART_LETTERS, type SubstringIndex, unlessDropped } from './substrings.ts';

const TRIGRAMS_PROBED = 12;
const TRIGRAMS_JOINED = 4;
/** A trigram this many times rarer than the bound makes a search for rarer ones pointless. */
const RARE = 20;
/** How many times more entries than results may be read. 200,000 entries take about 8 ms. */
const ENTRIES_PER_RESULT = 10;
const TRIGRAMS_REPROBED = 4;
/** Rows per statement; the process yields in between. */
const ROWS_AT_ONCE = 500;

/**
 * FTS5 numbers its rows. The numbers are in a table of their own, since `vacuum` may renumber the users. Without
 * columns, sizes and positions, the index only knows which rows have a trigram.
 */
const TABLES = [
  `create table user_part_rows (row integer primary key, project_id text not null, user_id text not null,
    unique (project_id, user_id))`,
  `create virtual table user_parts using fts5(words, tokenize = 'trigram case_sensitive 1', content = '',
    columnsize = 0, detail = none)`,
];

/** The words before the first label. */
const wordsIn = (row: string) => `substr(${row}.search, 1, instr(${row}.search || ' label:', ' label:') - 1)`;
const rowOf = (user: string) =>
  `(select row from user_part_rows where project_id = ${user}.project_id and user_id = ${user}.id)`;
const drop = `insert into user_parts (user_parts, rowid, words) values ('delete', ${rowOf('old')}, ${wordsIn('old')});`;
const add = `insert into user_parts (rowid, words) values (${rowOf('new')}, ${wordsIn('new')});`;

/** Triggers instead of the stores, so that no statement can forget the index. */
const TRIGGERS: Readonly<Record<string, string>> = {
  user_parts_insert: `after insert on users begin
    insert into user_part_rows (project_id, user_id) values (new.project_id, new.id); ${add} end`,
  user_parts_update: `after update of search on users when ${wordsIn('old')} <> ${wordsIn('new')} begin ${drop} ${add} end`,
  user_parts_delete: `after delete on users begin ${drop}
    delete from user_part_rows where project_id = old.project_id and user_id = old.id; end`,
};

/** The substring index of SQLite: an FTS5 table of trigrams. */
export function sqliteSubstrings(db: Kysely<Schema>): SubstringIndex {
  let exists = false;
  const run = (statement: string) => db.executeQuery(CompiledQuery.raw(statement));
  const isComplete = async () => {
    const { rows } = await sql`select 1 from sqlite_schema
      where name in ('user_parts', 'user_part_rows', ${sql.join(Object.keys(TRIGGERS))})`.execute(db);
    return rows.length === 2 + Object.keys(TRIGGERS).length;
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
  { project, part, most }: Wanted,
): Promise<readonly string[] | undefined> {
  const trigrams = await selectiveTrigrams(read, trigramsOf(part), most);
  if (!trigrams) return undefined;
  const rows = await rowsWith(read, trigrams, most + 1);
  return rows.length > most ? undefined : idsOfRows(read, { project, part }, rows);
}

type Run = (statement: string) => Promise<unknown>;

async function dropAll(run: Run): Promise<void> {
  for (const name of Object.keys(TRIGGERS)) await run(`drop trigger if exists ${name}`);
  for (const name of ['user_parts', 'user_part_rows']) await run(`drop table if exists ${name}`);
}

async function buildAll(run: Run): Promise<void> {
  for (const statement of TABLES) await run(statement);
  await run(
    'insert into user_part_rows (project_id, user_id) select project_id, id from users order by project_id, id',
  );
  await run(`insert into user_parts (rowid, words) select row, ${wordsIn('users')} from user_part_rows
    join users on users.project_id = user_part_rows.project_id and users.id = user_part_rows.user_id order by row`);
  for (const [name, body] of Object.entries(TRIGGERS)) await run(`create trigger ${name} ${body}`);
}

/** Returns the distinct trigrams of a part, evenly chosen if it has many. */
function trigramsOf(part: string): readonly string[] {
  const letters = Array.from(part);
  const count = letters.length - PART_LETTERS + 1;
  const step = Math.max(1, count / TRIGRAMS_PROBED);
  const starts = Array.from({ length: Math.min(count, TRIGRAMS_PROBED) }, (_, at) => Math.floor(at * step));
  return [...new Set(starts.map((at) => letters.slice(at, at + PART_LETTERS).join('')))];
}

type Counted = { readonly trigram: string; readonly count: number };

/**
 * Returns trigrams whose rows can all be compared within the bound, rarest first. Common trigrams need not be read:
 * the result is only narrowed by more.
 */
async function selectiveTrigrams(
  read: ReplicaRead,
  trigrams: readonly string[],
  most: number,
): Promise<readonly string[] | undefined> {
  const rare = await atMost(read, trigrams, most);
  if (rare.length > 0) return rare.slice(0, TRIGRAMS_JOINED);
  // A part of three letters is in all those rows, and no other trigram narrows them.
  if (trigrams.length === 1) return undefined;
  const wider = await atMost(read, trigrams.slice(0, TRIGRAMS_REPROBED), most * ENTRIES_PER_RESULT);
  return wider.length > 1 ? wider.slice(0, 2) : undefined;
}

async function atMost(
  read: ReplicaRead,
  trigrams: readonly string[],
  most: number,
): Promise<readonly string[]> {
  const counted: Counted[] = [];
  for (const trigram of trigrams) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from (select rowid from user_parts
      where user_parts match ${quoted([trigram])} limit ${most + 1})`.execute(read.db);
    counted.push({ trigram, count: rows[0]?.n ?? 0 });
    if ((rows[0]?.n ?? 0) * RARE <= most) break;
    await setImmediate();
  }
  return counted
    .filter(({ count }) => count <= most)
    .sort((a, b) => a.count - b.count)
    .map(({ trigram }) => trigram);
}

async function rowsWith(
  read: ReplicaRead,
  trigrams: readonly string[],
  most: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ row: number }>`select rowid as row from user_parts
    where user_parts match ${quoted(trigrams)} limit ${most}`.execute(read.db);
  return rows.map(({ row }) => row);
}

/** Leaves out rows that have the trigrams in other places, in short steps. */
async function idsOfRows(
  read: ReplicaRead,
  { project, part }: Pick<Wanted, 'project' | 'part'>,
  rows: readonly number[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await setImmediate();
    const some = JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE));
    const found = await sql<{ id: string }>`select users.id from user_part_rows as rows
      join users on users.project_id = rows.project_id and users.id = rows.user_id
      where rows.row in (select value from json_each(${some})) and rows.project_id = ${project}
        and ${read.sql.holds(sql.ref('users.search'), part)}`.execute(read.db);
    for (const { id } of found.rows) ids.push(id);
  }
  return ids;
}

/** Letters and digits only, so that nothing is to be escaped. */
function quoted(trigrams: readonly string[]): string {
  return trigrams.map((trigram) => `"${trigram}"`).join(' AND ');
}
