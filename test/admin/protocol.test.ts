import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { routes } from '../../src/admin/routes.ts';
import { createAdmin } from '../../src/core/admins/admins.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { adminServer, type SignedInAdmin } from '../support/admin.ts';
import { PROJECT } from '../support/server.ts';

const PASSWORD = 'a phrase of more than fifteen';
const email = emailOf('root@example.com') as Email;

for (const [name, prefix, suffix, settings] of [
  ['http', '', '', {}],
  ['https', '__Host-', '; Secure', { DENIZEN_PUBLIC_URL: 'https://id.example.com' }],
] as const) {
  describe(`the cookie of an administrator over ${name}`, () => {
    const here = adminServer(undefined, settings);

    it('is for this host alone, and no script and no other site can use it', async () => {
      const { core, actor, call } = here.get();
      const grants = [{ project: null, role: 'owner' }] as const;
      await createAdmin(core, actor, { email, password: PASSWORD, grants });
      const wrong = await call('POST', '/session', { email, password: `${PASSWORD}!` });
      const { status, headers, body } = await call('POST', '/session', { email, password: PASSWORD });
      const set = String(headers['set-cookie']);
      const [pair = '', ...flags] = set.split('; ');
      assert.deepEqual(
        [wrong.status, wrong.body.code, wrong.headers['set-cookie']],
        [401, 'credentials_wrong', undefined],
      );
      assert.ok(pair.startsWith(`${prefix}denizen_admin=`));
      assert.deepEqual(
        flags
          .filter((flag) => !/^(?:expires|max-age)=/i.test(flag))
          .map((flag) => flag.toLowerCase())
          .toSorted(),
        ['httponly', 'path=/', 'samesite=strict', ...(suffix === '' ? [] : ['secure'])],
      );
      assert.deepEqual([status, headers['cache-control']], [201, 'no-store']);
      const [, secret = ''] = pair.split('denizen_admin=');
      assert.ok(secret.length > 40);
      assert.equal(JSON.stringify(body).includes(secret), false);
      const cookie = pair;
      const inside = await call('GET', '/session', undefined, { headers: { cookie } });
      const out = await call('DELETE', '/session', undefined, { headers: { cookie } });
      const after = await call('GET', '/session', undefined, { headers: { cookie } });
      assert.deepEqual([inside.status, out.status, after.status], [200, 204, 401]);
      assert.match(String(out.headers['set-cookie']), /denizen_admin=deleted;.*1970/i);
    });
  });
}

describe('requests of administrators', () => {
  const here = adminServer();
  let owner: SignedInAdmin;
  before(async () => {
    owner = await here.get().adminWith('owner');
  });

  it('may pin a version, which must be known', async () => {
    const ask = (version: string) =>
      owner.call('GET', '/session', undefined, { headers: { 'denizen-version': version } });
    const [known, unknown] = [await ask('2026-12-01'), await ask('2020-01-01')];
    assert.deepEqual([known.status, unknown.status, unknown.body.code], [200, 400, 'version_unknown']);
    assert.match(String(unknown.body.message), /2026-12-01/);
  });

  it('are refused with code, message and the id of the request', async () => {
    const { status, headers, body } = await owner.call('GET', `/projects/${PROJECT}/users/nobody`);
    assert.deepEqual(
      [status, body],
      [
        404,
        { code: 'user_not_found', message: 'There is no such user.', requestId: headers['x-request-id'] },
      ],
    );
    const lost = await owner.call('GET', '/nothing');
    assert.deepEqual([lost.status, lost.body.code], [404, 'route_not_found']);
  });

  it('stand in the document, each with its permission', async () => {
    const { status, body } = await here.get().call('GET', '/openapi.json');
    const paths = body.paths as Readonly<Record<string, Readonly<Record<string, { description: string }>>>>;
    const described = routes.map(({ method, path, meta: { access } }) => {
      const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      return typeof access !== 'object' || operation?.description.includes(`\`${access.permission}\``);
    });
    assert.deepEqual([status, described.every(Boolean)], [200, true]);
  });

  it('that are dangerous need the password or a code within ten minutes', async () => {
    await here.get().core.unaudited(async (tx) => {
      const old = Date.now() - 11 * 60_000;
      await tx.db.updateTable('sessions').set({ issued_at: old }).where('user_id', '=', owner.id).execute();
    });
    const dangerous = routes.filter(({ meta }) => meta.isDangerous);
    assert.ok(dangerous.length > 10);
    for (const { method, path } of dangerous) {
      const url = path.replace(/:(?!project)\w+/g, 'nobody');
      const { status, body } = await owner.call(method, url, method === 'GET' ? undefined : {});
      assert.deepEqual([status, body.code], [401, 'proof_needed'], `${method} ${path}`);
    }
    const { status } = await owner.call('GET', `/projects/${PROJECT}/users`);
    assert.equal(status, 200);
  });
});
