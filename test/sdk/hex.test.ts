import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HexUsers } from '../../sdk/src/index.ts';
import { hexServer, PASSWORD } from '../hex/fixtures.ts';
import { onAnyEngine } from '../support/engines.ts';
import { scriptedServer } from './scripted-server.ts';

const KEY = 'k3y-of-a-registry';

onAnyEngine('HexUsers', (database) => {
  const hex = hexServer(database);
  const users = (key?: string) => new HexUsers({ repoUrl: `${hex.get().base}/hex/api`, key });

  it('makes a user, who is found by name', async () => {
    const made = await users().createUser({
      username: 'Bob',
      password: PASSWORD,
      emails: ['bob@example.com'],
    });
    assert.deepEqual([made.username, made.email, made.full_name], ['bob', 'bob@example.com', null]);
    const { packages, owned_packages, ...found } = await users().getUser('bob');
    assert.deepEqual([found, packages, owned_packages], [made, [], {}]);
  });

  it('says what is wrong with which field', async () => {
    const wrong = { username: 'a!', password: 'short', emails: ['nobody'] };
    const errors = {
      username: 'has invalid format',
      password: 'should be at least 8 character(s)',
      emails: { email: 'has invalid format' },
    };
    await assert.rejects(users().createUser(wrong), {
      name: 'HexError',
      type: 'hex_invalid',
      code: 422,
      errors,
    });
  });

  it('knows whose key it is, and what they did, newest first', async () => {
    const key = await hex.person('carl');
    const { username, organizations } = await users(key).getCurrentUser();
    const logs: string[] = [];
    for await (const { action } of users(key).streamAuditLogs()) logs.push(action);
    assert.deepEqual([username, organizations], ['carl', []]);
    assert.deepEqual([logs[0], logs.at(-1)], ['key.generate', 'user.create']);
  });

  it('refuses with a type by status', async () => {
    const refused = { name: 'HexError', errors: {} };
    await assert.rejects(users().getUser('nobody'), { ...refused, type: 'hex_not_found', code: 404 });
    await assert.rejects(users().getCurrentUser(), { ...refused, type: 'hex_unauthorized', code: 401 });
    await assert.rejects(users('wrong').getCurrentUser(), {
      ...refused,
      type: 'hex_unauthorized',
      code: 401,
    });
  });

  it('asks for a new password, of somebody or nobody alike', async () => {
    await hex.signUp('dora');
    for (const name of ['dora', 'dora@example.com', 'nobody'])
      assert.equal(await users().resetUserPassword(name), undefined);
  });
});

describe('HexUsers before a registry', () => {
  const server = scriptedServer();
  const other = scriptedServer();
  const users = () =>
    new HexUsers({ repoUrl: `${server.url()}/api/`, key: KEY, headers: { 'x-app': 'mine' } });
  const entries = (count: number) =>
    Array.from({ length: count }, () => ({ action: 'user.update', params: {}, user_agent: 'test' }));

  it('reads audit logs until a page is empty, from the page that it is told', async () => {
    server.will(
      { status: 200, body: entries(100) },
      { status: 200, body: entries(3) },
      { status: 200, body: [] },
    );
    let count = 0;
    for await (const { action } of users().streamAuditLogs({ page: 4 })) count += action ? 1 : 0;
    const paths = server.received.map(({ path }) => path);
    assert.equal(count, 103);
    assert.deepEqual(
      paths,
      [4, 5, 6].map((page) => `/api/users/me/audit-logs?page=${page}`),
    );
  });

  it('shows its key as it is, but not where users are made', async () => {
    server.will({ status: 200, body: {} });
    await users().getUser('ann@example.com');
    await users().createUser({ username: 'ann', password: PASSWORD, emails: ['ann@example.com'] });
    const shown = server.received.map(({ method, path, headers }) => [method, path, headers.authorization]);
    assert.deepEqual(shown, [
      ['GET', '/api/users/ann%40example.com', KEY],
      ['POST', '/api/users', undefined],
    ]);
    assert.equal(server.received[1]?.headers['x-app'], 'mine');
  });

  it('does not show its key to another registry', async () => {
    other.will({ status: 200, body: {} });
    await users().getCurrentUser({ repoUrl: other.url() });
    await users().getCurrentUser({ repoUrl: other.url(), key: 'another' });
    server.will({ status: 302, headers: { location: `${other.url()}/users/me` } });
    await assert.rejects(users().getCurrentUser(), { name: 'HexError', type: 'sdk_redirect_refused' });
    assert.deepEqual(
      other.received.map(({ headers }) => headers.authorization),
      [undefined, 'another'],
    );
  });

  it('refuses before a request what cannot be one', async () => {
    server.will({ status: 200, body: {} });
    const user = { username: 'ann', password: PASSWORD } as never;
    await assert.rejects(users().createUser(user), { type: 'sdk_parameter_missing', parameter: 'emails' });
    await assert.rejects(users().getUser(undefined as never), { parameter: 'usernameOrEmail' });
    await assert.rejects(users().getUser('..'), { name: 'HexError', type: 'sdk_parameter_invalid' });
    assert.deepEqual(server.received, []);
  });

  it('waits as a limit says that it lasts, and gives errors of its own for all that goes wrong', async () => {
    const past = `${Math.floor(Date.now() / 1000) - 1}`;
    server.will({ status: 429, headers: { 'x-ratelimit-reset': past }, body: {} }, { status: 200, body: {} });
    await users().getUser('ann');
    assert.equal(server.received.length, 2);
    for (const [status, body, type] of [
      [502, '<h1>Proxy</h1>', 'sdk_answer_unreadable'],
      [200, '<h1>Proxy</h1>', 'sdk_answer_unreadable'],
      [500, { message: null }, 'hex_unavailable'],
      [403, { message: 'email not verified' }, 'hex_forbidden'],
      [400, { message: 'Bad request' }, 'hex_refused'],
    ] as const) {
      server.will({ status, body });
      await assert.rejects(users().getUser('ann'), { name: 'HexError', type, code: status });
    }
  });
});
