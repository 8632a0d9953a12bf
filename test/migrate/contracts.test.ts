import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { Failure } from '../../src/core/failure.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import type { Scope } from '../../src/core/keys/scopes.ts';
import { createHttpClient } from '../../src/core/oauth/http-client.ts';
import { setContracts } from '../../src/core/old-systems/contracts.ts';
import { contractNames } from '../../src/core/old-systems/old-system.ts';
import { setOldSystem } from '../../src/core/old-systems/old-systems.ts';
import { boundedPasswords } from '../../src/core/passwords.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { createProject, setPolicies } from '../../src/core/projects/projects.ts';
import { signInWithPassword } from '../../src/core/sign-in/password.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { setEmailVerified, setPrefs, setStatus } from '../../src/core/users/profile.ts';
import { findUserBy } from '../../src/core/users/store.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { migrate } from '../../src/migrate/protocol.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/guide/first-sign-in.md'), 'utf8');
const [RIGHT, WRONG] = ['correct horse', 'wrong horse'];
const SEED = 'JBSWY3DPEHPK3PXP';
const UUID = '0190b1f0-0000-7000-8000-000000000001' as UserId;
const APPLICATION = '6f3d7a52-0000-4000-8000-00000000000a';

type Asked = { readonly login: string; readonly password: string };

/** A request of each contract, as its system sends it. */
const requests: Readonly<Record<string, (asked: Asked) => unknown>> = {
  okta: ({ login, password }) => ({
    ...{ eventId: 'e', eventType: 'com.okta.user.credential.password.import', eventTypeVersion: '1.0' },
    ...{
      contentType: 'application/json',
      cloudEventVersion: '0.1',
      source: 'https://o.okta.com/api/v1/inlineHooks/h',
    },
    data: {
      context: {
        request: { id: 'r', method: 'POST', url: { value: '/api/v1/authn' }, ipAddress: '192.0.2.1' },
        credential: { username: login, password },
      },
      action: { credential: 'UNVERIFIED' },
    },
  }),
  kratos: ({ login, password }) => ({ identifier: login, password }),
  fusionauth: ({ login, password }) => ({
    ...{ applicationId: APPLICATION, loginId: login, password, newDevice: false, noJWT: false },
    eventInfo: { ipAddress: '192.0.2.1', userAgent: 'x', deviceName: 'x', deviceType: 'BROWSER' },
  }),
  cognito: ({ login, password }) => ({
    ...{ version: '1', triggerSource: 'UserMigration_Authentication', region: 'eu-west-1' },
    ...{ userPoolId: 'eu-west-1_x', userName: login, callerContext: { awsSdkVersion: '1', clientId: 'c' } },
    request: { password, validationData: {}, clientMetadata: {} },
    response: {
      userAttributes: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  }),
  'auth0/login': ({ login, password }) => ({ identifier: login, password }),
};

const okta = (credential: string) => ({
  commands: [{ type: 'com.okta.action.update', value: { credential } }],
});

/** What each contract answers to a right and to a wrong password. */
const answers: Readonly<Record<string, { right: (email: string, id: string) => unknown; wrong: unknown }>> = {
  okta: { right: () => [200, okta('VERIFIED')], wrong: [200, okta('UNVERIFIED')] },
  kratos: { right: () => [200, { status: 'password_match' }], wrong: [403, { status: 'password_mismatch' }] },
  fusionauth: {
    right: (email, id) => [
      200,
      {
        user: {
          ...{ id, active: true, verified: true, email, fullName: 'Ann Lee' },
          registrations: [{ applicationId: APPLICATION, roles: [] }],
        },
      },
    ],
    wrong: [404, ''],
  },
  cognito: {
    right: (email) => [
      200,
      {
        ...{ version: '1', triggerSource: 'UserMigration_Authentication', region: 'eu-west-1' },
        ...{ userPoolId: 'eu-west-1_x', userName: email },
        callerContext: { awsSdkVersion: '1', clientId: 'c' },
        response: {
          userAttributes: { email, email_verified: 'true', name: 'Ann Lee' },
          ...{ finalUserStatus: 'CONFIRMED', messageAction: 'SUPPRESS', forceAliasCreation: false },
        },
      },
    ],
    wrong: [403, ''],
  },
  'auth0/login': {
    right: (email, id) => [
      200,
      {
        ...{ user_id: id, email, email_verified: true, name: 'Ann Lee' },
        user_metadata: { theme: 'dark' },
      },
    ],
    wrong: [401, { error: 'credentials_wrong' }],
  },
};

onEachEngine('a system that takes users over', (database) => {
  const here = directory(database);
  let core: Core;
  let app: FastifyInstance;
  let base = '';
  let made = 0;

  before(async () => {
    core = {
      ...here.core,
      httpClient: createHttpClient(),
      passwords: boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 }),
    };
    const logger = pino({ level: 'silent' });
    app = createServer({ core, logger, metrics: createMetrics(), trustedProxies: [] }, [migrate(core)]);
    await app.listen({ port: 0, host: '127.0.0.1' });
    base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/migrate/v1/test`;
    await setContracts(core, here.actor, contractNames);
  });
  after(() => app.close());

  const keyWith = async (...scopes: Scope[]) =>
    (await createKey(core, here.actor, { name: 'n', scopes, expiresAt: null })).secret;
  async function person(id = `user${made}` as UserId): Promise<{ id: UserId; email: Email }> {
    const email = emailOf(`person${made++}@example.com`) as Email;
    await createUser(core, here.actor, { id, email, password: RIGHT, name: 'Ann Lee' } as never);
    await setEmailVerified(core, here.actor, { id, verified: true });
    await setPrefs(core, here.actor, { id, prefs: { theme: 'dark' } });
    return { id, email };
  }
  async function post(path: string, authorization: string, body: unknown, url = base) {
    const response = await fetch(`${url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await response.text();
    return [response.status, text === '' ? '' : JSON.parse(text)] as const;
  }
  const errorOf = ([status, body]: readonly [number, { error?: string }]) => [status, body.error];

  for (const [path, request] of Object.entries(requests)) {
    it(`learns of right and wrong passwords alone, in its own words: ${path}`, async () => {
      const key = await keyWith('users.verify');
      const { id, email } = await person(path === 'fusionauth' ? UUID : undefined);
      const ask = (login: string, password: string) => post(path, key, request({ login, password }));
      const expected = answers[path];
      assert.deepEqual(await ask(email, RIGHT), expected?.right(email, id));
      const blocked = await person();
      await setStatus(core, here.actor, { id: blocked.id, active: false });
      const refused = [
        await ask(email, WRONG),
        await ask('nobody@example.com', RIGHT),
        await ask(blocked.email, RIGHT),
      ];
      assert.deepEqual(refused, Array(3).fill(expected?.wrong));
      const acts = await core.read.db
        .selectFrom('audit')
        .select(['act', 'details'])
        .where('user_id', '=', id)
        .where('act', 'in', ['user.verify', 'session.refuse', 'session.create'])
        .orderBy('id')
        .execute();
      assert.deepEqual(
        acts.map(({ act, details }) => [act, (JSON.parse(details) as { contract?: string }).contract]),
        [
          ['user.verify', path.replace('/login', '')],
          ['session.refuse', undefined],
        ],
      );
    });
  }

  it('counts guesses as a sign-in does, whichever contract they come by', async () => {
    const key = await keyWith('users.verify');
    const { email } = await person();
    const contracts = Object.entries(requests);
    const statuses: number[] = [];
    for (let at = 0; at < 11; at++) {
      const [path, request] = contracts[at % contracts.length] ?? assert.fail();
      statuses.push((await post(path, key, request({ login: email, password: WRONG })))[0]);
    }
    const last = await post('kratos', key, { identifier: email, password: RIGHT });
    assert.deepEqual([statuses.slice(0, 4), statuses.at(-1)], [[200, 403, 404, 403], 429]);
    assert.deepEqual(errorOf(last), [429, 'rate_limited']);
  });

  it('lets a network guess ten times an hour at a login, where the contract names it', async () => {
    const key = await keyWith('users.verify');
    const { email } = await person();
    const ask = async (ipAddress: string, password: string) => {
      // Beyond the wait after wrong passwords.
      here.clock.advance(61_000);
      return (await post('fusionauth', key, { loginId: email, password, eventInfo: { ipAddress } }))[0];
    };
    const statuses = new Set<number>();
    for (let at = 0; at < 10; at++) statuses.add(await ask('198.51.100.30', WRONG));
    const seen = [await ask('198.51.100.30', RIGHT), await ask('198.51.100.31', RIGHT)];
    assert.deepEqual([[...statuses], seen], [[404], [429, 200]]);
  });

  it('needs a key of the project with the scope, however it is sent', async () => {
    const key = await keyWith('users.verify');
    const { email } = await person();
    const body = { identifier: email, password: RIGHT };
    const basic = (secret: string) => `Basic ${Buffer.from(`okta:${secret}`).toString('base64')}`;
    const seen: unknown[] = [];
    for (const each of [key, `Bearer ${key}`, basic(key)]) seen.push((await post('kratos', each, body))[0]);
    const other = await keyWith('users.read', 'users.lookup');
    for (const each of ['', 'wrong', `${key}0`, basic('wrong'), 'Basic ?', other])
      seen.push(errorOf(await post('kratos', each, body)).join(' '));
    seen.push(errorOf(await post('kratos', key, body, base.replace('/test', '/nothing'))).join(' '));
    assert.deepEqual(seen, [200, 200, 200, ...Array(7).fill('401 scope_missing')]);
  });

  it('is refused by a contract that is off, and by a request outside of it', async () => {
    const key = await keyWith('users.verify', 'users.lookup');
    await setContracts(core, here.actor, ['okta']);
    const off = [];
    for (const [path, request] of Object.entries(requests))
      off.push(
        errorOf(await post(path, key, request({ login: 'a@example.com', password: RIGHT }))).join(' '),
      );
    await setContracts(core, here.actor, contractNames);
    const disabled = '409 auth_method_disabled';
    assert.deepEqual([off[0], off.slice(1)], ['200 ', Array(4).fill(disabled)]);
    const malformed = [];
    for (const path of Object.keys(requests))
      for (const body of [{}, { identifier: 1, password: {} }, { data: { context: [] } }])
        malformed.push(errorOf(await post(path, key, body)).join(' '));
    const long = { identifier: 'a@example.com', password: 'x'.repeat(300_000) };
    malformed.push(errorOf(await post('kratos', key, long)).join(' '));
    assert.deepEqual(malformed, [...Array(15).fill('400 argument_invalid'), '413 body_too_large']);
  });

  it('finds users without a password only with a scope for it', async () => {
    const { id, email } = await person();
    const blocked = await person();
    await setStatus(core, here.actor, { id: blocked.id, active: false });
    const forgotten = { triggerSource: 'UserMigration_ForgotPassword', userName: email };
    const [plain, finding] = [await keyWith('users.verify'), await keyWith('users.verify', 'users.lookup')];
    const seen = [
      errorOf(await post('auth0/user', plain, { identifier: email })),
      errorOf(await post('cognito', plain, forgotten)),
    ];
    assert.deepEqual(seen, Array(2).fill([401, 'scope_missing']));
    assert.deepEqual(
      await post('auth0/user', finding, { identifier: email }),
      answers['auth0/login']?.right(email, id),
    );
    const [status, event] = await post('cognito', finding, forgotten);
    assert.deepEqual([status, event.response.userAttributes.email_verified], [200, 'true']);
    const missing = ['nobody@example.com', blocked.email];
    for (const each of missing) {
      assert.deepEqual(await post('auth0/user', finding, { identifier: each }), [404, '']);
      assert.deepEqual((await post('cognito', finding, { ...forgotten, userName: each }))[0], 404);
    }
  });

  it('gets the second factor only with a scope for it', async () => {
    const { id, email } = await person();
    await core.unaudited(({ db }) =>
      db
        .insertInto('authenticators')
        .values({
          ...{ project_id: 'test', user_id: id, kind: 'totp', sealed: core.seal.seal(SEED) },
          ...{ verified_at: 1, last_step: null },
        })
        .execute(),
    );
    const factors = [];
    for (const key of [await keyWith('users.verify'), await keyWith('users.verify', 'users.factors.read')])
      factors.push((await post('auth0/login', key, { identifier: email, password: RIGHT }))[1].mfa_factors);
    assert.deepEqual(factors, [undefined, [{ totp: { secret: SEED } }]]);
  });

  for (const [system, options] of [
    ['okta', {}],
    ['kratos', {}],
    ['cognito', {}],
    ['fusionauth', {}],
  ] as const) {
    it(`may be another Denizen: ${system}`, async () => {
      const id = `new-${system}` as ProjectId;
      const there: Actor = { ...here.actor, project: { ...here.actor.project, id } };
      await createProject(core, there, { id, name: id });
      await setOldSystem(core, there, {
        ...{ system, url: `${base}/${system}`, asks: ['unknown'], secret: await keyWith('users.verify') },
        options: { allowPrivate: 'on', ...options },
      });
      const { email } = await person();
      const guest: Actor = { ...there, kind: 'guest', ip: '203.0.113.9' };
      const wrong = signInWithPassword(core, guest, { email, password: WRONG });
      await assert.rejects(wrong, (error) => error instanceof Failure && error.code === 'credentials_wrong');
      await signInWithPassword(core, guest, { email, password: RIGHT });
      const user = await findUserBy(core.read, id, 'email', email);
      const knowsMore = system === 'cognito' || system === 'fusionauth';
      assert.deepEqual([user?.name, user?.emailVerifiedAt !== null], [knowsMore ? 'Ann Lee' : '', knowsMore]);
    });
  }

  it('does not ask back', async () => {
    const key = await keyWith('users.verify');
    const settings = { system: 'kratos', url: `${base}/kratos`, asks: ['unknown'], secret: key };
    await setOldSystem(core, here.actor, { ...settings, options: { allowPrivate: 'on' } });
    const before = core.oldSystems.counts().get('mismatch');
    const body = { identifier: 'stranger@example.com', password: RIGHT };
    assert.equal((await post('kratos', key, body))[0], 403);
    assert.equal(core.oldSystems.counts().get('mismatch'), before);
  });

  it('runs the published scripts of Auth0', async () => {
    const { id, email } = await person();
    class WrongUsernameOrPasswordError extends Error {}
    const run = (name: string, key: string, url = base) => {
      const configuration = { DENIZEN_URL: url, DENIZEN_KEY: key };
      const script = scriptWith(`function ${name}(`);
      const made = new Function('configuration', 'WrongUsernameOrPasswordError', `return (${script})`);
      const called = made(configuration, WrongUsernameOrPasswordError) as (...args: unknown[]) => void;
      return (...args: unknown[]) =>
        new Promise<unknown[]>((resolve) => called(...args, (...answer: unknown[]) => resolve(answer)));
    };
    const key = await keyWith('users.verify', 'users.lookup');
    const [login, find] = [run('login', key), run('getByEmail', key)];
    const profile = rightOf('auth0/login', email, id)[1];
    assert.deepEqual(
      [await login(email, RIGHT), await find(email)],
      [
        [null, profile],
        [null, profile],
      ],
    );
    assert.ok((await login(email, WRONG))[0] instanceof WrongUsernameOrPasswordError);
    assert.deepEqual(await find('nobody@example.com'), [null]);
    const failed = [
      await run('login', 'wrong')(email, RIGHT),
      await run('getByEmail', 'wrong')(email),
      await run('login', key, 'http://127.0.0.1:1')(email, RIGHT),
      await run('getByEmail', key, 'http://127.0.0.1:1')(email),
    ].map(([error]) => String(error));
    assert.deepEqual(failed, [
      ...Array(2).fill('Error: Denizen answered with 401'),
      ...Array(2).fill('Error: Denizen does not answer'),
    ]);
  });

  it('runs the published function of Cognito', async () => {
    const { email } = await person();
    const script = scriptWith('handler = async').replace('export const handler =', 'return');
    const env = { DENIZEN_URL: base, DENIZEN_KEY: await keyWith('users.verify') };
    const handler = new Function('process', script)({ env }) as (event: unknown) => Promise<unknown>;
    const event = requests.cognito?.({ login: email, password: RIGHT }) as {
      request: object;
      response: object;
    };
    const answer = rightOf('cognito', email)[1];
    assert.deepEqual(await handler(event), {
      ...event,
      response: { ...event.response, ...answer.response },
    });
    await assert.rejects(handler(requests.cognito?.({ login: email, password: WRONG })), /Bad password/);
  });

  it('is limited with the network of the user, where the contract names it', async () => {
    const key = await keyWith('users.verify');
    await setPolicies(core, here.actor, { failedSignInsLimit: 2 });
    const ask = async (ipAddress: string, at: number) => {
      const body = { loginId: `nobody${at}@example.com`, password: WRONG, eventInfo: { ipAddress } };
      return (await post('fusionauth', key, body))[0];
    };
    const statuses = [];
    for (let at = 0; at < 4; at++) statuses.push(await ask('198.51.100.20', at));
    statuses.push(await ask('198.51.100.21', 9));
    await setPolicies(core, here.actor, { failedSignInsLimit: 1_000 });
    assert.deepEqual(statuses, [404, 404, 429, 429, 404]);
  });
});

function rightOf(path: string, email: string, id = ''): readonly [number, { readonly response: object }] {
  return answers[path]?.right(email, id) as never;
}

function scriptWith(part: string): string {
  const scripts = [...GUIDE.matchAll(/```js\n([\s\S]*?)```/g)].map(([, script = '']) => script);
  return scripts.find((script) => script.includes(part)) ?? '';
}
