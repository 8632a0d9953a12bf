import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { commandsOn } from '../../../test/support/commands.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { testFolder } from '../../../test/support/folders.ts';
import { auditVerifyReceipt } from '../../cli/receipt.ts';
import { proveSeal } from '../sealing/sealing.ts';
import { type ErasureReceipt, eraseUser } from './erase.ts';
import type { UserId } from './user.ts';
import { createUser, getUser } from './users.ts';

onEachEngine('the erasure of a user', (database) => {
  const here = directory(database);
  const commands = commandsOn(database);
  const ann = 'ann' as UserId;
  const wait = async (milliseconds: number) => here.clock.advance(milliseconds);

  async function erased(): Promise<ErasureReceipt> {
    assert.ok(await proveSeal(here.core, here.actor));
    const actor = { ...here.actor, ip: '203.0.113.9', userAgent: 'a browser' };
    await createUser(here.core, actor, { id: ann });
    return eraseUser(here.core, actor, { user: ann, wait });
  }

  type Verdict = { readonly ok: boolean; readonly problems: readonly string[] };
  const verdictOn = (receipt: object) => {
    const file = join(testFolder(), 'receipt');
    writeFileSync(file, `${JSON.stringify(receipt)}\n`);
    return commands.json<Verdict>((settings, output) => auditVerifyReceipt(settings, output, file));
  };

  it('leaves no personal data in the history, and a receipt that holds', async () => {
    const receipt = await erased();
    assert.deepEqual([receipt.user, receipt.project], [ann, here.actor.project.id]);
    await assert.rejects(getUser(here.core, here.actor, ann), { code: 'user_not_found' });
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select(['ip', 'user_agent', 'salt'])
      .where('user_id', '=', ann)
      .execute();
    assert.ok(rows.length >= 2);
    assert.ok(rows.every(({ ip, user_agent, salt }) => ip === null && user_agent === null && salt === null));
    const { ok, problems } = await verdictOn(receipt);
    assert.deepEqual([ok, problems], [true, []]);
  });

  it('is denied by a receipt that somebody changed, and by data that is there again', async () => {
    const receipt = await erased();
    const other = await verdictOn({ ...receipt, user: 'ben' });
    assert.deepEqual(other.problems, ['No known key has signed the receipt.']);
    await here.engine.transact(({ db }) =>
      db
        .updateTable('audit')
        .set({ salt: '00', ip: '203.0.113.9' })
        .where('id', '=', receipt.entry)
        .execute(),
    );
    const returned = await verdictOn(receipt);
    assert.equal(returned.ok, false);
    assert.match(returned.problems.join(), /1 entry of the history still holds personal data of the user/);
  });

  it('is of a user who exists', async () => {
    await assert.rejects(eraseUser(here.core, here.actor, { user: 'nobody' as UserId, wait }), {
      code: 'user_not_found',
    });
  });
});
