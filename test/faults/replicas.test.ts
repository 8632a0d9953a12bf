import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'otplib';
import { type Call, smsGateway } from '../delivery/sms-gateway.ts';
import { flawsAt } from '../support/ledger.ts';
import { movedClock } from '../support/moved-clock.ts';
import { until as eventually } from '../support/patience.ts';
import { freshPostgres } from '../support/postgres.ts';
import { served } from '../support/probe.ts';
import { call, type Started, settingsFor, start } from '../support/server.ts';

const SKEW_MS = 2_000;
const MESSAGES = 30;
const LEASE_MS = 120_000;
const SMS_SECRET = 'a secret for text messages, and long enough';
/** Requests that pass on a visitor are limited as those of the visitor. */
const GUEST = { 'X-Appwrite-Key': '' };

type Body = Record<string, string>;

describe('three servers on one PostgreSQL whose clocks differ by two seconds', () => {
  const clock = movedClock();
  /** Answers of the gateway that are held back; `undefined` while it answers at once. */
  let held: ServerResponse[] | undefined;
  let gateway: Awaited<ReturnType<typeof smsGateway>>;
  let database: Awaited<ReturnType<typeof freshPostgres>>;
  let servers: Started[] = [];
  const at = (index: number): string => servers[index % servers.length]?.endpoint ?? '';
  const post = async (index: number, path: string, body: object, headers = {}) => {
    const answer = await call(at(index), 'POST', path, { body, headers });
    return { status: answer.status, body: answer.body as Body, headers: answer.headers };
  };

  before(async () => {
    // What a server puts into the outbox is due for those behind it in a while.
    clock.run();
    gateway = await smsGateway((_, response) => {
      if (held) held.push(response);
      else response.writeHead(204).end();
    });
    database = await freshPostgres();
    const settings = {
      ...settingsFor(database.url),
      DENIZEN_SMS_URL: gateway.url,
      DENIZEN_SMS_SECRET: SMS_SECRET,
      DENIZEN_TRUSTED_PROXIES: '127.0.0.1',
    };
    const skews = [0, SKEW_MS, -SKEW_MS];
    servers = [await start({ ...settings, ...clock.skewed(skews[0] ?? 0) })];
    const others = skews.slice(1).map((skew) => start({ ...settings, ...clock.skewed(skew) }));
    servers.push(...(await Promise.all(others)));
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop('SIGKILL')));
    await gateway.close();
    await database.drop();
  });

  it('take what another one has just made: tokens, sessions, JWTs and codes', async () => {
    for (let maker = 0; maker < 3; maker++) {
      const [user, taker, third] = [`taken${maker}`, maker + 1, maker + 2];
      await post(maker, '/users', { userId: user });
      const token = await post(maker, `/users/${user}/tokens`, { expire: 60 });
      const signedIn = await post(taker, '/account/sessions/token', {
        userId: user,
        secret: token.body.secret,
      });
      assert.equal(signedIn.status, 201);
      const again = await post(third, '/account/sessions/token', { userId: user, secret: token.body.secret });
      assert.equal(again.status, 401, 'a token is good for once');
      const made = await post(maker, `/users/${user}/sessions`, {});
      const session = { ...GUEST, 'X-Appwrite-Session': made.body.secret ?? '' };
      assert.equal((await call(at(taker), 'GET', '/account', { headers: session })).status, 200);
      const { jwt = '' } = (await post(maker, '/account/jwts', {}, session)).body;
      const asJwt = { ...GUEST, 'X-Appwrite-JWT': jwt };
      assert.equal((await call(at(taker), 'GET', '/account', { headers: asJwt })).status, 200);
      const ended = await call(at(third), 'DELETE', '/account/sessions/current', { headers: session });
      assert.equal(ended.status, 204);
      assert.equal((await call(at(maker), 'GET', '/account', { headers: session })).status, 401);
      assert.equal((await call(at(taker), 'GET', '/account', { headers: asJwt })).status, 401);
    }
  });

  it('keep the session just opened when the limit ends an older one', async () => {
    await post(0, '/users', { userId: 'limited' });
    await call(at(0), 'PATCH', '/project/policies/session-limit', { body: { total: 1 } });
    const ahead = await post(1, '/users/limited/sessions', {});
    const behind = await post(2, '/users/limited/sessions', {});
    await call(at(0), 'PATCH', '/project/policies/session-limit', { body: { total: 10 } });
    const read = (made: typeof ahead) =>
      call(at(0), 'GET', '/account', {
        headers: { ...GUEST, 'X-Appwrite-Session': made.body.secret ?? '' },
      });
    assert.deepEqual([(await read(ahead)).status, (await read(behind)).status], [401, 200]);
  });

  it('take a code of an authenticator once', async () => {
    await post(0, '/users', { userId: 'totp' });
    const { secret = '' } = (await post(0, '/users/totp/sessions', {})).body;
    const headers = { ...GUEST, 'X-Appwrite-Session': secret };
    const { secret: seed = '' } = (await post(1, '/account/mfa/authenticators/totp', {}, headers)).body;
    const otp = await generate({ secret: seed, epoch: clock.nextStep() + 5 });
    const enrol = (index: number) =>
      call(at(index), 'PUT', '/account/mfa/authenticators/totp', { body: { otp }, headers });
    assert.equal((await enrol(2)).status, 200);
    const challenge = (await post(0, '/account/mfa/challenges', { factor: 'totp' }, headers)).body;
    const body = { challengeId: challenge.$id, otp };
    assert.equal((await call(at(1), 'PUT', '/account/mfa/challenges', { body, headers })).status, 401);
  });

  it('count the same limits', async () => {
    const visitor = { ...GUEST, 'X-Forwarded-For': '203.0.113.7' };
    const body = { email: 'nobody@example.com', password: 'not the password' };
    // A refusal holds for a second or two.
    clock.stop();
    const statuses: number[] = [];
    const ask = async (turn: number) => (await post(turn, '/account/sessions/email', body, visitor)).status;
    for (let turn = 0; turn < 5; turn++) statuses.push(await ask(turn));
    statuses.push(...(await Promise.all([5, 6, 7].map(ask))));
    clock.run();
    assert.deepEqual(statuses, [...Array(5).fill(401), 429, 429, 429]);
  });

  it('page through users of all in one order, each once', async () => {
    for (let turn = 0; turn < 30; turn++) await post(turn, '/users', { userId: `paged${turn}` });
    const seen: string[] = [];
    for (let page = 0; ; page++) {
      const last = seen.at(-1);
      const queries = [
        { method: 'limit', values: [7] },
        ...(last === undefined ? [] : [{ method: 'cursorAfter', values: [last] }]),
      ];
      const query = queries.map((one) => `queries[]=${encodeURIComponent(JSON.stringify(one))}`).join('&');
      const { body } = await call(at(page), 'GET', `/users?${query}`);
      const { users } = body as { users: { $id: string }[] };
      seen.push(...users.map(({ $id }) => $id));
      if (users.length === 0) break;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(seen.filter((id) => id.startsWith('paged')).length, 30);
  });

  it('change the password of one user at once', async () => {
    await call(at(0), 'PATCH', '/project/policies/password-history', { body: { total: 5 } });
    await post(0, '/users', { userId: 'crowd', email: 'crowd@example.com' });
    const changes = Array.from({ length: 12 }, (_, turn) =>
      call(at(turn), 'PATCH', '/users/crowd/password', { body: { password: `password ${turn} of all` } }),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    assert.deepEqual(
      statuses.filter((status) => status !== 200 && status !== 409),
      [],
    );
  });

  it('deliver every message once', async () => {
    gateway.calls.length = 0;
    await sendMessages('+1415555');
    await until(() => gateway.calls.length >= MESSAGES);
    await sleep(500);
    assert.deepEqual(tally(gateway.calls), new Map([[1, MESSAGES]]));
  });

  it('deliver what a server had claimed when it was killed, and nothing else twice', async () => {
    gateway.calls.length = 0;
    held = [];
    await sendMessages('+1415666');
    // Each of the three has all that it delivers at once in progress.
    await until(() => (held?.length ?? 0) >= 12);
    await servers[1]?.stop('SIGKILL');
    const answers = held;
    held = undefined;
    for (const response of answers) response.writeHead(204).end();
    servers = servers.filter((_, index) => index !== 1);
    await until(() => gateway.calls.length >= MESSAGES);
    clock.forward(LEASE_MS + SKEW_MS);
    await until(() => gateway.calls.length >= MESSAGES + 4);
    await sleep(500);
    assert.deepEqual(
      tally(gateway.calls),
      new Map([
        [1, MESSAGES - 4],
        [2, 4],
      ]),
    );
  });

  it('leave a history that is whole, and a directory without contradictions', async () => {
    await Promise.all(servers.map((server) => server.stop()));
    assert.deepEqual(await flawsAt(database.url), []);
  });

  async function sendMessages(numbers: string): Promise<void> {
    const send = (turn: number) =>
      served(() =>
        call(at(turn), 'POST', '/account/tokens/phone', {
          body: { userId: 'unique()', phone: `${numbers}${1000 + turn}` },
        }),
      );
    const statuses = await Promise.all(Array.from({ length: MESSAGES }, (_, turn) => send(turn)));
    assert.deepEqual(
      statuses.map(({ status }) => status).filter((status) => status !== 201),
      [],
    );
  }

  const until = (condition: () => boolean) => eventually(condition, () => `${gateway.calls.length} calls`);
});

/** How many messages were delivered how many times. */
function tally(calls: readonly Call[]): ReadonlyMap<number, number> {
  const times = new Map<string, number>();
  for (const { body } of calls) {
    const { to } = JSON.parse(body) as { to: string };
    times.set(to, (times.get(to) ?? 0) + 1);
  }
  const counts = [...times.values()].sort();
  return new Map([...new Set(counts)].map((many) => [many, counts.filter((one) => one === many).length]));
}
