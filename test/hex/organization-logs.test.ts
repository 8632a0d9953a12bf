import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { hexServer, keyOf, refused } from './fixtures.ts';

type Log = { readonly action: string; readonly params: Record<string, unknown>; readonly user_agent: string };

const PATH = '/api/orgs/acme/audit-logs';

onEachEngine('the audit log of an organization of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person, idOf, appwrite } = hex;
  const auth: Record<string, string> = {};
  const page = async (name: string, query = '') =>
    (await statusAndBody('GET', `${PATH}${query}`, { auth: auth[name] ?? '' }))[1] as readonly Log[];
  before(async () => {
    for (const teamId of ['acme', 'beta']) await appwrite('POST', '/teams', { teamId, name: teamId });
    for (const [name, roles] of [
      ['olga', ['owner']],
      ['rita', ['read']],
      ['otto', undefined],
    ] as const) {
      auth[name] = await person(name);
      if (roles) await appwrite('POST', '/teams/acme/memberships', { userId: await idOf(name), roles });
    }
  });

  it('has what was done to members and keys, by whomever, newest first', async () => {
    const asked = { auth: auth.olga ?? '' };
    await person('nina');
    await ask('POST', '/api/orgs/acme/members', { ...asked, body: { name: 'nina', role: 'read' } });
    await ask('POST', '/api/orgs/acme/members/nina', { ...asked, body: { role: 'write' } });
    await ask('POST', '/api/orgs/acme/keys', { ...asked, body: { name: 'ci' } });
    await ask('DELETE', '/api/orgs/acme/keys/ci', asked);
    await ask('DELETE', '/api/orgs/acme/members/nina', asked);
    const organization = { name: 'acme', billing_active: true };
    const user = { id: await idOf('nina'), username: 'nina', handles: null };
    const key = { name: 'ci', permissions: [{ domain: 'api', resource: null }], user: null, organization };
    const logs = (await page('rita')).slice(0, 5).map(({ action, params, ...rest }) => {
      const { id: _, ...keyed } = params;
      return { action, params: action.startsWith('key.') ? keyed : params, ...rest };
    });
    const by = { user_agent: 'tests/1.0' };
    assert.deepEqual(logs, [
      { action: 'organization.member.remove', params: { organization, user }, ...by },
      { action: 'key.remove', params: key, ...by },
      { action: 'key.generate', params: key, ...by },
      { action: 'organization.member.role', params: { organization, user, role: 'write' }, ...by },
      { action: 'organization.member.add', params: { organization, user }, ...by },
    ]);
    const [last] = (await page('rita')).slice(-1);
    assert.deepEqual([last?.action, last?.params], ['organization.create', organization]);
  });

  it('is for members who may read, and for the organization’s own keys, and is not there for others', async () => {
    const made = await ask('POST', '/api/orgs/acme/keys', { auth: auth.olga ?? '', body: { name: 'robot' } });
    const { secret } = made.body as { readonly secret: string };
    const repositories = await keyOf(ask, 'rita', [{ domain: 'repositories' }]);
    const of = (path: string, credentials?: string) =>
      statusAndBody('GET', path, credentials === undefined ? {} : { auth: credentials });
    const gone = refused(404, 'Page not found');
    assert.deepEqual(
      [
        (await of(PATH, secret))[0],
        await of(PATH, auth.otto),
        await of('/api/orgs/nowhere/audit-logs', auth.otto),
        await of('/api/orgs/beta/audit-logs', secret),
        await of(PATH, repositories),
        await of(PATH),
      ],
      [
        200,
        gone,
        gone,
        gone,
        refused(401, 'key not authorized for this action'),
        refused(401, 'missing authentication information'),
      ],
    );
  });

  it('shows 100 a page until nothing is left', async () => {
    const count = (await page('olga')).length;
    const asked = { auth: auth.olga ?? '', body: { name: 'key' } };
    for (let made = count; made < 101; made++) await ask('POST', '/api/orgs/acme/keys', asked);
    const [first, second, third] = [
      await page('olga', '?page=x&per_page=5'),
      await page('olga', '?page=2'),
      await page('olga', '?page=3'),
    ];
    assert.deepEqual(
      [first.length, second.map(({ action }) => action), third, await page('olga', '?page=999999999999999')],
      [100, ['organization.create'], [], []],
    );
  });
});
