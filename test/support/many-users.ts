import { sql } from 'kysely';
import type { ProjectId } from '../../src/core/projects/project.ts';
import type { Engine } from '../../src/db/engine.ts';

/**
 * So many users that a list must find its way, made by the database itself: `u100001` and on, a second apart. Names
 * repeat after 1,000; one in 500 has the label vip, one in 1,000 is blocked, one in 5 was ever seen.
 */
export async function insertManyUsers(engine: Engine, project: ProjectId, count: number): Promise<void> {
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(count)})`;
  const start = sql.lit(Date.parse('2026-01-01T00:00:00.000Z'));
  await engine.transact(async ({ db }) => {
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
      select project_id, id, id from users union all
      select project_id, 'name', id from users union all
      select project_id, substr(name, 6), id from users union all
      select project_id, 'label:vip', id from users where labels <> '[]'`.execute(db);
  });
  if (engine.name === 'postgres') await sql`vacuum analyze users, user_words`.execute(engine.read.db);
}
