import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { until } from '../support/patience.ts';
import { call, PROJECT, serving } from '../support/server.ts';
import { commanded, keyWith, type MadeKey, revoke } from './access-keys.ts';

/** Keys that are made before the tests run. */
type KeyName = 'reading' | 'writing' | 'foreign' | 'revoked' | 'noted';

type Access = {
  readonly database: EmptyDatabase;
  readonly server: ReturnType<typeof serving>;
  readonly key: (name: KeyName) => MadeKey;
  /** The headers of a caller with the key. */
  readonly headersOf: (name: KeyName) => Record<string, string>;
};

const version = '2.3.0';

onAnyEngine('access', (database) => {
  const server = serving(database, BEHIND_PROXY);
  let keys: Readonly<Record<KeyName, MadeKey>> | undefined;
  const key = (name: KeyName) => keys?.[name] ?? assert.fail('the keys are made before the tests run');
  const headersOf: Access['headersOf'] = (name) => ({ 'X-Appwrite-Key': key(name).secret });
  const access: Access = { database, server, key, headersOf };

  before(async () => {
    const made = commanded(database, 'projects create other').then(() =>
      keyWith(database, '*', '--project other'),
    );
    const [foreign, revoked, reading, writing, noted] = await Promise.all([
      made,
      keyWith(database, '*'),
      keyWith(database, 'users.read'),
      keyWith(database, 'users.write'),
      keyWith(database, 'users.read'),
    ]);
    keys = { foreign, revoked, reading, writing, noted };
    await call(server.get().endpoint, 'POST', '/users', {
      body: { userId: 'ann', password: 'correct horse' },
    });
  });

  messages(access);
  projects(access);
  keysOverTime(access);
  hashes(access);
});

function messages({ server, headersOf }: Access): void {
  describe('says who lacks what:', () => {
    const refusal = async (method: string, path: string, headers: Record<string, string>) =>
      (await call(server.get().endpoint, method, path, { headers })).body;

    it('a guest', async () => {
      const message = 'User (role: guests) missing scopes (["users.write"])';
      const expected = { message, code: 401, type: 'general_unauthorized_scope', version };
      assert.deepEqual(await refusal('DELETE', '/users/ann', { 'X-Appwrite-Key': '' }), expected);
    });

    it('a guest without project', async () => {
      const message = 'User (role: guests) missing scopes (["users.read"])';
      const headers = { 'X-Appwrite-Key': '', 'X-Appwrite-Project': '' };
      const expected = { message, code: 401, type: 'general_unauthorized_scope', version };
      assert.deepEqual(await refusal('GET', '/users', headers), expected);
    });

    it('a guest without project where a secret is enough', async () => {
      const headers = { 'X-Appwrite-Key': '', 'X-Appwrite-Project': '' };
      const body = { userId: 'ann', secret: '482913' };
      for (const kind of ['email', 'phone']) {
        const path = `/account/verifications/${kind}`;
        const answer = await call(server.get().endpoint, 'PUT', path, { headers, body });
        const { type } = answer.body as { type?: string };
        assert.deepEqual([answer.status, type], [403, 'project_id_missing']);
      }
    });

    it('a key', async () => {
      const message = 'app.test@service (role: applications) missing scopes (["users.write"])';
      const expected = { message, code: 401, type: 'general_unauthorized_scope', version };
      assert.deepEqual(await refusal('DELETE', '/users/ann', headersOf('reading')), expected);
    });

    it('and speaks of parameters to nobody who may not call', async () => {
      const { status } = await call(server.get().endpoint, 'GET', '/users?search=%00', {
        headers: { 'X-Appwrite-Key': '' },
      });
      assert.equal(status, 401);
    });
  });
}

function projects({ server }: Access): void {
  describe('finds the project', () => {
    const listed = async (path: string, project: string) =>
      (await call(server.get().endpoint, 'GET', path, { headers: { 'X-Appwrite-Project': project } })).status;

    it('in the header in any case', async () => assert.equal(await listed('/users', 'TEST'), 200));
    it('in the query string', async () => assert.equal(await listed('/users?project=test', ''), 200));
    it('in the header before the query string', async () =>
      assert.equal(await listed('/users?project=other', PROJECT), 200));
    it('and in the body never', async () => {
      const headers = { 'X-Appwrite-Project': '' };
      const { status } = await call(server.get().endpoint, 'POST', '/users', {
        headers,
        body: { project: 'test', userId: 'eve' },
      });
      assert.equal(status, 403);
    });
  });
}

function keysOverTime({ database, server, key, headersOf }: Access): void {
  describe('a key is worth', () => {
    it('nothing in the next request once it is revoked', async () => {
      const listed = () => call(server.get().endpoint, 'GET', '/users', { headers: headersOf('revoked') });
      assert.equal((await listed()).status, 200);
      await revoke(database, key('revoked'));
      assert.equal((await listed()).status, 401);
    });

    it('nothing for the users of another project', async () => {
      const headers = { 'X-Appwrite-Project': 'other', ...headersOf('foreign') };
      const answers = [
        (await call(server.get().endpoint, 'GET', '/users/ann', { headers })).body,
        (await call(server.get().endpoint, 'GET', '/users', { headers })).body,
      ];
      const message = 'User with the requested ID could not be found.';
      assert.deepEqual(answers, [
        { message, code: 404, type: 'user_not_found', version },
        { total: 0, users: [] },
      ]);
    });

    it('a note of its use, and not one each time', async () => {
      const begun = Date.now();
      const used = async () => {
        await call(server.get().endpoint, 'GET', '/users', { headers: headersOf('noted') });
        const listed = await commanded<MadeKey[]>(database, 'keys list --project test');
        return listed.find(({ id }) => id === key('noted').id)?.lastUsedAt;
      };
      // Behind the request, which does not wait for it.
      await until(used);
      const first = await used();
      const at = Date.parse(first ?? '');
      assert.ok(begun <= at && at <= Date.now(), `noted at ${first}`);
      assert.equal(await used(), first);
    });
  });
}

function hashes({ server, headersOf }: Access): void {
  describe('without users.hashes.read no answer has a hash:', () => {
    const password = 'correct horse';
    const asked: Readonly<Record<string, readonly [method: string, path: string, body?: object]>> = {
      list: ['GET', '/users'],
      get: ['GET', '/users/ann'],
      create: ['POST', '/users', { userId: 'max', password }],
      updateName: ['PATCH', '/users/ann/name', { name: 'Ann' }],
      updateEmail: ['PATCH', '/users/ann/email', { email: 'ann@example.com' }],
      updatePhone: ['PATCH', '/users/ann/phone', { number: '+14155550123' }],
      updatePassword: ['PATCH', '/users/ann/password', { password }],
      updateStatus: ['PATCH', '/users/ann/status', { status: true }],
      updateEmailVerification: ['PATCH', '/users/ann/verification', { emailVerification: true }],
      updatePhoneVerification: ['PATCH', '/users/ann/verification/phone', { phoneVerification: true }],
      updateLabels: ['PUT', '/users/ann/labels', { labels: ['a'] }],
    };
    for (const [name, [method, path, body]] of Object.entries(asked)) {
      it(name, async () => {
        const headers = headersOf(method === 'GET' ? 'reading' : 'writing');
        const answer = (await call(server.get().endpoint, method, path, { headers, body })).body;
        const [user] = name === 'list' ? (answer as { users: object[] }).users : [answer as object];
        const { password, hash, hashOptions, passwordUpdate } = user as Record<string, unknown>;
        assert.deepEqual({ password, hash, hashOptions }, { password: '', hash: '', hashOptions: {} });
        assert.notEqual(passwordUpdate, '');
      });
    }
  });
}
