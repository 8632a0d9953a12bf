import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { DatabaseRefused, DatabaseUnavailable } from '../database.ts';
import type { End, Key, Table } from './end.ts';
import { SOURCE } from './state.ts';
import { postgresTriggers, sqliteTriggers, type Triggers } from './triggers.ts';

/** The writes that began before the source became read-only end in this time, or the source becomes writable again. */
const WRITERS_END_MS = 30_000;
const POLL_MS = 20;
const LOCK_TRIES = 60;
const LOCK_PAUSE_MS = 250;
const SEQS_AT_ONCE = 500;

/** What the source says about its being copied. */
export type SourceRow = {
  readonly id: string;
  readonly target: string;
  readonly follows: number;
  readonly read_only_at: number | null;
  readonly moved_at: number | null;
};

/** A change of a row, noted by the source. */
export type Change = { readonly seq: number; readonly name: string; readonly key: Key };

/** Returns the row of the copy that was begun, if one was. */
export async function findSource(end: End): Promise<SourceRow | undefined> {
  const there = await hasTable(end, SOURCE);
  if (!there) return undefined;
  const { rows } = await sql<SourceRow>`select id, target, follows, read_only_at, moved_at
    from ${sql.table(SOURCE)}`.execute(end.db);
  return rows[0];
}

type Beginning = { readonly target: string; readonly follows: boolean; readonly now: number };

/**
 * Prepares the source: makes what refuses writes once it is read-only, and for `follows` what notes changed rows. Goes on
 * with a copy that was begun. Every change that is committed after it has returned is noted.
 */
export async function beginSource(
  end: End,
  tables: readonly Table[],
  { target, follows, now }: Beginning,
): Promise<SourceRow> {
  const begun = await findSource(end);
  if (begun && begun.target !== target) {
    throw new DatabaseRefused(
      `This database is being copied to ${begun.target}. Finish that, or end it with: denizen copy --abandon`,
    );
  }
  if (begun && (begun.follows === 1 || !follows || begun.read_only_at !== null)) return begun;
  const triggers = triggersOf(end);
  for (const statement of triggers.tables) await sql.raw(statement).execute(end.db);
  for (const table of tables) {
    await patientlyLocked(end, [...triggers.gate(table), ...(follows ? triggers.notes(table) : [])]);
  }
  const id = begun?.id ?? crypto.randomUUID();
  await end.transaction(async () => {
    await sql`delete from ${sql.table(SOURCE)}`.execute(end.db);
    await sql`insert into ${sql.table(SOURCE)} (id, target, follows, started_at)
      values (${id}, ${target}, ${follows ? 1 : 0}, ${now})`.execute(end.db);
  });
  return { id, target, follows: follows ? 1 : 0, read_only_at: null, moved_at: null };
}

/**
 * Makes the source read-only: the database refuses every change. Returns when nothing that began before can change it any
 * more.
 */
export async function setReadOnly(end: End, tables: readonly Table[], now: number): Promise<void> {
  const wasReadOnly = (await findSource(end))?.read_only_at != null;
  await sql`update ${sql.table(SOURCE)} set read_only_at = ${now} where read_only_at is null`.execute(end.db);
  // SQLite has one writer, and it was this one.
  if (end.engine === 'sqlite') return;
  const deadline = performance.now() + WRITERS_END_MS;
  // Every statement that begins now sees the row. Others hold a lock on their table until their transaction ends.
  let before = await writersOf(end, tables);
  while (before.size > 0) {
    if (performance.now() > deadline) {
      // Without notes of changes, what an earlier run has copied holds only as long as nothing changes.
      if (!wasReadOnly) await setWritable(end);
      throw new DatabaseUnavailable('a transaction on the source does not end. End it, then run this again');
    }
    await setTimeout(POLL_MS);
    const now = await writersOf(end, tables);
    before = new Set([...before].filter((writer) => now.has(writer)));
  }
}

export async function setWritable(end: End): Promise<void> {
  await sql`update ${sql.table(SOURCE)} set read_only_at = null`.execute(end.db);
}

/** Notes where the database went. It stays read-only. */
export async function noteMoved(end: End, now: number): Promise<void> {
  await sql`update ${sql.table(SOURCE)} set moved_at = ${now} where moved_at is null`.execute(end.db);
}

/** Returns the oldest changes, at most so many. */
export async function listChanges(end: End, most: number): Promise<readonly Change[]> {
  if (!(await hasTable(end, 'copy_changes'))) return [];
  const { rows } = await sql<{ seq: number; name: string; key: string }>`select seq, name, key
    from copy_changes order by seq limit ${most}`.execute(end.db);
  // Cast: the triggers write arrays of texts.
  return rows.map(({ seq, name, key }) => ({ seq, name, key: JSON.parse(key) as Key }));
}

export async function countChanges(end: End): Promise<number> {
  if (!(await hasTable(end, 'copy_changes'))) return 0;
  const { rows } = await sql<{ n: number }>`select count(*) as n from copy_changes`.execute(end.db);
  return Number(rows[0]?.n ?? 0);
}

/**
 * Forgets changes that the target has. One by one, since on PostgreSQL a lower number may be committed later.
 */
export async function forgetChanges(end: End, changes: readonly Change[]): Promise<void> {
  for (let at = 0; at < changes.length; at += SEQS_AT_ONCE) {
    const seqs = changes.slice(at, at + SEQS_AT_ONCE).map(({ seq }) => sql.lit(seq));
    await sql`delete from copy_changes where seq in (${sql.join(seqs)})`.execute(end.db);
  }
}

/** Ends the noting of changes. */
export async function endNotes(end: End, tables: readonly Table[]): Promise<void> {
  const triggers = triggersOf(end);
  for (const table of tables) await patientlyLocked(end, triggers.dropNotes(table));
  await sql`drop table if exists copy_changes`.execute(end.db);
}

/** Removes everything that a copy made in the source, which becomes writable again. Returns whether there was anything. */
export async function abandonSource(end: End): Promise<boolean> {
  const wasThere = (await hasTable(end, SOURCE)) || (await hasTable(end, 'copy_changes'));
  const tables = await end.tables();
  // First: once a note may be missing, no run goes on with this copy.
  if (await hasTable(end, SOURCE)) await sql`delete from ${sql.table(SOURCE)}`.execute(end.db);
  await endNotes(end, tables);
  const triggers = triggersOf(end);
  for (const table of tables) await patientlyLocked(end, triggers.dropGate(table));
  for (const statement of triggers.dropRest) await sql.raw(statement).execute(end.db);
  return wasThere;
}

function triggersOf({ engine }: End): Triggers {
  return engine === 'sqlite' ? sqliteTriggers : postgresTriggers;
}

/** Runs statements that lock a table, without holding up the writers behind them for long. */
async function patientlyLocked(end: End, statements: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await end.transaction(async () => {
        if (end.engine === 'postgres') await sql`set local lock_timeout = '2s'`.execute(end.db);
        for (const statement of statements) await sql.raw(statement).execute(end.db);
      });
      return;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || attempt === LOCK_TRIES) throw error;
      await setTimeout(LOCK_PAUSE_MS);
    }
  }
}

async function writersOf(end: End, tables: readonly Table[]): Promise<ReadonlySet<string>> {
  const names = sql.join(tables.map(({ name }) => name));
  const { rows } = await sql<{ writer: string }>`select distinct virtualtransaction as writer from pg_locks
    join pg_class on pg_class.oid = relation
    where locktype = 'relation' and database = (select oid from pg_database where datname = current_database())
      and relnamespace = current_schema()::regnamespace and relname in (${names})
      and mode = 'RowExclusiveLock' and granted and pid is distinct from pg_backend_pid()`.execute(end.db);
  return new Set(rows.map(({ writer }) => writer));
}

export async function hasTable({ db, engine }: End, name: string): Promise<boolean> {
  const query =
    engine === 'sqlite'
      ? sql`select 1 as n from sqlite_schema where type = 'table' and name = ${name}`
      : sql`select 1 as n from pg_class where relnamespace = current_schema()::regnamespace and relname = ${name}`;
  return (await query.execute(db)).rows.length > 0;
}
