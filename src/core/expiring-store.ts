import { type RawBuilder, sql } from 'kysely';
import type { Read, UnauditedTx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { CLOCK_TOLERANCE_MS, type Instant } from './instant.ts';

type Table = keyof Schema;
/** The primary key beside the project. */
type Key = readonly string[];

/** When the rows of a table have ended. Each is an expression of an index. */
const ends = {
  tokens: sql`expires_at`,
  challenges: sql`expires_at`,
  oauth_states: sql`expires_at`,
  outbox: sql`dead_at`,
  webhook_deliveries: sql`dead_at`,
  lookups: sql`expires_at`,
} as const satisfies Partial<Record<Table, RawBuilder<unknown>>>;

/** When rows have ended that other statements delete. */
const endsOfOtherSweeps = {
  sessions: sql`expires_at`,
  device_codes: sql`expires_at`,
  // A refresh token outlives the access token that it was issued with.
  device_grants: sql`coalesce(refresh_expires_at, access_expires_at)`,
  rate_windows: sql`ends_at`,
} as const;

/** The tables of which rows that have expired are counted. */
export type CountedTable =
  | Exclude<keyof typeof ends, 'outbox' | 'webhook_deliveries'>
  | keyof typeof endsOfOtherSweeps;

/** Counts rows of any project that ended at `before` or earlier, up to `most`. */
export async function countEnded(
  { db }: Read,
  table: CountedTable,
  { before, most }: { readonly before: Instant; readonly most: number },
): Promise<number> {
  const end = { ...ends, ...endsOfOtherSweeps }[table];
  const { rows } = await sql<{ total: number }>`select count(*) as total from
    (select 1 from ${sql.table(table)} where ${end} <= ${before} limit ${most}) as few`.execute(db);
  return Number(rows[0]?.total ?? 0);
}

/** Deletes at most `most` rows that ended at `before` or earlier, of any project. Returns how many. */
export async function deleteEnded(
  tx: UnauditedTx,
  { table, key }: { readonly table: keyof typeof ends; readonly key: Key },
  { before, most }: { readonly before: Instant; readonly most: number },
): Promise<number> {
  const end = ends[table];
  const ended = sql`select ${columns(key)} from ${sql.table(table)} where ${end} <= ${before} order by ${end} limit ${most}`;
  // Checked again outside: a row renewed meanwhile stays.
  const { rows } = await sql`delete from ${sql.table(table)}
    where (${columns(key)}) in (${ended}) and ${end} <= ${before} returning project_id`.execute(tx.db);
  return rows.length;
}

/** How rows are corrected that were stored while the clock was ahead. */
export type Correction = {
  readonly table: Table;
  readonly key: Key;
  /** Which rows lie ahead; together with the order, along an index. */
  readonly isAhead: (latest: number) => RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
  readonly set: (now: Instant) => RawBuilder<unknown>;
};

/** A lifetime that each row states: the row becomes one that was issued now. */
export function issuedAhead(table: 'tokens' | 'sessions'): Correction {
  return {
    table,
    key: ['user_id', 'id'],
    isAhead: (latest) => sql`issued_at > ${latest}`,
    order: sql`issued_at`,
    set: (now) => sql`expires_at = expires_at - (issued_at - ${now}), issued_at = ${now}`,
  };
}

/** A lifetime that all rows share: no row ends later than one that begins now. */
export function endsAhead(
  table: Table,
  { key, column, longestMs }: { readonly key: Key; readonly column: string; readonly longestMs: number },
): Correction {
  return {
    table,
    key,
    isAhead: (latest) => sql`${sql.ref(column)} > ${latest + longestMs}`,
    order: sql.ref(column),
    set: (now) => sql`${sql.ref(column)} = ${now + longestMs}`,
  };
}

/** An invitation is valid from its moment for as long as its project says. */
export const invitationsAhead: Correction = {
  table: 'memberships',
  key: ['user_id', 'id'],
  isAhead: (latest) => sql`joined_at is null and invited_at > ${latest}`,
  order: sql`invited_at`,
  set: (now) => sql`invited_at = ${now}`,
};

/** Access and refresh tokens are issued together, so those of a row lie ahead together. */
export function grantsAhead({
  access,
  refresh,
}: {
  readonly access: number;
  readonly refresh: number;
}): Correction {
  return {
    table: 'device_grants',
    key: ['user_id', 'id'],
    isAhead: (latest) => sql`access_expires_at > ${latest + access}`,
    order: sql`access_expires_at`,
    set: (now) => sql`access_expires_at = ${now + access}, refresh_expires_at =
      case when refresh_expires_at > ${now + refresh} then ${now + refresh} else refresh_expires_at end`,
  };
}

/** A message that was never tried is due. Another waits for `longestMs` at most, by the number of its attempts. */
export function messagesAhead(
  table: 'outbox' | 'webhook_deliveries',
  longestMs: readonly number[],
): Correction {
  const cases = longestMs.map((wait, tries) => sql`when ${sql.lit(tries)} then ${sql.lit(wait)}`);
  const longest = sql`(case tries ${sql.join(cases, sql` `)} else ${sql.lit(Math.max(...longestMs))} end)`;
  return {
    table,
    key: ['id'],
    isAhead: (latest) => sql`dead_at is null and next_at > ${latest} and next_at - ${longest} > ${latest}`,
    order: sql`next_at`,
    set: (now) => sql`next_at = cast(${now} as bigint) + ${longest}`,
  };
}

/** Corrects at most `most` rows, those furthest ahead first. Returns how many. */
export async function correctSome(
  tx: UnauditedTx,
  { table, key, isAhead, order, set }: Correction,
  { now, most }: { readonly now: Instant; readonly most: number },
): Promise<number> {
  const ahead = isAhead(now + CLOCK_TOLERANCE_MS);
  const { rows } = await sql`update ${sql.table(table)} set ${set(now)} where (${columns(key)}) in
    (select ${columns(key)} from ${sql.table(table)} where ${ahead} order by ${order} desc limit ${most})
    and ${ahead} returning project_id`.execute(tx.db);
  return rows.length;
}

/** Sessions of any project that expired at `before` or earlier, oldest first. */
export function listExpiredSessions(
  read: Read,
  { before, most }: { readonly before: Instant; readonly most: number },
): Promise<readonly { readonly project_id: string; readonly user_id: string }[]> {
  return read.db
    .selectFrom('sessions')
    .select(['project_id', 'user_id'])
    .where('expires_at', '<=', before)
    .orderBy('expires_at')
    .limit(most)
    .execute();
}

function columns(key: Key): RawBuilder<unknown> {
  return sql.join(['project_id', ...key].map((column) => sql.ref(column)));
}
