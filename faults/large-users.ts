import { sql } from 'kysely';
import { correctCounts } from '../src/core/listing/kept-counts.ts';
import type { Engine } from '../src/db/engine.ts';
import { PROJECT } from '../test/support/server.ts';

const PREFS = `{"text":"${'x'.repeat(65_000)}"}`;
const NUMBERS_AT_ONCE = 500;

/** Asks for the first 5,000 users. */
export const LARGE_PAGE = `/users?queries[]=${encodeURIComponent(JSON.stringify({ method: 'limit', values: [5_000] }))}`;

/** Inserts so many users with the largest preferences that there may be, older than all others. */
export async function insertLargeUsers(engine: Engine, count: number): Promise<void> {
  for (let first = 1; first <= count; first += NUMBERS_AT_ONCE) {
    const last = sql.lit(Math.min(count, first + NUMBERS_AT_ONCE - 1));
    await engine.transact(({ db }) =>
      sql`insert into users (project_id, id, sequence, updated_at, name, name_key, labels, prefs, search)
        with recursive n(i) as (select ${sql.lit(first)} union all select i + 1 from n where i < ${last})
        select ${PROJECT}, 'large' || i, i, 0, 'Large ' || i, 'large ' || i, '[]', ${PREFS}, '' from n`.execute(
        db,
      ),
    );
  }
  await engine.transact(correctCounts);
}
