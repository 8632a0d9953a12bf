import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSetCookie, type SetCookie } from 'cookie';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { freePort } from '../support/postgres.ts';
import { call, PROJECT, serving } from '../support/server.ts';

// A server that is told its public address names that one when it starts, so the port is chosen here.
const port = await freePort();
const NAME = `a_session_${PROJECT}`;
const DEVICE = `denizen_device_${PROJECT}`;
const DAYS_400 = 400 * 86_400_000;

type Fields = Readonly<Record<string, string>>;

/** How a server is reached, and what its cookies are then. */
const ways: readonly {
  readonly name: string;
  readonly settings: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly isSecure: boolean;
}[] = [
  { name: 'plain', settings: {}, headers: {}, isSecure: false },
  {
    name: 'behind https',
    settings: { DENIZEN_PUBLIC_URL: 'https://id.example.com' },
    headers: {},
    isSecure: true,
  },
  {
    name: 'behind a proxy that speaks https',
    settings: BEHIND_PROXY,
    headers: { 'X-Forwarded-Proto': 'https' },
    isSecure: true,
  },
  {
    name: 'told of https by nobody it trusts',
    settings: {},
    headers: { 'X-Forwarded-Proto': 'https' },
    isSecure: false,
  },
];

onAnyEngine('cookies', (database) => {
  for (const { name, settings, headers, isSecure } of ways) {
    describe(`of a server that is ${name}`, () => {
      serving(database, { ...settings, DENIZEN_PORT: String(port) });
      const asked = (method: string, path: string, more: Record<string, string> = {}) =>
        call(`http://127.0.0.1:${port}/v1`, method, path, {
          headers: { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress(), ...headers, ...more },
        });
      const secure = isSecure ? { secure: true } : {};
      const crossSite = { ...secure, sameSite: isSecure ? 'none' : 'lax' };
      const everywhere = { path: '/', httpOnly: true };

      it('are seen by no script, belong to this host alone, and end with the session', async () => {
        const before = Date.now();
        const { headers: answered, body } = await asked('POST', '/account/sessions/anonymous');
        const expires = new Date(Math.trunc(Date.parse((body as Fields).expire ?? '') / 1000) * 1000);
        const [device, legacy, current] = answered.getSetCookie().map((text) => parseSetCookie(text));
        assert.deepEqual({ ...legacy }, { ...told(`${NAME}_legacy`, legacy, expires), ...secure });
        assert.deepEqual({ ...current }, { ...told(NAME, current, expires), ...crossSite });
        assert.deepEqual({ ...device }, { ...told(DEVICE, device, device?.expires), ...crossSite });
        assert.equal(legacy?.value, current?.value);
        assert.ok(Math.abs(Number(device?.expires) - before - DAYS_400) < 60_000);
      });

      it('are kept off plain connections, where the public URL is https', async () => {
        const isPublic = 'DENIZEN_PUBLIC_URL' in settings;
        const { headers: answered } = await asked('GET', '/health/version');
        assert.equal(answered.get('strict-transport-security'), isPublic ? 'max-age=31536000' : null);
      });

      it('are taken back when the session ends', async () => {
        for (const [method, path] of [
          ['DELETE', '/account/sessions/current'],
          ['DELETE', '/account/sessions'],
          ['PATCH', '/account/status'],
          ['DELETE', '/account'],
        ] as const) {
          const opened = await asked('POST', '/account/sessions/anonymous');
          const cookie = opened.headers.getSetCookie().at(-1)?.split(';', 1)[0] ?? '';
          const { status, headers: answered } = await asked(method, path, { Cookie: cookie });
          const gone = { ...everywhere, value: 'deleted', expires: new Date(0) };
          assert.ok(status < 300, `${method} ${path}: ${status}`);
          assert.deepEqual(
            answered.getSetCookie().map((text) => ({ ...parseSetCookie(text) })),
            [
              { ...gone, name: `${NAME}_legacy`, ...secure },
              { ...gone, name: NAME, ...crossSite },
            ],
            path,
          );
        }
      });

      it('go to nobody whose answer is a refusal or whose own session goes on', async () => {
        const opened = await asked('POST', '/account/sessions/anonymous');
        const Cookie = opened.headers.getSetCookie().at(-1)?.split(';', 1)[0] ?? '';
        const answers = [
          await asked('POST', '/account/sessions/anonymous', { Cookie }),
          await asked('DELETE', '/account/sessions/other', { Cookie }),
          await asked('GET', '/account', { Cookie }),
        ];
        assert.deepEqual(
          answers.map(({ status, headers: answered }) => [status, answered.getSetCookie()]),
          [
            [401, []],
            [404, []],
            [200, []],
          ],
        );
      });
    });
  }

  /** What is the same of every cookie; its value is a secret and what it is. */
  function told(name: string, cookie: SetCookie | undefined, expires: Date | undefined) {
    assert.match(cookie?.value ?? '', /^\S{20,}$/);
    return { name, value: cookie?.value, path: '/', httpOnly: true, expires };
  }
});
