import { type Kysely, type RawBuilder, sql } from 'kysely';
import { SOURCE } from './copy/state.ts';
import type { Read, UnauditedTx } from './database.ts';
import type { Schema } from './schema.ts';

/** A month in UTC, and the ids of the entries that were made in it: `from` and later, before `to`. */
export type Month = {
  /** `2026-10` */
  readonly name: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly from: string;
  readonly to: string;
};

/** Takes entries of moments without a partition: an insert never fails for its time. */
export const DEFAULT_PARTITION = 'audit_default';
const MONTHS_AHEAD = 2;
const LOCK_TIMEOUT = '50';
/** Entries that are moved while others wait for the table. */
const MOVED_AT_MOST = 10_000;
const KEPT_AT_MOST = 1_000;

/** Returns the month of a moment, in milliseconds since 1970. */
export function monthOf(at: number): Month {
  const date = new Date(at);
  const start = (months: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const [startsAt, endsAt] = [start(0), start(1)];
  const name = new Date(startsAt).toISOString().slice(0, 7);
  return { name, startsAt, endsAt, from: idsAt(startsAt), to: idsAt(endsAt) };
}

/** Ids of entries start with the microsecond in 13 hex digits (`core/id.ts`). */
function idsAt(milliseconds: number): string {
  return (milliseconds * 1_000).toString(16).padStart(13, '0');
}

export function partitionOf({ name }: Month): string {
  return `audit_${name.replace('-', '_')}`;
}

/** Creates the partition of a month, which is not there. It stays invisible to others until the transaction ends. */
export async function createPartition(db: Kysely<Schema>, month: Month): Promise<void> {
  await sql`create table ${sql.table(partitionOf(month))} partition of audit
    for values from (${sql.lit(month.from)}) to (${sql.lit(month.to)})`.execute(db);
}

/** Returns the months from that of `now` on that should have a partition. */
export function monthsAhead(now: number): readonly Month[] {
  const months = [monthOf(now)];
  for (let at = 0; at < MONTHS_AHEAD; at++) months.push(monthOf(months[at]?.endsAt ?? now));
  return months;
}

/** SQLite has one table for all months. */
export function isPartitioned({ sql: dialect }: Read): boolean {
  return dialect.engine === 'postgres';
}

/** A condition that leads to the partitions of these ids. Empty on SQLite, which has none. */
export function inPartitionsOf(read: Read, ids: readonly string[]): RawBuilder<unknown> {
  const sorted = ids.toSorted();
  return isPartitioned(read) ? sql`and audit.id >= ${sorted[0]} and audit.id <= ${sorted.at(-1)}` : sql``;
}

/** Returns the names of the partitions of months that are there. */
export async function listPartitions({ db }: Pick<Read, 'db'>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_inherits
    join pg_class on pg_class.oid = inhrelid where inhparent = to_regclass('audit') order by relname`.execute(
    db,
  );
  return rows.flatMap(({ name }) => (name === DEFAULT_PARTITION ? [] : [name]));
}

/**
 * Creates the partition of a month that has none. Entries of the month that went to the default partition move to it,
 * unless they are too many to move while others wait: then it returns false. Fails when the table stays locked.
 */
export async function addPartition({ db }: UnauditedTx, month: Month): Promise<boolean> {
  // All others wait behind this lock.
  await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(db);
  const isOfMonth = sql`id >= ${month.from} and id < ${month.to}`;
  const source = sql.table(DEFAULT_PARTITION);
  const { rows } = await sql`select 1 from ${source} where ${isOfMonth} limit ${MOVED_AT_MOST + 1}`.execute(
    db,
  );
  if (rows.length > MOVED_AT_MOST) return false;
  if (rows.length === 0) {
    await createPartition(db, month);
    return true;
  }
  const partition = sql.table(partitionOf(month));
  await sql`create table ${partition} (like audit including all)`.execute(db);
  // No other transaction writes to it meanwhile. In one statement, Citus would see a partition that it has not distributed.
  await sql`lock table ${source} in exclusive mode`.execute(db);
  await sql`insert into ${partition} select * from ${source} where ${isOfMonth}`.execute(db);
  await sql`delete from ${source} where ${isOfMonth}`.execute(db);
  await sql`alter table audit attach partition ${partition}
    for values from (${sql.lit(month.from)}) to (${sql.lit(month.to)})`.execute(db);
  return true;
}

/** Reports whether the partition of a month has an entry. */
export async function hasEntries({ db }: Read, month: Month): Promise<boolean> {
  const { rows } = await sql`select 1 from ${sql.table(partitionOf(month))} limit 1`.execute(db);
  return rows.length > 0;
}

/** Returns the month of a partition by its name. */
export function monthNamed(partition: string): Month | undefined {
  const [, year, month] = /^audit_(\d{4})_(\d{2})$/.exec(partition) ?? [];
  return year && month ? monthOf(Date.UTC(Number(year), Number(month) - 1)) : undefined;
}

/**
 * Drops the partition of a month if cuts cover its entries. Up to 1,000 others move to the default partition; when they
 * are more, it returns false and changes nothing. Fails when the table stays locked.
 */
export async function dropCovered({ db }: UnauditedTx, month: Month): Promise<boolean> {
  // A copy follows the changes of rows, of which a partition that is dropped tells nothing.
  const { rows: copies } =
    await sql`select 1 from pg_class where relname = ${SOURCE} and relnamespace = current_schema()::regnamespace`.execute(
      db,
    );
  if (copies.length > 0) return false;
  const partition = sql.table(partitionOf(month));
  // The position of a chain up to which cuts cover it.
  const covered = sql`(select project_id, cast(head ->> 0 as bigint) as lane, max(cast(head ->> 1 as bigint)) as position
    from history_cuts, json_array_elements(coalesce(heads, json_build_array(json_build_array(0, position, ''))::text)::json) as head
    group by 1, 2)`;
  const rest = sql`from ${partition} as entry left join ${covered} as covered
    on covered.project_id = entry.project_id and covered.lane = entry.lane
    where entry.position is null or covered.position is null or entry.position > covered.position`;
  const kept = async () => {
    const { rows } = await sql<{ id: string }>`select entry.id ${rest} limit ${KEPT_AT_MOST + 1}`.execute(db);
    return rows.length <= KEPT_AT_MOST ? rows.map(({ id }) => id) : undefined;
  };
  if (!(await kept())) return false;
  await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(db);
  // Before it is read again: while it is detached, all writes wait.
  await sql`lock table ${partition} in share row exclusive mode`.execute(db);
  const ids = await kept();
  if (!ids) return false;
  await sql`alter table audit detach partition ${partition}`.execute(db);
  if (ids.length > 0)
    await sql`insert into audit select * from ${partition} as entry where entry.id in (${sql.join(ids)})`.execute(
      db,
    );
  await sql`drop table ${partition}`.execute(db);
  return true;
}

/**
 * Prepares the history for a table on several shards: fixes the number of lanes for good, and drops the trigger, which
 * such a table cannot have. To be called before the table is distributed.
 */
export async function prepareShards({ db }: UnauditedTx, lanes: number): Promise<void> {
  await db
    .insertInto('history_lanes')
    .values({ project_id: '', lanes })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`drop trigger if exists audit_place on audit`.execute(db);
  await sql`drop function if exists audit_place()`.execute(db);
}
