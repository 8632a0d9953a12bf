import { type Kysely, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import type { Candidates, ReplicaRead, Wanted } from './database.ts';
import { type Fragment, sql as fragment, rowsOf } from './fragment.ts';
import type { Exclusively } from './postgres-slow.ts';
import { selectivePatterns } from './postgres-trigrams.ts';
import type { Schema } from './schema.ts';
import { type SubstringIndex, unlessDropped } from './substrings.ts';

/** Any number, the same in every process: the lock of the process that builds the index. */
const BUILDING = 0x64656e7an;
const BEYOND_ASCII = /\P{ASCII}/u;
const ROWS_SAMPLED = 1_000;
/** Of so many, the words themselves are looked at. */
const ROWS_COMPARED = 250;
/** Stands between the words of two rows, and is in none. */
const BETWEEN_ROWS = '\n';
/** More matches in the sample than this, and the index would read a tenth of the table or more. */
const SAMPLE_AT_MOST = ROWS_SAMPLED / 10;

/** An estimate from the sample may be too high by half: only beyond so many times the bound is a part known to be too common. */
const SURELY = 2;

/**
 * Such an index knows bitmap scans only, which connections for reading have switched off. A function has settings of
 * its own.
 */
const ALONG_INDEX = sql`language sql stable set enable_bitmapscan = on set enable_seqscan = off set enable_indexscan = off`;

/** The ids of one project in the order of creation, and how many rows match in all projects. Labels are no words of a user. */
const FOUND = sql`returns table (matching bigint, ids text) ${ALONG_INDEX}
  as $$ select count(*), string_agg(id, ' ' order by sequence, id) filter (where project_id = project
      and (labels = '[]' or split_part(search, ' label:', 1) like all (parts)))`;
const ROWS = sql`select project_id, id, sequence, labels, search from users`;

/** `pattern` and `other` are what the index looks for, `parts` are patterns too: the rows that it leads to are compared with them. */
const FUNCTIONS: Readonly<Record<string, RawBuilder<unknown>>> = {
  'users_like(text,text,text[],bigint)': sql`create or replace function
    users_like(project text, pattern text, parts text[], most bigint) ${FOUND}
    from (${ROWS} where users.search like pattern and users.search like all (parts) limit most) as found $$`,
  'users_like(text,text,text,text[],bigint)': sql`create or replace function
    users_like(project text, pattern text, other text, parts text[], most bigint) ${FOUND}
    from (${ROWS} where users.search like pattern and users.search like other and users.search like all (parts)
      limit most) as found $$`,
  // Those of versions before, which may still run.
  'words_with_part(text,bigint)': sql`create or replace function words_with_part(part text, most bigint)
    returns table (project text, user_id text, sequence bigint, words text) ${ALONG_INDEX}
    as $$ select users.project_id, users.id, users.sequence, split_part(users.search, ' label:', 1) from users
      where users.search like '%' || part || '%' limit most $$`,
  'words_with_parts(text,text,bigint)': sql`create or replace function words_with_parts(part text, other text, most bigint)
    returns table (project text, user_id text, sequence bigint, words text) ${ALONG_INDEX}
    as $$ select users.project_id, users.id, users.sequence, split_part(users.search, ' label:', 1) from users
      where users.search like '%' || part || '%' and users.search like '%' || other || '%' limit most $$`,
  'users_with_part(text,bigint)': sql`create or replace function users_with_part(part text, most bigint)
    returns table (project text, user_id text) ${ALONG_INDEX}
    as $$ select users.project_id, users.id from users where users.search like '%' || part || '%' limit most $$`,
  'users_with_parts(text,text,bigint)': sql`create or replace function users_with_parts(part text, other text, most bigint)
    returns table (project text, user_id text) ${ALONG_INDEX}
    as $$ select users.project_id, users.id from users
      where users.search like '%' || part || '%' and users.search like '%' || other || '%' limit most $$`,
};

/** Writes go on meanwhile. A million users take a minute. */
const BUILD = 'create index concurrently users_by_part on users using gin (search gin_trgm_ops)';
/**
 * In kilobytes. New users wait in a list to be indexed together, which each search reads as a whole: 2 ms for the 4 MB that PostgreSQL
 * collects by default, and whoever fills it indexes all of them. Creations take the same with shorter lists.
 */
const WAITING = sql`alter index users_by_part set (gin_pending_list_limit = 1024)`;

/** The substring index of PostgreSQL: a GIN index on the trigrams of `pg_trgm`. */
export function postgresSubstrings(writers: Kysely<Schema>, slowly: Exclusively): SubstringIndex {
  let exists = false;
  let knowsAllLetters = false;
  const refresh = async () => {
    exists = await isComplete(writers);
    // With the ctype C, only the letters of ASCII are letters to the extension.
    knowsAllLetters =
      exists &&
      (await sql<{ n: number }>`select cardinality(show_trgm('яяя')) as n`.execute(writers)).rows[0]?.n !== 0;
  };
  const state = { exists: () => exists, refresh };
  return {
    ...state,
    apply: async (wanted) => {
      const reason = await slowly(BUILDING, (db) => applyAlone(db, wanted));
      await refresh();
      return reason;
    },
    find: (read, wanted) =>
      unlessDropped(state, async () =>
        knowsAllLetters || !BEYOND_ASCII.test(wanted.parts.join('')) ? idsWith(read, wanted) : undefined,
      ),
    // The index returns nobody before it has read all lists of the parts.
    hasMany: async () => false,
  };
}

async function idsWith(read: ReplicaRead, wanted: Wanted): Promise<Candidates | undefined> {
  const { project, parts, most } = wanted;
  const { isTooCommon, words } = await sampleOf(read, wanted);
  if (isTooCommon) return undefined;
  // Longer parts are rarer.
  const longest = parts.toSorted((a, b) => b.length - a.length);
  const patterns = selectivePatterns(longest, words).map((pattern) => fragment`${pattern}`);
  const whole = parts.map((part) => `%${part}%`);
  const query = fragment`select matching, ids from users_like(${project}, ${fragment.join(patterns)}, ${whole}, ${most + 1})`;
  const [found] = await rowsOf<{ matching: number; ids: string | null }>(read, query);
  if (!found || found.matching > most) return undefined;
  const ids = found.ids?.split(' ') ?? [];
  return { count: ids.length, ids: async () => ids };
}

/**
 * Looks at the newest users: whether so many have the parts that finding them costs too much, and the words of some, which tell how
 * common letters are.
 */
async function sampleOf(
  read: ReplicaRead,
  { project, parts, most }: Wanted,
): Promise<{ readonly isTooCommon: boolean; readonly words: readonly string[] }> {
  // On a cluster, the counts may lie on another node than the statement is sent to.
  const users = read.sql.isSharded
    ? fragment`null`
    : fragment`(select sum(total) from counts where project_id = ${project} and counted = 'users')`;
  const newest = (rows: number) =>
    fragment`(select search from users where project_id = ${project} order by sequence desc, id desc limit ${rows}) as sample`;
  const query = fragment`select count(*) as n, ${users} as users,
    (select string_agg(search, ${BETWEEN_ROWS}) from ${newest(ROWS_COMPARED)}) as words
    from ${newest(ROWS_SAMPLED)} where ${holdsAll(read, 'search', parts)}`;
  const [sample] = await rowsOf<{ n: number; users: string | null; words: string | null }>(read, query);
  const of = Math.max(ROWS_SAMPLED, Number(sample?.users ?? 0));
  const isTooCommon = (sample?.n ?? 0) > Math.min(SAMPLE_AT_MOST, (SURELY * most * ROWS_SAMPLED) / of);
  return { isTooCommon, words: sample?.words?.split(BETWEEN_ROWS) ?? [] };
}

function holdsAll({ sql: dialect }: ReplicaRead, column: string, parts: readonly string[]): Fragment {
  const tests = parts.map((part) => dialect.fragments.holds(fragment.ref(column), part));
  return fragment.join(tests, fragment` and `);
}

async function isComplete(db: Kysely<Schema>): Promise<boolean> {
  return (await isIndexed(db)) && (await functionsOf(db)).length === Object.keys(FUNCTIONS).length;
}

/** Reports whether the index is there, and not what an interrupted build left. */
async function isIndexed(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`select exists (
    select from pg_index where indexrelid = to_regclass('users_by_part') and indisvalid) as yes`.execute(db);
  return rows[0]?.yes ?? false;
}

async function functionsOf(db: Kysely<Schema>): Promise<readonly string[]> {
  const names = sql.join(Object.keys(FUNCTIONS).map((name) => sql`(${name}::text)`));
  const { rows } = await sql<{ name: string }>`select name from (values ${names}) as known(name)
    where to_regprocedure(name) is not null`.execute(db);
  return rows.map(({ name }) => name);
}

async function applyAlone(db: Kysely<Schema>, wanted: boolean): Promise<string | undefined> {
  if (wanted) return (await isComplete(db)) ? undefined : build(db);
  for (const name of await functionsOf(db)) await sql.raw(`drop function ${name}`).execute(db);
  await sql`drop index if exists users_by_part`.execute(db);
  return undefined;
}

async function build(db: Kysely<Schema>): Promise<string | undefined> {
  const available = await sql`select 1 from pg_available_extensions where name = 'pg_trgm'`.execute(db);
  if (available.rows.length === 0) return 'The PostgreSQL server has no extension pg_trgm.';
  try {
    await sql`create extension if not exists pg_trgm`.execute(db);
  } catch (error) {
    if (error instanceof pg.DatabaseError)
      return `PostgreSQL refuses the extension pg_trgm: ${error.message}.`;
    throw error;
  }
  // An index that a version before has built is good for its functions and for ours.
  if (!(await isIndexed(db))) {
    await sql`drop index if exists users_by_part`.execute(db);
    await sql.raw(BUILD).execute(db);
  }
  await WAITING.execute(db);
  for (const create of Object.values(FUNCTIONS)) await create.execute(db);
  return undefined;
}
