import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { up } from '../../db/migrations/0022-national-zeros.ts';
import { phoneOf } from './phone.ts';
import { findUserBy } from './store.ts';
import type { UserId } from './user.ts';
import { createUser } from './users.ts';

onEachEngine('phone numbers from before national zeros were removed', (database) => {
  const here = directory(database);

  it('are moved to the number without it, unless somebody has that', async () => {
    const numbers = { ann: '+61412345678', bob: '+49301234567', cid: '+14155550123' };
    for (const [id, text] of Object.entries(numbers))
      await createUser(here.core, here.actor, { id: id as UserId, phone: phoneOf(text) ?? null } as never);
    const after = await rows();
    await rewrite('ann', '+61412345678', '+610412345678');
    await createUser(here.core, here.actor, { id: 'dee' as UserId, phone: '+390612345678' } as never);
    await rewrite('dee', '+390612345678', '+490301234567');
    assert.notDeepEqual((await rows()).slice(0, after.length), after);
    const clash = (await rows()).filter((row) => JSON.stringify(row).includes('dee'));
    await here.engine.transact((tx) => up(tx.db as never, tx.sql));
    const moved = await rows();
    assert.deepEqual(
      moved.filter((row) => !JSON.stringify(row).includes('dee')),
      after,
    );
    assert.deepEqual(
      moved.filter((row) => JSON.stringify(row).includes('dee')),
      clash,
    );
    const found = await findUserBy(
      here.core.read,
      here.actor.project.id,
      'phone',
      phoneOf('+610412345678') as never,
    );
    assert.equal(found?.id, 'ann');
  });

  /** Writes a number as it was stored before. */
  async function rewrite(id: string, from: string, to: string): Promise<void> {
    const [old, word] = [from.slice(1), to.slice(1)];
    await here.engine.transact(async (tx) => {
      await sql`update users set phone = ${to}, search = replace(search, ${old}, ${word}) where id = ${id}`.execute(
        tx.db,
      );
      await sql`update identifiers set value = ${to} where user_id = ${id} and value = ${from}`.execute(
        tx.db,
      );
      await sql`update targets set identifier = ${to} where user_id = ${id}`.execute(tx.db);
      await sql`update user_words set word = ${word} where user_id = ${id} and word = ${old}`.execute(tx.db);
    });
  }

  async function rows(): Promise<readonly unknown[]> {
    const queries = [
      sql`select id, phone, search from users order by 1`,
      sql`select kind, value, user_id from identifiers where kind in ('phone', 'target') order by 3, 1`,
      sql`select user_id, identifier from targets order by 1`,
      sql`select user_id, word from user_words order by 1, 2`,
    ];
    const found = [];
    for (const query of queries) found.push(...(await query.execute(here.core.read.db)).rows);
    return found;
  }
});
