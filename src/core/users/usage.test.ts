import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { createServerSession } from '../sessions/sessions.ts';
import { getUsage } from './usage.ts';
import type { UserId } from './user.ts';
import { createUser, removeUser } from './users.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

onEachEngine('usage', (database) => {
  const here = directory(database);

  it('counts existing users and sessions by the hour or day (UTC) of creation', async () => {
    // 10:00:00.123 on the first of September.
    await createUser(here.core, here.actor, { id: 'ann' as UserId });
    here.clock.advance(2 * HOUR);
    await createUser(here.core, here.actor, { id: 'bob' as UserId });
    await createUser(here.core, here.actor, { id: 'gone' as UserId });
    await createServerSession(here.core, here.actor, 'ann' as UserId);
    await removeUser(here.core, here.actor, 'gone' as UserId);
    const { users, sessions, ...totals } = await getUsage(here.core, here.actor, '24h');
    const start = Date.parse('2026-09-01T12:00:00Z') - 23 * HOUR;
    const hourly = (at: number, value: number) => ({ at: start + at * HOUR, value });
    const zeros = Array.from({ length: 24 }, (_, at) => hourly(at, 0));
    assert.deepEqual(totals, { range: '24h', usersTotal: 2, sessionsTotal: 1 });
    assert.deepEqual(users, zeros.with(21, hourly(21, 1)).with(23, hourly(23, 1)));
    assert.deepEqual(sessions, zeros.with(23, hourly(23, 1)));
  });

  it('covers as many days as requested, in the project only', async () => {
    here.clock.advance(29 * DAY);
    const elsewhere = { ...here.actor, project: { ...here.actor.project, id: 'other' as never } };
    const month = await getUsage(here.core, here.actor, '30d');
    const others = await getUsage(here.core, elsewhere, '30d');
    assert.deepEqual(month.users[0], { at: Date.parse('2026-09-01T00:00:00Z'), value: 2 });
    assert.deepEqual([month.users.length, others.usersTotal, others.sessionsTotal], [30, 0, 0]);
    here.clock.advance(DAY);
    assert.equal((await getUsage(here.core, here.actor, '30d')).users[0]?.value, 0);
    const quarter = await getUsage(here.core, here.actor, '90d');
    assert.deepEqual([quarter.users.length, quarter.users[59]?.value], [90, 2]);
  });

  it('asks for each series in one statement where that holds no process', async (t) => {
    const { read } = here.core;
    if (read.sql.engine === 'sqlite' || read.sql.isSharded) return t.skip('asks for each span alone');
    let asked = 0;
    const rows: typeof read.rows = (query) => {
      asked++;
      return read.rows(query);
    };
    await getUsage({ ...here.core, read: { ...read, rows } }, here.actor, '30d');
    assert.equal(asked, 4);
  });

  it('counts those of a span up to 5,000', async () => {
    const { db } = here.engine.read;
    const [row] = await db.selectFrom('users').selectAll().where('id', '=', 'ann').execute();
    if (!row) throw new Error('there is Ann');
    const rows = Array.from({ length: 5_100 }, (_, at) => ({ ...row, id: `user${at}` }));
    await here.engine.transact(async (tx) => {
      for (let at = 0; at < rows.length; at += 1_000)
        await tx.db
          .insertInto('users')
          .values(rows.slice(at, at + 1_000))
          .execute();
    });
    const { users } = await getUsage(here.core, here.actor, '90d');
    assert.equal(Math.max(...users.map(({ value }) => value)), 5_000);
  });
});
