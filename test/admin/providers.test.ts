import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, it } from 'node:test';
import { setPolicies } from '../../src/core/projects/projects.ts';
import { adminServer } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';
import { PROJECT } from '../support/server.ts';

/** A provider that knows one secret. */
function provider() {
  const state = { requests: 0, isDown: false };
  let server: Server;
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  before(async () => {
    server = createServer(async (request, response) => {
      state.requests += 1;
      const [status, body] = state.isDown
        ? [503, {}]
        : answerTo(request.url ?? '', await text(request), base());
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());
  return { base, state };
}

function answerTo(url: string, body: string, base: string): [number, object] {
  if (url.startsWith('/.well-known/'))
    return [
      200,
      {
        issuer: base,
        authorization_endpoint: `${base}/authorize`,
        token_endpoint: `${base}/oauth/token`,
        jwks_uri: `${base}/keys`,
        token_endpoint_auth_methods_supported: ['client_secret_post'],
      },
    ];
  if (url === '/keys') return [200, { keys: [] }];
  const secret = new URLSearchParams(body).get('client_secret');
  if (secret === 'right') return [400, { error: 'invalid_grant' }];
  return secret === 'odd' ? [400, { error: 'temporarily_unavailable' }] : [401, { error: 'invalid_client' }];
}

onEachEngine('providers over /admin', (database) => {
  const server = adminServer(database);
  const { base, state } = provider();
  const of = '/projects/:project/providers';
  const owner = () => server.get().adminWith('owner');
  type Call = Awaited<ReturnType<typeof owner>>['call'];
  type Row = Readonly<Record<string, unknown>>;

  const settings = (secret: string): Readonly<Record<string, Record<string, unknown>>> => ({
    gitlab: { options: { endpoint: base(), allowPrivate: 'on' }, secret },
    oidc: {
      options: { wellKnownEndpoint: `${base()}/.well-known/openid-configuration`, allowPrivate: 'on' },
      secret,
    },
  });
  const set = (call: Call, key: string, secret = 'right') =>
    call('PUT', `${of}/${key}`, { clientId: 'client', enabled: true, ...settings(secret)[key] });
  const rowOf = async (call: Call, key: string): Promise<Row> => {
    const rows = (await call('GET', of)).body.rows as unknown as Row[];
    return rows.find((row) => row.key === key) ?? assert.fail();
  };

  it('lead into the network of the server only for an owner of the installation', async () => {
    const ofProject = await server.get().adminWith('owner', PROJECT);
    const { requests } = state;
    for (const key of ['gitlab', 'oidc']) {
      const { status, body } = await set(ofProject.call, key);
      assert.deepEqual([status, body.code], [403, 'permission_missing'], key);
    }
    const outside = { clientId: 'client', secret: 'right', enabled: false };
    const options = { endpoint: 'https://git.example.com', allowPrivate: 'off' };
    const { status } = await ofProject.call('PUT', `${of}/gitlab`, { ...outside, options });
    assert.deepEqual([status, state.requests], [200, requests]);
    await ofProject.call('DELETE', `${of}/gitlab`);
  });

  it('lists every provider with the forms of its options, and no secret', async () => {
    const { call } = await owner();
    await call('PUT', `${of}/okta`, {
      ...{ clientId: 'client', secret: 'canary-7f3a', enabled: false },
      options: { oktaDomain: 'a.okta.com' },
    });
    assert.deepEqual(await rowOf(call, 'okta'), {
      ...{ key: 'okta', name: 'Okta', isSetUp: true, isEnabled: false, clientId: 'client' },
      ...{ options: { oktaDomain: 'a.okta.com' }, needsSecret: true, lastError: null },
      forms: [
        { name: 'oktaDomain', takes: 'host', isRequired: true },
        { name: 'authorizationServerId', takes: 'word', isRequired: false },
        { name: 'allowPrivate', takes: 'switch', isRequired: false },
      ],
      callbackUrl: `http://localhost:80/v1/account/sessions/oauth2/callback/okta/${PROJECT}`,
    });
    assert.ok(!JSON.stringify((await call('GET', of)).body).includes('canary'));
  });

  it('sends no secret of before to another address, since whoever sets one up cannot read it', async () => {
    const { call } = await owner();
    const fields = { clientId: 'client', enabled: true };
    const oidc = (endpoint: string) => ({ ...fields, options: { wellKnownEndpoint: endpoint } });
    const okta = (oktaDomain: string) => ({ ...fields, options: { oktaDomain } });
    await call('PUT', `${of}/oidc`, { ...oidc('https://id.example.com/one'), secret: 'right' });
    await call('PUT', `${of}/okta`, { ...okta('a.okta.com'), secret: 'right' });
    const moved = [
      await call('PUT', `${of}/oidc`, oidc('https://elsewhere.example.com/one')),
      await call('PUT', `${of}/oidc`, {
        ...fields,
        options: {
          ...oidc('https://id.example.com/one').options,
          tokenEndpoint: 'https://elsewhere.example.com/',
        },
      }),
      await call('PUT', `${of}/okta`, okta('b.okta.com')),
    ];
    for (const { status, body } of moved)
      assert.deepEqual([status, /give the client secret again/.test(String(body.message))], [400, true]);
    const same = await call('PUT', `${of}/oidc`, oidc('https://id.example.com/two'));
    const again = await call('PUT', `${of}/okta`, { ...okta('b.okta.com'), secret: 'right' });
    assert.deepEqual([same.status, again.status], [200, 200]);
    await call('DELETE', `${of}/oidc`);
    await call('PUT', `${of}/okta`, { ...okta('a.okta.com'), secret: 'right' });
  });

  it('keeps the secret when none is given, names what is wrong, and removes', async () => {
    const { call } = await owner();
    const fields = { clientId: 'other', enabled: true };
    const kept = await call('PUT', `${of}/okta`, { ...fields, options: { oktaDomain: 'a.okta.com' } });
    const wrong = await call('PUT', `${of}/okta`, { ...fields, options: { oktaDomain: 'https://a' } });
    const without = await call('PUT', `${of}/github`, fields);
    const unknown = await call('PUT', `${of}/nothing`, fields);
    const removed = await call('DELETE', `${of}/okta`);
    const gone = await call('DELETE', `${of}/okta`);
    assert.deepEqual([kept.status, kept.body.clientId], [200, 'other']);
    assert.deepEqual([wrong.status, wrong.body.field], [400, 'oktaDomain']);
    assert.deepEqual([without.status, without.body.message], [400, 'Give the client secret.']);
    assert.deepEqual([unknown.status, removed.status, gone.status], [404, 204, 404]);
  });

  for (const key of ['gitlab', 'oidc']) {
    it(`asks ${key} whether it knows the client`, async () => {
      const { call } = await owner();
      const results = [];
      for (const secret of ['right', 'wrong', 'odd']) {
        await set(call, key, secret);
        const { body } = await call('POST', `${of}/${key}/test`);
        results.push([body.result, body.step, body.status, body.error]);
      }
      assert.deepEqual(results, [
        ['accepted', 'token', 400, 'invalid_grant'],
        ['refused', 'token', 401, 'invalid_client'],
        ['unclear', 'token', 400, 'temporarily_unavailable'],
      ]);
    });
  }

  it('asks no private address unless the settings allow it', async () => {
    const { call } = await owner();
    const asked = state.requests;
    const endpoint = base().replace('http:', 'https:');
    await call('PUT', `${of}/gitlab`, {
      ...{ clientId: 'client', secret: 'right', enabled: true, options: { endpoint } },
    });
    const { body } = await call('POST', `${of}/gitlab/test`);
    assert.deepEqual([body.result, state.requests - asked], ['unreachable', 0]);
  });

  it('keeps the last error of a sign-in, until the settings change', async () => {
    const { call } = await owner();
    const { app, actor, core } = server.get();
    await setPolicies(core, actor, { hosts: ['localhost'] });
    await set(call, 'gitlab', 'wrong');
    const begun = await app.inject({
      url: `/v1/account/sessions/oauth2/gitlab?project=${PROJECT}&success=http://localhost/&failure=http://localhost/`,
      headers: { host: 'localhost' },
    });
    const signInState = new URL(String(begun.headers.location)).searchParams.get('state') ?? '';
    const cookie = [begun.headers['set-cookie'] ?? []].flat().map((line) => String(line).split(';')[0]);
    const headers = { host: 'localhost', cookie: cookie.join('; ') };
    const returned = await app.inject({
      url: `/v1/account/sessions/oauth2/callback/gitlab/${PROJECT}?code=1&state=${encodeURIComponent(signInState)}`,
      headers,
    });
    const { pathname, search } = new URL(String(returned.headers.location), 'http://localhost');
    await app.inject({ url: pathname + search, headers });
    const { lastError } = (await rowOf(call, 'gitlab')) as { readonly lastError: Row };
    const { at, ...error } = lastError;
    assert.match(String(at), /^\d{4}-/);
    assert.deepEqual(error, { step: 'exchange', status: 401, error: 'invalid_client' });
    await set(call, 'gitlab');
    assert.equal((await rowOf(call, 'gitlab')).lastError, null);
  });

  it('keeps that a provider could not be asked', async () => {
    const { call } = await owner();
    const { app } = server.get();
    await set(call, 'oidc');
    state.isDown = true;
    await app.inject({
      url: `/v1/account/sessions/oauth2/oidc?project=${PROJECT}&success=http://localhost/&failure=http://localhost/`,
      headers: { host: 'localhost' },
    });
    state.isDown = false;
    const { lastError } = (await rowOf(call, 'oidc')) as { readonly lastError: Row };
    assert.equal(lastError.step, 'authorize');
  });
});
