import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as web from 'appwrite';
import * as node from 'node-appwrite';
import { BEHIND_PROXY, browser, CHROME } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { KEY, PROJECT, type Started, serving } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { expectedAccount, expectedNewSession, expectedSession, plain, signedUp } from './account-expected.ts';
import { freshName, PASSWORD, signedIn } from './account-fixtures.ts';
import { type AccountPackage, accountPackages, type Fields } from './account-packages.ts';
import { DATE } from './clients-expected.ts';

type Get = () => Started;

const newestWeb = accountPackages.find(({ isServer }) => !isServer);
const newestServer = accountPackages.findLast(({ isServer }) => isServer);
const guest = { code: 401, type: 'general_unauthorized_scope' };

onAnyEngine('the rest of the Account service', (database) => {
  const server = serving(database, BEHIND_PROXY);
  for (const one of accountPackages.filter(({ has }) => has('listLogs')))
    describe(one.name, () => logs(one, server.get));
  pushTargets(server.get);
  signedTokens(server.get);
  serverSide(server.get);
});

function logs(one: AccountPackage, server: Get): void {
  it('listLogs answers what the own account did, newest first', async () => {
    const { visitor } = await signedIn(one, server());
    await visitor.account('updateName', { name: 'Ann Lee' });
    const answer = plain(await visitor.account('listLogs')) as { total: number; logs: readonly Fields[] };
    const events = answer.logs.map(({ event }) => event);
    assert.deepEqual([answer.total, events], [3, ['user.update', 'session.create', 'user.create']]);
    assert.deepEqual(Object.keys(answer.logs[0] ?? {}).includes('userType'), !isBelow(one.format, '1.9.0'));
  });
}

function pushTargets(server: Get): void {
  it('push targets are made, changed and removed, and go with the session', async () => {
    const { account, id } = await browsing(server());
    const targets = await targetsOf(account);
    const made = await account.createPushTarget({ targetId: `push-${id}`, identifier: `token-${id}` });
    const changed = await account.updatePushTarget({ targetId: `push-${id}`, identifier: `other-${id}` });
    const held = await targetsOf(account);
    const removed = await account.deletePushTarget({ targetId: `push-${id}` });
    const picture = pushPicture(id);
    assert.deepEqual([made, changed, held, removed].map(plain), [
      picture,
      { ...picture, identifier: `other-${id}` },
      { ...targets, [`push-${id}`]: `other-${id}` },
      { message: '' },
    ]);
    await account.createPushTarget({ targetId: `gone-${id}`, identifier: `gone-${id}` });
    await account.deleteSession({ sessionId: 'current' });
    await account.createEmailPasswordSession({ email: `${id}@example.com`, password: PASSWORD });
    assert.deepEqual(await targetsOf(account), targets);
  });

  it('the target of an address is no push target', async () => {
    const { account } = await browsing(server());
    const [target] = (await account.get()).targets;
    const ofAddress = { targetId: target?.$id ?? '', identifier: 'mine@example.com' };
    const refused = { code: 404, type: 'user_target_not_found' };
    await assert.rejects(account.updatePushTarget(ofAddress), refused);
    await assert.rejects(account.deletePushTarget(ofAddress), refused);
    assert.deepEqual((await account.get()).targets, [target]);
  });

  it('nobody changes or removes a push target of somebody else', async () => {
    const { account, id } = await browsing(server());
    await account.createPushTarget({ targetId: `push-${id}`, identifier: `token-${id}` });
    const other = await browsing(server());
    const refused = { code: 404, type: 'user_target_not_found' };
    const target = { targetId: `push-${id}`, identifier: 'mine' };
    await assert.rejects(other.account.updatePushTarget(target), refused);
    await assert.rejects(other.account.deletePushTarget(target), refused);
  });
}

function signedTokens(server: Get): void {
  it('a JWT speaks for its user until its session ends', async () => {
    const { account, id } = await browsing(server());
    const { jwt } = await account.createJWT();
    const services = [
      new web.Account(new web.Client().setEndpoint(server().endpoint).setProject(PROJECT).setJWT(jwt)),
      new node.Account(new node.Client().setEndpoint(server().endpoint).setProject(PROJECT).setJWT(jwt)),
    ];
    for (const service of services) {
      const by = service instanceof node.Account ? newestServer : newestWeb;
      assert.deepEqual(plain(await service.get()), pictureOf(id, by));
      await assert.rejects(service.getSession('current'), { code: 404 });
      await assert.rejects(service.createJWT(), { code: 403, type: 'user_jwt_creation_denied' });
    }
    await account.deleteSession({ sessionId: 'current' });
    for (const service of services) await assert.rejects(service.get(), guest);
  });
}

function serverSide(server: Get): void {
  it('a server signs somebody in with its key, and speaks for them with the secret of the session', async () => {
    const { id } = await browsing(server());
    const client = () =>
      new node.Client().setEndpoint(server().endpoint).setProject(PROJECT).setForwardedUserAgent(CHROME);
    const withKey = new node.Account(client().setKey(KEY).addHeader('X-Forwarded-For', '198.18.250.1'));
    const way = { userId: id, provider: 'email', providerUid: `${id}@example.com`, factors: ['password'] };
    const session = await withKey.createEmailPasswordSession({
      email: `${id}@example.com`,
      password: PASSWORD,
    });
    assert.deepEqual(plain(session), newestServer && expectedNewSession(newestServer, way));
    const theirs = new node.Account(client().setSession(session.secret));
    assert.deepEqual(plain(await theirs.get()), pictureOf(id, newestServer));
    assert.deepEqual(plain(await theirs.getSession({ sessionId: 'current' })), expectedSession(way));
    await assert.rejects(withKey.get(), guest);
  });
}

/** Somebody who is signed in with the newest web package. */
async function browsing(to: Started): Promise<{ account: web.Account; id: string }> {
  const { account } = browser(to);
  const id = freshName();
  const known = { email: `${id}@example.com`, password: PASSWORD };
  await account.create({ userId: id, ...known });
  await account.createEmailPasswordSession(known);
  return { account, id };
}

/** The identifiers of the own targets by id, of those that came with an address by their kind. */
async function targetsOf(account: web.Account): Promise<Fields> {
  const { targets } = await account.get();
  return Object.fromEntries(
    targets.map(({ $id, providerType, identifier }) => [
      providerType === 'push' ? $id : providerType,
      identifier,
    ]),
  );
}

function pictureOf(id: string, by = newestWeb): Fields | undefined {
  return by && expectedAccount(by, signedUp(id));
}

function pushPicture(id: string): Fields {
  return {
    $id: `push-${id}`,
    $createdAt: DATE,
    $updatedAt: DATE,
    name: '',
    userId: id,
    providerId: null,
    providerType: 'push',
    identifier: `token-${id}`,
    expired: false,
  };
}
