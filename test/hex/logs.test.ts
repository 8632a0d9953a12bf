import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { basic, hexServer, keyOf, refused } from './fixtures.ts';

type Log = { readonly action: string; readonly params: unknown; readonly user_agent: string };

/** Made by hex.pm when somebody signs up, newest first. */
const SIGN_UP = ['email.public', 'email.primary', 'email.add', 'user.create'];

onEachEngine('the audit log of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person, signUp, idOf, appwrite } = hex;
  const page = async (auth: string, query = '') =>
    (await statusAndBody('GET', `/api/users/me/audit-logs${query}`, { auth }))[1] as readonly Log[];
  const actions = async (auth: string, query = '') => (await page(auth, query)).map(({ action }) => action);

  it('begins with the sign-up, and has what happened to keys', async () => {
    const auth = await person('ann');
    await ask('POST', '/api/keys', {
      auth,
      body: { name: 'two', permissions: [{ domain: 'api', resource: 'read' }] },
    });
    await ask('DELETE', '/api/keys/two', { auth });
    const user = { id: await idOf('ann'), username: 'ann', handles: null };
    const email = { email: 'ann@example.com', primary: true, public: true, gravatar: false };
    const logs = (await page(auth)).map(({ action, params, user_agent }) => {
      const { id: _, ...rest } = params as Record<string, unknown>;
      return [action, action.startsWith('key.') ? rest : params, user_agent];
    });
    const of = (name: string, resource: string | null) => ({
      name,
      permissions: [{ domain: 'api', resource }],
      user,
      organization: null,
    });
    assert.deepEqual(logs, [
      ['key.remove', of('two', 'read'), 'tests/1.0'],
      ['key.generate', of('two', 'read'), 'tests/1.0'],
      ['key.generate', of('test', null), 'tests/1.0'],
      ['email.public', { old_email: null, new_email: email }, 'tests/1.0'],
      ['email.primary', { old_email: null, new_email: email }, 'tests/1.0'],
      ['email.add', email, 'tests/1.0'],
      ['user.create', user, 'tests/1.0'],
    ]);
  });

  it('has exactly three fields an entry', async () => {
    const auth = await person('bob');
    const fields = new Set((await page(auth)).map((log) => Object.keys(log).join()));
    assert.deepEqual([...fields], ['action,params,user_agent']);
  });

  it('has a removal for each key when all are revoked', async () => {
    const auth = await person('cid');
    await ask('POST', '/api/keys', { auth, body: { name: 'two' } });
    await ask('DELETE', '/api/keys', { auth });
    const found = await actions(basic('cid'));
    assert.deepEqual(
      found.toSorted(),
      ['key.generate', 'key.generate', 'key.remove', 'key.remove', ...SIGN_UP].toSorted(),
    );
  });

  it('shows 100 a page, whatever else is asked for, until nothing is left', async () => {
    const auth = await person('dan');
    for (let made = 1; made < 96; made++) await ask('POST', '/api/keys', { auth, body: { name: 'key' } });
    await ask('DELETE', '/api/keys/key', { auth });
    const last = await actions(auth, '?page=2&per_page=1000');
    assert.deepEqual(
      [(await actions(auth, '?per_page=5&repo_url=http://a')).length, last, await actions(auth, '?page=3')],
      [100, ['user.create'], []],
    );
    const first = await page(auth);
    assert.deepEqual(
      first.slice(-3).map(({ action }) => action),
      SIGN_UP.slice(0, 3),
    );
    for (const odd of ['0', '-1', 'x', '1x', '', '1.5', '%2B1'])
      assert.deepEqual(await page(auth, `?page=${odd}`), first);
    assert.deepEqual(await page(auth, '?page[]=2'), first);
    assert.deepEqual(await page(auth, '?page=999999999999999'), []);
  });

  it('has what its user did by the other protocol, and nothing that others did', async () => {
    const auth = await person('eve');
    const id = await idOf('eve');
    await appwrite('PATCH', `/users/${id}/name`, { name: 'Eve' });
    const { secret } = await appwrite('POST', `/users/${id}/sessions`, {});
    const headers = {
      'x-appwrite-project': 'test',
      'x-appwrite-session': String(secret),
      'content-type': 'application/json',
    };
    const { base } = hex.get();
    const changed = await fetch(`${base}/v1/account/name`, {
      method: 'PATCH',
      headers,
      body: '{"name":"Eva"}',
    });
    assert.equal(changed.status, 200);
    assert.deepEqual(await actions(auth), ['user.update', 'key.generate', ...SIGN_UP]);
  });

  it('has the beginning of a reset where its user asked for it, and not where somebody else did', async () => {
    const [auth, other] = [await person('finn'), await person('fred')];
    await ask('POST', '/api/users/finn/reset', { auth });
    await ask('POST', '/api/users/fred/reset');
    await ask('POST', '/api/users/fred/reset', { auth });
    const begun = 'password.reset.init';
    assert.deepEqual(
      [await actions(auth), await actions(other)],
      [
        [begun, begun, 'key.generate', ...SIGN_UP],
        ['key.generate', ...SIGN_UP],
      ],
    );
  });

  it('is shown with the email verified and the right to read only', async () => {
    await signUp('gina');
    const path = '/api/users/me/audit-logs';
    assert.deepEqual(
      await statusAndBody('GET', path, { auth: basic('gina') }),
      refused(403, 'email not verified'),
    );
    await person('gus');
    const auth = await keyOf(ask, 'gus', [{ domain: 'repositories' }]);
    assert.deepEqual(
      await statusAndBody('GET', path, { auth }),
      refused(401, 'key not authorized for this action'),
    );
  });
});
