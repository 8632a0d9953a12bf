import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { basic, hexServer, keyOf, PASSWORD, refused, unprocessable } from './fixtures.ts';

const NOT_FOUND = refused(404, 'Page not found');
const FORBIDDEN = refused(403, 'account not authorized for this action');
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

onEachEngine('organizations of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person, idOf, appwrite } = hex;
  const auth: Record<string, string> = {};
  const as = (name: string) => ({ auth: auth[name] ?? '' });
  const shown = (username: string, role: string) => ({
    username,
    email: `${username}@example.com`,
    url: `${hex.get().base}/hex/api/users/${username}`,
    role,
  });
  before(async () => {
    for (const team of ['acme', 'beta']) await appwrite('POST', '/teams', { teamId: team, name: team });
    for (const [name, roles] of [
      ['olga', ['owner']],
      ['adam', ['admin']],
      ['will', ['write']],
      ['otto', undefined],
    ] as const) {
      auth[name] = await person(name);
      if (roles) await appwrite('POST', '/teams/acme/memberships', { userId: await idOf(name), roles });
    }
    await appwrite('POST', '/teams/beta/memberships', { userId: await idOf('will'), roles: [] });
  });

  const robotOf = async (name: string) => {
    const made = await ask('POST', '/api/orgs/acme/keys', { ...as(name), body: { name: 'robot' } });
    return (made.body as { readonly secret: string }).secret;
  };

  it('are listed to their members, and to nobody else', async () => {
    const [status, listed] = await statusAndBody('GET', '/api/orgs', as('will'));
    const [{ inserted_at, updated_at, ...first }, second] = listed as readonly [
      Record<string, unknown>,
      { name: string },
    ];
    assert.deepEqual([status, first, second.name], [200, { name: 'acme', billing_active: true }, 'beta']);
    assert.match(String(inserted_at), MOMENT);
    assert.match(String(updated_at), MOMENT);
    assert.deepEqual(await statusAndBody('GET', '/api/orgs', as('otto')), [200, []]);
    assert.deepEqual(await statusAndBody('GET', '/api/orgs'), [200, []]);
  });

  it('are shown to their members, and are not there for others', async () => {
    const [status, seen] = await statusAndBody('GET', '/api/orgs/acme', as('will'));
    const { inserted_at: _, updated_at: __, ...rest } = seen as Record<string, unknown>;
    assert.deepEqual([status, rest], [200, { name: 'acme', billing_active: true, seats: null }]);
    assert.deepEqual(await statusAndBody('GET', '/api/orgs/acme', as('otto')), NOT_FOUND);
    assert.deepEqual(await statusAndBody('GET', '/api/orgs/nowhere', as('otto')), NOT_FOUND);
    assert.deepEqual(
      await statusAndBody('GET', '/api/orgs/acme'),
      refused(401, 'missing authentication information'),
    );
  });

  it('stand with the role in what users see of themselves', async () => {
    const roles = await Promise.all(
      ['olga', 'adam', 'will', 'otto'].map(async (name) => {
        const [, me] = await statusAndBody('GET', '/api/users/me', as(name));
        return (me as { organizations: unknown }).organizations;
      }),
    );
    assert.deepEqual(roles, [
      [{ name: 'acme', role: 'admin' }],
      [{ name: 'acme', role: 'admin' }],
      [
        { name: 'acme', role: 'write' },
        { name: 'beta', role: 'read' },
      ],
      [],
    ]);
  });

  it('take members from their owners, who set roles and remove them', async () => {
    await person('nina');
    const members = '/api/orgs/acme/members';
    const body = { organization: 'acme', name: 'Nina', role: 'write' };
    const added = await ask('POST', members, { ...as('olga'), body });
    assert.deepEqual(
      [added.status, added.headers.location, added.body],
      [200, '/hex/api/orgs/acme/members/nina', shown('nina', 'write')],
    );
    assert.deepEqual(await statusAndBody('GET', members, as('will')), [
      200,
      [shown('olga', 'admin'), shown('adam', 'admin'), shown('will', 'write'), shown('nina', 'write')],
    ]);
    const again = { ...as('olga'), body: { ...body, name: 'nina@example.com' } };
    assert.deepEqual(
      await statusAndBody('POST', members, again),
      unprocessable({ name: 'is already member' }),
    );
    const promoted = { ...as('olga'), body: { role: 'admin' } };
    assert.deepEqual(await statusAndBody('POST', `${members}/nina`, promoted), [200, shown('nina', 'admin')]);
    assert.deepEqual(await statusAndBody('GET', `${members}/nina`, as('will')), [
      200,
      shown('nina', 'admin'),
    ]);
    assert.deepEqual(await statusAndBody('DELETE', `${members}/nina`, as('olga')), [204, '']);
    assert.deepEqual(await statusAndBody('GET', `${members}/nina`, as('olga')), NOT_FOUND);
  });

  it('take no members by an email that is hidden', async () => {
    await appwrite('POST', '/users', { userId: 'kim', email: 'kim@example.com', password: PASSWORD });
    await appwrite('PATCH', '/users/kim/verification', { emailVerification: true });
    await ask('GET', '/api/users/me', { auth: basic('kim@example.com') });
    const asked = { ...as('olga'), body: { name: 'kim@example.com', role: 'read' } };
    assert.deepEqual(
      [
        await statusAndBody('POST', '/api/orgs/acme/members', asked),
        (await ask('GET', '/api/users/kim')).status,
      ],
      [unprocessable({ name: 'unknown user' }), 200],
    );
  });

  it('take no members that nobody knows, and no roles that there are not', async () => {
    const add = (body: object) => statusAndBody('POST', '/api/orgs/acme/members', { ...as('olga'), body });
    assert.deepEqual(
      [await add({ name: 'nobody', role: 'read' }), await add({}), await add({ name: 7, role: 'owner' })],
      [
        unprocessable({ name: 'unknown user' }),
        unprocessable({ name: "can't be blank", role: "can't be blank" }),
        unprocessable({ name: 'expected type string', role: 'is invalid' }),
      ],
    );
  });

  it('are not changed by those who do not own them, whatever else they are called', async () => {
    const members = '/api/orgs/acme/members';
    const body = { name: 'otto', role: 'read' };
    for (const name of ['adam', 'will'])
      assert.deepEqual(
        [
          await statusAndBody('POST', members, { ...as(name), body }),
          await statusAndBody('POST', `${members}/olga`, { ...as(name), body: { role: 'read' } }),
          await statusAndBody('DELETE', `${members}/olga`, as(name)),
        ],
        [FORBIDDEN, FORBIDDEN, FORBIDDEN],
      );
    assert.deepEqual(await statusAndBody('POST', members, { ...as('otto'), body }), NOT_FOUND);
  });

  it('let members go who want to', async () => {
    auth.paul = await person('paul');
    await appwrite('POST', '/teams/acme/memberships', { userId: await idOf('paul'), roles: ['read'] });
    assert.deepEqual(await statusAndBody('DELETE', '/api/orgs/acme/members/paul', as('paul')), [204, '']);
    assert.deepEqual(await statusAndBody('GET', '/api/orgs/acme', as('paul')), NOT_FOUND);
  });

  it('have keys that take members where an owner made them, and neither make owners nor touch them', async () => {
    await person('quin');
    const [secret, lesser] = [await robotOf('olga'), await robotOf('will')];
    const robot = (method: string, path: string, body?: object, auth = secret) =>
      statusAndBody(method, `/api/orgs/acme/members${path}`, { auth, body });
    assert.deepEqual(
      [
        await robot('POST', '', { name: 'quin', role: 'admin' }),
        await robot('POST', '', { name: 'quin', role: 'write' }, lesser),
        await robot('POST', '', { name: 'quin', role: 'write' }),
        await robot('POST', '/quin', { role: 'read' }, lesser),
        await robot('DELETE', '/quin', undefined, lesser),
        await robot('POST', '/quin', { role: 'admin' }),
        await robot('POST', '/olga', { role: 'read' }),
        await robot('DELETE', '/olga'),
        await robot('DELETE', '/quin'),
      ],
      [
        ...[FORBIDDEN, FORBIDDEN, [200, shown('quin', 'write')], FORBIDDEN, FORBIDDEN],
        ...[FORBIDDEN, FORBIDDEN, FORBIDDEN, [204, '']],
      ],
    );
    const [, listed] = await statusAndBody('GET', '/api/orgs', { auth: secret });
    assert.deepEqual(
      (listed as readonly { name: string }[]).map(({ name }) => name),
      ['acme'],
    );
  });

  it('are not changed with keys that may only read', async () => {
    const reading = await keyOf(ask, 'olga', [{ domain: 'api', resource: 'read' }]);
    const asked = { auth: reading, body: { name: 'otto', role: 'read' } };
    const answer = await statusAndBody('POST', '/api/orgs/acme/members', asked);
    assert.deepEqual(answer, refused(401, 'key not authorized for this action'));
  });
});
