import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as requestPlainly } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../support/postgres.ts';
import { portsBefore, proxies, type ReverseProxy } from '../support/proxies.ts';
import { KEY, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

const OWNER = { email: 'owner@example.com', password: 'a lantern at the quiet harbour' };
/** Another address of this machine than the proxy's own. */
const CLIENT = '127.0.0.2';
/** What somebody outside claims about himself. */
const CLAIMED = {
  'X-Forwarded-For': '203.0.113.66',
  Forwarded: 'for=203.0.113.66',
  'X-Real-IP': '203.0.113.66',
};

for (const [name, { program, start: startProxy }] of Object.entries(proxies)) {
  const skip = program === undefined && `${name} is not installed`;
  describe(`the example of ${name}`, { skip }, () => {
    let server: Started;
    let proxy: ReverseProxy;
    before(async () => {
      const ports = await portsBefore(await freePort());
      server = await start({
        ...settingsFor('sqlite::memory:'),
        DENIZEN_PORT: String(ports.upstream),
        DENIZEN_PUBLIC_URL: `https://localhost:${ports.secure}`,
        DENIZEN_TRUSTED_PROXIES: '127.0.0.1',
        DENIZEN_ADMIN_EMAIL: OWNER.email,
        DENIZEN_ADMIN_PASSWORD: OWNER.password,
      });
      proxy = await startProxy(ports);
    });
    after(async () => {
      await proxy?.stop();
      await server?.stop();
    });

    it("passes on the client's address, and not what the client says of it", async () => {
      const ann = { email: 'ann@example.com', password: 'correct horse' };
      await ask(proxy, 'POST', '/v1/users', {
        body: { userId: 'ann', ...ann },
        headers: { 'X-Appwrite-Key': KEY },
      });
      const session = await ask(proxy, 'POST', '/v1/account/sessions/email', { body: ann, headers: CLAIMED });
      const { ip } = JSON.parse(session.body) as { readonly ip: string };
      const cookies = session.headers['set-cookie'] ?? [];
      assert.deepEqual([session.status, ip], [201, CLIENT]);
      assert.ok(cookies.length > 0 && cookies.every((cookie) => /; Secure/i.test(cookie)), String(cookies));
      assert.match(String(session.headers['strict-transport-security']), /max-age=31536000/);
    });

    it('keeps what is for this machine from the world', async () => {
      const paths = ['/dev/mailbox', '/dev/../dev/mailbox', '/metrics', '/metrics?x=1'];
      const answers = await Promise.all(paths.map((path) => ask(proxy, 'GET', path)));
      assert.deepEqual(
        answers.map(({ status, body }) => [status, body.includes('denizen_')]),
        paths.map(() => [404, false]),
      );
    });

    it('leads from HTTP to HTTPS', async () => {
      const sent = requestPlainly(`${proxy.plain}/console/`, { localAddress: CLIENT });
      sent.end();
      const [{ statusCode, headers }] = (await once(sent, 'response')) as [IncomingMessage];
      assert.equal(statusCode, 308);
      assert.match(String(headers.location), /^https:\/\/localhost(?::\d+)?\/console\/$/);
    });

    it('lets administrators sign in from the console of its own name, and from no other page', async () => {
      const origins = [proxy.secure, 'https://evil.example.com'];
      const answers = await Promise.all(
        origins.map((Origin) => ask(proxy, 'POST', '/admin/session', { body: OWNER, headers: { Origin } })),
      );
      assert.deepEqual(
        answers.map(({ status }) => status),
        [201, 403],
      );
      assert.equal((await ask(proxy, 'GET', '/console/')).status, 200);
    });

    it('passes on live events as they come', async (test) => {
      const signedIn = await ask(proxy, 'POST', '/admin/session', {
        body: OWNER,
        headers: { Origin: proxy.secure },
      });
      const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      const stream = await open(proxy, 'GET', `/admin/events?project=${PROJECT}`, { headers: { cookie } });
      test.after(() => stream.destroy());
      assert.match(String(stream.headers['content-type']), /^text\/event-stream/);
      await ask(proxy, 'POST', '/v1/users', { body: { userId: 'ben' }, headers: { 'X-Appwrite-Key': KEY } });
      let received = '';
      for await (const chunk of stream) {
        received += chunk;
        if (received.includes('"ben"')) break;
      }
      assert.match(received, /"ben"/);
    });

    it('refuses what the server would not take, before it is sent', async () => {
      // Only announced: whoever goes on sending to a proxy that has refused may find a reset instead of the answer.
      const headers = {
        'X-Appwrite-Key': KEY,
        'Content-Length': String(2 * 1024 * 1024),
        Expect: '100-continue',
      };
      const { status } = await ask(proxy, 'POST', '/v1/users', { headers });
      assert.equal(status, 413);
    });
  });
}

type Sending = { readonly body?: object; readonly headers?: Readonly<Record<string, string>> };

async function open(proxy: ReverseProxy, method: string, path: string, { body, headers }: Sending = {}) {
  const sent = request(proxy.secure, {
    ...{ method, path, agent: false, localAddress: CLIENT, rejectUnauthorized: false },
    headers: {
      'X-Appwrite-Project': PROJECT,
      ...(body && { 'Content-Type': 'application/json' }),
      ...headers,
    },
  });
  if (headers?.Expect) sent.flushHeaders();
  else sent.end(body && JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

async function ask(proxy: ReverseProxy, method: string, path: string, sending: Sending = {}) {
  const response = await open(proxy, method, path, sending);
  const body = await text(response);
  response.destroy();
  return { status: response.statusCode, headers: response.headers, body };
}
