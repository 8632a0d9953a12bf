import { sql } from 'kysely';
import pg from 'pg';
import { correctCounts } from '../../src/core/listing/kept-counts.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import type { Engine } from '../../src/db/engine.ts';

/**
 * So many users that a list must find its way, made by the database itself: `u100001` and on, a second apart. Names
 * repeat after 1,000; one in 500 has the label vip, one in 1,000 is blocked, one in 5 was ever seen.
 */
export async function insertManyUsers(
  engine: Engine,
  project: ProjectId,
  count: number,
  first = 1,
): Promise<void> {
  const last = sql.lit(first + count - 1);
  const numbers = sql`with recursive n(i) as (select ${sql.lit(first)} union all select i + 1 from n where i < ${last})`;
  const added = sql`id > ${sql.lit(`u${99_999 + first}`)}`;
  const start = sql.lit(Date.parse('2026-01-01T00:00:00.000Z'));
  await engine.transact(async (tx) => {
    const { db } = tx;
    // The longest time of a statement is meant for requests.
    if (tx.sql.engine === 'postgres') await sql`set local statement_timeout = '1min'`.execute(db);
    await sql`${numbers} insert into users (project_id, id, sequence, updated_at, name, name_key, email, phone,
        email_verified_at, password_updated_at, blocked_at, accessed_at, labels, prefs, search)
      select ${project}, 'u' || (100000 + i), (${start} + i * 1000) * 1000, ${start} + (i * 7919 % 1000003),
        'Name ' || (i % 1000), 'name ' || (i % 1000),
        case when i % 10 = 0 then null else 'mail' || i || '@example.com' end,
        case when i % 3 = 0 then '+1' || (4150000000 + i) end,
        case when i % 4 > 0 then ${start} + i end, ${start} + i,
        case when i % 1000 = 0 then ${start} + i end, case when i % 5 = 0 then ${start} + i end,
        case when i % 500 = 0 then '["vip"]' else '[]' end, '{}',
        ' u' || (100000 + i) || ' name ' || (i % 1000) || case when i % 500 = 0 then ' label:vip' else '' end
      from n`.execute(db);
    await sql`insert into user_words (project_id, word, user_id)
      select project_id, id, id from users where ${added} union all
      select project_id, 'name', id from users where ${added} union all
      select project_id, substr(name, 6), id from users where ${added} union all
      select project_id, 'label:vip', id from users where ${added} and labels <> '[]'`.execute(db);
    await correctCounts(tx);
  });
}

/** Tells PostgreSQL how the users are distributed, as autovacuum does in its time. */
export async function analyzeUsers(engine: Engine): Promise<void> {
  if (engine.name === 'postgres') await sql`vacuum analyze users, user_words`.execute(engine.read.db);
}

/** Leaves PostgreSQL without statistics about the users, as after a restore or an upgrade of the server. */
export async function forgetStatistics(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `delete from pg_statistic where starelid in ('users'::regclass, 'user_words'::regclass)`,
  );
  await client.query(
    `update pg_class set reltuples = -1, relpages = 0, relallvisible = 0
      where oid in ('users'::regclass, 'user_words'::regclass)`,
  );
  await client.end();
}
