import { type Kysely, type RawBuilder, sql } from 'kysely';
import { createPartition, listPartitions, monthOf, monthsAhead, partitionOf } from '../audit-partitions.ts';
import { DatabaseRefused } from '../database.ts';
import type { Schema } from '../schema.ts';
import { EMPTY_DIGEST, TableDigest } from './digest.ts';
import type { End, Extra, Key, Table } from './end.ts';
import { hasTable } from './source.ts';
import { TARGET } from './state.ts';

/** How far the copy of a table is. */
export type TableProgress = {
  readonly name: string;
  /** The last key that was copied, and what was read up to it. */
  readonly last: Key | undefined;
  readonly digest: TableDigest;
  readonly isCopied: boolean;
  /** Whether all rows were read again from the target and compared. */
  readonly isVerified: boolean;
};

type TargetRow = { readonly source_id: string; readonly source: string; readonly finished_at: number | null };
type ProgressRow = {
  readonly name: string;
  readonly last_key: string | null;
  readonly row_count: number;
  readonly digest: string;
  readonly is_copied: number;
  readonly is_verified: number;
};

/** Returns what the target says about the copy that fills it, or has. */
export async function findTarget(end: End): Promise<TargetRow | undefined> {
  if (!(await hasTable(end, TARGET))) return undefined;
  const { rows } = await sql<TargetRow>`select source_id, source, finished_at
    from ${sql.table(TARGET)}`.execute(end.db);
  return rows[0];
}

/** Fails if a table has a row. */
export async function refuseFilled(end: End, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(end.db);
    if (rows.length === 0) continue;
    throw new DatabaseRefused(
      `The target is not empty: ${name} has rows. Nothing is overwritten. Name an empty database.`,
    );
  }
}

/** Begins the journal, and sets indexes and triggers aside: the rows of the source already have what triggers do. */
export async function beginTarget(
  end: End,
  tables: readonly Table[],
  { sourceId, source, now }: Origin,
): Promise<void> {
  const integer = sql.raw(end.engine === 'sqlite' ? 'integer' : 'bigint');
  const extras = await end.extras();
  await end.transaction(async () => {
    const { db } = end;
    await sql`create table copy_tables (name text not null primary key, last_key text,
      row_count ${integer} not null, digest text not null, is_copied ${integer} not null,
      is_verified ${integer} not null)`.execute(db);
    await sql`create table copy_extras (name text not null, kind text not null, table_name text not null,
      definition text not null, primary key (table_name, name))`.execute(db);
    await createMark(db, integer);
    for (const { name } of tables)
      await sql`insert into copy_tables (name, row_count, digest, is_copied, is_verified)
        values (${name}, 0, ${EMPTY_DIGEST}, 0, 0)`.execute(db);
    for (const extra of extras) {
      await sql`insert into copy_extras (name, kind, table_name, definition)
        values (${extra.name}, ${extra.kind}, ${extra.table}, ${extra.definition})`.execute(db);
      await sql.raw(dropOf(end, extra)).execute(db);
    }
    await mark(db, { sourceId, source, now });
  });
}

type Origin = { readonly sourceId: string; readonly source: string; readonly now: number };

/** Makes the table that says that the database is being filled, if it is missing. */
export async function createMark(db: Kysely<Schema>, integer: RawBuilder<unknown>): Promise<void> {
  await sql`create table if not exists ${sql.table(TARGET)} (source_id text not null primary key,
    source text not null, started_at ${integer} not null, finished_at ${integer})`.execute(db);
}

/** Marks the database as unfinished, unless it is. */
export async function mark(db: Kysely<Schema>, { sourceId, source, now }: Origin): Promise<void> {
  await sql`insert into ${sql.table(TARGET)} (source_id, source, started_at)
    values (${sourceId}, ${source}, ${now}) on conflict (source_id) do nothing`.execute(db);
}

const MONTHS_AT_MOST = 600;
/** The history has no earlier entries: before, moments are those of a wrong clock. */
const EARLIEST = Date.UTC(2017, 6);

/** Makes partitions of the months that the source has entries of, before the rows come. */
export async function prepareMonths(
  { db, engine }: End,
  moments: readonly number[],
  now: number,
): Promise<void> {
  if (engine === 'sqlite') return;
  const there = await listPartitions({ db });
  const latest = monthsAhead(now).at(-1)?.endsAt ?? now;
  const months = new Map(
    moments
      .filter((at) => at >= EARLIEST && at < latest)
      .map((at) => [partitionOf(monthOf(at)), monthOf(at)]),
  );
  for (const [name, month] of [...months].slice(0, MONTHS_AT_MOST))
    if (!there.includes(name)) await createPartition(db, month);
}

export async function listProgress({ db }: End): Promise<readonly TableProgress[]> {
  const { rows } = await sql<ProgressRow>`select name, last_key, row_count, digest, is_copied, is_verified
    from copy_tables order by name`.execute(db);
  return rows.map((row) => ({
    name: row.name,
    // Cast: written below.
    last: row.last_key === null ? undefined : (JSON.parse(row.last_key) as Key),
    digest: TableDigest.from({ digest: row.digest, rows: Number(row.row_count) }),
    isCopied: Number(row.is_copied) === 1,
    isVerified: Number(row.is_verified) === 1,
  }));
}

/** Stores the progress of a table, in the transaction that stored the rows. */
export async function saveProgress({ db }: End, { name, last, digest, ...of }: TableProgress): Promise<void> {
  await sql`update copy_tables set last_key = ${last === undefined ? null : JSON.stringify(last)},
    row_count = ${digest.rows}, digest = ${digest.text()}, is_copied = ${of.isCopied ? 1 : 0},
    is_verified = ${of.isVerified ? 1 : 0} where name = ${name}`.execute(db);
}

/**
 * Makes indexes again. Those that cannot be made yet stay set aside: rows were read at different moments, so that two may
 * have a value that one had after the other. Returns how many do.
 */
export async function restoreIndexes(end: End, report: (name: string) => void): Promise<number> {
  let left = 0;
  for (const extra of await listExtras(end, 'index')) {
    report(extra.name);
    try {
      await restore(end, extra);
    } catch (error) {
      if (!end.isDuplicate(error)) throw error;
      left++;
    }
  }
  return left;
}

/** Makes triggers again. Called when no row is copied any more. */
export async function restoreTriggers(end: End): Promise<void> {
  for (const extra of await listExtras(end, 'trigger')) await restore(end, extra);
}

/** Removes the journal. The row that says where the database came from stays. */
export async function finishTarget(end: End, now: number): Promise<void> {
  await end.settle();
  await end.transaction(async () => {
    await sql`update ${sql.table(TARGET)} set finished_at = ${now}`.execute(end.db);
    await sql`drop table copy_tables`.execute(end.db);
    await sql`drop table copy_extras`.execute(end.db);
  });
  await end.settle();
}

async function listExtras({ db }: End, kind: Extra['kind']): Promise<readonly Extra[]> {
  const { rows } = await sql<Extra>`select name, kind, table_name as ${sql.ref('table')}, definition
    from copy_extras where kind = ${kind} order by table_name, name`.execute(db);
  return rows;
}

async function restore(end: End, { table, name, definition }: Extra): Promise<void> {
  await end.transaction(async () => {
    await sql.raw(definition).execute(end.db);
    await sql`delete from copy_extras where table_name = ${table} and name = ${name}`.execute(end.db);
  });
}

function dropOf({ engine }: End, { name, kind, table }: Extra): string {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const on = kind === 'trigger' && engine === 'postgres' ? ` on "${table}"` : '';
  return `drop ${kind} ${quoted}${on}`;
}
