import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import Fastify from 'fastify';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import type { Actor } from '../core/actor.ts';
import { Failure, retryAfterSeconds } from '../core/failure.ts';
import { emailOf } from '../core/users/email.ts';
import type { User, UserId } from '../core/users/user.ts';
import { createUser } from '../core/users/users.ts';
import type { Limit } from '../http/limits.ts';
import { limitRate } from './rate-limits.ts';
import { route } from './route.ts';

type Asked = {
  readonly from?: Partial<Actor>;
  readonly body?: object;
  readonly good?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
};
/** The headers of a caller on this machine. */
const LOCAL = {};

onEachEngine('a limited route', (database) => {
  const here = directory(database);
  const guest = { kind: 'guest', ip: '192.0.2.1' } as const;
  let limits: readonly Limit[] = [];
  let operations = 0;
  let asked: Asked = {};

  const app = Fastify();
  app.post('/', async (request, reply) => {
    const limited = route({ ...ROUTE, operation: `limited${operations}`, limits });
    const actor: Actor = { ...here.actor, ...guest, ...asked.from };
    const refund = await limitRate(here.core, actor, limited, { request, reply });
    if (asked.good) await refund?.();
    return '';
  });
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Failure)) throw error;
    reply
      .code(429)
      .header('Retry-After', String(retryAfterSeconds(error.data)))
      .send(error.code);
  });
  after(() => app.close());

  it('says what is left and until when, then how long to wait, and begins anew after that', async () => {
    limited({ most: 2, seconds: 60, by: ['ip'] });
    const endsAt = Math.ceil(here.clock.now() / 1000) + 60;
    const told = [];
    for (const wait of [0, 0, 30_000, 29_999, 1]) {
      here.clock.advance(wait);
      const { statusCode, headers } = await ask();
      const names = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after'];
      told.push([statusCode, ...names.map((name) => headers[name])]);
    }
    assert.deepEqual(told, [
      [200, '2', '1', String(endsAt), undefined],
      [200, '2', '0', String(endsAt), undefined],
      [429, '2', '0', String(endsAt), '30'],
      [429, '2', '0', String(endsAt), '1'],
      [200, '2', '1', String(endsAt + 60), undefined],
    ]);
  });

  it('does not count callers on this machine, unless a proxy forwards for others', async () => {
    limited({ most: 1, by: ['ip'] });
    const headers = [
      LOCAL,
      LOCAL,
      { ...LOCAL, host: 'id.example.com' },
      { ...LOCAL, 'x-forwarded-for': '192.0.2.9' },
      { ...LOCAL, via: '1.1 proxy' },
    ];
    const seen = [];
    for (const each of headers) seen.push((await ask({ headers: each })).statusCode);
    assert.deepEqual(seen, [200, 200, 200, 429, 429]);
  });

  it('has the limit of the project, which may be none', async () => {
    const statuses = async (rateLimits: readonly string[]) => {
      limited({ most: 2, by: ['ip'] });
      const { project } = here.actor;
      const own = rateLimits.map((text) => text.replace('OWN', `limited${operations}`));
      const from = { project: { ...project, policies: { ...project.policies, rateLimits: own } } };
      const seen = [];
      for (let n = 0; n < 4; n++) seen.push((await ask({ from })).statusCode);
      return count(seen, 200);
    };
    assert.deepEqual(
      [
        await statuses([]),
        await statuses(['OWN:1']),
        await statuses(['other:1', 'OWN:3']),
        await statuses(['OWN:off']),
        await statuses(['off']),
        await statuses(['other:off']),
      ],
      [2, 1, 3, 4, 4, 2],
    );
  });

  it('lasts an hour where nothing else is said', async () => {
    limited({ most: 1, by: ['ip'] });
    const seen = [];
    for (const wait of [0, 3_599_999, 1]) {
      here.clock.advance(wait);
      seen.push((await ask()).statusCode);
    }
    assert.deepEqual(seen, [200, 429, 200]);
  });

  it('counts a thousand addresses of one /64 as one, and the next /64 apart', async () => {
    limited({ most: 5, by: ['ip'] });
    const statuses: number[] = [];
    for (let at = 0; at < 1_000; at++)
      statuses.push((await ask({ from: { ip: `2001:db8:1:2::${at.toString(16)}` } })).statusCode);
    const other = await ask({ from: { ip: '2001:db8:1:3::1' } });
    assert.deepEqual([count(statuses, 200), count(statuses, 429), other.statusCode], [5, 995, 200]);
  });

  it('never counts a key, and tells it nothing', async () => {
    limited({ most: 1, by: ['ip'] });
    const answers = [];
    for (let tried = 0; tried < 5; tried++) answers.push(await ask({ from: { kind: 'key', id: 'k1' } }));
    const told = answers.map(({ statusCode, headers }) => [statusCode, headers['x-ratelimit-limit']]);
    assert.deepEqual(told, Array(5).fill([200, undefined]));
  });

  it('counts by user, whatever the address', async () => {
    limited({ most: 1, by: ['user'] });
    const seen = [];
    const [first, second] = [await person('first'), await person('second')];
    for (const [user, ip] of [
      [first, '192.0.2.1'],
      [first, '192.0.2.2'],
      [second, '192.0.2.1'],
    ] as const)
      seen.push((await ask({ from: { kind: 'user', id: user.id, user, ip } })).statusCode);
    assert.deepEqual(seen, [200, 429, 200]);
  });

  it('counts every spelling of an email as one, and each email apart', async () => {
    limited({ most: 1, by: [{ param: 'email' }] });
    const emails = ['ann@example.com', ' Ann@EXAMPLE.com\t', 'ben@example.com', 'ann@example.com.'];
    const seen = [];
    for (const email of emails) seen.push((await ask({ body: { email } })).statusCode);
    assert.deepEqual(seen, [200, 429, 200, 200]);
  });

  it('counts what names nobody by the address that sends it', async () => {
    limited({ most: 1, by: [{ param: 'email' }] });
    const bodies = [{}, { email: '' }, { email: ['ann@example.com'] }, { email: null }];
    const seen = [];
    for (const body of bodies) seen.push((await ask({ body })).statusCode);
    const other = await ask({ from: { ip: '192.0.2.2' } });
    assert.deepEqual([seen, other.statusCode], [[200, 429, 429, 429], 200]);
  });

  it('begins anew after a success where it says so, and only there', async () => {
    const seen = [];
    for (const refund of [true, false]) {
      limited({ most: 2, by: ['ip'], refund });
      for (const good of [false, true, false, true]) seen.push((await ask({ good })).statusCode);
    }
    assert.deepEqual(seen, [200, 200, 200, 200, 200, 200, 429, 429]);
  });

  it('counts tries at a user apart for a device that this user has signed in with', async () => {
    await person('ida');
    for (const limit of [
      { most: 1, by: [{ param: 'email' }], refund: true },
      { most: 1, by: [{ param: 'userId' }] },
    ]) {
      limited(limit);
      const body = { email: 'ida@example.com', userId: 'ida' };
      const [own, another] = ['ida', 'eve'].map((user) => ({ device: { user, nonce: 'n1' } }));
      const seen = [];
      for (const from of [{}, {}, another, own, own])
        seen.push((await ask({ body, ...(from && { from }) })).statusCode);
      assert.deepEqual(seen, [200, 429, 429, 200, 429]);
    }
  });

  it('gives more devices of a user no more letters, whoever the user is', async () => {
    await person('eve');
    limited({ most: 1, by: [{ param: 'email' }] });
    const seen = [];
    for (const nonce of ['n1', 'n2', 'n3']) {
      const from = { device: { user: 'eve', nonce } };
      seen.push((await ask({ body: { email: 'eve@example.com' }, from })).statusCode);
    }
    limited({ most: 1, by: ['user'] });
    for (const nonce of ['n1', 'n2'])
      seen.push(
        (await ask({ from: { kind: 'user', id: 'eve', device: { user: 'eve', nonce } } })).statusCode,
      );
    assert.deepEqual(seen, [200, 429, 429, 200, 429]);
  });

  function limited(...of: readonly Limit[]): void {
    operations += 1;
    limits = of;
  }

  function ask(by: Asked = {}) {
    asked = by;
    // Callers on this machine are not counted.
    const headers = by.headers ?? { via: '1.1 proxy' };
    return app.inject({ method: 'POST', url: '/', payload: by.body ?? {}, headers });
  }

  function person(name: string): Promise<User> {
    const email = emailOf(`${name}@example.com`);
    return createUser(here.core, here.actor, { id: name as UserId, ...(email && { email }) });
  }
});

const ROUTE = {
  method: 'POST',
  path: '/',
  summary: '',
  tag: '',
  scope: null,
  params: {},
  run: async () => undefined,
} as const;

function count(statuses: readonly number[], status: number): number {
  return statuses.filter((each) => each === status).length;
}
