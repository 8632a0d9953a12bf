import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Kysely } from 'kysely';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { addRow, type Rows, rowsOf, tablesOfUsers } from '../../test/support/owned-tables.ts';
import { installation } from './admins/installation.ts';
import { endings, endOwned, owned } from './owned.ts';
import type { UserId } from './users/user.ts';

const ann = 'ann' as UserId;
const ben = 'ben' as UserId;
const decided = Object.keys(owned).toSorted();

onEachEngine('what users own', (database) => {
  const here = directory(database);
  const db = () => here.core.read.db as unknown as Kysely<Rows>;
  const tables = async () => (await tablesOfUsers(db())).map(({ name }) => name).toSorted();

  it('has a decision for every table', async () => {
    assert.deepEqual(await tables(), decided);
  });

  it('is detected in a new table', async () => {
    const change = (statement: 'create' | 'drop') =>
      here.engine.transact(async (tx) => {
        const { schema } = tx.db;
        if (statement === 'drop') return schema.dropTable('planted').execute();
        const table = schema.createTable('planted').addColumn('project_id', 'text');
        return table.addColumn('user_id', 'text').execute();
      });
    await change('create');
    const found = await tables();
    await change('drop');
    assert.deepEqual(
      found.filter((table) => !decided.includes(table)),
      ['planted'],
    );
  });

  /** Only users of the installation are administrators. */
  const ofAdmins: ReadonlySet<string> = new Set(['admin_grants', 'admin_links']);
  const places = endings.flatMap((ending) => [
    { ending, place: 'a project' },
    { ending, place: 'the installation' },
  ]);
  for (const { ending, place } of places) {
    it(`ends in ${place} as the registry says, and that of other users stays: ${ending}`, async () => {
      const isInstallation = place === 'the installation';
      const found = await tablesOfUsers(db());
      await here.engine.transact(async (tx) => {
        const all = tx.db as unknown as Kysely<Rows>;
        for (const table of found) {
          for (const user of [ann, ben]) {
            await all.deleteFrom(table.name).where(table.column, '=', user).execute();
            await addRow(all, table, user, isInstallation ? installation.id : undefined);
          }
        }
      });
      const rows = async (user: UserId) =>
        Object.fromEntries(
          await Promise.all(found.map(async (table) => [table.name, await rowsOf(db(), table, user)])),
        ) as Record<string, readonly unknown[]>;
      const before = { ann: await rows(ann), ben: await rows(ben) };
      const { project: shop } = here.under({ invalidateSessions: true, passwordHistory: 5 });
      const project = isInstallation ? { ...installation, policies: shop.policies } : shop;
      await here.engine.transact((tx) => endOwned(here.core, tx, ending, { project, user: ann }));
      const after = { ann: await rows(ann), ben: await rows(ben) };
      const happened = Object.fromEntries(
        Object.keys(owned).map((table) => [table, what(before.ann[table], after.ann[table])]),
      );
      const expected = Object.fromEntries(
        Object.entries(owned).map(([table, { [ending]: decision }]) => [
          table,
          // The test does not run the steps of the flow itself.
          decision.step === undefined || (ofAdmins.has(table) && !isInstallation) ? 'keep' : decision.does,
        ]),
      );
      // Rows without columns of their own cannot change.
      for (const [table, does] of Object.entries(expected))
        if (does === 'change' && happened[table] === 'keep') happened[table] = 'change';
      assert.deepEqual([happened, after.ben], [expected, before.ben]);
    });
  }
});

function what(before: readonly unknown[] = [], after: readonly unknown[] = []): string {
  if (after.length < before.length) return 'remove';
  return JSON.stringify(before) === JSON.stringify(after) ? 'keep' : 'revoke';
}
