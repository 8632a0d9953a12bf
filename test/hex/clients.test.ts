import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { type AskOptions, basic, ETF, hexServer, PASSWORD } from './fixtures.ts';

const AGENT = 'aura/1.0.1 (Elixir/1.18.3) (OTP/27) (test)';
const API = [
  { domain: 'api', resource: 'read' },
  { domain: 'api', resource: 'write' },
];

/** What clients send, header for header, and what they make of the answers. */
onAnyEngine('clients of hex', (database) => {
  const hex = hexServer(database);
  const { ask, idOf, appwrite } = hex;
  const gzip = { 'user-agent': AGENT, 'accept-encoding': 'gzip' };
  const json = { ...gzip, accept: 'application/json' };
  const aura = (method: string, path: string, asked: AskOptions = {}) =>
    ask(method, `/api${path}`, { ...asked, headers: asked.body === undefined ? gzip : json });
  const verify = async (name: string) =>
    appwrite('PATCH', `/users/${await idOf(name)}/verification`, { emailVerification: true });
  /** As Aura does: whatever ends in `_at` at the top must be a moment in UTC or nothing. */
  const isReadable = (body: unknown): boolean =>
    Object.entries(body as object).every(
      ([name, value]) => !name.endsWith('_at') || value === null || /^\d{4}-.*T.*Z$/.test(String(value)),
    );

  before(async () => {
    const body = { username: 'test_user', password: PASSWORD, emails: [{ email: 'test@test.com' }] };
    const { status } = await aura('POST', '/users', { body });
    assert.equal(status, 201);
    const query = encodeURIComponent('{"method":"equal","attribute":"email","values":["test@test.com"]}');
    const { users } = await appwrite('GET', `/users?queries[]=${query}`);
    const id = (users as readonly { readonly $id: string }[])[0]?.$id;
    await appwrite('PATCH', `/users/${id}/verification`, { emailVerification: true });
    await appwrite('POST', '/teams', { teamId: 'test_org', name: 'Test' });
    await appwrite('POST', '/teams/test_org/memberships', { userId: id, roles: ['owner'] });
  });

  it('in Elixir: Aura goes through its own suite’s beginning and all five functions', async () => {
    const name = 'foo_-576460752303423485';
    const emails = [{ email: `${name}@example.com` }];
    const made = await aura('POST', '/users', {
      body: { username: name, password: 'lorem-ipsum-dolor', emails },
    });
    const admin = basic('test@test.com');
    const permissions = API;
    const org = await aura('POST', '/orgs/test_org/keys', {
      auth: admin,
      body: { name: 'org', permissions },
    });
    const orgKey = (org.body as { secret: string }).secret;
    const orgs = await aura('GET', '/orgs', { auth: orgKey });
    const member = { organization: 'test_org', name, role: 'write' };
    const joined = await aura('POST', '/orgs/test_org/members', { auth: orgKey, body: member });
    const auth = basic(name, 'lorem-ipsum-dolor');
    const own = await aura('POST', '/keys', { auth, body: { name: 'own', permissions } });
    assert.deepEqual(
      [made, org, orgs, joined, own].map(({ status, body }) => [status, isReadable(body)]),
      [
        [201, true],
        [201, true],
        [200, true],
        [200, true],
        [201, true],
      ],
    );
    await verify(name);
    const key = (own.body as { secret: string }).secret;
    const me = await aura('GET', '/users/me', { auth: key });
    const [byName, byEmail] = [
      await aura('GET', `/users/${name}`, { auth: key }),
      await aura('GET', `/users/${name}@example.com`, { auth: key }),
    ];
    const struct = ({ body }: typeof me) => {
      const { username, email, inserted_at, updated_at, url } = body as Record<string, unknown>;
      return { username, email, inserted_at, updated_at, url };
    };
    assert.deepEqual(
      [struct(me), struct(byName), struct(byEmail)],
      [struct(made), struct(made), struct(made)],
    );
    for (const whom of [name, `${name}@example.com`]) {
      const { status, bytes } = await aura('POST', `/users/${whom}/reset`, { auth: key });
      assert.deepEqual([status, bytes.length], [204, 0]);
    }
    const pages = [];
    for (let page = 1; ; page++) {
      const { body } = await aura('GET', `/users/me/audit-logs?page=${page}&per_page=1000`, { auth: key });
      if ((body as unknown[]).length === 0) break;
      pages.push(...(body as Record<string, unknown>[]));
    }
    assert.ok(pages.length >= 5);
    assert.ok(pages.every(({ action, params, user_agent }) => action && params && user_agent === AGENT));
    const deleted = [
      await aura('DELETE', '/keys/own', { auth: key }),
      await aura('GET', '/keys', { auth: key }),
    ];
    assert.deepEqual(
      deleted.map(({ status }) => status),
      [200, 401],
    );
  });

  it('of the command line: hex 2.3 registers, signs in by three keys and signs out by its own', async () => {
    const headers = { 'user-agent': 'Hex/2.3.1 (Elixir/1.18.3) (OTP/27)', accept: ETF, te: '' };
    const raw = (digits: string) => ({ raw: Buffer.from(digits, 'hex'), type: ETF });
    const register =
      '8374000000036d00000005656d61696c6d0000000f626f62406578616d706c652e636f6d6d0000000870617373776f72646d000000097365637265743132336d00000008757365726e616d656d00000003626f62';
    const firstKey =
      '8374000000026d000000046e616d656d00000006766d2d6170696d0000000b7065726d697373696f6e736c0000000174000000016d00000006646f6d61696e6d000000036170696a';
    const made = await ask('POST', '/api/users', { headers, ...raw(register) });
    const first = await ask('POST', '/api/keys', {
      headers,
      auth: basic('bob', 'secret123'),
      ...raw(firstKey),
    });
    const auth = String((first.body as { secret: unknown }).secret);
    const more = async (body: object) => (await ask('POST', '/api/keys', { headers, auth, body })).status;
    const [reading, repositories] = [
      await more({ name: 'vm-api-read', permissions: [{ domain: 'api', resource: 'read' }] }),
      await more({ name: 'vm-repositories', permissions: [{ domain: 'repositories' }] }),
    ];
    assert.deepEqual([made.status, first.status, reading, repositories], [201, 201, 201, 201]);
    await verify('bob');
    const bare = { ...headers, 'content-length': '0' };
    const me = await ask('GET', '/api/users/me', { headers: bare, auth });
    assert.deepEqual([me.status, (me.body as { username: string }).username], [200, 'bob']);
    const listed = await ask('GET', '/api/keys', { headers: bare, auth });
    const names = (listed.body as readonly { name: string; inserted_at: string }[]).map(({ name }) => name);
    assert.deepEqual(names, ['vm-api', 'vm-api-read', 'vm-repositories']);
    const gone = await ask('DELETE', '/api/keys', { headers: bare, auth });
    const { name, authing_key } = gone.body as { name: string; authing_key: boolean };
    assert.deepEqual([gone.status, name, authing_key], [200, 'vm-api', true]);
    const after = await ask('GET', '/api/users/me', { headers: bare, auth });
    assert.deepEqual([after.status, (after.body as { message: string }).message], [401, 'API key revoked']);
  });
});
