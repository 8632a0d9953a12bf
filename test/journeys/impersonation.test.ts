import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Account, Client } from 'appwrite';
import * as node from 'node-appwrite';
import { BEHIND_PROXY, browser } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { PROJECT, serving } from '../support/server.ts';
import { admin } from './admin.ts';

const PASSWORD = 'correct horse';

onEachEngine('somebody of the staff acts as somebody else', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const users = () => admin(server.get());
  let secret = '';

  it('is allowed to by a server', async () => {
    await users().create({ userId: 'staff', email: 'staff@example.com', password: PASSWORD, name: 'Sam' });
    const cat = { userId: 'cat', email: 'cat@example.com', phone: '+14155550123', password: PASSWORD };
    await users().create(cat);
    await users().create({ userId: 'boss', email: 'boss@example.com', password: PASSWORD });
    ({ secret } = await users().createSession({ userId: 'staff' }));
    const before = await as((client) => client.setImpersonateUserId('cat')).get();
    const { impersonator } = await users().updateImpersonator({ userId: 'staff', impersonator: true });
    const own = await as((client) => client).get();
    assert.deepEqual(
      [before.$id, before.impersonatorUserId, impersonator, own.$id, own.impersonatorUserId],
      ['staff', null, true, 'staff', null],
    );
  });

  it('names the other by id, email or phone', async () => {
    const ways: readonly ((client: Client) => Client)[] = [
      (client) => client.setImpersonateUserId('cat'),
      (client) => client.setImpersonateUserEmail('Cat@Example.com'),
      (client) => client.setImpersonateUserPhone('+14155550123'),
      (client) => client.setImpersonateUserId('cat').setImpersonateUserEmail('boss@example.com'),
      (client) => client.setImpersonateUserId('nobody').setImpersonateUserEmail('boss@example.com'),
    ];
    const found = [];
    for (const way of ways) {
      const { $id, impersonatorUserId } = await as(way).get();
      found.push([$id, impersonatorUserId]);
    }
    const other = ['cat', 'staff'];
    assert.deepEqual(found, [other, other, other, other, ['staff', null]]);
  });

  it('changes what the other has, and the history names both', async () => {
    const account = as((client) => client.setImpersonateUserId('cat'));
    await account.updateName({ name: 'Catherine' });
    const { name, accessedAt } = await users().get({ userId: 'cat' });
    const { logs } = await users().listLogs({ userId: 'cat' });
    const { event, userId, userName, impersonatedUserId } = logs[0] as unknown as Record<string, string>;
    assert.deepEqual([name, accessedAt], ['Catherine', '']);
    assert.deepEqual(
      { event, userId, userName, impersonatedUserId },
      { event: 'user.update', userId: 'staff', userName: 'Sam', impersonatedUserId: 'cat' },
    );
  });

  it('lists whom there are, with nothing but the session', async () => {
    const client = new node.Client()
      .setEndpoint(server.get().endpoint)
      .setProject(PROJECT)
      .setSession(secret);
    const { users: listed } = await new node.Users(client).list();
    const hashes = new Set(listed.map(({ password }) => password));
    assert.deepEqual([listed.map(({ $id }) => $id), [...hashes]], [['staff', 'cat', 'boss'], ['']]);
    await assert.rejects(new node.Users(client).updateName({ userId: 'cat', name: 'Tom' }), {
      type: 'general_unauthorized_scope',
    });
  });

  it('is out when the other is blocked, or when it is allowed no more', async () => {
    const asCat = as((client) => client.setImpersonateUserId('cat'));
    await users().updateStatus({ userId: 'cat', status: false });
    await assert.rejects(asCat.get(), { code: 403, type: 'user_blocked' });
    await users().updateStatus({ userId: 'cat', status: true });
    await users().updateImpersonator({ userId: 'staff', impersonator: false });
    assert.equal((await asCat.get()).$id, 'staff');
  });

  it('nobody else is let act as anybody', async () => {
    const page = browser(server.get());
    await page.account.createEmailPasswordSession({ email: 'boss@example.com', password: PASSWORD });
    page.client.setImpersonateUserId('cat');
    const { $id, impersonatorUserId } = await page.account.get();
    assert.deepEqual([$id, impersonatorUserId], ['boss', null]);
  });

  function as(told: (client: Client) => Client): Account {
    return new Account(
      told(new Client().setEndpoint(server.get().endpoint).setProject(PROJECT).setSession(secret)),
    );
  }
});
