import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { routes } from '../../src/appwrite/routes.ts';
import { digestOf } from '../../src/crypto/passwords/bytes.ts';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { type Answer, PROJECT, serving } from '../support/server.ts';
import { ask, bySession, from, manage, PASSWORD, person, signIn } from './client.ts';

const url = 'http://localhost/page';
const phones: Readonly<Record<string, string>> = {
  known: '+14155550101',
  verified: '+14155550102',
  blocked: '+14155550103',
  passwordless: '+14155550104',
  imported: '+14155550105',
  careful: '+14155550106',
};
type Asked = { readonly userId?: string; readonly email?: string; readonly phone?: string };
type Way = readonly [path: string, bodyOf: (who: string, nth: number) => Asked];
const STRANGERS = ['nobody', 'noone'];
const everybody = [...Object.keys(phones), ...STRANGERS];

// The same for sign-in with a password: test/faults/sign-in-timing.test.ts.
onAnyEngine('whether somebody is there', (database) => {
  const clock = movedClock();
  const server = serving(database, { ...BEHIND_PROXY, ...clock.settings });
  before(async () => {
    const to = server.get();
    for (const [userId, phone] of Object.entries(phones)) {
      const email = `${userId}@example.com`;
      const md5 = digestOf('md5', Buffer.from(PASSWORD)).toString('hex');
      if (userId === 'imported') await manage(to, 'POST', '/users/md5', { userId, email, password: md5 });
      else if (userId === 'passwordless') await manage(to, 'POST', '/users', { userId, email });
      else await person(to, userId);
      await manage(to, 'PATCH', `/users/${userId}/phone`, { number: phone });
    }
    await manage(to, 'PATCH', '/users/verified/verification', { emailVerification: true });
    await manage(to, 'PATCH', '/users/verified/verification/phone', { phoneVerification: true });
    await manage(to, 'PATCH', '/users/blocked/status', { status: false });
    await manage(to, 'PATCH', '/users/careful/mfa', { mfa: true });
  });

  const asked: Readonly<Record<string, (who: string, nth: number) => string>> = {
    '': () => 'unique()',
    ', with an id of the caller': (who, nth) => `chosen-${nth}-${who}`,
    ', with an id that somebody has': () => 'known',
  };
  const sent = Object.entries(asked).flatMap(([how, idOf], at) =>
    Object.entries({
      'a magic link': ['/account/tokens/magic-url', { url }],
      'a magic link by its older path': ['/account/sessions/magic-url', { url }],
      'a code by email': ['/account/tokens/email', {}],
      'a code by phone': ['/account/tokens/phone', {}],
    } as const).map(([what, [path, more]]): readonly [string, Way] => [
      what + how,
      [
        path,
        (who, nth) => ({
          userId: idOf(`${who}-${path.length}`, nth),
          ...(what === 'a code by phone'
            ? { phone: phones[who] ?? `+1415555${2000 + 10 * at + nth}` }
            : { email: `${STRANGERS.includes(who) ? `${who}-${at}-${path.length}` : who}@example.com` }),
          ...more,
        }),
      ],
    ]),
  );
  const ways: readonly (readonly [string, Way])[] = [
    ['a recovery', ['/account/recovery', (who) => ({ email: `${who}@example.com`, url })]],
    ['a recovery by code', ['/account/recovery/otp', (who) => ({ email: `${who}@example.com` })]],
    ...sent,
  ];
  for (const [nth, [what, [path, bodyOf]]] of ways.entries()) {
    // How often is limited the same whatever id is asked for.
    const tries = what.includes(', ') ? 2 : 12;
    it(`is not told by ${what}, first, last and when it is too often`, async () => {
      const told: Record<string, unknown> = {};
      for (const [at, who] of everybody.entries()) {
        const answers = [];
        // Addresses are asked for by other ways too, and limited by how often.
        clock.forward(3_600_000);
        for (let tried = 0; tried < tries; tried++) {
          const headers = from(`192.0.${nth}.${at}`);
          const body = bodyOf(who, at);
          answers.push(formOf(await ask(server.get(), 'POST', path, { body, headers }), body));
        }
        told[who] = answers;
      }
      const [first] = everybody;
      assert.deepEqual(told, Object.fromEntries(everybody.map((who) => [who, told[first ?? '']])));
    });
  }

  it('is not told by a wrong code, link, recovery or verification', async () => {
    const wrong: readonly [string, string, object][] = [
      ['POST', '/account/sessions/token', { secret: '000000' }],
      ['POST', '/account/sessions/token', { secret: 'f'.repeat(64) }],
      ['PUT', '/account/sessions/magic-url', { secret: 'f'.repeat(64) }],
      ['PUT', '/account/sessions/phone', { secret: '000000' }],
      ['PUT', '/account/recovery', { secret: 'f'.repeat(256), password: PASSWORD }],
      ['PUT', '/account/recovery/otp', { secret: '000000', password: PASSWORD }],
      ['PUT', '/account/verifications/email/otp', { secret: '000000' }],
      ['PUT', '/account/verifications/email', { secret: 'f'.repeat(256) }],
      ['PUT', '/account/verifications/phone', { secret: '000000' }],
    ];
    const first = [];
    for (const [method, path, body] of wrong) {
      // Paths share counts of guesses: what one of them made somebody wait for is over for everybody.
      clock.forward(2 * 3_600_000);
      const told: Record<string, unknown> = {};
      for (const [at, userId] of everybody.entries()) {
        const answers = [];
        // Far beyond the five guesses that are free.
        for (let tried = 0; tried < 12; tried++) {
          const headers = from(`198.51.100.${at}`);
          answers.push(await ask(server.get(), method, path, { body: { userId, ...body }, headers }));
        }
        const seen = answers.map(({ status, body }) => `${status} ${(body as { type: string }).type}`);
        // Once somebody must wait, it is the machine's matter how many of the rest come too early.
        const waits = seen.findIndex((answer) => answer.startsWith('429'));
        told[userId] = { until: seen.slice(0, waits + 1 || undefined), kinds: [...new Set(seen)].sort() };
      }
      assert.deepEqual(told, Object.fromEntries(everybody.map((who) => [who, told.known])), path);
      first.push((told.known as { readonly until: readonly string[] }).until[0]);
    }
    assert.equal(first[0], '401 user_invalid_token');
  });

  it('is nobody’s matter but the caller’s own: no request names whose account it is about', async () => {
    const to = server.get();
    await person(to, 'victim');
    const victims = await signIn(to, 'victim@example.com');
    const look = async () => [
      await bodyOf('/users/victim'),
      await bodyOf('/users/victim/sessions'),
      await bodyOf('/users/victim/targets'),
      await done(),
      await bodyOf('/users/victim/memberships'),
    ];
    // Wrong secrets were shown, as anybody may: that was refused, and recorded.
    const done = async () =>
      ((await bodyOf('/users/victim/logs')) as { logs: readonly { event: string }[] }).logs.filter(
        ({ event }) => event !== 'session.refuse',
      );
    const bodyOf = async (path: string) => (await manage(to, 'GET', path)).body;
    const strangersSession = async (userId: string) => {
      await manage(to, 'POST', '/users', { userId });
      const made = await manage(to, 'POST', `/users/${userId}/sessions`);
      return (made.body as { secret: string }).secret;
    };
    const before = await look();
    const named = {
      userId: 'victim',
      id: 'victim',
      $id: 'victim',
      user: 'victim',
      user_id: 'victim',
      uid: 'victim',
      sub: 'victim',
      accountId: 'victim',
      sessionId: victims.id,
      targetId: 'victim',
    };
    const headers = {
      'X-User-Id': 'victim',
      'X-Appwrite-User': 'victim',
      'X-Appwrite-Impersonate-User-Id': 'victim',
    };
    const values = {
      name: 'Owned',
      password: 'battery staple',
      oldPassword: PASSWORD,
      prefs: { owned: true },
      mfa: true,
      url,
      identifier: 'token',
      factor: 'totp',
      otp: '000000',
      challengeId: 'none',
      secret: '000000',
    };
    const own = routes.filter(({ path }) => path.startsWith('/account'));
    const open = [];
    for (const [
      nth,
      {
        method,
        path,
        operation,
        meta: { scope },
      },
    ] of own.entries()) {
      const query = new URLSearchParams({ userId: 'victim' });
      const at = `${path.replace(':sessionId', victims.id).replace(/:\w+/g, 'victim')}?${query}`;
      const body = { ...values, ...named, email: `owned-${operation}@example.com` };
      const send = (by: object) =>
        ask(to, method, at, {
          ...(method !== 'GET' && { body }),
          headers: { ...by, ...headers, ...from(`203.0.113.${nth}`) },
        });
      const { status } = await send({});
      if (scope === 'account' && status !== 401) open.push(`${operation} ${status}`);
      // Of somebody else each time, since some of it ends the account.
      await send(bySession(await strangersSession(`eve-${nth}`)));
    }
    assert.deepEqual([open, await look()], [[], before]);
    assert.equal(
      (await ask(to, 'GET', '/account', { headers: bySession(victims.session) })).status,
      200,
      `whoever is in the project ${PROJECT} stays signed in`,
    );
  });
});

/** What differs between any two answers. */
const OWN = new Set(['date', 'x-request-id', 'x-denizen-request-id', 'x-ratelimit-reset', 'retry-after']);

/** An answer without what is of it alone: ids and moments. */
function formOf({ status, headers, body }: Answer, request: Asked): unknown {
  const { $id, userId, $createdAt, expire, ...rest } = body as Record<string, string>;
  return {
    status,
    headers: [...headers].filter(([name]) => !OWN.has(name) && name !== 'content-length'),
    body: {
      ...rest,
      ids: [$id?.length, userId === request.userId ? 'as asked' : userId?.length],
      lives:
        $createdAt && expire ? Math.round((Date.parse(expire) - Date.parse($createdAt)) / 1000) : undefined,
    },
  };
}
