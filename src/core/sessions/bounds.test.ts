import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { type CompiledQuery, sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { planOf } from '../../../test/support/watched.ts';
import type { Read, Tx } from '../../db/database.ts';
import { trimSessions } from './ending-store.ts';
import { sessionsOf } from './store.ts';

const USERS = 4_000;
const EACH = 5;

onEachEngine('among many sessions of other users', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const own = { user: 'u7', now: here.clock.now() };
  before(async () => {
    const numbers = sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${sql.lit(USERS * EACH - 1)})`;
    await here.engine.transact(({ db }) =>
      sql`${numbers} insert into sessions
        (project_id, user_id, id, sequence, updated_at, secret_hash, expires_at, provider, provider_uid, factors, device)
        select ${project}, 'u' || (i % ${sql.lit(USERS)}), 's' || i, i, 1, 'hash', ${sql.lit(own.now + 1)}, 'server', '', '[]', '{}' from n`.execute(
        db,
      ),
    );
    if (database.engine === 'postgres') await sql`vacuum analyze sessions`.execute(here.engine.read.db);
  });

  /** Returns the query plan of each statement of the work. */
  const plansOf = (work: (tx: Tx) => Promise<unknown>) =>
    here.engine.transact(async (tx) => {
      const queries: CompiledQuery[] = [];
      const rows: Read['rows'] = (query) => {
        queries.push(query);
        return tx.rows(query);
      };
      // Cast: an observed transaction handle is still one.
      await work({ ...tx, rows } as Tx);
      return (await Promise.all(queries.map((query) => planOf(tx, query)))).flat();
    });

  it("a user's are trimmed and listed without reading the others", async () => {
    const plans = await plansOf(async (tx) => {
      assert.equal((await sessionsOf(tx, project, own)).length, EACH);
      await trimSessions(tx, project, { ...own, added: `s${USERS + 7}`, kept: 3 });
      assert.deepEqual(
        (await sessionsOf(tx, project, own)).map(({ sequence }) => sequence),
        [1, 3, 4].map((nth) => nth * USERS + 7),
      );
    });
    assert.deepEqual(
      plans.filter((step) => /sessions_by_sequence|SCAN sessions|Seq Scan on sessions/.test(step)),
      [],
    );
  });
});
