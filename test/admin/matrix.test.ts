import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type AdminEndpoint, isInProject } from '../../src/admin/route.ts';
import { routes } from '../../src/admin/routes.ts';
import { permissionsIn, type Role, roles } from '../../src/core/admins/permissions.ts';
import { type AdminServer, adminServer, OTHER_PROJECT, type SignedInAdmin } from '../support/admin.ts';
import { KEY, PROJECT } from '../support/server.ts';

/** What ends the session of the caller comes last. */
const endpoints = [...routes].sort((a, b) => rankOf(a) - rankOf(b));
/** Nobody has this id, so that allowed requests change little. */
const NOBODY = 'nobody';

describe('the access of administrators', () => {
  const here = adminServer();

  it('needs a session everywhere except where an endpoint is open', async () => {
    await compare(endpoints, async (endpoint) => {
      const { access, keyScope } = endpoint.meta;
      const callers = [{}, { cookie: 'denizen_admin=wrong' }, { 'x-appwrite-key': KEY }];
      const seen = [];
      for (const headers of callers) seen.push(inOr(await statusOf(here.get(), endpoint, headers)));
      const withKey = keyScope === undefined ? 401 : 'in';
      return [seen, access === 'open' ? ['in', 'in', 'in'] : [401, 401, withKey]];
    });
  });

  for (const role of roles) {
    for (const place of [null, PROJECT, OTHER_PROJECT]) {
      it(`of a role is what its permissions say: ${role} of ${place ?? 'the installation'}`, async () => {
        const who = await here.get().adminWith(role, place);
        await compare(endpoints, async (endpoint) => {
          const status = await statusOf(here.get(), endpoint, { cookie: who.cookie });
          const isHidden = isInProject(endpoint) && place === OTHER_PROJECT;
          return isHidden ? [status, 404] : [inOr(status), expectedOf(endpoint, role, place)];
        });
      });
    }
  }

  it('ends with the roles', async () => {
    const who = await here.get().adminWith('owner');
    const owner = await here.get().adminWith('owner');
    const before = await who.call('GET', '/session');
    const removed = await owner.call('DELETE', `/admins/${who.id}`);
    const after = await who.call('GET', '/session');
    assert.deepEqual([before.status, removed.status, after.status], [200, 204, 401]);
  });
});

describe('the last owner', () => {
  const here = adminServer();

  it('is neither removed nor given another role', async () => {
    const owner = await here.get().adminWith('owner');
    const grants = [{ project: null, role: 'auditor' }];
    const removed = await owner.call('DELETE', `/admins/${owner.id}`);
    const demoted = await owner.call('PATCH', `/admins/${owner.id}`, { grants });
    assert.deepEqual(
      [removed, demoted].map(({ status, body }) => [status, body.code]),
      [
        [409, 'last_owner'],
        [409, 'last_owner'],
      ],
    );
    assert.equal((await owner.call('GET', '/session')).status, 200);
  });
});

describe('a page of another origin', () => {
  const here = adminServer();
  let owner: SignedInAdmin;
  before(async () => {
    owner = await here.get().adminWith('owner');
  });

  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:80' },
  ];

  it('reaches no endpoint, and changes nothing', async () => {
    await here.get().v1('POST', '/users', { userId: 'ann', name: 'Ann' });
    const entries = await entriesOf(here.get());
    await compare(endpoints, async (endpoint) => {
      const statuses: unknown[] = [];
      for (const headers of foreign) {
        const all = { ...headers, cookie: owner.cookie };
        statuses.push(await statusOf(here.get(), endpoint, all, 'ann'));
      }
      return [statuses, foreign.map(() => 403)];
    });
    assert.equal(await entriesOf(here.get()), entries);
  });

  it('is told apart from the own one, and from an address that somebody types', async () => {
    const path = `/projects/${PROJECT}/users/ann/block`;
    const own = { origin: 'http://localhost:80', 'sec-fetch-site': 'same-origin' };
    const seen = [
      await owner.call('POST', path, {}, { headers: own }),
      await owner.call('POST', path, {}, { headers: { 'sec-fetch-site': 'none' } }),
      await owner.call('GET', '/session', undefined, { headers: { 'sec-fetch-site': 'none' } }),
    ];
    assert.deepEqual(
      seen.map(({ status }) => status),
      [200, 403, 200],
    );
  });
});

function rankOf({ meta, path }: AdminEndpoint): number {
  return meta.session === 'ends' ? 2 : path.startsWith('/me/') ? 1 : 0;
}

/** Compares what each endpoint does with what it should; the differences are shown by method and path. */
async function compare(
  all: readonly AdminEndpoint[],
  of: (endpoint: AdminEndpoint) => Promise<readonly [actual: unknown, expected: unknown]>,
): Promise<void> {
  const [actual, expected]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const endpoint of all) {
    const name = `${endpoint.method} ${endpoint.path}`;
    [actual[name], expected[name]] = await of(endpoint);
  }
  assert.ok(all.length > 50);
  assert.deepEqual(actual, expected);
}

/** Whether a request passed the guards of its endpoint, else the status. */
function inOr(status: number): number | 'in' {
  return status === 401 || status === 403 || status === 405 ? status : 'in';
}

function expectedOf({ meta: { access }, path }: AdminEndpoint, role: Role, place: string | null) {
  const isOfProject = isInProject({ path });
  if (typeof access === 'string') return 'in';
  const held = permissionsIn([{ project: place, role }], isOfProject ? PROJECT : null);
  return held.has(access.permission) ? 'in' : 403;
}

async function statusOf(
  { app }: AdminServer,
  { method, path }: AdminEndpoint,
  headers: Readonly<Record<string, string>>,
  id = NOBODY,
): Promise<number> {
  const url = `/admin${path.replace(':project', PROJECT).replace(/:\w+/g, id)}`;
  const body = method === 'GET' ? {} : { payload: '{}', headers: { 'content-type': 'application/json' } };
  // As a stream: an endpoint may answer without an end.
  const response = await app.inject({
    ...{ method, url, payloadAsStream: true },
    ...body,
    headers: { ...headers, ...body.headers },
  });
  response.stream().destroy();
  return response.statusCode;
}

async function entriesOf({ core }: AdminServer): Promise<number> {
  const { entries } = await core.read.db
    .selectFrom('audit')
    .select(({ fn }) => fn.countAll<number>().as('entries'))
    .executeTakeFirstOrThrow();
  return Number(entries);
}
