import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call, KEY, PROJECT, serving } from '../support/server.ts';
import { person } from './access-fixtures.ts';
import { commanded } from './access-keys.ts';

const HOSTS = 'app.example.com,*.shop.example,dev.example.com:8443';

const own = [
  'https://app.example.com',
  'http://app.example.com',
  'https://eu.shop.example',
  'https://a.b.shop.example',
  'https://dev.example.com:8443',
];
const foreign = [
  'null',
  'https://evil.com',
  'https://app.example.com.evil.com',
  'https://evilapp.example.com',
  'https://sub.app.example.com',
  'https://app.example.com:444',
  'https://app.example.com:8443',
  'https://app.example.com.',
  'https://app.example.com/',
  'https://app.example.com@evil.com',
  'https://app.example.com https://evil.com',
  'https://app.example.com, https://evil.com',
  'https://app.example.com%2eevil.com',
  'https://dev.example.com',
  'https://dev.example.com:84430',
  'https://shop.example',
  'https://evilshop.example',
  'https://eu.shop.example.evil.com',
  'https://eu.shop.example:444',
  'ftp://app.example.com',
  'chrome-extension://app.example.com',
  'app.example.com',
  'https://page.other.example',
];
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

onAnyEngine('pages of a project’s hosts', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const asked = (method: string, path: string, headers: Record<string, string>) =>
    call(server.get().endpoint, method, path, {
      headers: { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress(), ...headers },
    });
  /** What a page sees of the answer, and what stays in the browser. */
  const seen = async (method: string, path: string, headers: Record<string, string>) => {
    const { status, body, headers: answered } = await asked(method, path, headers);
    const origin = answered.get('access-control-allow-origin');
    const credentials = answered.get('access-control-allow-credentials');
    const { type } = body as { type?: string };
    return { status, type, origin, credentials, cookies: answered.getSetCookie().length };
  };
  const usersThere = async () => (await call(server.get().endpoint, 'GET', '/users')).body;

  before(async () => {
    await commanded(database, `projects set ${PROJECT} hosts=${HOSTS} fallbackCookies=on`);
    await commanded(database, 'projects create other');
    await commanded(database, 'projects set other hosts=page.other.example');
  });

  describe('may call and read:', () => {
    for (const origin of own) {
      it(origin, async () => {
        const holder = await person(server, 'cookie');
        const read = await seen('GET', '/account', { ...holder, Origin: origin });
        const opened = await seen('POST', '/account/sessions/anonymous', { Origin: origin });
        const allowed = { type: undefined, origin, credentials: 'true' };
        assert.deepEqual(read, { status: 200, ...allowed, cookies: 0 });
        assert.deepEqual(opened, { status: 201, ...allowed, cookies: 3 });
      });
    }
  });

  describe('may neither change nor read when they are of elsewhere:', () => {
    for (const origin of foreign) {
      it(origin, async () => {
        const holder = await person(server, 'cookie');
        const earlier = await usersThere();
        const read = await seen('GET', '/account', { ...holder, Origin: origin });
        const opened = await seen('POST', '/account/sessions/anonymous', { Origin: origin });
        const ended = await seen('DELETE', '/account', { ...holder, Origin: origin });
        const unread = { origin: null, credentials: null, cookies: 0 };
        const readable = isPage(origin) ? { origin, credentials: 'true', cookies: 0 } : unread;
        const refused = { status: 403, type: 'general_unknown_origin', ...readable };
        assert.deepEqual(read, isPage(origin) ? refused : { status: 200, type: undefined, ...unread });
        assert.deepEqual([opened, ended], [refused, refused]);
        assert.deepEqual(withoutSight(await usersThere()), withoutSight(earlier));
      });
    }

    it('with a made-up key beside the cookie, while a valid key is enough by itself', async () => {
      const holder = await person(server, 'cookie');
      const Origin = 'https://page.other.example';
      const [name = '', secret] = (holder.Cookie ?? '').split('=');
      const made = { ...holder, Origin, 'X-Appwrite-Key': `standard_${'f'.repeat(64)}` };
      const fallback = { 'X-Fallback-Cookies': JSON.stringify({ [name]: secret }) };
      const outcomes = [];
      for (const headers of [made, { ...made, Cookie: '', ...fallback }]) {
        outcomes.push(await seen('PATCH', '/account/name', headers));
        outcomes.push(await seen('GET', '/account', headers));
      }
      const valid = await seen('POST', '/users', { Origin, 'X-Appwrite-Key': KEY });
      const refused = { status: 403, type: 'general_unknown_origin' };
      assert.deepEqual(
        outcomes,
        Array(4).fill({ ...refused, origin: Origin, credentials: 'true', cookies: 0 }),
      );
      assert.deepEqual([valid.status, valid.type], [400, 'general_argument_invalid']);
    });

    it('even of this server: a key beside a cookie is not joined by it', async () => {
      const holder = await person(server, 'cookie');
      const { status } = await seen('GET', '/account', { ...holder, 'X-Appwrite-Key': 'made-up' });
      assert.equal(status, 401);
    });

    it('by a form that another page sends, with the cookie of whoever is there', async () => {
      const holder = await person(server, 'cookie');
      const headers = { ...holder, ...FORM, Origin: 'https://evil.com' };
      const { status } = await call(server.get().endpoint, 'POST', '/account/mfa/recovery-codes', {
        headers,
        raw: 'a=b',
      });
      const { body } = await asked('GET', '/account/mfa/factors', holder);
      assert.equal(status, 403);
      assert.deepEqual(body, { totp: false, phone: false, email: false, recoveryCode: false, custom: false });
    });
  });

  describe('a preflight', () => {
    const preflight = (origin: string) =>
      seen('OPTIONS', '/account', { Origin: origin, 'X-Appwrite-Project': '' });
    const done = { status: 204, type: undefined, cookies: 0 };

    it('is allowed to every page, so that a refused one can read why', async () => {
      for (const origin of [...own, ...foreign.filter(isPage)])
        assert.deepEqual(await preflight(origin), { ...done, origin, credentials: 'true' });
    });

    it('allows nothing to what is no page', async () => {
      for (const origin of foreign.filter((text) => !isPage(text)))
        assert.deepEqual(await preflight(origin), { ...done, origin: null, credentials: null }, origin);
    });
  });

  it('apps need no host: official clients of phones send the origin of one', async () => {
    const origins = [
      'appwrite-ios',
      'appwrite-android',
      'appwrite-macos',
      'appwrite-linux',
      'appwrite-windows',
    ];
    for (const scheme of origins) {
      const { status, origin } = await seen('POST', '/account/sessions/anonymous', {
        Origin: `${scheme}://com.example.app`,
      });
      assert.deepEqual([status, origin], [201, null]);
    }
  });

  it('a refused page is logged once, with the command that allows it', async () => {
    const hostile = ['https://a;reboot.example', 'https://$(reboot).example', 'https://`id`.example'];
    for (const Origin of [
      'https://new.example',
      'https://new.example',
      'https://new.example:8080',
      ...hostile,
    ]) {
      await seen('POST', '/account/sessions/anonymous', { Origin });
      await seen('GET', '/account', { Origin });
    }
    const command = / denizen platforms add web (\S+) --project (\S+)\. /g;
    // The log is buffered.
    while (!server.get().errors().includes('new.example:8080')) await setTimeout(20);
    const said = [...server.get().errors().matchAll(command)].map(([, host, project]) => [host, project]);
    const ofNew = said.filter(([host]) => host?.startsWith('new.example'));
    assert.deepEqual(ofNew, [
      ['new.example', PROJECT],
      ['new.example:8080', PROJECT],
    ]);
    assert.doesNotMatch(server.get().errors(), /reboot|`id`/);
  });

  it('hosts that are taken away may not call from the next request on', async () => {
    const open = () => seen('POST', '/account/sessions/anonymous', { Origin: 'https://eu.shop.example' });
    const earlier = await open();
    await commanded(database, `projects set ${PROJECT} hosts=app.example.com`);
    assert.deepEqual([earlier.status, (await open()).status], [201, 403]);
  });
});

/** Whether browsers would say it of a page on the web. */
function isPage(origin: string): boolean {
  return /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
}

/** A request notes behind the answer that a user was there. */
function withoutSight(list: unknown): unknown {
  const { users } = list as { users: object[] };
  return users.map((user) => ({ ...user, accessedAt: '' }));
}
