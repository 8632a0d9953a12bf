import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { until } from '../support/patience.ts';
import { run } from '../support/program.ts';
import { call, KEY, PROJECT, serving, settingsFor } from '../support/server.ts';

const SECRET = 'canary-7f3a-of-the-old-system';
const PASSWORD = 'canary-7f3a-password';

onAnyEngine('a server in a move', (database) => {
  const server = serving(database);
  const guest = { 'X-Appwrite-Key': '' };

  it('counts what old systems say, and logs an outage once', async () => {
    const { endpoint, base, errors } = server.get();
    const file = join(testFolder(), 'secret');
    writeFileSync(file, SECRET);
    const settings = { ...settingsFor(database.setting()), DENIZEN_PROJECT: PROJECT };
    const { code } = await run(
      `migrations set okta --project ${PROJECT} --url http://127.0.0.1:1/ --secret-file ${file} --option allowPrivate=on`,
      settings,
    );
    const refused = [];
    for (const name of ['ann', 'ben']) {
      const body = { email: `${name}@example.com`, password: PASSWORD };
      const answer = await call(endpoint, 'POST', '/account/sessions/email', { body, headers: guest });
      refused.push([answer.status, answer.headers.get('retry-after')]);
    }
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.deepEqual([code, refused], [0, Array(2).fill([503, '5'])]);
    assert.match(metrics, /denizen_old_system_answers_total\{result="unreachable"\} 2/);
    const linesOf = () =>
      errors()
        .split('\n')
        .filter((line) => line.includes('an old system gives no verdict'));
    // Lines are collected for a tenth of a second: by then a second one would be there as well.
    await until(() => linesOf().length > 0);
    const lines = linesOf();
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /"host":"127\.0\.0\.1:1","reason":"unreachable","failed":1/);
    assert.ok(!errors().includes('canary'));
  });

  it('serves the contracts that are switched on', async () => {
    const { base } = server.get();
    const body = JSON.stringify({ identifier: 'ann@example.com', password: PASSWORD });
    const headers = { 'content-type': 'application/json', authorization: KEY };
    const ask = async () =>
      (await fetch(`${base}/migrate/v1/${PROJECT}/kratos`, { method: 'POST', headers, body })).status;
    const off = await ask();
    await run(`migrations serve kratos --project ${PROJECT}`, settingsFor(database.setting()));
    const document = await fetch(`${base}/migrate/openapi.json`);
    assert.deepEqual([off, await ask(), document.status], [409, 403, 200]);
  });
});
