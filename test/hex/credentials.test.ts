import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { generate } from 'otplib';
import { HEX_CLIENT } from '../support/acts-devices.ts';
import { onAnyEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { call } from '../support/server.ts';
import { basic, deviceTokenOf, hexServer, keyOf, keyTokenOf, PASSWORD, refused } from './fixtures.ts';

const MISSING = refused(401, 'missing authentication information');
const TOTP_REQUIRED = 'Bearer realm="hex", error="totp_required"';
const UNALLOWED = refused(401, 'key not authorized for this action');

onAnyEngine('credentials of hex', (database) => {
  const clock = movedClock();
  const hex = hexServer(database, clock.settings);
  const { ask, statusAndBody, signUp, person, idOf, appwrite } = hex;
  let key = '';
  before(async () => {
    key = await person('ann');
  });
  const me = (authorization: string | readonly string[] | undefined) =>
    statusAndBody('GET', '/api/users/me', { headers: { authorization } });
  const made = async (name: string) => {
    await appwrite('POST', '/teams', { teamId: name, name });
    return name;
  };

  it('are asked for in a challenge', async () => {
    const { status, headers, body } = await ask('GET', '/api/users/me');
    assert.deepEqual([status, body], MISSING);
    assert.equal(headers['www-authenticate'], 'Basic realm=hex');
  });

  it('are a key as it is, or a username or verified email in any case with a password', async () => {
    const statuses = [key, basic('ann'), basic('ANN'), basic('Ann@Example.com')].map(
      async (auth) => (await me(auth))[0],
    );
    assert.deepEqual(await Promise.all(statuses), [200, 200, 200, 200]);
  });

  it('sent twice say nothing', async () => {
    assert.deepEqual(await me([key, key]), MISSING);
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ['an unknown key', '0'.repeat(32), 'invalid API key'],
    ['a key with a scheme before it', `Key ${'0'.repeat(32)}`, 'invalid API key'],
    ['a scheme in lower case', basic('ann').replace('Basic', 'basic'), 'invalid API key'],
    ['a bearer token that is none', 'Bearer nonsense', 'invalid API key'],
    ['what is not base64', 'Basic a:b', 'invalid authentication information'],
    ['base64 without a colon', 'Basic YW5u', 'invalid authentication information'],
    ['a wrong password', basic('ann', 'wrong'), 'invalid username and password combination'],
    ['an empty password', basic('ann', ''), 'invalid username and password combination'],
    ['an unknown user', basic('nobody'), 'invalid username and password combination'],
    ['an unknown email', basic('nobody@example.com'), 'invalid username and password combination'],
    ['the password of a stranger', basic('', PASSWORD), 'invalid username and password combination'],
  ];
  for (const [what, auth, message] of wrong)
    it(`that are ${what} are refused with 401`, async () => {
      const { status, headers, body } = await ask('GET', '/api/users/me', { auth });
      assert.deepEqual([status, body], refused(401, message));
      assert.equal(headers['www-authenticate'], 'Basic realm=hex');
    });

  it('that are wrong are refused where none are needed as well', async () => {
    for (const [method, path] of [
      ['GET', '/api/users/ann'],
      ['POST', '/api/users'],
      ['POST', '/api/users/ann/reset'],
      ['GET', '/api/orgs'],
      ['GET', '/api'],
    ] as const)
      assert.deepEqual(await statusAndBody(method, path, { auth: 'wrong' }), refused(401, 'invalid API key'));
  });

  it('may hold a colon in the password', async () => {
    const body = { username: 'colin', password: 'pass:word:1', email: 'colin@example.com' };
    await ask('POST', '/api/users', { body });
    const { status } = await ask('POST', '/api/keys', {
      auth: basic('colin', 'pass:word:1'),
      body: { name: 'a' },
    });
    assert.equal(status, 201);
  });

  it('of users whose email is not verified make keys, by password and by key, and nothing else', async () => {
    await signUp('ben');
    const first = await keyOf(ask, 'ben');
    const { status } = await ask('POST', '/api/keys', { auth: first, body: { name: 'second' } });
    assert.equal(status, 201);
    for (const auth of [basic('ben'), first])
      for (const path of [
        '/users/me',
        '/users/ann/test',
        '/keys',
        '/users/me/audit-logs',
        '/auth?domain=api',
      ])
        assert.deepEqual(
          await statusAndBody('GET', `/api${path}`, { auth }),
          refused(403, 'email not verified'),
        );
  });

  it('do not take an email that is not verified for its user', async () => {
    await signUp('bill');
    const { status, body } = await ask('POST', '/api/keys', {
      auth: basic('bill@example.com'),
      body: { name: 'a' },
    });
    assert.deepEqual([status, body], refused(401, 'invalid username and password combination'));
  });

  it('that were revoked are told from unknown ones', async () => {
    const auth = await person('cora');
    await ask('DELETE', '/api/keys', { auth });
    assert.deepEqual(await me(auth), refused(401, 'API key revoked'));
  });

  it('are of no use from the moment on that was set for the key', async () => {
    await person('cleo');
    const revoke_at = new Date(clock.now() + 3_600_000).toISOString();
    const { body: key } = await ask('POST', '/api/keys', {
      auth: basic('cleo'),
      body: { name: 'soon', revoke_at },
    });
    clock.forward(3_600_001);
    assert.deepEqual(await me((key as { secret: string }).secret), refused(401, 'API key revoked'));
  });

  it('of blocked users are refused without a word', async () => {
    const auth = await person('dan');
    await appwrite('PATCH', `/users/${await idOf('dan')}/status`, { status: false });
    assert.deepEqual(
      [await me(auth), await me(basic('dan'))],
      [refused(400, 'Bad request'), refused(400, 'Bad request')],
    );
    assert.equal((await me(basic('dan', 'wrong')))[0], 401);
  });

  it('of deleted users are unknown', async () => {
    const auth = await person('dee');
    await appwrite('DELETE', `/users/${await idOf('dee')}`);
    assert.deepEqual(
      [await me(auth), await me(basic('dee'))],
      [refused(401, 'invalid API key'), refused(401, 'invalid username and password combination')],
    );
  });

  describe('limited to', () => {
    const asked = (auth: string) =>
      Promise.all(
        (
          [
            ['GET', '/users/me'],
            ['GET', '/auth?domain=api&resource=read'],
            ['GET', '/auth?domain=api&resource=write'],
            ['GET', '/auth?domain=repositories'],
            ['GET', '/auth?domain=repository&resource=acme'],
            ['GET', '/auth?domain=docs&resource=acme'],
            ['DELETE', '/keys/none'],
          ] as const
        ).map(async ([method, path]) => (await ask(method, `/api${path}`, { auth })).status),
      );
    before(async () => {
      await person('erin');
      const team = await made('acme');
      await appwrite('POST', `/teams/${team}/memberships`, { userId: await idOf('erin'), roles: ['read'] });
    });
    const rows: readonly (readonly [string, string | null, readonly number[]])[] = [
      ['api', null, [200, 200, 200, 401, 401, 401, 404]],
      ['api', 'read', [200, 200, 401, 401, 401, 401, 401]],
      ['api', 'write', [200, 200, 200, 401, 401, 401, 404]],
      ['repositories', null, [401, 401, 401, 200, 200, 401, 401]],
      ['repository', 'acme', [401, 401, 401, 401, 200, 401, 401]],
      ['docs', 'acme', [401, 401, 401, 401, 401, 200, 401]],
      ['package', 'acme/x', [200, 200, 401, 401, 401, 401, 401]],
    ];
    for (const [domain, resource, statuses] of rows)
      it(`${domain} ${resource ?? ''} are good for that`, async () => {
        assert.deepEqual(await asked(await keyOf(ask, 'erin', [{ domain, resource }])), statuses);
      });

    it('reading are refused writing with 401', async () => {
      const auth = await keyOf(ask, 'erin', [{ domain: 'api', resource: 'read' }]);
      assert.deepEqual(await statusAndBody('POST', '/api/keys', { auth, body: { name: 'x' } }), UNALLOWED);
    });
  });

  describe('that are a token', () => {
    let auth = '';
    let ofKey = '';
    before(async () => {
      const secret = await person('fay');
      auth = `Bearer ${await deviceTokenOf(ask, 'fay')}`;
      ofKey = `Bearer ${await keyTokenOf(ask, secret)}`;
    });
    const write = async (code?: string) => {
      const asked = { auth, body: { name: 'by-token' }, headers: { 'x-hex-otp': code } };
      const { status, headers, body } = await ask('POST', '/api/keys', asked);
      return [status, headers['www-authenticate'], (body as { message?: string }).message];
    };
    const NOT_ENABLED = 'Two-factor authentication must be enabled for API write access';

    it('read without a code', async () => {
      assert.equal((await me(auth))[0], 200);
    });

    it('write for nobody who has no second factor', async () => {
      assert.deepEqual(await write('000000'), [403, undefined, NOT_ENABLED]);
      await appwrite('PATCH', `/users/${await idOf('fay')}/mfa`, { mfa: true });
      assert.deepEqual(await write('000000'), [403, undefined, NOT_ENABLED]);
    });

    it('write with a code of the authenticator, which is good for once', async () => {
      const seed = await enrolled(await idOf('fay'));
      const code = await generate({ secret: seed, epoch: clock.nextStep() });
      const other = code === '000000' ? '111111' : '000000';
      const needed = 'Two-factor authentication required. Include X-Hex-OTP header with your TOTP code.';
      const invalid = [
        401,
        'Bearer realm="hex", error="invalid_totp"',
        'Invalid two-factor authentication code',
      ];
      assert.deepEqual(
        [await write(), await write(other), await write(code), await write(code)],
        [[401, TOTP_REQUIRED, needed], invalid, [201, undefined, undefined], invalid],
      );
    });

    it('in place of a key that was made by password alone ask for a code as well', async () => {
      const { headers } = await ask('POST', '/api/keys', { auth: ofKey, body: { name: 'by-token-of-key' } });
      assert.equal(headers['www-authenticate'], TOTP_REQUIRED);
    });

    it('are asked for no code after too many wrong ones', async () => {
      // The wait after each is twice the one before: however slow this is, one of them is met.
      let answer = await write('abcdef');
      for (let tried = 1; tried < 20 && answer[0] !== 429; tried++) answer = await write('abcdef');
      assert.deepEqual(answer, [
        429,
        undefined,
        'Too many failed two-factor authentication attempts. Please try again later.',
      ]);
    });
  });

  describe('of a user with second factors', () => {
    const earlier: Record<string, string> = {};
    let seed = '';
    before(async () => {
      const secret = await person('gus');
      const id = await idOf('gus');
      await appwrite('POST', `/teams/${await made('guild')}/memberships`, { userId: id, roles: ['owner'] });
      const robot = await ask('POST', '/api/orgs/guild/keys', { auth: secret, body: { name: 'robot' } });
      earlier.password = basic('gus');
      earlier.key = secret;
      earlier['key of the organization'] = (robot.body as { secret: string }).secret;
      earlier['token of a key'] = `Bearer ${await keyTokenOf(ask, secret)}`;
      earlier['token of a device'] = `Bearer ${await deviceTokenOf(ask, 'gus')}`;
      seed = await enrolled(id);
    });
    const code = () => generate({ secret: seed, epoch: clock.nextStep() });
    const challenge = async (path: string, auth?: string) => {
      const { status, headers } = await ask('GET', `/api${path}`, { ...(auth && { auth }) });
      return headers['www-authenticate'] === TOTP_REQUIRED ? 'code' : status;
    };

    it('ask for a code wherever they act for the user, and for none where anybody may look', async () => {
      for (const [what, auth] of Object.entries(earlier)) {
        const seen = [];
        for (const path of [
          '/orgs',
          '/orgs/guild',
          '/orgs/guild/keys',
          '/orgs/guild/members',
          '/auth?domain=api',
        ])
          seen.push(await challenge(path, auth));
        assert.deepEqual(
          [...seen, await challenge('/users/ann', auth)],
          [...Array(5).fill('code'), 200],
          what,
        );
      }
    });

    it('are enough with a code, which counts for what is made with it', async () => {
      const headers = { 'x-hex-otp': await code() };
      const asked = { auth: basic('gus'), headers, body: { name: 'sure' } };
      const { secret } = (await ask('POST', '/api/keys', asked)).body as { secret: string };
      const token = `Bearer ${await keyTokenOf(ask, secret)}`;
      const child = await ask('POST', '/api/keys', { auth: token, body: { name: 'child' } });
      const { secret: ofChild } = child.body as { secret: string };
      const statuses = [];
      for (const auth of [secret, token, ofChild]) statuses.push((await me(auth))[0]);
      const again = await ask('GET', '/api/users/me', { auth: basic('gus'), headers });
      assert.deepEqual([statuses, again.status], [[200, 200, 200], 401]);
      await ask('DELETE', '/api/keys/sure', { auth: secret });
      assert.deepEqual([(await me(token))[0], (await me(ofChild))[0]], [401, 401]);
    });

    it('are not exchanged for tokens, nor refreshed, without one', async () => {
      const body = { client_id: HEX_CLIENT, grant_type: 'client_credentials', client_secret: earlier.key };
      const { status, body: error } = await ask('POST', '/api/oauth/token', { body });
      assert.deepEqual([status, (error as { error: string }).error], [400, 'invalid_grant']);
    });
  });

  /** Sets up an authenticator for the user, and answers its seed. */
  async function enrolled(id: string): Promise<string> {
    // A session that owes a second factor could set none up.
    await appwrite('PATCH', `/users/${id}/mfa`, { mfa: false });
    const { secret: session } = await appwrite('POST', `/users/${id}/sessions`, {});
    const headers = { 'X-Appwrite-Key': '', 'X-Appwrite-Session': String(session) };
    const path = '/account/mfa/authenticators/totp';
    const { endpoint } = hex.get();
    const { body: begun } = await call(endpoint, 'POST', path, { headers });
    const { secret } = begun as { readonly secret: string };
    const otp = await generate({ secret, epoch: clock.nextStep() });
    const { status } = await call(endpoint, 'PUT', path, { headers, body: { otp } });
    assert.equal(status, 200);
    await appwrite('PATCH', `/users/${id}/mfa`, { mfa: true });
    return secret;
  }
});
