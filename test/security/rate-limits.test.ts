import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { served } from '../support/probe.ts';
import { type Answer, call, type Started, serving } from '../support/server.ts';
import { ask, byJwt, from, manage, PASSWORD, person, signIn, statusAndBody } from './client.ts';

const ADDRESSES = 1_000;
/** Ten times the limit, but for the wide ones. */
const TRIES_AT_MOST = 300;
const LIMITED = '429 general_rate_limit_exceeded';
const limited = routes.filter(({ limits }) => limits.length > 0);
/** Values that no route takes, so that nothing is done but counting. */
const NOTHING = {
  email: '!',
  userId: '!',
  phone: '!',
  challengeId: '!',
  duration: 'x',
  url: '!',
  password: '',
};

onAnyEngine('rate limits', (database) => {
  const clock = movedClock();
  const server = serving(database, { ...BEHIND_PROXY, ...clock.settings });
  let jwt = '';
  before(async () => {
    await person(server.get(), 'ann');
    // Bound to no session, so that it speaks on after all sessions have ended.
    const made = await manage(server.get(), 'POST', '/users/ann/jwts', { sessionId: 'none' });
    jwt = (made.body as { jwt: string }).jwt;
  });

  for (const [nth, route] of limited.entries()) {
    const most = Math.min(...route.limits.map((limit) => limit.most));
    it(`${route.operation} answers ${most} requests of one network by all of its paths, and no more`, async () => {
      const paths = [route.path, ...(route.meta.aliases ?? [])].map(filled);
      const tries = Array.from({ length: Math.min(10 * most, TRIES_AT_MOST) }, (_, at) =>
        request(server.get(), route, {
          path: paths[at % paths.length] ?? '',
          ip: `2001:db8:0:${nth.toString(16)}::${(at % ADDRESSES).toString(16)}`,
        }),
      );
      const answers = await Promise.all(tries);
      const good = answers.filter(({ status }) => status !== 429);
      const refused = answers.filter(({ status }) => status === 429);
      assert.deepEqual(
        {
          good: good.length,
          faults: good.filter(({ status }) => status >= 500).length,
          told: new Set(refused.map(statusAndBody)),
          limits: new Set(answers.map(({ headers }) => headers.get('x-ratelimit-limit'))),
          remaining: new Set(refused.map(({ headers }) => headers.get('x-ratelimit-remaining'))),
          waits: refused.every((answer) => waits(answer, clock.now())),
        },
        {
          good: most,
          faults: 0,
          told: new Set([LIMITED]),
          limits: new Set([String(most)]),
          remaining: new Set(['0']),
          waits: true,
        },
      );
    });
  }

  it('a path that is spelled otherwise leads nowhere, or to the same count', async () => {
    const ip = '192.0.2.9';
    const body = { email: 'spelled@example.com', password: PASSWORD };
    const path = '/account/sessions/email';
    const send = (to: string, base = server.get().endpoint) =>
      call(base, 'POST', to, { body, headers: { 'X-Appwrite-Key': '', ...from(ip) } });
    for (let tried = 0; tried < 10; tried++) await send(path);
    const root = server.get().base;
    const spelled = [
      '/v1/account/sessions/email/',
      '//v1/account/sessions/email',
      '/v1//account/sessions/email',
      '/v1/account//sessions/email',
      '/v1/./account/sessions/email',
      '/v1/x/../account/sessions/email',
      '/V1/account/sessions/email',
      '/v1/Account/Sessions/Email',
      '/v1/%61ccount/sessions/email',
      '/v1/%2561ccount/sessions/email',
      '/v1/account%2fsessions%2femail',
      '/v1/account/sessions/email%20',
      '/v1/account/sessions/email%00',
      '/v1/account/sessions/email;a=1',
      '/v1/account/sessions/email?a=1',
      '/v1/account/sessions/email#a',
      '/v1/account/sessions',
      '/v1\\account\\sessions\\email',
    ];
    const seen: Record<string, number> = {};
    for (const to of spelled) seen[to] = (await send(to, root)).status;
    const open = Object.entries(seen).filter(([, status]) => ![400, 404, 429].includes(status));
    assert.deepEqual(open, []);
    assert.deepEqual([seen['/v1/account/sessions'], seen['/v1/account/sessions/email?a=1']], [429, 429]);
  });

  it('never hold up a key', async () => {
    const body = { email: 'keyed@example.com', password: 'wrong horse' };
    const answers = [];
    for (let tried = 0; tried < 3; tried++)
      for (const path of ['/account/recovery', '/account/tokens/email'])
        answers.push(
          ...(await Promise.all(
            Array.from({ length: 10 }, () => manage(server.get(), 'POST', path, { ...body, userId: '!' })),
          )),
        );
    const told = answers.map(({ status, headers }) => `${status} ${headers.get('x-ratelimit-limit')}`);
    assert.deepEqual(new Set(told), new Set(['400 null']));
  });

  it('begin anew after a success, where a try is what is counted', async () => {
    const email = await person(server.get(), 'ben');
    const seen = [];
    for (let tried = 0; tried < 12; tried++) {
      await signIn(server.get(), email, from('192.0.2.10'));
      const body = { email, password: PASSWORD };
      const headers = from('192.0.2.10');
      const answer = await ask(server.get(), 'POST', '/account/sessions/email', { body, headers });
      seen.push(answer.headers.get('x-ratelimit-remaining'));
    }
    assert.deepEqual(new Set(seen), new Set(['9']));
  });

  it('let a user sign in with a device that is known, whatever strangers try', async () => {
    const email = await person(server.get(), 'cid');
    const { device } = await signIn(server.get(), email);
    const path = '/account/sessions/email';
    const wrong = { email, password: 'wrong horse' };
    for (let tried = 0; tried < 20; tried++)
      await ask(server.get(), 'POST', path, { body: wrong, headers: from(`198.51.100.${tried}`) });
    const right = { email, password: PASSWORD };
    const headers = from('203.0.113.5');
    const stranger = await ask(server.get(), 'POST', path, { body: right, headers });
    const known = await ask(server.get(), 'POST', path, {
      body: right,
      headers: { ...headers, Cookie: `denizen_device_test=${device}` },
    });
    assert.deepEqual([statusAndBody(stranger), known.status], [LIMITED, 201]);
  });

  it('of wrong secrets of one network close no link for another', async () => {
    const email = await person(server.get(), 'fay');
    const url = 'http://localhost/page';
    const mail = { body: { email, url }, headers: from('203.0.113.6') };
    const made = await manage(server.get(), 'POST', '/users/fay/tokens', { length: 128 });
    const { secret } = made.body as { readonly secret: string };
    await ask(server.get(), 'POST', '/account/recovery', mail);
    const redeem = (path: string, ip: string, shown: unknown) => {
      const body = { userId: 'fay', secret: shown, password: PASSWORD };
      return ask(server.get(), path === '/account/sessions/token' ? 'POST' : 'PUT', path, {
        body,
        headers: from(ip),
      });
    };
    const seen = [];
    for (const path of ['/account/recovery', '/account/verifications/email', '/account/sessions/token']) {
      for (let tried = 0; tried < 11; tried++) await redeem(path, '198.51.100.9', 'f'.repeat(128));
      const [stranger, other] = ['198.51.100.9', '203.0.113.6'].map((ip) =>
        redeem(path, ip, 'f'.repeat(128)),
      );
      seen.push([(await stranger)?.status, (await other)?.status]);
    }
    const good = await redeem('/account/sessions/token', '203.0.113.6', secret);
    assert.deepEqual([seen, good.status], [Array(3).fill([429, 401]), 201]);
  });

  it('give a device that somebody else has signed in with no tries of its own', async () => {
    const email = await person(server.get(), 'dan');
    const eve = await person(server.get(), 'eve');
    const path = '/account/sessions/email';
    const seen = new Set<number>();
    for (let devices = 0; devices < 3; devices++) {
      const { device } = await signIn(server.get(), eve);
      const headers = { ...from('192.0.2.20'), Cookie: `denizen_device_test=${device}` };
      const body = { email, password: '' };
      for (let tried = 0; tried < 5; tried++)
        seen.add((await ask(server.get(), 'POST', path, { body, headers })).status);
    }
    assert.deepEqual([...seen], [400, 429]);
  });

  /** A request that is counted and then does as little as can be. */
  function request(to: Started, route: Route, { path, ip }: { readonly path: string; readonly ip: string }) {
    const isOwn = !['sessions.write', null].includes(route.meta.scope as string | null);
    const headers = { ...from(ip), ...(isOwn && byJwt(jwt)) };
    // What is asked for with GET has its values in the path.
    return served(() =>
      ask(to, route.method, path, { ...(route.method !== 'GET' && { body: NOTHING }), headers }),
    );
  }
});

describe('documented rate limits', () => {
  it('stand at each way in', () => {
    const open = routes.filter(
      ({ meta: { session, client }, limits }) => client && session === 'opens' && limits.length === 0,
    );
    assert.deepEqual(
      open.map(({ operation }) => operation),
      [],
    );
    assert.ok(limited.length >= 18, `${limited.length} routes are limited`);
  });
});

function filled(path: string): string {
  return path.replace(/:\w+/g, 'none');
}

function waits({ headers }: Answer, now: number): boolean {
  const [wait, reset] = [Number(headers.get('retry-after')), Number(headers.get('x-ratelimit-reset'))];
  const ahead = reset - now / 1000;
  return wait >= 1 && wait <= 3_600 && ahead > 0 && ahead <= 3_601;
}
