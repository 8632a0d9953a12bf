import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { hexDocument } from '../../src/hex/openapi.ts';
import { routes } from '../../src/hex/routes.ts';
import { HEX_CLIENT } from '../support/acts-devices.ts';
import { onEachEngine } from '../support/engines.ts';
import { operationAt, undescribed } from './described.ts';
import { type AskOptions, basic, hexServer, keyOf, PASSWORD } from './fixtures.ts';

const JSON_TYPE = 'application/json';

describe('the document of hex', () => {
  const operations = Object.values(hexDocument().paths).flatMap((item) => Object.values(item));

  it('has the input of every route, and nothing else', () => {
    const described = operations.map(({ operationId, parameters = [], requestBody }) => {
      const inBody = Object.keys(requestBody?.content[JSON_TYPE]?.schema.properties ?? {});
      return [operationId, [...parameters.map(({ name }) => name), ...inBody].toSorted()];
    });
    const read = routes.map(({ operation, input }) => [operation, Object.keys(input).toSorted()]);
    assert.deepEqual(Object.fromEntries(described), Object.fromEntries(read));
  });

  it('has every parameter of a path in its input', () => {
    const lost = routes.filter(({ path, input }) =>
      [...path.matchAll(/:(\w+)/g)].some(([, name = '']) => input[name]?.place !== 'path'),
    );
    assert.deepEqual(lost, []);
  });

  it('gives every input and model a type', () => {
    const { schemas } = hexDocument().components;
    const inputs = operations.flatMap(({ parameters = [], requestBody }) => [
      ...parameters.map(({ name, schema }) => [name, schema] as const),
      ...Object.entries(requestBody?.content[JSON_TYPE]?.schema.properties ?? {}),
    ]);
    const untyped = [...inputs, ...Object.entries(schemas)].filter(
      ([, { type, anyOf, enum: values }]) => !type && !anyOf && !values,
    );
    assert.deepEqual(untyped, []);
  });

  it('tells what an answer has that it does not say', async () => {
    const reply = (status: number, body: unknown) => ({
      ...{ status, body, headers: { 'content-type': JSON_TYPE } },
      bytes: Buffer.from(JSON.stringify(body)),
    });
    const member = { username: 'ann', url: '/', role: 'read' };
    const seen = [
      await undescribed('GET', '/api/orgs/a/members/ann', reply(200, member)),
      await undescribed('GET', '/api/orgs/a/members/ann', reply(200, { ...member, age: 7 })),
      await undescribed('GET', '/api/orgs/a/members/ann', reply(200, { ...member, role: 'owner' })),
      await undescribed('GET', '/api/orgs/a/members/ann', reply(202, member)),
      await undescribed('GET', '/api/orgs/a/members/ann', reply(404, { status: 404, message: 'No' })),
      await undescribed('DELETE', '/api/orgs/a/members/ann', reply(204, member)),
    ];
    assert.deepEqual(
      seen.map((flaw) => flaw !== undefined),
      [false, true, true, true, true, true],
    );
  });
});

/** `hexServer` holds every answer against the document; here each operation gives one, and each kind of refusal. */
onEachEngine('answers of hex', (database) => {
  const hex = hexServer(database);
  const { ask, person, signUp, idOf, appwrite } = hex;
  let auth = '';
  before(async () => {
    auth = await person('ann');
    await person('bob');
    await appwrite('POST', '/teams', { teamId: 'acme', name: 'Acme' });
    await appwrite('POST', '/teams/acme/memberships', { userId: await idOf('ann'), roles: ['owner'] });
  });

  it('are as the document says, of every operation', async () => {
    const asked = new Set<string>();
    const good = async (method: string, path: string, given: AskOptions = {}) => {
      const reply = await ask(method, `/api${path}`, { auth, ...given });
      assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.bytes}`);
      asked.add(operationAt(method, `/api${path}`)?.operationId ?? '');
      return reply.body as Record<string, unknown>;
    };
    const client = { client_id: HEX_CLIENT };
    const email = 'cid@example.com';
    await good('GET', '', { headers: { authorization: undefined } });
    await good('POST', '/users', { body: { username: 'cid', password: PASSWORD, email } });
    for (const path of [
      '/users/me',
      '/users/ann',
      '/users/ann/test',
      '/users/me/audit-logs',
      '/auth?domain=api',
    ])
      await good('GET', path);
    await good('GET', '/auth?domain=api', { auth: basic('ann') });
    await good('POST', '/users/ann/reset');
    for (const keys of ['/keys', '/orgs/acme/keys']) {
      const body = {
        name: 'one',
        permissions: [{ domain: 'api', resource: 'read' }],
        revoke_at: '2999-01-01',
      };
      await good('POST', keys, { body });
      await good('GET', keys);
      await good('GET', `${keys}/one`);
      await good('DELETE', `${keys}/one`);
    }
    await good('GET', '/orgs');
    await good('GET', '/orgs/acme');
    await good('POST', '/orgs/acme/members', { body: { name: 'bob', role: 'read' } });
    await good('POST', '/orgs/acme/members/bob', { body: { role: 'write' } });
    await good('GET', '/orgs/acme/members');
    await good('GET', '/orgs/acme/members/bob');
    await good('DELETE', '/orgs/acme/members/bob');
    await good('GET', '/orgs/acme/audit-logs?page=1');
    await good('POST', '/oauth/device_authorization', { body: { ...client, scope: 'api' } });
    const exchange = { ...client, grant_type: 'client_credentials', client_secret: auth, scope: 'api' };
    const { access_token: token } = await good('POST', '/oauth/token', { body: exchange });
    await good('POST', '/oauth/revoke', { body: { ...client, token } });
    await good('POST', '/oauth/revoke_by_hash', { body: { token_hash: 'a'.repeat(64) } });
    const body = { name: 'of acme', permissions: [{ domain: 'api' }] };
    const { secret } = await good('POST', '/orgs/acme/keys', { body });
    await good('DELETE', '/orgs/acme/keys', { auth: String(secret) });
    await good('DELETE', '/keys');
    assert.deepEqual([...asked].toSorted(), routes.map(({ operation }) => operation).toSorted());
  });

  it('are as the document says where they refuse', async () => {
    await signUp('dan');
    const reads = await keyOf(ask, 'bob', [{ domain: 'api', resource: 'read' }]);
    const client = { client_id: HEX_CLIENT };
    const rows: readonly (readonly [number, string, string, AskOptions?])[] = [
      [400, 'GET', '/auth', { auth: reads }],
      [400, 'GET', '', { headers: { 'user-agent': undefined } }],
      [400, 'POST', '/users', { raw: '{', type: JSON_TYPE }],
      [401, 'GET', '/users/me'],
      [401, 'GET', '/users/me', { auth: 'wrong' }],
      [401, 'GET', '/users/me', { auth: basic('bob', 'wrong') }],
      [401, 'POST', '/keys', { auth: reads, body: { name: 'x' } }],
      [403, 'GET', '/users/me', { auth: basic('dan') }],
      [404, 'GET', '/users/nobody'],
      [404, 'GET', '/orgs/acme', { auth: reads }],
      [406, 'GET', '', { headers: { accept: 'text/html' } }],
      [422, 'POST', '/users', { body: { username: '!', password: 'x', emails: [{ email: 'x' }] } }],
      [422, 'POST', '/users', { body: { emails: 'x', full_name: 1 } }],
      [
        422,
        'POST',
        '/keys',
        { auth: basic('bob'), body: { permissions: [{ domain: 'x' }], revoke_at: 'x' } },
      ],
      [400, 'POST', '/oauth/token', { body: { ...client } }],
      [400, 'POST', '/oauth/token', { body: { ...client, grant_type: 'password' } }],
      [400, 'POST', '/oauth/token', { body: { ...client, grant_type: 'refresh_token', refresh_token: 'x' } }],
      [401, 'POST', '/oauth/token', { body: { client_id: 'x', grant_type: 'refresh_token' } }],
      [400, 'POST', '/oauth/device_authorization', { body: { ...client, scope: 'x' } }],
      [401, 'POST', '/oauth/device_authorization', { auth: 'wrong' }],
    ];
    const seen = [];
    for (const [, method, path, given] of rows) seen.push((await ask(method, `/api${path}`, given)).status);
    assert.deepEqual(
      seen,
      rows.map(([status]) => status),
    );
  });
});
