import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { adminServer } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';
import { type OldSystemDouble, oldSystemDouble } from '../support/old-system.ts';
import { PROJECT } from '../support/server.ts';

const SECRET = 'canary-7f3a-of-the-old-system';

onEachEngine('old systems over /admin', (database) => {
  const server = adminServer(database);
  const of = '/projects/:project/migrations';
  const owner = () => server.get().adminWith('owner');
  let old: OldSystemDouble;
  before(async () => {
    old = await oldSystemDouble();
  });
  after(() => old[Symbol.asyncDispose]());

  const kratos = () => ({
    ...{ system: 'kratos', url: old.url, asks: ['unknown', 'pending'], secret: SECRET },
    options: { allowPrivate: 'on', header: 'X-Key' },
  });

  it('are set, shown without their secret, and removed', async () => {
    const { call } = await owner();
    const empty = await call('GET', of);
    const set = await call('PUT', `${of}/asked`, kratos());
    const { secret: _, ...kept } = kratos();
    const again = await call('PUT', `${of}/asked`, kept);
    const shown = await call('GET', of);
    const removed = await call('DELETE', `${of}/asked`);
    const gone = await call('DELETE', `${of}/asked`);
    const { updatedAt, ...asked } = shown.body.asked as Record<string, unknown>;
    assert.deepEqual([empty.body.asked, empty.body.contracts], [null, []]);
    assert.deepEqual(asked, { ...kept, asks: ['pending', 'unknown'] });
    assert.match(String(updatedAt), /^\d{4}-/);
    assert.deepEqual(
      [set.status, again.status, removed.status, gone.status, gone.body.code],
      [200, 200, 204, 404, 'old_system_not_found'],
    );
    assert.ok(![set, again, shown].some(({ body }) => JSON.stringify(body).includes(SECRET)));
  });

  it('get no secret of before at another address, since whoever sets one cannot read it', async () => {
    const { call } = await owner();
    await call('PUT', `${of}/asked`, kratos());
    const { secret, ...without } = { ...kratos(), url: 'https://elsewhere.example.com/' };
    const { status, body } = await call('PUT', `${of}/asked`, without);
    assert.deepEqual([status, /give the secret again/.test(String(body.message))], [400, true]);
    assert.equal((await call('PUT', `${of}/asked`, { ...without, secret })).status, 200);
    // A secret that was made here signs, and is not sent.
    const signed = { system: 'url', asks: ['pending'] };
    await call('PUT', `${of}/asked`, { ...signed, url: 'https://old.example.com/' });
    assert.equal(
      (await call('PUT', `${of}/asked`, { ...signed, url: 'https://new.example.com/' })).status,
      200,
    );
    await call('DELETE', `${of}/asked`);
  });

  it('lie in the network of the server only for an owner of the installation', async () => {
    const { call } = await server.get().adminWith('owner', PROJECT);
    const { status, body } = await call('PUT', `${of}/asked`, kratos());
    assert.deepEqual([status, body.code], [403, 'permission_missing']);
    const outside = { ...kratos(), url: 'https://old.example.com/', options: { header: 'X-Key' } };
    assert.equal((await call('PUT', `${of}/asked`, outside)).status, 200);
  });

  it('get a secret that is made, and shown once', async () => {
    const { call } = await owner();
    const fields = { system: 'url', url: 'https://old.example.com/', asks: ['pending'] };
    const made = await call('PUT', `${of}/asked`, fields);
    const again = await call('PUT', `${of}/asked`, fields);
    const shown = await call('GET', of);
    assert.match(String(made.body.madeSecret), /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual([again.body.madeSecret, shown.body.madeSecret], [null, null]);
  });

  const wrong: Readonly<Record<string, readonly [object, RegExp]>> = {
    'a system that there is not': [{ system: 'myspace' }, /Systems: url, auth0/],
    'a URL without TLS': [{ url: 'http://old.example.com/', options: {} }, /https/],
    'a private address': [{ url: 'https://10.0.0.1/', options: {} }, /public host/],
    'a URL with a password': [{ url: 'https://a:b@old.example.com/' }, /password/],
    'nobody to ask about': [{ asks: [] }, /pending, unknown/],
    'somebody else to ask about': [{ asks: ['everybody'] }, /pending, unknown/],
    'no secret': [{ system: 'okta', secret: undefined, options: { allowPrivate: 'on' } }, /secret/],
    'a secret that fits into no header': [{ secret: 'a\nb' }, /printable/],
    'an option that it does not have': [{ options: { color: 'red' } }, /header, allowPrivate/],
    'a header that makes the request': [{ options: { header: 'Content-Length' } }, /header/],
    'no option that it needs': [
      { system: 'auth0', url: 'https://a.example/', options: {} },
      /clientId, realm/,
    ],
  };
  for (const [name, [more, message]] of Object.entries(wrong)) {
    it(`are refused with ${name}`, async () => {
      const { call } = await owner();
      await call('DELETE', `${of}/asked`);
      const { status, body } = await call('PUT', `${of}/asked`, { ...kratos(), ...more });
      assert.equal(status, 400);
      assert.match(String(body.message), message);
      assert.equal((await call('GET', of)).body.asked, null);
    });
  }

  it('are asked by a test, which keeps nothing', async () => {
    const { call } = await owner();
    await call('PUT', `${of}/asked`, kratos());
    const results = [];
    for (const [status, body] of [
      [200, { status: 'password_match' }],
      [403, {}],
      [500, {}],
    ] as const) {
      old.script(() => ({ status, body }));
      const answer = await call('POST', `${of}/asked/test`, {
        login: 'Ann@Example.com',
        password: 'canary-7f3a',
      });
      results.push([answer.status, answer.body.result, answer.body.profile !== null]);
    }
    assert.deepEqual(results, [
      [200, 'match', true],
      [200, 'mismatch', false],
      [200, 'status', false],
    ]);
    const { body, headers } = old.asked.at(-1) ?? assert.fail();
    assert.deepEqual(
      [JSON.parse(body), headers['x-key']],
      [{ identifier: 'ann@example.com', password: 'canary-7f3a' }, SECRET],
    );
    const users = await call('GET', '/projects/:project/users');
    assert.deepEqual(users.body.rows, []);
    const history = JSON.stringify((await call('GET', '/projects/:project/history')).body);
    assert.match(history, /old-system\.test/);
    assert.ok(!history.includes('canary'));
  });

  it('may ask here by the contracts that are switched on', async () => {
    const { call } = await owner();
    const on = await call('PUT', `${of}/contracts`, { contracts: ['okta', 'auth0', 'okta'] });
    const unknown = await call('PUT', `${of}/contracts`, { contracts: ['soap'] });
    const off = await call('PUT', `${of}/contracts`, { contracts: [] });
    assert.deepEqual([on.body.contracts, unknown.status, off.body.contracts], [['auth0', 'okta'], 400, []]);
  });

  it('are for owners; others read', async () => {
    const seen = [];
    for (const role of ['operator', 'support', 'auditor'] as const) {
      const { call } = await server.get().adminWith(role);
      seen.push((await call('GET', of)).status, (await call('PUT', `${of}/asked`, kratos())).status);
    }
    assert.deepEqual(seen, [200, 403, 200, 403, 200, 403]);
  });
});
