import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { call, PROJECT, serving } from '../support/server.ts';
import { isPersonKind, type PersonKind, person } from './access-fixtures.ts';
import { commanded, keyWith, type MadeKey, revoke } from './access-keys.ts';
import { type Caller, callers, type KeyName, type Outcome, operations, type Row } from './access-rows.ts';

type Access = {
  readonly database: EmptyDatabase;
  readonly server: ReturnType<typeof serving>;
  readonly key: (name: KeyName) => MadeKey;
  /** What a caller sends to say who it is. */
  readonly headersOf: (sends: Exclude<Caller['sends'], PersonKind>) => Record<string, string>;
};

const version = '1.9.6';

onAnyEngine('access', (database) => {
  const server = serving(database, BEHIND_PROXY);
  let expiry = 0;
  let keys: Readonly<Record<KeyName, MadeKey>> | undefined;
  const key = (name: KeyName) => keys?.[name] ?? assert.fail('the keys are made before the tests run');
  const headersOf: Access['headersOf'] = (sends) =>
    typeof sends === 'string' ? { 'X-Appwrite-Key': key(sends).secret } : { ...sends };
  const access: Access = { database, server, key, headersOf };

  before(async () => {
    // Made before the others: on a busy machine the moment must still be to come.
    expiry = Date.now() + 6_000;
    const expired = await keyWith(
      database,
      '*',
      `--project test --expires ${new Date(expiry).toISOString()}`,
    );
    const made = commanded(database, 'projects create other').then(() =>
      keyWith(database, '*', '--project other'),
    );
    const [foreign, revoked, reading, writing, metrics, noted, sessions, targets, teams] = await Promise.all([
      made,
      keyWith(database, '*'),
      keyWith(database, 'users.read'),
      keyWith(database, 'users.write'),
      keyWith(database, 'metrics.read'),
      keyWith(database, 'users.read'),
      keyWith(database, 'sessions.read,sessions.write'),
      keyWith(database, 'targets.read,targets.write'),
      keyWith(database, 'teams.read,teams.write'),
    ]);
    keys = { expired, foreign, revoked, reading, writing, metrics, noted, sessions, targets, teams };
    await call(server.get().endpoint, 'POST', '/users', {
      body: { userId: 'ann', password: 'correct horse' },
    });
  });

  it('every operation has its row', () => assert.deepEqual(rowless(routes), []));

  it('an operation without row, or with the row of another scope, does not pass unseen', () => {
    const [first, ...more] = routes as readonly [Route, ...Route[]];
    const fresh: Route = { ...first, operation: 'usersFresh' };
    const opened: Route = { ...first, meta: { ...first.meta, client: true } };
    const seen = (served: readonly Route[]) =>
      rowless(served).filter((operation) => !rowless(routes).includes(operation));
    assert.deepEqual(seen([...routes, fresh]), ['usersFresh']);
    assert.deepEqual(seen([opened, ...more]), [first.operation]);
    assert.deepEqual(seen(more), [first.operation]);
  });

  messages(access);
  projects(access);
  keysOverTime(access);
  hashes(access);
  describe('once one key is revoked and another has expired', () => {
    before(() => sleep(expiry - Date.now() + 50));
    matrix(access);
  });
});

/** The operations whose row is missing or says something else than the route, and rows without operation. */
function rowless(served: readonly Route[]): readonly string[] {
  const needed = served.map(({ operation, meta: { scope, inProject, client = false } }) => [
    operation,
    scope === null ? (inProject ? 'a project' : 'nothing') : String(scope),
    client,
  ]);
  const known = Object.entries(operations).map(([operation, { needs, client = false }]) => [
    operation,
    needs,
    client,
  ]);
  const [texts, knownTexts] = [needed, known].map((rows) => new Set(rows.map(String)));
  const apart = [...needed, ...known].filter(
    (row) => !texts?.has(String(row)) || !knownTexts?.has(String(row)),
  );
  return [...new Set(apart.map(([operation]) => String(operation)))];
}

function matrix({ server, headersOf }: Access): void {
  for (const caller of callers) {
    it(`${caller.name} may do what is theirs and nothing more`, async () => {
      const headers = headersBy(server, headersOf, caller.sends);
      const outcomes: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const [operation, row] of Object.entries(operations)) {
        const [method = '', target = ''] = row.path.split(' ');
        const { status, body } = await call(server.get().endpoint, method, target, {
          headers: await headers.now(),
          ...(method !== 'GET' && { body: wrongBody() }),
        });
        outcomes[operation] = [status, (body as { type?: string }).type];
        expected[operation] = outcomeOf(row, caller);
        if (method !== 'GET' && status < 300) headers.forget();
      }
      assert.deepEqual(outcomes, expected);
    });
  }
}

function outcomeOf(row: Row, { holds, asClient = [], otherwise, shows, stopped }: Caller): Outcome {
  const held: readonly string[] = row.client ? [...holds, ...asClient] : holds;
  if (!row.needs.split(',').some((need) => held.includes(need))) return otherwise;
  if (stopped && row.needs !== 'nothing') {
    return stopped[1] === 'user_more_factors_required' && row.owing ? row.owing : stopped;
  }
  if (shows === 'token') return row.byToken ?? row.allowed;
  return (shows && row.signedIn) ?? row.allowed;
}

/** Whoever has done something is somebody else from then on: it may have been their end. */
function headersBy(server: Access['server'], headersOf: Access['headersOf'], sends: Caller['sends']) {
  const from = { 'X-Forwarded-For': freshAddress() };
  let kept: Readonly<Record<string, string>> | undefined;
  return {
    now: async () => {
      kept ??= isPersonKind(sends) ? await person(server, sends) : { ...from, ...headersOf(sends) };
      return kept;
    },
    forget: () => {
      kept = undefined;
    },
  };
}

/** Nothing in it fits, and it is never twice the same: tries are counted by what they name. */
function wrongBody(): object {
  const wrong = `-${crypto.randomUUID()}`;
  return { userId: wrong, email: wrong, phone: wrong, challengeId: wrong };
}

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
      const used = async () => {
        await call(server.get().endpoint, 'GET', '/users', { headers: headersOf('noted') });
        const listed = await commanded<MadeKey[]>(database, 'keys list --project test');
        return listed.find(({ id }) => id === key('noted').id)?.lastUsedAt;
      };
      const first = await used();
      assert.ok(Date.now() - Date.parse(first ?? '') < 10_000, `noted at ${first}`);
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
