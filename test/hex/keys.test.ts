import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { basic, hexServer, keyOf, refused, unprocessable } from './fixtures.ts';

const NOT_FOUND = refused(404, 'Page not found');
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

type Key = { readonly name: string; readonly secret: string | null; readonly revoke_at: string | null };

onEachEngine('keys of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person, idOf, appwrite } = hex;
  const add = async (auth: string, body: unknown, path = '/api/keys') => {
    const { status, headers, body: made } = await ask('POST', path, { auth, body });
    return { status, location: headers.location, key: made as Key };
  };
  const names = async (auth: string, path = '/api/keys') =>
    ((await statusAndBody('GET', path, { auth }))[1] as readonly Key[]).map(({ name }) => name);

  it('are made with a secret that is shown once', async () => {
    await person('ann');
    const { status, location, key } = await add(basic('ann'), { name: 'laptop' });
    const { secret, inserted_at, updated_at, ...rest } = key as Key & Record<string, unknown>;
    assert.deepEqual(
      [status, location, rest],
      [
        201,
        '/hex/api/keys/laptop',
        {
          name: 'laptop',
          authing_key: false,
          permissions: [{ domain: 'api', resource: null }],
          revoke_at: null,
          url: `${hex.get().base}/hex/api/keys/laptop`,
        },
      ],
    );
    assert.match(String(secret), /^[0-9a-f]{32}$/);
    assert.match(String(inserted_at), MOMENT);
    assert.equal(updated_at, inserted_at);
    const [, shown] = await statusAndBody('GET', '/api/keys/laptop', { auth: basic('ann') });
    assert.deepEqual(shown, { ...key, secret: null });
  });

  it('say which of them was shown', async () => {
    const auth = await person('bea');
    await add(auth, { name: 'other' });
    const [, shown] = await statusAndBody('GET', '/api/keys', { auth });
    const marked = (shown as readonly (Key & { authing_key: boolean })[]).map(({ name, authing_key }) => [
      name,
      authing_key,
    ]);
    assert.deepEqual(marked, [
      ['other', false],
      ['test', true],
    ]);
  });

  it('of one name are numbered, and a name is free again when its key is revoked', async () => {
    const auth = await person('cid');
    const made = [
      await add(auth, { name: 'mac' }),
      await add(auth, { name: 'mac' }),
      await add(auth, { name: 'mac' }),
    ];
    await ask('DELETE', '/api/keys/mac-2', { auth });
    made.push(await add(auth, { name: 'mac' }));
    assert.deepEqual(
      made.map(({ key }) => key.name),
      ['mac', 'mac-2', 'mac-3', 'mac-2'],
    );
  });

  it('are revoked by name and answered, and are found no more', async () => {
    const auth = await person('dan');
    await add(auth, { name: 'old' });
    const [status, key] = await statusAndBody('DELETE', '/api/keys/old', { auth });
    const { name, revoke_at, secret } = key as Key;
    assert.deepEqual([status, name, secret], [200, 'old', null]);
    assert.match(String(revoke_at), MOMENT);
    assert.deepEqual(await statusAndBody('GET', '/api/keys/old', { auth }), NOT_FOUND);
    assert.deepEqual(await statusAndBody('DELETE', '/api/keys/old', { auth }), NOT_FOUND);
    assert.deepEqual(await names(auth), ['test']);
  });

  it('are revoked all at once, and the answer is the one that was shown', async () => {
    const auth = await person('eve');
    await add(auth, { name: 'other' });
    const [status, key] = await statusAndBody('DELETE', '/api/keys', { auth });
    const { name, authing_key, revoke_at } = key as Key & { authing_key: boolean };
    assert.deepEqual([status, name, authing_key], [200, 'test', true]);
    assert.match(String(revoke_at), MOMENT);
    assert.deepEqual(await names(basic('eve')), []);
  });

  it('are not revoked all at once by whoever shows none', async () => {
    await person('fred');
    const answer = await statusAndBody('DELETE', '/api/keys', { auth: basic('fred') });
    assert.deepEqual(answer, refused(400, 'must be authenticated by an API key'));
    assert.deepEqual(await names(basic('fred')), ['test']);
  });

  it('end by themselves at the moment that is asked for', async () => {
    const auth = await person('gil');
    const { key } = await add(auth, { name: 'brief', revoke_at: '2099-01-01T00:00:00Z' });
    assert.equal(key.revoke_at, '2099-01-01T00:00:00.000000Z');
  });

  it('of somebody else are not there', async () => {
    const [auth, other] = [await person('hal'), await person('hans')];
    await add(other, { name: 'theirs' });
    for (const method of ['GET', 'DELETE'])
      assert.deepEqual(await statusAndBody(method, '/api/keys/theirs', { auth }), NOT_FOUND);
  });

  it('may have any name that can be printed', async () => {
    const auth = await person('ian');
    const { status, location, key } = await add(auth, { name: 'Ann’s “mac”/1 %' });
    assert.deepEqual([status, key.name], [201, 'Ann’s “mac”/1 %']);
    assert.equal((await ask('GET', String(location).slice('/hex'.length), { auth })).status, 200);
  });

  describe('are refused with', () => {
    let auth = '';
    before(async () => {
      auth = await person('joe');
    });
    const permissions = (...held: readonly object[]) => ({ permissions: held });
    const noAccess = (what: string) => ({
      permissions: { resource: `you do not have access to this ${what}` },
    });
    const wrongResource = { permissions: { resource: 'invalid resource for given domain' } };
    const rows: readonly (readonly [string, object, object])[] = [
      ['no name', { name: ' ' }, { name: "can't be blank" }],
      ['a list for a name', { name: [] }, { name: 'expected type string' }],
      ['a text for permissions', { permissions: 'api' }, { permissions: 'expected type list(map)' }],
      ['texts for permissions', { permissions: ['api'] }, { permissions: 'expected type list(map)' }],
      ['no domain', permissions({}), { permissions: { domain: "can't be blank" } }],
      ['an unknown domain', permissions({ domain: 'all' }), { permissions: { domain: 'is invalid' } }],
      [
        'a domain of another object',
        permissions({ domain: 'constructor' }),
        { permissions: { domain: 'is invalid' } },
      ],
      [
        'a number for a resource',
        permissions({ domain: 'api', resource: 1 }),
        {
          permissions: { resource: 'expected type string' },
        },
      ],
      ['an unknown resource of the api', permissions({ domain: 'api', resource: 'all' }), wrongResource],
      [
        'a resource of all repositories',
        permissions({ domain: 'repositories', resource: 'x' }),
        wrongResource,
      ],
      ['no repository', permissions({ domain: 'repository' }), wrongResource],
      [
        'a foreign repository',
        permissions({ domain: 'repository', resource: 'acme' }),
        noAccess('repository'),
      ],
      ['foreign documents', permissions({ domain: 'docs', resource: 'acme' }), noAccess('repository')],
      ['a package', permissions({ domain: 'package', resource: 'ecto' }), noAccess('package')],
      [
        'two that are wrong',
        permissions({ domain: 'x' }, { domain: 'api', resource: 'x' }),
        {
          permissions: { domain: 'is invalid', resource: 'invalid resource for given domain' },
        },
      ],
      [
        'too many',
        permissions(...Array.from({ length: 101 }, () => ({ domain: 'api' }))),
        {
          permissions: 'should have at most 100 item(s)',
        },
      ],
      [
        'a moment that is over',
        { revoke_at: '2020-01-01T00:00:00Z' },
        { revoke_at: 'must be in the future' },
      ],
      ['a moment that is none', { revoke_at: 'tomorrow' }, { revoke_at: 'is invalid' }],
      ['a number for a moment', { revoke_at: 4e9 }, { revoke_at: 'expected type string' }],
    ];
    for (const [what, wrong, errors] of rows)
      it(what, async () => {
        const answer = await statusAndBody('POST', '/api/keys', { auth, body: { name: 'x', ...wrong } });
        assert.deepEqual(answer, unprocessable(errors));
      });
  });

  describe('of an organization', () => {
    const path = '/api/orgs/acme/keys';
    const auth: Record<string, string> = {};
    before(async () => {
      for (const team of ['acme', 'other']) await appwrite('POST', '/teams', { teamId: team, name: team });
      for (const [name, roles] of [
        ['olga', ['owner']],
        ['will', ['write']],
        ['rita', []],
        ['otto', undefined],
      ] as const) {
        auth[name] = await person(name);
        if (roles) await appwrite('POST', '/teams/acme/memberships', { userId: await idOf(name), roles });
      }
    });
    const as = (name: string) => auth[name] ?? '';

    it('are made by those who may write, and listed to all members', async () => {
      const statuses = [];
      for (const name of ['olga', 'will', 'rita', 'otto'])
        statuses.push((await add(as(name), { name: `by-${name}` }, path)).status);
      assert.deepEqual(statuses, [201, 201, 403, 404]);
      assert.deepEqual(await names(as('rita'), path), ['by-olga', 'by-will']);
      assert.deepEqual(await statusAndBody('GET', path, { auth: as('otto') }), NOT_FOUND);
      assert.deepEqual(await statusAndBody('GET', path), refused(401, 'missing authentication information'));
    });

    it('are good for the organization and for nobody else', async () => {
      const { key } = await add(as('olga'), { name: 'robot' }, path);
      const secret = String(key.secret);
      const asked = async (method: string, at: string) =>
        (await ask(method, `/api${at}`, { auth: secret })).status;
      assert.deepEqual(
        [
          await asked('GET', '/orgs/acme/keys'),
          await asked('GET', '/orgs/acme/keys/robot'),
          await asked('GET', '/auth?domain=repository&resource=acme'),
          await asked('GET', '/users/me'),
          await asked('GET', '/users/me/audit-logs'),
          await asked('GET', '/keys'),
          await asked('POST', '/keys'),
          await asked('GET', '/orgs/other'),
          await asked('POST', '/orgs/other/keys'),
          await asked('GET', '/users/olga/test'),
        ],
        [200, 200, 401, 404, 404, 404, 404, 404, 404, 200],
      );
      const [, owner] = await statusAndBody('GET', '/api/auth?domain=api', { auth: secret });
      assert.deepEqual(owner, { key: { name: 'robot', owner: { type: 'organization', name: 'acme' } } });
      const [, gone] = await statusAndBody('DELETE', path, { auth: secret });
      assert.equal((gone as Key).name, 'robot');
      assert.deepEqual(await statusAndBody('GET', path, { auth: secret }), refused(401, 'API key revoked'));
    });

    it('end with the organization', async () => {
      await appwrite('POST', '/teams', { teamId: 'brief', name: 'Brief' });
      await appwrite('POST', '/teams/brief/memberships', { userId: await idOf('olga'), roles: ['owner'] });
      const { key } = await add(as('olga'), { name: 'robot' }, '/api/orgs/brief/keys');
      await appwrite('DELETE', '/teams/brief');
      const answer = await statusAndBody('GET', '/api/orgs', { auth: String(key.secret) });
      assert.deepEqual(answer, refused(401, 'invalid API key'));
    });

    it('may name the repository of the organization', async () => {
      const permissions = [{ domain: 'repository', resource: 'acme' }];
      const secret = await keyOf(ask, 'rita', permissions);
      const { status } = await ask('GET', '/api/auth?domain=repository&resource=acme', { auth: secret });
      assert.equal(status, 200);
      await appwrite('DELETE', `/teams/acme/memberships/${await membershipOf('rita')}`);
      const answer = await statusAndBody('GET', '/api/auth?domain=repository&resource=acme', {
        auth: secret,
      });
      assert.deepEqual(answer, refused(403, 'account not authorized for this action'));
    });

    const membershipOf = async (name: string) => {
      const id = await idOf(name);
      const { memberships } = await appwrite('GET', `/users/${id}/memberships`);
      return (memberships as readonly { readonly $id: string }[])[0]?.$id;
    };
  });
});
