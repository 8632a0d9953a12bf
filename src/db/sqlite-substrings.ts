import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, type Kysely, sql } from 'kysely';
import type { ReplicaRead, Wanted } from './database.ts';
import { sql as fragment, rowsOf } from './fragment.ts';
import type { Schema } from './schema.ts';
import { quoted, selectiveTrigrams } from './sqlite-trigrams.ts';
import { type SubstringIndex, unlessDropped } from './substrings.ts';

/** How many candidates beyond those asked for are looked at, since some do not hold the parts. */
const SPARE = 1.3;
/** So many of them are compared, and by so many deviations fewer may hold the parts than those tell. */
const ROWS_COMPARED = 500;
const DEVIATIONS = 3;

/** Rows per statement; the process yields in between. */
const ROWS_AT_ONCE = 2_000;

/**
 * So many new users wait to be indexed together: each transaction that adds to FTS5 writes a segment, which is merged with
 * others later, and so costs as much for one user as for many. A search compares those that wait one by one.
 */
const WAITING_AT_MOST = 200;

/**
 * FTS5 numbers its rows. The numbers are in a table of their own, since `vacuum` may renumber the users. Without
 * columns, sizes and positions, the index only knows which rows have a trigram: the words beside the numbers are compared.
 */
const TABLES: Readonly<Record<string, string>> = {
  user_part_rows: `create table user_part_rows (row integer primary key, project_id text not null, user_id text not null,
    sequence integer not null, words text not null, unique (project_id, user_id))`,
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
    insert into user_part_rows (project_id, user_id, sequence, words)
      values (new.project_id, new.id, new.sequence, ${wordsIn('new')});
    insert into user_part_waiting (row) values (${rowOf('new')}); end`,
  user_parts_update: `after update of search on users when ${wordsIn('old')} <> ${wordsIn('new')} begin ${drop}
    update user_part_rows set words = ${wordsIn('new')} where project_id = new.project_id and user_id = new.id;
    insert into user_part_waiting (row) select ${rowOf('new')} where ${rowOf('new')} not in (select row from user_part_waiting); end`,
  user_parts_delete: `after delete on users begin ${drop}
    delete from user_part_waiting where row = ${rowOf('old')};
    delete from user_part_rows where project_id = old.project_id and user_id = old.id; end`,
  user_parts_waiting: `after insert on user_part_waiting
    when (select count(*) from user_part_waiting) >= ${WAITING_AT_MOST} begin
    insert into user_parts (rowid, words) select waiting.row, rows.words from user_part_waiting as waiting
      cross join user_part_rows as rows on rows.row = waiting.row order by waiting.row;
    delete from user_part_waiting; end`,
};
const triggerOf = (name: string, body: string) => `create trigger ${name} ${body}`;
const STATEMENTS = [
  ...Object.values(TABLES),
  ...Object.entries(TRIGGERS).map(([name, body]) => triggerOf(name, body)),
];
const NAMES = [...Object.keys(TABLES), ...Object.keys(TRIGGERS)];

/** The substring index of SQLite: an FTS5 table of trigrams. */
export function sqliteSubstrings(db: Kysely<Schema>): SubstringIndex {
  let exists = false;
  const run = (statement: string) => db.executeQuery(CompiledQuery.raw(statement));
  const isComplete = async () => {
    const { rows } = await sql<{ sql: string }>`select sql from sqlite_schema
      where name in (${sql.join(NAMES)})`.execute(db);
    // What another version built has another form. SQLite writes its own words in capitals.
    const found = new Set(rows.map((row) => row.sql.toLowerCase()));
    return STATEMENTS.every((statement) => found.has(statement.toLowerCase()));
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
    find: async (read, of) => {
      const rows = await unlessDropped(state, () => candidatesWith(read, of));
      return (
        rows && {
          count: rows.length,
          ids: () => unlessDropped(state, () => idsOfRows(read, { ...of, rows })),
        }
      );
    },
    hasMany: async (read, of) => (await unlessDropped(state, () => hasMany(read, of))) ?? false,
  };
}

/** Returns the rows that have trigrams of the parts, if they are at most `most`. */
async function candidatesWith(
  read: ReplicaRead,
  { parts, most }: Omit<Wanted, 'project'>,
): Promise<readonly number[] | undefined> {
  let best: { readonly rows: readonly number[]; readonly among: number } | undefined;
  for await (const { trigrams, among } of selectiveTrigrams(read, parts, most)) {
    // Neighbors of those that lead to few enough rows leave hardly any of them out.
    if (best?.among === among) continue;
    await setImmediate();
    const { listed, waiting } = await rowsWith(read, trigrams, most + 1);
    if (listed.length > most || listed.length >= (best?.rows.length ?? Number.POSITIVE_INFINITY)) continue;
    best = { rows: [...waiting, ...listed], among };
    if (listed.length <= ROWS_AT_ONCE) break;
  }
  return best?.rows;
}

/** Returns the share of the rows whose words hold the parts. */
async function shareWith(read: ReplicaRead, of: Compared): Promise<number> {
  return (await idsOfRows(read, of)).length / of.rows.length;
}

/** Returns at most `most` of the rows, evenly chosen. */
function someOf(rows: readonly number[], most: number): readonly number[] {
  const step = Math.ceil(rows.length / most);
  return rows.filter((_, at) => at % step === 0);
}

/** Compares some of the first rows that have trigrams of the parts, evenly chosen, and tells from them how many of those rows hold the parts. */
async function hasMany(
  read: ReplicaRead,
  { project, parts, users }: Parameters<SubstringIndex['hasMany']>[1],
): Promise<boolean> {
  const most = Math.ceil(users * SPARE);
  for await (const { trigrams } of selectiveTrigrams(read, parts, Number.POSITIVE_INFINITY)) {
    await setImmediate();
    const { listed } = await rowsWith(read, trigrams, most);
    if (listed.length < users) return false;
    const some = someOf(listed, ROWS_COMPARED);
    const share = await shareWith(read, { project, parts, rows: some });
    const doubt = DEVIATIONS * Math.sqrt((share * (1 - share)) / some.length);
    return listed.length * (share - doubt) >= users;
  }
  return false;
}

type Run = (statement: string) => Promise<unknown>;

async function dropAll(run: Run): Promise<void> {
  for (const name of Object.keys(TRIGGERS)) await run(`drop trigger if exists ${name}`);
  for (const name of Object.keys(TABLES)) await run(`drop table if exists ${name}`);
}

async function buildAll(run: Run): Promise<void> {
  for (const statement of Object.values(TABLES)) await run(statement);
  await run(`insert into user_part_rows (project_id, user_id, sequence, words) select project_id, id, sequence, ${wordsIn('users')}
    from users order by project_id, id`);
  await run('insert into user_parts (rowid, words) select row, words from user_part_rows order by row');
  for (const [name, body] of Object.entries(TRIGGERS)) await run(triggerOf(name, body));
}

/** Returns the first rows that have the trigrams, and those that wait to be indexed: in one statement, since they may move meanwhile. */
async function rowsWith(
  read: ReplicaRead,
  trigrams: readonly string[],
  most: number,
): Promise<{ readonly listed: readonly number[]; readonly waiting: readonly number[] }> {
  // As texts: to take 20,000 rows over one by one takes four times as long.
  const query = fragment`select json_group_array(row) as listed,
      (select json_group_array(row) from user_part_waiting) as waiting
    from (select rowid as row from user_parts where user_parts match ${quoted(trigrams)} limit ${most})`;
  const [found] = await rowsOf<{ listed: string; waiting: string }>(read, query);
  if (!found) throw new Error('an aggregate has one row');
  // Casts: lists of numbers, put together above.
  return { listed: JSON.parse(found.listed) as number[], waiting: JSON.parse(found.waiting) as number[] };
}

type Compared = {
  readonly project: string;
  readonly parts: readonly string[];
  readonly rows: readonly number[];
};

/**
 * Returns the users of rows whose words hold the parts, in the order of creation, in short steps: some have the trigrams in
 * other places.
 */
async function idsOfRows(read: ReplicaRead, { project, parts, rows }: Compared): Promise<readonly string[]> {
  const users: { readonly id: string; readonly sequence: number }[] = [];
  const holdsAll = fragment.join(
    parts.map((part) => read.sql.fragments.holds(fragment.ref('rows.words'), part)),
    fragment` and `,
  );
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await setImmediate();
    const some = JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE));
    // `cross join` keeps the order: SQLite would read all users of the project, and look each up among the rows.
    const query = fragment`select json_group_array(rows.user_id) as ids, json_group_array(rows.sequence) as sequences
      from json_each(${some}) as each cross join user_part_rows as rows on rows.row = each.value
      where +rows.project_id = ${project} and ${holdsAll}`;
    const [found] = await rowsOf<{ ids: string; sequences: string }>(read, query);
    if (!found) continue;
    // Casts: as in `rowsWith`.
    const sequences = JSON.parse(found.sequences) as number[];
    for (const [n, id] of (JSON.parse(found.ids) as string[]).entries())
      users.push({ id, sequence: sequences[n] ?? 0 });
  }
  // Ids are ASCII.
  users.sort((a, b) => a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
  return users.map(({ id }) => id);
}
