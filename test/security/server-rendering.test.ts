import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { keyWith } from '../appwrite/access-keys.ts';
import { onEachEngine } from '../support/engines.ts';
import { until } from '../support/patience.ts';
import { type Answer, call, serving } from '../support/server.ts';
import { PASSWORD, person } from './client.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

onEachEngine('a server that renders pages', (database) => {
  const server = serving(database, {});
  let reader = '';
  before(async () => {
    await person(server.get(), 'ann');
    reader = (await keyWith(database, 'users.write,users.read')).secret;
  });

  it('opens the session of its visitor, with the address and the browser that it passes on', async () => {
    const opened = async () => {
      const { status, body } = await signIn({
        'X-Forwarded-For': '203.0.113.9',
        'X-Forwarded-User-Agent': AGENT,
      });
      const { ip, clientName } = body as { ip: string; clientName: string };
      return [status, ip, clientName];
    };
    let answer = await opened();
    // A session does not wait longer than 3 s for the thread that reads user agents, which may take that long to start.
    await until(async () => {
      if (answer[2] === '') answer = await opened();
      return answer[2] !== '';
    });
    assert.deepEqual(answer, [201, '203.0.113.9', 'Firefox']);
  });

  it('is limited as its visitor is, and by itself not at all', async () => {
    const visitor = { 'X-Forwarded-For': '9.9.9.9, 203.0.113.10' };
    const wrong = Array.from({ length: 11 }, () => signIn(visitor, 'nobody@example.com'));
    const answers = await Promise.all(wrong);
    assert.equal(answers.filter(({ status }) => status === 429).length, 1);
    assert.equal((await signIn({ 'X-Forwarded-For': '203.0.113.11' }, 'none@example.com')).status, 401);
    assert.equal((await signIn({}, 'no-one@example.com')).status, 401);
  });

  it('passes nothing on with a key that may not open sessions', async () => {
    const headers = { 'X-Appwrite-Key': reader, 'X-Forwarded-For': '203.0.113.12' };
    const named = { body: { name: 'Ann' }, headers };
    assert.equal((await call(server.get().endpoint, 'PATCH', '/users/ann/name', named)).status, 200);
    const { body } = await call(server.get().endpoint, 'GET', '/users/ann/logs', {});
    const ips = (body as { logs: readonly { ip: string }[] }).logs.map(({ ip }) => ip);
    assert.equal(ips.includes('203.0.113.9'), true);
    assert.equal(ips.includes('203.0.113.12'), false);
  });

  it('must send an address', async () => {
    for (const forwarded of ['unknown', '1.2.3', '203.0.113.9, evil']) {
      const { body } = await signIn({ 'X-Forwarded-For': forwarded });
      assert.match((body as { ip: string }).ip, /^(?:127\.0\.0\.1|::1)$/);
    }
  });

  function signIn(headers: Record<string, string>, email = 'ann@example.com'): Promise<Answer> {
    return call(server.get().endpoint, 'POST', '/account/sessions/email', {
      body: { email, password: PASSWORD },
      headers,
    });
  }
});
