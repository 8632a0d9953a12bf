import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Kysely } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { addRow, type Rows, tablesOfUsers } from '../../../test/support/owned-tables.ts';
import { owned } from '../owned.ts';
import { exported, exportUser, exportUserPage } from './bundle.ts';
import { emailOf } from './email.ts';
import type { UserId } from './user.ts';
import { createUser, removeUser } from './users.ts';

const ann = 'ann' as UserId;
const ben = 'ben' as UserId;
const CANARY = 'canary-81c4';

type Bundle = {
  readonly user: string;
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly leftOut: Readonly<Record<string, string>>;
};

onEachEngine('the bundle of a user', (database) => {
  const here = directory(database);
  const bundleText = async (user: UserId) => {
    let text = '';
    for await (const piece of await exportUser(here.core, here.actor, user)) text += piece;
    return text;
  };

  it('has the rows of every table that names users, and no secret', async () => {
    for (const id of [ann, ben]) {
      const email = emailOf(`${id}@example.com`);
      await createUser(here.core, here.actor, { id, password: 'correct horse', ...(email && { email }) });
    }
    const tables = await tablesOfUsers(here.core.read.db as unknown as Kysely<Rows>);
    assert.deepEqual(Object.keys(exported).toSorted(), Object.keys(owned).toSorted());
    await here.engine.transact(async (tx) => {
      const db = tx.db as unknown as Kysely<Rows>;
      for (const table of tables) {
        if (table.name === 'users') continue;
        await db.deleteFrom(table.name).where(table.column, 'in', [ann, ben]).execute();
        for (const user of [ann, ben]) await addRow(db, table, user);
        if (table.name === 'audit') {
          const own = { place: ann, id: `z${ann}`, actor_kind: 'key', ip: '203.0.113.9' };
          await db.updateTable('audit').set(own).where('user_id', '=', ann).execute();
        }
        const secrets = table.columns.filter(({ name }) =>
          /secret|hash|sealed|token|payload|salt/.test(name),
        );
        for (const { name } of secrets) {
          const planted = { [name]: CANARY };
          await db.updateTable(table.name).set(planted).where(table.column, '=', ann).execute();
        }
      }
    });
    const text = await bundleText(ann);
    const { user, tables: found, leftOut } = JSON.parse(text) as Bundle;
    assert.equal(user, ann);
    assert.deepEqual(
      [...Object.keys(found), ...Object.keys(leftOut)].toSorted(),
      Object.keys(owned).toSorted(),
    );
    const empty = Object.entries(found).flatMap(([table, rows]) => (rows.length === 0 ? [table] : []));
    assert.deepEqual(empty, []);
    assert.doesNotMatch(text, new RegExp(`${CANARY}|argon2|203\\.0\\.113\\.9|\\bben\\b`));
    assert.equal(found.users?.[0]?.email, 'ann@example.com');
  });

  it('is a page to read, too, whatever a user is called', async () => {
    const id = 'page' as UserId;
    await createUser(here.core, here.actor, { id, name: '<script>alert("1")</script> & co' });
    let text = '';
    for await (const piece of await exportUserPage(here.core, here.actor, id)) text += piece;
    assert.match(text, /^<!doctype html>.*<h2>users<\/h2><dl><dt>id<\/dt><dd>page<\/dd>.*<\/html>$/s);
    assert.match(text, /<dd>&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt; &amp; co<\/dd>/);
    assert.doesNotMatch(text, /<script/);
  });

  it('has all rows of a table, however many', async () => {
    const id = 'many' as UserId;
    await createUser(here.core, here.actor, { id });
    await here.engine.transact(async (tx) => {
      for (let at = 0; at < 450; at++) {
        const row = { project_id: 'test', user_id: id, factor: `f${at % 225}`, bucket: `b${at}` };
        await tx.db
          .insertInto('attempts')
          .values({ ...row, tried: at, not_before: 0, updated_at: 0 })
          .execute();
      }
    });
    const { tables } = JSON.parse(await bundleText(id)) as Bundle;
    assert.equal(new Set(tables.attempts?.map(({ tried }) => tried)).size, 450);
  });

  it('is of a user who exists, and has nothing of an earlier one of the same id', async () => {
    const id = 'again' as UserId;
    await createUser(here.core, here.actor, { id });
    await removeUser(here.core, here.actor, id);
    await assert.rejects(exportUser(here.core, here.actor, id), { code: 'user_not_found' });
    await createUser(here.core, here.actor, { id });
    const { tables } = JSON.parse(await bundleText(id)) as Bundle;
    assert.deepEqual(
      tables.audit?.map(({ act }) => act),
      ['user.create', 'user.export'],
    );
  });
});
