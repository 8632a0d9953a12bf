import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { before, describe, it } from 'node:test';
import { commanded } from '../appwrite/access-keys.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { freePort } from '../support/postgres.ts';
import { serving } from '../support/server.ts';

/** Where it listens that says it is elsewhere. */
const port = await freePort();

onAnyEngine('the address of this server, as providers are told it', (database) => {
  describe('without a public address', () => {
    const server = githubOn(database, {});

    it('is that of this machine, if that is how the browser came', async () => {
      const { status, redirectUri, cookies } = await start(server.get().endpoint, 'localhost:4100');
      assert.deepEqual(
        [status, redirectUri, cookies],
        [
          301,
          'http://localhost:4100/v1/account/sessions/oauth2/callback/github/test',
          ['denizen_oauth_test=…; Path=/; HttpOnly; SameSite=Lax'],
        ],
      );
    });

    for (const host of ['evil.example', 'localhost.evil.example', 'localhost:1@evil.example', '127.0.0.2']) {
      it(`is never what a header says, such as ${host}`, async () => {
        const { status, cookies } = await start(server.get().endpoint, host);
        assert.deepEqual([status, cookies], [412, []]);
      });
    }
  });

  describe('with a public address', () => {
    githubOn(database, { DENIZEN_PUBLIC_URL: 'https://id.example.com', DENIZEN_PORT: String(port) });

    it('is that one whatever a header says, and its cookie is of this host and of TLS', async () => {
      const { status, redirectUri, cookies } = await start(`http://127.0.0.1:${port}/v1`, 'evil.example');
      assert.deepEqual(
        [status, redirectUri, cookies],
        [
          301,
          'https://id.example.com/v1/account/sessions/oauth2/callback/github/test',
          ['__Host-denizen_oauth_test=…; Path=/; HttpOnly; Secure; SameSite=Lax'],
        ],
      );
    });
  });
});

/** A server whose project has set GitHub up. Nobody is asked when a sign-in begins there. */
function githubOn(database: EmptyDatabase, settings: Record<string, string>) {
  const server = serving(database, settings);
  before(() =>
    commanded(
      database,
      'providers set github --project test --client-id a --client-secret-file /etc/hostname',
    ),
  );
  return server;
}

async function start(endpoint: string, host: string) {
  // Pages of the server's own machine are for servers that stand there too.
  const page =
    host === 'evil.example' && endpoint.includes(String(port))
      ? 'https://id.example.com'
      : 'http://localhost';
  const query = `project=test&success=${page}/ok&failure=${page}/no`;
  const asked = request(`${endpoint}/account/sessions/oauth2/github?${query}`, { headers: { Host: host } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  const { location } = answer.headers;
  const cookies = (answer.headers['set-cookie'] ?? []).map((cookie) =>
    cookie.replace(/=[0-9a-f]{64};/, '=…;').replace(/ Expires=[^;]+;/, ''),
  );
  const redirectUri = location === undefined ? undefined : new URL(location).searchParams.get('redirect_uri');
  return { status: answer.statusCode, redirectUri, cookies };
}
