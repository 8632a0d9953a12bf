import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Teams } from 'appwrite';
import { freshName } from '../appwrite/account-fixtures.ts';
import { BEHIND_PROXY, browser, PAGE } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { serverPackages, webPackages } from '../support/official-packages.ts';
import { PROJECT, serving } from '../support/server.ts';

const PASSWORD = 'correct horse';

onEachEngine('the newest official packages', (database) => {
  const server = serving(database, BEHIND_PROXY);

  it('print no warning', async (test) => {
    const { mock } = test.mock.method(console, 'warn', () => {});
    const { account, client } = browser(server.get());
    const userId = freshName();
    const email = `${userId}@example.com`;
    await account.create({ userId, email, password: PASSWORD });
    await account.createEmailPasswordSession({ email, password: PASSWORD });
    await account.get();
    await account.listSessions();
    await account.listMFAFactors();
    await new Teams(client).create({ teamId: userId, name: 'Team' });
    await assert.rejects(new Teams(client).get({ teamId: 'nobody' }));
    await account.deleteSession({ sessionId: 'current' });
    assert.deepEqual(
      mock.calls.map((call) => call.arguments),
      [],
    );
  });

  it('are answered in the format that they name', async () => {
    const seen = [];
    for (const { format } of [webPackages.at(-1), serverPackages.at(-1)].flatMap((one) => one ?? [])) {
      const { endpoint } = server.get();
      const response = await fetch(`${endpoint}/ping`, {
        headers: { 'X-Appwrite-Response-Format': format, 'X-Appwrite-Project': PROJECT },
      });
      seen.push([
        response.headers.get('x-denizen-format') === format,
        response.headers.has('x-appwrite-warning'),
      ]);
    }
    assert.deepEqual(seen, [
      [true, false],
      [true, false],
    ]);
  });

  it('may send a bearer token from a page', async () => {
    const { endpoint } = server.get();
    const preflight = await fetch(`${endpoint}/account`, {
      method: 'OPTIONS',
      headers: {
        Origin: PAGE,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization,x-appwrite-project,x-appwrite-response-format',
      },
    });
    const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase().split(', ') ?? [];
    const { client, account } = browser(server.get());
    client.setBearer('unknown');
    assert.ok(allowed.includes('authorization'));
    await assert.rejects(account.get(), { code: 401, type: 'general_unauthorized_scope' });
  });
});
