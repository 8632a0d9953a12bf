import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { adminServer } from '../support/admin.ts';
import { apiCall, cookieOf, OWNER } from '../support/console.ts';
import { onAnyEngine, onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { linesOf, manyRows, type Shown } from '../support/import-jobs.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { KEY, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

const ROWS = 4_000;
const PATH = `/projects/${PROJECT}/imports`;

onEachEngine('an import by a server that is killed', (database) => {
  it('goes on by itself at the next start: nothing is lost, nothing twice', async () => {
    const settings = {
      ...settingsFor(database.setting()),
      DENIZEN_ADMIN_EMAIL: OWNER.email,
      DENIZEN_ADMIN_PASSWORD: OWNER.password,
      DENIZEN_IMPORT_FOLDER: join(testFolder(), 'imports'),
    };
    let server = await start(settings);
    try {
      const cookie = await cookieOf(server.base, OWNER);
      const ask = async (method: string, path: string, body?: unknown) =>
        (await apiCall(server.base, cookie, { method, path, body })) as Shown;
      const until = async (path: string, holds: (shown: Shown) => unknown): Promise<Shown> => {
        const end = performance.now() + PATIENCE_MS;
        for (;;) {
          const shown = await ask('GET', path);
          if (holds(shown)) return shown;
          assert.ok(performance.now() < end, `it does not come about: ${JSON.stringify(shown)}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const { id } = await ask('POST', PATH);
      const path = `${PATH}/${id}`;
      await upload(server, cookie, `${path}/files/users.ndjson`);
      await ask('POST', `${path}/check`, { system: 'ndjson' });
      const { result } = await until(path, ({ state }) => state === 'checked');
      await ask('POST', `${path}/run`, { digest: result.digest, confirm: String(ROWS) });
      await until(path, ({ counts }) => ((counts as { new: number } | null)?.new ?? 0) > 0);
      await server.stop('SIGKILL');
      server = await start(settings);
      const done = await until(path, ({ state }) => state === 'done');
      assert.equal((done.counts as { new: number }).new, ROWS);
      const headers = { 'x-appwrite-project': PROJECT, 'x-appwrite-key': KEY };
      const listed = await fetch(`${server.endpoint}/users`, { headers });
      assert.equal(((await listed.json()) as { total: number }).total, ROWS);
    } finally {
      await server.stop();
    }
  });
});

async function upload({ base }: Started, cookie: string, path: string): Promise<void> {
  const body = linesOf(manyRows(ROWS));
  const response = await fetch(`${base}/admin${path}`, { method: 'PUT', headers: { Cookie: cookie }, body });
  assert.equal(response.status, 200, await response.text());
}

onAnyEngine('an upload', (database) => {
  const here = adminServer(database, { DENIZEN_IMPORT_FOLDER: join(testFolder(), 'imports') });

  it('may take longer than other requests, piece by piece', async () => {
    const { app, adminWith } = here.get();
    const owner = await adminWith('owner');
    const { body } = await owner.call('POST', PATH);
    await app.listen({ port: 0, host: '127.0.0.1' });
    app.server.requestTimeout = 1;
    const { port } = app.server.address() as AddressInfo;
    const late = once(app.server, 'clientError');
    const sent = request({
      ...{ port, host: '127.0.0.1', method: 'PUT', path: `/admin${PATH}/${body.id}/files/slow.ndjson` },
      headers: { cookie: owner.cookie },
    });
    sent.write('{"sourceId":');
    // What ends every other request.
    const [error] = (await late) as [NodeJS.ErrnoException];
    sent.end('"ann"}\n');
    const [response] = (await once(sent, 'response')) as [
      { readonly statusCode: number; resume: () => void },
    ];
    response.resume();
    assert.deepEqual([error.code, response.statusCode], ['ERR_HTTP_REQUEST_TIMEOUT', 200]);
  });
});
