import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { freshAddress } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call } from '../support/server.ts';
import { externalProvider, OK } from './external-provider.ts';

onAnyEngine('somebody who means no good', (database) => {
  const here = externalProvider(database);
  const callback = () => `${here.server().endpoint}/account/sessions/oauth2/oidc/redirect`;
  const sessionCookie = 'a_session_test';
  const cookiesOf = (browser: ReturnType<typeof here.person>['browser']) =>
    browser.cookies.get(new URL(here.server().endpoint).origin) ?? new Map();

  it('gets one session for a code that comes back twenty times at once', async () => {
    const ann = here.person();
    const back = await ann.signIn('sessions', callback());
    const went = await Promise.all(Array.from({ length: 20 }, () => ann.browser.go(back)));
    const good = went.filter(({ location }) => location?.startsWith(OK));
    const refused = went.filter(({ status }) => status === 400);
    const sessions = (await ann.get('/account/sessions')).body.total;
    assert.deepEqual([good.length, refused.length, sessions], [1, 19, 1]);
  });

  it('gets nothing for a state that was used', async () => {
    const ann = here.person();
    const back = await ann.signIn('sessions', callback());
    await ann.browser.go(back);
    const query = new URL(back).searchParams;
    query.set('code', 'another');
    assert.equal((await ann.browser.go(`${callback()}?${query}`)).status, 400);
  });

  it('cannot sign another browser in, be it as themselves', async () => {
    const [mallory, victim] = [here.person(), here.person()];
    const back = await mallory.signIn('sessions', callback());
    const { status } = await victim.browser.go(back);
    assert.deepEqual([status, cookiesOf(victim.browser).has(sessionCookie)], [400, false]);
  });

  it('cannot link an account of theirs to a user who is signed in', async () => {
    const [mallory, victim] = [here.person(), here.person()];
    await victim.signIn();
    const back = await mallory.signIn('sessions', callback());
    const { status } = await victim.browser.go(back);
    const { total } = (await victim.get('/account/identities')).body;
    assert.deepEqual([status, total], [400, 1]);
  });

  it('cannot begin with one provider and come back from another', async () => {
    const ann = here.person();
    const back = await ann.signIn('sessions', callback());
    const elsewhere = back.replace('/oauth2/oidc/', '/oauth2/keycloak/');
    assert.equal((await ann.browser.go(elsewhere)).status, 400);
  });

  it('cannot come back without state, or in another project', async () => {
    const ann = here.person();
    const back = new URL(await ann.signIn('sessions', callback()));
    const without = new URL(back);
    without.searchParams.delete('state');
    back.searchParams.set('project', 'other');
    const statuses = [(await ann.browser.go(without.href)).status, (await ann.browser.go(back.href)).status];
    assert.deepEqual(statuses, [400, 404]);
  });

  it('lands on no page but the project’s own', async () => {
    const pages = [
      'https://evil.example/',
      '//evil.example',
      'https:evil.example',
      'https:\\\\evil.example',
      'http://localhost@evil.example/',
      'http://evil.example\\@localhost/',
      'javascript:alert(1)',
      'http://localhost.evil.example/',
      'data:text/html,a',
      'appwrite-callback-other://a',
      '/ok',
      '',
      'http://127.0.0.2/',
    ];
    const { browser } = here.person();
    const { endpoint } = here.server();
    const statuses: number[] = [];
    for (const name of ['success', 'failure']) {
      for (const page of pages) {
        const query = new URLSearchParams({ project: 'test', [name]: page });
        statuses.push((await browser.go(`${endpoint}/account/tokens/oauth2/oidc?${query}`)).status);
      }
    }
    assert.deepEqual(new Set(statuses), new Set([400]));
  });

  it('finds a token worth nothing as a session, and a session worth nothing as a token', async () => {
    const ann = here.person();
    const landed = new URL(await ann.signIn('tokens', OK));
    const { secret = '', userId = '' } = Object.fromEntries(landed.searchParams);
    const { endpoint } = here.server();
    const headers = { 'X-Appwrite-Key': '' };
    const as = (more: Record<string, string>) =>
      call(endpoint, 'GET', '/account', { headers: { ...headers, ...more } });
    const jwt = (await call(endpoint, 'POST', `/users/${userId}/jwts`, { body: {} })).body as { jwt: string };
    const statuses = [
      (await as({ 'X-Appwrite-JWT': secret })).status,
      (await as({ 'X-Appwrite-Session': secret })).status,
      (await call(endpoint, 'POST', '/account/sessions/token', { body: { userId, secret: jwt.jwt } })).status,
    ];
    assert.deepEqual(
      statuses.map((status) => status >= 400 && status < 500),
      [true, true, true],
    );
  });

  it('loses no session by asking for other tokens eight times at once', async () => {
    const ann = here.person();
    await ann.signIn();
    const before = (await ann.get('/account/sessions/current')).body;
    const prolong = () =>
      call(here.server().endpoint, 'PATCH', '/account/sessions/current', {
        headers: {
          'X-Appwrite-Key': '',
          'X-Forwarded-For': freshAddress(),
          'X-Appwrite-Session': cookiesOf(ann.browser).get(sessionCookie) ?? '',
        },
      });
    // The provider takes each refresh token once, and everything back when one is shown again.
    const answers = [...(await Promise.all(Array.from({ length: 8 }, prolong))), await prolong()];
    const tokens = answers.map(({ body }) => (body as Record<string, unknown>).providerAccessToken);
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.ok(!tokens.includes(before.providerAccessToken));
  });

  it('finds nothing of a provider in the files of the database', {
    skip: database.engine !== 'sqlite',
  }, async () => {
    const ann = here.person();
    await ann.signIn();
    const session = (await ann.get('/account/sessions/current')).body;
    const folder = dirname(database.setting().replace('sqlite:', ''));
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    const secrets = [here.provider().clientSecret, session.providerAccessToken, session.providerRefreshToken];
    const found = secrets.filter((secret) => files.some((file) => file.includes(String(secret))));
    assert.deepEqual(found, []);
  });
});
