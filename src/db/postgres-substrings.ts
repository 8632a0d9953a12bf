import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import type { ReplicaRead, Wanted } from './database.ts';
import { sql as fragment, rowsOf } from './fragment.ts';
import type { Exclusively } from './postgres-slow.ts';
import type { Schema } from './schema.ts';
import { type SubstringIndex, unlessDropped } from './substrings.ts';

/** Any number, the same in every process: the lock of the process that builds the index. */
const BUILDING = 0x64656e7an;
const BEYOND_ASCII = /\P{ASCII}/u;
const ROWS_SAMPLED = 1_000;
/** More matches in the sample than this, and the index would read a tenth of the table or more. */
const SAMPLE_AT_MOST = ROWS_SAMPLED / 10;

/**
 * Such an index knows bitmap scans only, which connections for reading have switched off. A function has settings of
 * its own.
 */
const FUNCTION = sql`create or replace function users_with_part(part text, most bigint)
  returns table (project text, user_id text) language sql stable
  set enable_bitmapscan = on set enable_seqscan = off set enable_indexscan = off
  as $$ select users.project_id, users.id from users where users.search like '%' || part || '%' limit most $$`;

/** The same for two parts: the index combines what leads to each. */
const FUNCTION_OF_TWO = sql`create or replace function users_with_parts(part text, other text, most bigint)
  returns table (project text, user_id text) language sql stable
  set enable_bitmapscan = on set enable_seqscan = off set enable_indexscan = off
  as $$ select users.project_id, users.id from users
    where users.search like '%' || part || '%' and users.search like '%' || other || '%' limit most $$`;

/** Writes go on meanwhile. A million users take a minute. */
const BUILD = 'create index concurrently users_by_part on users using gin (search gin_trgm_ops)';

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
    isExact: false,
    apply: async (wanted) => {
      const reason = await slowly(BUILDING, (db) => applyAlone(db, wanted));
      await refresh();
      return reason;
    },
    find: (read, wanted) =>
      unlessDropped(state, async () =>
        knowsAllLetters || !BEYOND_ASCII.test(wanted.parts.join('')) ? idsWith(read, wanted) : undefined,
      ),
  };
}

async function idsWith(
  read: ReplicaRead,
  { project, parts, most }: Wanted,
): Promise<readonly string[] | undefined> {
  const holdsAll = fragment.join(
    parts.map((part) => read.sql.fragments.holds(fragment.ref('search'), part)),
    fragment` and `,
  );
  const query = fragment`select count(*) as n from (select search from users
    where project_id = ${project} order by sequence desc, id desc limit ${ROWS_SAMPLED}) as sample where ${holdsAll}`;
  const [sample] = await rowsOf<{ n: number }>(read, query);
  if ((sample?.n ?? 0) > SAMPLE_AT_MOST) return undefined;
  // Longer parts are rarer.
  const [part = '', other] = parts.toSorted((a, b) => b.length - a.length);
  const found =
    other === undefined
      ? fragment`users_with_part(${part}, ${most + 1})`
      : fragment`users_with_parts(${part}, ${other}, ${most + 1})`;
  const rows = await rowsOf<{ project: string; id: string }>(
    read,
    fragment`select project, user_id as id from ${found}`,
  );
  if (rows.length > most) return undefined;
  return rows.filter((row) => row.project === project).map((row) => row.id);
}

async function isComplete(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{
    yes: boolean;
  }>`select to_regprocedure('users_with_part(text,bigint)') is not null
    and to_regprocedure('users_with_parts(text,text,bigint)') is not null
    and exists (select from pg_index where indexrelid = to_regclass('users_by_part') and indisvalid) as yes`.execute(
    db,
  );
  return rows[0]?.yes ?? false;
}

async function applyAlone(db: Kysely<Schema>, wanted: boolean): Promise<string | undefined> {
  if ((await isComplete(db)) === wanted) return undefined;
  await sql`drop function if exists users_with_part(text, bigint)`.execute(db);
  await sql`drop function if exists users_with_parts(text, text, bigint)`.execute(db);
  // Also an index that an interrupted build left.
  await sql`drop index if exists users_by_part`.execute(db);
  return wanted ? await build(db) : undefined;
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
  await sql.raw(BUILD).execute(db);
  await FUNCTION.execute(db);
  await FUNCTION_OF_TWO.execute(db);
  return undefined;
}
