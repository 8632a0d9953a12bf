import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Kysely } from 'kysely';
import { eraseHistory } from '../../src/core/history/erasure.ts';
import { verifyHistory } from '../../src/core/history/verification.ts';
import { owned as decisions } from '../../src/core/owned.ts';
import { rotateSeal } from '../../src/core/sealing/rotation.ts';
import { proveSeal } from '../../src/core/sealing/sealing.ts';
import { createTarget } from '../../src/core/targets/user-targets.ts';
import { emailOf } from '../../src/core/users/email.ts';
import { phoneOf } from '../../src/core/users/phone.ts';
import { setLabels } from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser, removeUser } from '../../src/core/users/users.ts';
import { sealWith } from '../../src/crypto/seal.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { chainAndSign } from '../support/history.ts';
import { addRow, type Rows, rowsOf, tablesOfUsers, type UsersTable } from '../support/owned-tables.ts';

const ann = 'ann' as UserId;
const input = {
  id: ann,
  email: emailOf('ann@example.com') as never,
  phone: phoneOf('+14155550123') as never,
};
const target = { user: ann, id: 't1', kind: 'push', identifier: 'device' } as const;
/** Only users of the installation have such rows: `owned.test.ts` deletes one. */
const OF_ADMINS: ReadonlySet<string> = new Set(['admin_grants', 'admin_links']);
/** What says that something was done, which stays, and what has yet to be erased. */
const KEPT = new Set(
  Object.entries(decisions)
    .filter(
      ([
        table,
        {
          delete: { does },
        },
      ]) => does === 'keep' || OF_ADMINS.has(table),
    )
    .map(([table]) => table),
);
const LATER_MS = 60_000;
const OLD = 'a secret for tests, and long enough';
const NEW = 'the next secret for tests, also long';

onEachEngine('the deletion of a user', (database) => {
  const here = directory(database);
  const visit = { ip: '203.0.113.7', userAgent: 'a browser of ann' };
  const db = () => here.core.read.db as unknown as Kysely<Rows>;
  let owned: readonly UsersTable[] = [];
  before(async () => {
    owned = (await tablesOfUsers(db())).filter(({ name }) => !KEPT.has(name));
  });
  /** How many rows each table has of the user, but for those with none. */
  const left = async () => {
    const counts = owned.map(async (table) => [table.name, (await rowsOf(db(), table, ann)).length] as const);
    return Object.fromEntries((await Promise.all(counts)).filter(([, rows]) => rows > 0));
  };
  const removed = () => removeUser(here.core, { ...here.actor, ...visit }, ann);

  it('leaves no row in any table that has rows of users', async () => {
    await createUser(here.core, { ...here.actor, ...visit }, input);
    const filled = await left();
    await here.engine.transact(async (tx) => {
      for (const table of owned) if (!(table.name in filled)) await addRow(tx.db as never, table, ann);
    });
    const before = Object.keys(await left());
    await removed();
    assert.deepEqual([before.toSorted(), await left()], [owned.map(({ name }) => name).toSorted(), {}]);
  });

  it('frees id, email, phone and what targets lead to', async () => {
    for (let times = 0; times < 2; times++) {
      await createUser(here.core, here.actor, input);
      await createTarget(here.core, here.actor, target);
      await removed();
    }
    assert.deepEqual(await left(), {});
  });

  it('takes what is personal out of the history, which holds before, after, and under another key', async () => {
    const actor = { ...here.actor, ...visit };
    const found = async (core = here.core) => (await verifyHistory(core, actor.project.id)).findings;
    await createUser(here.core, actor, input);
    await setLabels(here.core, actor, { id: ann, labels: ['vip'] });
    await chainAndSign(here);
    const before = await found();
    await removed();
    await chainAndSign(here);
    here.clock.advance(LATER_MS);
    while ((await eraseHistory(here.core, { most: 3 })) > 0);
    const after = await found();
    await proveSeal(here.core, here.actor);
    const rotated = { ...here.core, seal: sealWith(NEW, [OLD]) };
    await proveSeal(rotated, here.actor);
    await rotateSeal(rotated, here.actor);
    const only = { ...here.core, seal: sealWith(NEW) };
    await chainAndSign({ ...here, core: only });
    const text = JSON.stringify(await db().selectFrom('audit').selectAll().execute());
    assert.deepEqual(
      {
        before,
        after,
        rotated: await found(only),
        told: ['203.0.113.7', 'a browser', 'vip', 'example.com', '4155550123'].filter((what) =>
          text.includes(what),
        ),
      },
      { before: [], after: [], rotated: [], told: [] },
    );
  });
});
