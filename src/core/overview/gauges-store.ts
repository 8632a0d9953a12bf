import { sql } from 'kysely';
import type { Read } from '../../db/database.ts';

/** Counts sessions of all projects that have not ended, up to `most`, along the index of their ends. */
export async function countLiveSessions(
  { db }: Read,
  { now, most }: { readonly now: number; readonly most: number },
): Promise<number> {
  const some = db.selectFrom('sessions').select('expires_at').where('expires_at', '>', now).limit(most);
  return countOf(
    await db
      .selectFrom(some.as('some'))
      .select(({ fn }) => fn.countAll().as('total'))
      .execute(),
  );
}

/** Sums the kept counts of users of all projects. */
export async function sumUsers({ db }: Read): Promise<number> {
  return countOf(
    await db
      .selectFrom('counts')
      .select(({ fn }) => fn.sum<number | string | null>('total').as('total'))
      .where('counted', '=', 'users')
      .execute(),
  );
}

export type Waiting = { readonly waiting: number; readonly dead: number; readonly oldest: string | null };

/** Messages of a channel, or deliveries to webhooks, each counted up to `most`; and the id of the oldest that waits. */
export async function countQueue(
  { db }: Read,
  kind: 'mail' | 'sms' | 'webhook',
  most: number,
): Promise<Waiting> {
  const [table, ofKind] =
    kind === 'webhook'
      ? [sql.table('webhook_deliveries'), sql``]
      : [sql.table('outbox'), sql`and kind = ${kind}`];
  const { rows: waiting } = await sql<{ total: number | string; oldest: string | null }>`
    select count(*) as total, min(id) as oldest from (select id from ${table}
      where dead_at is null ${ofKind} order by next_at limit ${most}) as few`.execute(db);
  const { rows: dead } = await sql<{ total: number | string }>`
    select count(*) as total from (select 1 from ${table}
      where dead_at is not null ${ofKind} limit ${most}) as few`.execute(db);
  return {
    waiting: Number(waiting[0]?.total ?? 0),
    oldest: waiting[0]?.oldest ?? null,
    dead: countOf(dead),
  };
}

/** Entries of all histories that are not chained, up to `most`. */
export async function countUnchained({ db }: Read, most: number): Promise<number> {
  const some = db
    .selectFrom('audit')
    .select(['project_id', 'lane', 'id'])
    .where('position', 'is', null)
    .limit(most);
  return countOf(
    await db
      .selectFrom(some.as('some'))
      .select(({ fn }) => fn.countAll().as('total'))
      .execute(),
  );
}

/** Chained entries behind the last signed checkpoint of their history. */
export async function countUnsigned({ db }: Read): Promise<number> {
  return countOf(
    await db
      .selectFrom('history_heads')
      .select(sql<number | string | null>`sum(position) - sum(signed_position)`.as('total'))
      .execute(),
  );
}

/** The states of the last `most` jobs or imports, counted. */
export async function countStates(
  { db }: Read,
  table: 'jobs' | 'imports',
  most: number,
): Promise<ReadonlyMap<string, number>> {
  const some = db.selectFrom(table).select('state').limit(most);
  const rows = await db
    .selectFrom(some.as('some'))
    .select(['state', ({ fn }) => fn.countAll().as('total')])
    .groupBy('state')
    .execute();
  return new Map(rows.map(({ state, total }) => [state, Number(total)]));
}

function countOf(rows: readonly { readonly total: unknown }[]): number {
  return Number(rows[0]?.total ?? 0);
}
