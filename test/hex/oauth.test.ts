/** How a program gets to act for a user, as `mix hex.user auth` asks for it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { encodeTerm } from '../../src/hex/terms/encode.ts';
import type { Term } from '../../src/hex/terms/term.ts';
import { HEX_CLIENT } from '../support/acts-devices.ts';
import { onAnyEngine } from '../support/engines.ts';
import { until } from '../support/patience.ts';
import { ETF, hexServer, keyOf, PASSWORD, refused } from './fixtures.ts';

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const CROWD = 50;

type Asked = { readonly device_code: string; readonly user_code: string };
type Tokens = { readonly access_token: string; readonly refresh_token: string; readonly scope: string };

onAnyEngine('OAuth of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person } = hex;
  const post = (path: string, body: Readonly<Record<string, Term>>) =>
    statusAndBody('POST', `/api/oauth/${path}`, { body: { client_id: HEX_CLIENT, ...body } });
  const inTerms = async (path: string, body: Readonly<Record<string, Term>>) => {
    const raw = encodeTerm({ client_id: HEX_CLIENT, ...body });
    const asked = { raw, type: ETF, headers: { accept: ETF } };
    const { status, headers, body: said } = await ask('POST', `/api/oauth/${path}`, asked);
    assert.equal(headers['content-type'], `${ETF}; charset=utf-8`);
    return [status, said] as const;
  };
  const device = async (scope = 'api repositories') =>
    (await post('device_authorization', { scope, name: 'laptop' }))[1] as Asked;
  const token = (device_code: string, send = post) => send('token', { grant_type: DEVICE, device_code });
  const refresh = (refresh_token: string) => post('token', { grant_type: 'refresh_token', refresh_token });
  const exchange = (client_secret: string, scope = 'api') =>
    post('token', { grant_type: 'client_credentials', client_secret, scope });
  const wrong = (status: number, error: string) => async (answer: Promise<readonly [number, unknown]>) => {
    const [got, body] = await answer;
    const { error: said, error_description } = body as Record<string, unknown>;
    assert.deepEqual([got, said, typeof error_description], [status, error, 'string']);
  };
  const me = (bearer: string) => statusAndBody('GET', '/api/users/me', { auth: `Bearer ${bearer}` });

  /** What is said on the page. */
  const decide = async (name: string, user_code: string, decision = 'approve') => {
    const form = { user_code, login: name, password: PASSWORD, decision };
    const raw = new URLSearchParams(form).toString();
    const type = 'application/x-www-form-urlencoded';
    return (await ask('POST', '/oauth/device', { raw, type })).status;
  };
  const allowed = async (name: string, scope?: string): Promise<Tokens> => {
    const { device_code, user_code } = await device(scope);
    assert.equal(await decide(name, user_code), 200);
    return (await token(device_code))[1] as Tokens;
  };

  for (const [form, send] of [
    ['JSON', post],
    ['terms', inTerms],
  ] as const) {
    it(`lets a device in, in ${form}`, async () => {
      const name = `ann-${form.toLowerCase()}`;
      await person(name);
      const [status, said] = await send('device_authorization', { scope: 'api', name: 'laptop' });
      const { device_code, user_code, ...rest } = said as Asked;
      const [waiting, problem] = await token(device_code, send);
      const page = await decide(name, user_code);
      const [done, tokens] = await token(device_code, send);
      const { access_token, refresh_token, ...other } = tokens as Tokens;
      const uri = `${hex.get().base}/hex/oauth/device`;
      assert.deepEqual(
        [status, rest, waiting, (problem as { error: string }).error, page, done, other],
        [
          200,
          {
            verification_uri: uri,
            verification_uri_complete: `${uri}?user_code=${user_code}`,
            expires_in: 600,
            interval: 5,
          },
          400,
          'authorization_pending',
          200,
          200,
          { token_type: 'bearer', expires_in: 1_800, scope: 'api:read api:write' },
        ],
      );
      const [known, body] = await me(access_token);
      assert.deepEqual([known, (body as { username: string }).username], [200, name]);
      assert.match(refresh_token, /^[0-9a-f]{32}\.[0-9a-f]{64}$/);
    });
  }

  it('keeps no answer that holds a secret', async () => {
    const body = { client_id: HEX_CLIENT, scope: 'api' };
    const { headers } = await ask('POST', '/api/oauth/device_authorization', { body });
    assert.equal(headers['cache-control'], 'no-store');
  });

  it('refuses in its own form', async () => {
    const nobody = statusAndBody('POST', '/api/oauth/device_authorization', { body: { scope: 'api' } });
    await wrong(401, 'invalid_client')(nobody);
    await wrong(401, 'invalid_client')(post('device_authorization', { client_id: 'another', scope: 'api' }));
    await wrong(401, 'invalid_client')(post('device_authorization', { client_id: 7, scope: 'api' }));
    await wrong(400, 'invalid_scope')(post('device_authorization', {}));
    await wrong(400, 'invalid_scope')(post('device_authorization', { scope: 'admin' }));
    await wrong(400, 'invalid_request')(post('token', {}));
    await wrong(400, 'unsupported_grant_type')(post('token', { grant_type: 'password' }));
    await wrong(400, 'unsupported_grant_type')(post('token', { grant_type: 'constructor' }));
    await wrong(400, 'invalid_request')(post('token', { grant_type: DEVICE }));
    await wrong(400, 'invalid_grant')(token('x'.repeat(32)));
    await wrong(400, 'invalid_request')(token('x'.repeat(2_000)));
    await wrong(400, 'invalid_grant')(refresh('nothing'));
    await wrong(401, 'invalid_client')(exchange('nothing'));
    await wrong(400, 'invalid_grant')(inTerms('token', { grant_type: 'refresh_token', refresh_token: 'x' }));
  });

  it('refuses a device that its user denied', async () => {
    await person('bob');
    const { device_code, user_code } = await device();
    assert.equal(await decide('bob', user_code, 'deny'), 200);
    await wrong(403, 'access_denied')(token(device_code));
  });

  it(`gives tokens once, of ${CROWD} tries at once`, async () => {
    await person('carl');
    const { device_code, user_code } = await device();
    await decide('carl', user_code);
    const one = async () => {
      let answer = await token(device_code);
      // A busy server refuses before it does anything.
      await until(async () => {
        if (answer[0] === 503) answer = await token(device_code);
        return answer[0] !== 503;
      });
      return answer;
    };
    const answers = await Promise.all(Array.from({ length: CROWD }, one));
    const given = answers.filter(([status]) => status === 200);
    const others = answers.filter(([, body]) => (body as { error?: string }).error === 'invalid_grant');
    assert.deepEqual([given.length, others.length], [1, CROWD - 1]);
  });

  it('refreshes once; whoever shows a token twice ends what it was for', async () => {
    await person('dora');
    const first = await allowed('dora');
    const [status, second] = (await refresh(first.refresh_token)) as [number, Tokens];
    const [old, fresh] = [await me(first.access_token), (await me(second.access_token))[0]];
    await wrong(400, 'invalid_grant')(refresh(first.refresh_token));
    assert.deepEqual(
      [status, old, fresh, await me(second.access_token)],
      [200, refused(401, 'invalid API key'), 200, refused(401, 'invalid API key')],
    );
  });

  it('says which organizations’ repositories a token is for', async () => {
    await person('edna');
    const id = await hex.idOf('edna');
    await hex.appwrite('POST', '/teams', { teamId: 'acme', name: 'Acme' });
    await hex.appwrite('POST', '/teams/acme/memberships', {
      userId: id,
      roles: ['owner'],
      url: 'http://localhost',
    });
    assert.equal((await allowed('edna')).scope, 'api:read api:write repository:acme');
  });

  it('exchanges a key for a token that may do no more, and ends with the key', async () => {
    const key = await person('fay');
    const [status, tokens] = (await exchange(key, 'api:read')) as [number, Tokens];
    const reads = await keyOf(ask, 'fay', [{ domain: 'api', resource: 'read' }]);
    await wrong(400, 'invalid_scope')(exchange(reads, 'api:write'));
    const before = (await me(tokens.access_token))[0];
    const listed = (await statusAndBody('GET', '/api/users/me/audit-logs', { auth: key }))[1];
    const logs = (listed as readonly { readonly action: string }[]).slice(0, 3).map(({ action }) => action);
    await ask('DELETE', '/api/keys', { auth: key });
    await wrong(401, 'invalid_client')(exchange(key));
    assert.deepEqual(
      [status, logs, Object.keys(tokens).toSorted(), tokens.scope, before, await me(tokens.access_token)],
      [
        200,
        ['key.generate', 'key.generate', 'email.public'],
        ['access_token', 'expires_in', 'scope', 'token_type'],
        'api:read',
        200,
        refused(401, 'invalid API key'),
      ],
    );
  });

  it('revokes by token and by hash, and says the same of what there is not', async () => {
    await person('gus');
    const [one, other] = [await allowed('gus'), await allowed('gus')];
    const token_hash = createHash('sha256').update(other.refresh_token).digest('hex').toUpperCase();
    const answers = [
      await post('revoke', { token: one.access_token }),
      await post('revoke_by_hash', { token_hash }),
      await post('revoke', { token: 'nothing' }),
      await post('revoke', {}),
      await post('revoke_by_hash', { token_hash: 'nothing' }),
    ];
    assert.deepEqual(
      [answers, await me(one.access_token), await me(other.access_token)],
      [
        Array.from({ length: 5 }, () => [200, '']),
        refused(401, 'invalid API key'),
        refused(401, 'invalid API key'),
      ],
    );
  });

  it('ends with the password, and stands in what the user did', async () => {
    await person('hal');
    const tokens = await allowed('hal');
    const before = await statusAndBody('GET', '/api/users/me/audit-logs', {
      auth: `Bearer ${tokens.access_token}`,
    });
    const [newest] = before[1] as readonly { readonly action: string }[];
    await hex.appwrite('PATCH', `/users/${await hex.idOf('hal')}/password`, { password: 'another password' });
    assert.deepEqual(
      [before[0], newest?.action, await me(tokens.access_token)],
      [200, 'session.create', refused(401, 'invalid API key')],
    );
  });
});
