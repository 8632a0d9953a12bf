import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { basic, hexServer, type Reply, refused } from './fixtures.ts';

const MINUTE_MS = 60_000;
const LIMIT = encodeURIComponent('{"method":"limit","values":[100]}');

onAnyEngine('limits of hex', (database) => {
  const clock = movedClock();
  const hex = hexServer(database, { ...BEHIND_PROXY, ...clock.settings });
  const { ask, statusAndBody, person, signUp, idOf, appwrite } = hex;
  const from = (ip: string) => ({ 'x-forwarded-for': ip });
  const counters = ({ headers }: Reply) => [
    headers['x-ratelimit-limit'],
    headers['x-ratelimit-remaining'],
    headers['x-ratelimit-reset'],
    headers['retry-after'],
  ];
  /** To where a minute begins, so that what follows is in one. */
  const atMinute = () => {
    clock.forward(MINUTE_MS - (clock.now() % MINUTE_MS));
    return String((Math.floor(clock.now() / MINUTE_MS) + 1) * 60);
  };

  it('count strangers by their address, 100 calls a minute of the clock', async () => {
    const ends = atMinute();
    const headers = from('192.0.2.1');
    const first = await ask('GET', '/api/users/nobody', { headers });
    assert.deepEqual(counters(first), ['100', '99', ends, undefined]);
    for (let calls = 1; calls < 100; calls++) await ask('GET', '/api', { headers });
    const over = await ask('GET', '/api', { headers });
    const { 'retry-after': retryAfter, ...rest } = over.headers;
    assert.deepEqual([over.status, over.body], refused(429, 'API rate limit exceeded for IP 192.0.2.1'));
    assert.deepEqual([rest['x-ratelimit-remaining'], rest['x-ratelimit-reset']], ['0', ends]);
    assert.ok(Number(retryAfter) >= 1 && Number(retryAfter) <= 60);
    const other = await ask('GET', '/api', { headers: from('192.0.2.2') });
    assert.equal(other.status, 200);
    atMinute();
    assert.equal((await ask('GET', '/api', { headers })).status, 200);
  });

  it('count a network of IPv6 as one', async () => {
    atMinute();
    await ask('GET', '/api', { headers: from('2001:db8::1') });
    const second = await ask('GET', '/api', { headers: from('2001:db8::2') });
    assert.equal(counters(second)[1], '98');
  });

  it('count users, wherever they are, 500 calls a minute', async () => {
    const auth = await person('ann');
    atMinute();
    await ask('GET', '/api/users/me', { auth, headers: from('192.0.2.3') });
    const second = await ask('GET', '/api/users/me', { auth, headers: from('192.0.2.4') });
    assert.deepEqual(counters(second).slice(0, 2), ['500', '498']);
  });

  it('count what is refused and what is answered with 304, too', async () => {
    const auth = await person('bea');
    atMinute();
    const headers = { ...from('192.0.2.5'), 'if-none-match': '*' };
    const same = await ask('GET', '/api/users/me', { auth, headers });
    assert.deepEqual([same.status, ...counters(same).slice(0, 2)], [304, '500', '499']);
    const wrong = await ask('GET', '/api/users/me', { auth: 'wrong', headers });
    assert.deepEqual([wrong.status, ...counters(wrong).slice(0, 2)], [401, '100', '99']);
  });

  it('count nobody who sits on this machine', async () => {
    for (let calls = 0; calls < 110; calls++) {
      const reply = await ask('GET', '/api');
      assert.deepEqual([reply.status, ...counters(reply)], [200, undefined, undefined, undefined, undefined]);
    }
  });

  it('hold back whoever guesses a password, wherever the guesses come from', async () => {
    await person('cid');
    const guess = (ip: string, password: string) =>
      ask('GET', '/api/users/me', { auth: basic('cid', password), headers: from(ip) });
    let answer = await guess('192.0.2.10', 'wrong');
    for (let tried = 1; tried < 20 && answer.status === 401; tried++)
      answer = await guess(`192.0.2.${10 + tried}`, 'wrong');
    assert.equal(answer.status, 429);
    clock.forward(3_600_000);
    assert.equal((await guess('192.0.2.40', 'elixir1234')).status, 200);
  });

  it('look at no password, not even at a right one, where too much was tried within the minute', async () => {
    await person('eli');
    atMinute();
    const headers = from('192.0.2.50');
    for (let calls = 0; calls < 100; calls++) await ask('GET', '/api', { headers });
    const over = await ask('GET', '/api/users/me', { auth: basic('eli'), headers });
    const elsewhere = await ask('GET', '/api/users/me', { auth: basic('eli'), headers: from('192.0.2.51') });
    assert.deepEqual([over.status, over.body], refused(429, 'API rate limit exceeded for IP 192.0.2.50'));
    assert.deepEqual([elsewhere.status, ...counters(elsewhere).slice(0, 2)], [200, '500', '499']);
  });

  it('let no network sign up without end', async () => {
    const headers = from('198.51.100.1');
    const statuses = new Set<number>();
    let made = 0;
    for (; made < 60; made++) {
      if (made % 20 === 0) atMinute();
      const body = { username: `crowd-${made}`, password: 'elixir1234', email: `crowd-${made}@example.com` };
      const { status } = await ask('POST', '/api/users', { body, headers });
      statuses.add(status);
      if (status !== 201) break;
    }
    assert.deepEqual([made, [...statuses]], [50, [201, 429]]);
  });

  it('let no network send forms without end', async () => {
    const asked = {
      raw: 'username=nobody',
      type: 'application/x-www-form-urlencoded',
      headers: from('198.51.100.2'),
    };
    const statuses = [];
    for (let sent = 0; sent < 61; sent++) statuses.push((await ask('POST', '/password/reset', asked)).status);
    assert.deepEqual([new Set(statuses.slice(0, 60)), statuses[60]], [new Set([200]), 429]);
    const other = { ...asked, headers: from('198.51.100.3') };
    assert.equal((await ask('POST', '/password/reset', other)).status, 200);
  });

  it('let nobody be written to without end, and do not tell', async () => {
    await signUp('dan');
    const statuses = new Set<number>();
    for (let asked = 0; asked < 15; asked++) statuses.add((await ask('POST', '/api/users/DAN/reset')).status);
    const { logs } = await appwrite('GET', `/users/${await idOf('dan')}/logs?queries[]=${LIMIT}`);
    const begun = (logs as readonly { readonly event: string }[]).filter(
      ({ event }) => event === 'recovery.create',
    );
    assert.deepEqual([[...statuses], begun.length], [[204], 10]);
  });

  it('count the letters to an email as one, whatever blanks stand before it', async () => {
    await person('flo');
    const reset = (blanks: number) => ask('POST', `/api/users/${'%20'.repeat(blanks)}flo@example.com/reset`);
    await Promise.all(Array.from({ length: 30 }, (_, blanks) => reset(blanks)));
    const { logs } = await appwrite('GET', `/users/${await idOf('flo')}/logs?queries[]=${LIMIT}`);
    const begun = (logs as readonly { readonly event: string }[]).filter(
      ({ event }) => event === 'recovery.create',
    );
    // Ten are free; what follows waits for seconds, of which some pass here.
    assert.ok(begun.length >= 10 && begun.length <= 13, `${begun.length} were sent`);
  });

  it('let no network follow links without end, each of which would be written down', async () => {
    await signUp('gil');
    const path = '/email/verify?username=gil&email=gil@example.com&key=wrong';
    const statuses = [];
    for (let sent = 0; sent < 61; sent++)
      statuses.push((await ask('POST', path, { headers: from('198.51.100.4') })).status);
    assert.deepEqual([new Set(statuses.slice(0, 60)), statuses[60]], [new Set([302]), 429]);
  });

  it('let nobody be asked without end to confirm an email, and do not tell', async () => {
    await signUp('dora');
    const asked = {
      raw: 'username=dora&email=Dora@example.com',
      type: 'application/x-www-form-urlencoded',
    };
    const answers = Array.from({ length: 30 }, () => ask('POST', '/email/verification', asked));
    const statuses = new Set((await Promise.all(answers)).map(({ status }) => status));
    const { logs } = await appwrite('GET', `/users/${await idOf('dora')}/logs?queries[]=${LIMIT}`);
    const begun = (logs as readonly { readonly event: string }[]).filter(
      ({ event }) => event === 'verification.create',
    );
    assert.deepEqual([...statuses], [200]);
    // Ten are free; what follows waits for seconds, of which some pass here.
    assert.ok(begun.length >= 10 && begun.length <= 13, `${begun.length} were sent`);
  });

  it('let no network ask without end to confirm emails', async () => {
    const asked = {
      raw: 'username=nobody',
      type: 'application/x-www-form-urlencoded',
      headers: from('198.51.100.6'),
    };
    const statuses = [];
    for (let sent = 0; sent < 61; sent++)
      statuses.push((await ask('POST', '/email/verification', asked)).status);
    assert.deepEqual([new Set(statuses.slice(0, 60)), statuses[60]], [new Set([200]), 429]);
  });

  it('answer as a stranger whoever shows a forwarded address that is none', async () => {
    const [status] = await statusAndBody('GET', '/api', { headers: from('nonsense') });
    assert.equal(status, 200);
  });
});
