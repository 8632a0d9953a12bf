import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chainHistory } from '../../src/core/history/chain.ts';
import { eraseHistory } from '../../src/core/history/erasure.ts';
import { type ErasureReceipt, isSignedReceipt } from '../../src/core/users/erase.ts';
import { adminServer } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';

const AT_ONCE = 250;

onEachEngine("a user's own data over /admin", (database) => {
  const here = adminServer(database);

  it('is a page as well, which a browser keeps and which runs nothing', async () => {
    const { v1, adminWith } = here.get();
    await v1('POST', '/users', {
      userId: 'ann',
      email: 'ann@example.com',
      name: '<script>alert(1)</script>',
    });
    const { call } = await adminWith('operator');
    const { status, headers, body } = await call('GET', '/projects/:project/users/ann/export/page');
    const support = await (await adminWith('support')).call(
      'GET',
      '/projects/:project/users/ann/export/page',
    );
    assert.equal(status, 200);
    assert.match(String(headers['content-disposition']), /^attachment; filename="ann.html"$/);
    assert.match(String(headers['content-security-policy']), /default-src 'none'.*sandbox/);
    assert.match(String(body), /ann@example.com/);
    assert.doesNotMatch(String(body), /<script/);
    assert.equal(support.status, 403);
  });

  it('is erased with a signed receipt, once no request can write about the user', async () => {
    const { v1, adminWith, core } = here.get();
    await v1('POST', '/users', { userId: 'ben', email: 'ben@example.com' });
    const { call } = await adminWith('operator');
    const before = await call('GET', '/projects/:project/users/ben/erasure');
    const erased = await call('POST', '/projects/:project/users/ben/erase');
    const waiting = await call('GET', '/projects/:project/users/ben/erasure');
    const again = await call('POST', '/projects/:project/users/ben/erase');
    await core.unaudited((tx) => tx.db.updateTable('erasures').set({ due_at: 0 }).execute());
    while ((await chainHistory(core, { most: AT_ONCE })) > 0);
    while ((await eraseHistory(core, { most: AT_ONCE })) > 0);
    const { body } = await call('GET', '/projects/:project/users/ben/erasure');
    const receipt = body.receipt as ErasureReceipt;
    assert.deepEqual([before.status, erased.status, erased.body.receipt], [404, 202, null]);
    assert.deepEqual([waiting.status, waiting.body.receipt, again.status], [200, null, 404]);
    assert.deepEqual([receipt.user, isSignedReceipt(core, receipt)], ['ben', true]);
    assert.ok(!isSignedReceipt(core, { ...receipt, user: 'ann' }));
  });
});
