import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Client, DenizenError, type RequestEvent, Users } from '../../sdk/src/index.ts';
import { scriptedServer } from './scripted-server.ts';

const KEY = 'standard_very-secret';
const ANN = { $id: 'ann' };
const BUSY = {
  status: 503,
  headers: { 'retry-after': '0' },
  body: refusal('general_service_unavailable', 503),
};
const OK = { status: 200, body: ANN };

describe('a call', () => {
  const server = scriptedServer();
  const other = scriptedServer();
  const client = () => new Client().setEndpoint(`${server.url()}/v1`).setProject('main').setKey(KEY);
  const users = () => new Users(client());

  it('sends who asks, and the parameters where they belong', async () => {
    server.will(OK);
    await users().updateName('a/b c', 'Ann');
    const [{ method, path, headers, body } = assert.fail()] = server.received;
    const shown = ['x-appwrite-project', 'x-appwrite-key', 'content-type'].map((name) => headers[name]);
    assert.deepEqual(
      [method, path, ...shown, body],
      ['PATCH', '/v1/users/a%2Fb%20c/name', 'main', KEY, 'application/json', '{"name":"Ann"}'],
    );
  });

  it('sends every header of who asks, the last value of each', async () => {
    server.will(OK);
    const told = client()
      .setSession('s')
      .setJWT('j')
      .setLocale('de')
      .setForwardedUserAgent('agent')
      .setImpersonateUserId('i')
      .setImpersonateUserEmail('e')
      .setImpersonateUserPhone('p')
      .setCookie('c=1')
      .addHeader('x-appwrite-key', 'last');
    await new Users(told).get('ann');
    const names = ['session', 'jwt', 'locale', 'key'].map((name) => `x-appwrite-${name}`);
    const others = ['id', 'email', 'phone'].map((name) => `x-appwrite-impersonate-user-${name}`);
    const shown = [...names, ...others, 'x-forwarded-user-agent', 'cookie'].map(
      (name) => server.received[0]?.headers[name],
    );
    assert.deepEqual(shown, ['s', 'j', 'de', 'last', 'i', 'e', 'p', 'agent', 'c=1']);
  });

  for (const [name, act] of Object.entries({
    'by name': () => users().updateEmail({ userId: 'ann' } as never),
    'in a row': () => users().updateEmail('ann', undefined as never),
  })) {
    it(`without a required parameter (${name}) is refused before anything is sent, and says which`, async () => {
      server.will(OK);
      const message = 'Missing required parameter: "email"';
      await assert.rejects(act, { message, type: 'sdk_parameter_missing', parameter: 'email', code: 0 });
      assert.deepEqual(server.received, []);
    });
  }

  for (const userId of ['', '.', '..']) {
    it(`with "${userId}" in its path is refused, as it would reach another endpoint`, async () => {
      server.will(OK);
      const type = 'sdk_parameter_invalid';
      await assert.rejects(users().delete(userId), { type, parameter: 'userId' });
      assert.deepEqual(server.received, []);
    });
  }

  it('without an endpoint is refused, and an endpoint that is no address as well', async () => {
    await assert.rejects(new Users(new Client()).get('ann'), { parameter: 'endpoint' });
    for (const endpoint of ['/v1', 'ftp://example.com', 'https://ann:secret@example.com'])
      assert.throws(() => new Client().setEndpoint(endpoint), { type: 'sdk_parameter_invalid' });
  });

  it('that is idempotent is tried again after 503, 429 and a cut connection, as often as it is told', async () => {
    server.will(BUSY, { ...BUSY, status: 429 }, (response) => response.destroy(), OK);
    assert.deepEqual(await users().get('ann', { retries: 3 }), ANN);
    assert.equal(server.received.length, 4);
    server.will(BUSY);
    await assert.rejects(users().get('ann', { retries: 1 }), {
      type: 'general_service_unavailable',
      code: 503,
    });
    assert.equal(server.received.length, 2);
  });

  it('that is not idempotent is not tried again, unless it is told so', async () => {
    server.will(BUSY, OK);
    await assert.rejects(users().create('ann'), { code: 503 });
    assert.equal(server.received.length, 1);
    server.will(BUSY, OK);
    assert.deepEqual(await users().create({ userId: 'ann' }, { idempotent: true }), ANN);
  });

  it('is not tried again after another refusal', async () => {
    server.will({ status: 500, body: refusal('general_unknown', 500) }, OK);
    await assert.rejects(users().get('ann'), { type: 'general_unknown' });
    assert.equal(server.received.length, 1);
  });

  it('does not wait beyond its deadline for what the server asks it to wait', async () => {
    server.will({ ...BUSY, headers: { 'retry-after': '3600' } }, OK);
    await assert.rejects(users().get('ann'), { code: 503 });
    const windowEnd = `${Math.ceil(Date.now() / 1000) + 3600}`;
    server.will({ ...BUSY, status: 429, headers: { 'x-ratelimit-reset': windowEnd } }, OK);
    await assert.rejects(users().get('ann'), { code: 429 });
    assert.equal(server.received.length, 1);
  });

  it('that is not answered ends at its deadline, and is not tried again', async () => {
    server.will(() => {});
    await assert.rejects(users().get('ann', { deadlineMs: 50 }), { type: 'sdk_deadline_passed', code: 0 });
    // None where the deadline passed before it arrived.
    assert.ok(server.received.length <= 1);
    server.will((response) => response.writeHead(200).write('{'));
    await assert.rejects(users().get('ann', { deadlineMs: 50 }), { type: 'sdk_deadline_passed' });
  });

  it('ends when its signal says so, also one that had said so before', async () => {
    const stop = new AbortController();
    server.will(() => stop.abort(new Error('enough')));
    const refused = users().get('ann', { signal: stop.signal });
    await assert.rejects(refused, ({ type, cause }) => type === 'sdk_aborted' && cause.message === 'enough');
    let sent = 0;
    const told = client().setFetch(() => Promise.reject(new Error(`sent ${++sent}`)));
    await assert.rejects(new Users(told).get('ann', { signal: stop.signal }), { type: 'sdk_aborted' });
    assert.equal(sent, 0);
  });

  it('ends when its signal says so while it waits to be tried again', async () => {
    const stop = new AbortController();
    server.will({ ...BUSY, headers: { 'retry-after': '20' } });
    const told = client();
    const waits: boolean[] = [];
    told.onRequest(({ retryInMs = 0 }) => {
      waits.push(retryInMs >= 20_000);
      queueMicrotask(() => stop.abort());
    });
    await assert.rejects(new Users(told).get('ann', { signal: stop.signal }), { type: 'sdk_aborted' });
    assert.deepEqual(waits, [true]);
  });

  it('whose answer is cut off fails as a lost connection', async () => {
    server.will((response) => {
      response.writeHead(200, { 'content-length': '100', 'content-type': 'application/json' });
      response.write('{"$id":', () => response.destroy());
    });
    await assert.rejects(users().create('ann'), { type: 'sdk_connection_failed', code: 0 });
  });

  it('fails as a lost connection where nobody listens', async () => {
    const nowhere = new Users(new Client().setEndpoint('http://127.0.0.1:2/v1'));
    await assert.rejects(nowhere.get('ann', { retries: 0 }), { type: 'sdk_connection_failed' });
  });

  for (const status of [200, 404, 502]) {
    it(`whose answer of ${status} is a page is unreadable`, async () => {
      server.will({ status, body: '<h1>Proxy</h1>' });
      const expected = { type: 'sdk_answer_unreadable', code: status, response: '<h1>Proxy</h1>' };
      await assert.rejects(users().get('ann'), expected);
    });
  }

  it('is refused with a type that is known, and with the server’s own word where it is not', async () => {
    server.will({ status: 404, headers: { 'x-request-id': 'r-1' }, body: refusal('user_not_found', 404) });
    const known = { type: 'user_not_found', rawType: 'user_not_found', code: 404, requestId: 'r-1' };
    await assert.rejects(users().get('ann'), known);
    server.will({ status: 418, body: refusal('teapot', 418) });
    await assert.rejects(users().get('ann'), { type: 'sdk_unknown', rawType: 'teapot', message: 'No.' });
  });

  it('never follows a redirect to another origin, and sends nothing there', async () => {
    other.will(OK);
    for (const status of [301, 302, 307, 308]) {
      server.will({ status, headers: { location: `${other.url()}/v1/users/ann` } });
      const expected = { type: 'sdk_redirect_refused', code: status };
      await assert.rejects(users().get('ann'), expected);
      await assert.rejects(users().delete('ann'), expected);
    }
    assert.deepEqual(other.received, []);
  });

  it('follows redirects within its origin, but not in circles, and does not turn a change into a read', async () => {
    const there = { status: 307, headers: { location: '/v1/users/bea' } };
    server.will(there, OK);
    assert.deepEqual(await users().get('ann'), ANN);
    assert.equal(server.received[1]?.path, '/v1/users/bea');
    server.will(there);
    await assert.rejects(users().get('ann'), { type: 'sdk_redirect_refused' });
    assert.equal(server.received.length, 4);
    server.will({ ...there, status: 302 });
    await assert.rejects(users().delete('ann'), { type: 'sdk_redirect_refused' });
    assert.equal(server.received.length, 1);
  });

  it('goes through its middleware, the first outermost, at each attempt', async () => {
    server.will(BUSY, OK);
    const seen: string[] = [];
    const through = client()
      .use(async (request, next) => {
        seen.push(`${request.template} ${request.attempt}`);
        return next({ ...request, headers: { ...request.headers, traceparent: 'outer' } });
      })
      .use((request, next) => {
        seen.push(request.headers.traceparent ?? 'none');
        return next(request);
      });
    await new Users(through).get('ann');
    assert.deepEqual(seen, ['/users/{userId} 1', 'outer', '/users/{userId} 2', 'outer']);
    assert.equal(server.received[1]?.headers.traceparent, 'outer');
  });

  it('fails as its middleware fails', async () => {
    const error = new Error('mine');
    const through = client().use(() => Promise.reject(error));
    await assert.rejects(new Users(through).get('ann'), error);
  });

  it('ends at its deadline also where a middleware hangs', async () => {
    const through = client().use(() => new Promise(() => {}));
    await assert.rejects(new Users(through).get('ann', { deadlineMs: 50 }), { type: 'sdk_deadline_passed' });
  });

  it('is told of, attempt by attempt, without anything secret', async () => {
    server.will(BUSY, { ...BUSY, status: 404, body: refusal('user_not_found', 404) });
    const events: RequestEvent[] = [];
    const told = client().setSession('session-secret').setJWT('jwt-secret');
    const stop = told.onRequest((event) => events.push(event));
    told.onRequest(() => assert.fail('passed over'));
    await assert.rejects(new Users(told).get('ann'));
    stop();
    await assert.rejects(new Users(told).get('ann'));
    const plain = events.map(({ durationMs, retryInMs, ...rest }) => ({
      ...rest,
      retries: retryInMs !== undefined,
      isTimed: durationMs >= 0,
    }));
    const common = { method: 'GET', template: '/users/{userId}', isTimed: true };
    assert.deepEqual(plain, [
      { ...common, attempt: 1, status: 503, retries: true },
      { ...common, attempt: 2, status: 404, retries: false },
    ]);
    assert.doesNotMatch(
      JSON.stringify([events, told]) + inspect(told, { depth: 9, showHidden: true }),
      /secret|ann/,
    );
  });

  it('gives errors that can be thrown on: they hold no key', async () => {
    server.will((response) => response.destroy());
    const error = await users()
      .get('ann', { retries: 0 })
      .catch((refused: unknown) => refused);
    assert.ok(error instanceof DenizenError);
    assert.equal(error.name, 'DenizenError');
    assert.ok(!JSON.stringify([error, `${error.cause}`, error.message]).includes('secret'));
  });
});

function refusal(type: string, code: number) {
  return { message: 'No.', code, type, version: '2.3.0' };
}
