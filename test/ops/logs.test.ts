import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { testFolder } from '../support/folders.ts';
import { until } from '../support/patience.ts';
import { freshPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { call, KEY, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

const ESCAPE = String.fromCharCode(27);
const MAIN = join(import.meta.dirname, '../../src/main.ts');
const GUEST = { 'X-Appwrite-Key': '' };
const settings = { ...settingsFor('sqlite::memory:'), DENIZEN_LOG_LEVEL: 'info' };
const hasScript = spawnSync('script', ['--version']).error ? 'script (bsdutils) is not installed' : false;

type Line = Readonly<Record<string, unknown>>;

describe('the line of a request', () => {
  it('says who called from where, and what was sent', async (t) => {
    const server = await started(t, settings);
    await call(server.endpoint, 'POST', '/users', {
      body: { userId: 'ann', email: 'ann@example.com', password: 'canary-31 long' },
    });
    const opened = await call(server.endpoint, 'POST', '/account/sessions/email', {
      ...{ body: { email: 'ann@example.com', password: 'canary-31 long' }, headers: GUEST },
    });
    const Cookie = cookiesOf(opened);
    const account = await call(server.endpoint, 'GET', '/account?secret=canary-31', {
      headers: { ...GUEST, Cookie },
    });
    const older = await call(server.endpoint, 'GET', '/users/ann', {
      headers: { 'X-Appwrite-Response-Format': '1.4.0' },
    });
    await call(server.endpoint, 'DELETE', '/account/sessions/current', { headers: { ...GUEST, Cookie } });
    const page = { headers: { Accept: 'text/html' } };
    await fetch(`${server.base}/dev/mailbox`, page).then((answer) => answer.text());
    await until(() => requestsOf(server).length >= 6);
    const [created, , own, old, deleted, mailbox] = requestsOf(server);
    const common = { ip: '127.0.0.1', project: PROJECT };
    assertHas(created, { ...common, caller: 'key', callerId: 'bootstrap', format: 'json', status: 201 });
    assertHas(own, { ...common, caller: 'user', callerId: 'ann', path: '/v1/account', format: 'json' });
    assert.equal(own?.bytes, Number(account.headers.get('content-length')));
    assertHas(old, { format: `json ${older.headers.get('x-denizen-format')}` });
    assert.equal(deleted?.bytes, 0);
    assert.equal(deleted?.format, undefined);
    assertHas(mailbox, { format: 'html' });
    assert.ok(Number(mailbox?.bytes) > 500);
    assert.doesNotMatch(server.errors(), /canary-31|ann@example|secret=/);
    await server.stop();
  });

  it('has the network of the caller, or nothing of its address, by setting', async (t) => {
    for (const [mode, ip] of [
      ['network', '203.0.113.0/24'],
      ['off', undefined],
    ] as const) {
      const server = await started(t, {
        ...settings,
        DENIZEN_LOG_ADDRESSES: mode,
        DENIZEN_TRUSTED_PROXIES: '127.0.0.1',
      });
      await call(server.endpoint, 'GET', '/users', { headers: { 'X-Forwarded-For': '203.0.113.77' } });
      await call(server.endpoint, 'POST', '/users', {
        body: {},
        headers: { 'X-Forwarded-For': '203.0.113.77' },
      });
      await until(() => requestsOf(server).length === 2);
      assert.deepEqual(
        requestsOf(server).map((line) => line.ip),
        [ip, ip],
      );
      assert.doesNotMatch(server.errors(), /203\.0\.113\.77/);
      await server.stop();
    }
  });
});

it('a refusal that an operator can mend is logged with the remedy, once a minute at most', async (t) => {
  const server = await started(t, {
    ...settings,
    // One channel is set: the other is not that of the development mailbox.
    DENIZEN_SMS_URL: 'http://127.0.0.1:9',
    DENIZEN_SMS_SECRET: 'signs what is posted, 0123456789abcdef',
  });
  for (let turn = 0; turn < 5; turn++) {
    await call(server.endpoint, 'GET', '/account', { headers: { ...GUEST, Origin: 'https://shop.example' } });
    await call(server.endpoint, 'POST', '/account/tokens/email', {
      body: { userId: 'unique()', email: 'a@example.com' },
      headers: GUEST,
    });
    await call(server.endpoint, 'GET', '/account/sessions/oauth2/github', { headers: GUEST });
  }
  await until(() => requestsOf(server).length >= 15);
  const said = linesOf(server)
    .filter(({ level, msg }) => level === 40 && /denizen |DENIZEN_SMTP_URL and/.test(String(msg)))
    .map(({ msg }) => String(msg));
  assert.equal(said.length, 3, said.join('\n'));
  assert.match(said.join('\n'), /denizen platforms add web shop\.example --project test/);
  assert.match(said.join('\n'), /Set DENIZEN_SMTP_URL and DENIZEN_MAIL_FROM\./);
  assert.match(said.join('\n'), /denizen providers list --project test/);
  await server.stop();
});

describe('the log', () => {
  it('is a file, which is rotated, and opened again on SIGUSR2 and when it was moved', async (t) => {
    const path = join(testFolder(), 'denizen.log');
    const server = await started(t, { ...settings, DENIZEN_LOG: `${path},rotate=2K,keep=2` });
    await until(async () => {
      await call(server.endpoint, 'GET', '/users');
      return existsSync(`${path}.2`);
    });
    assert.ok(
      readFileSync(`${path}.1`, 'utf8')
        .trim()
        .split('\n')
        .every((line) => JSON.parse(line)),
    );
    assert.equal(server.errors(), '');
    renameSync(path, `${path}.moved`);
    server.process.kill('SIGUSR2');
    await until(async () => {
      await call(server.endpoint, 'GET', '/users');
      return existsSync(path);
    });
    assert.equal(await server.stop(), 0);
    assert.match(readFileSync(path, 'utf8'), /"msg":"stopping"|"checkpoint"/);
  });

  it('is one file for all processes', async (t) => {
    const path = join(testFolder(), 'denizen.log');
    const { url, drop } = await freshPostgres();
    t.after(drop);
    const server = await started(t, {
      ...settingsFor(url),
      ...{ DENIZEN_LOG_LEVEL: 'info', DENIZEN_PROCESSES: '2', DENIZEN_LOG: path },
    });
    const workers = () =>
      new Set(
        linesIn(readFileSync(path, 'utf8'))
          .filter(({ msg }) => msg === 'request')
          .map(({ worker }) => worker),
      );
    await until(async () => {
      await call(server.endpoint, 'GET', '/users', { headers: { Connection: 'close' } });
      return workers().size === 2;
    });
    assert.equal(await server.stop(), 0);
    assert.equal(server.errors(), '');
  });

  it('is for people on a terminal, with colours unless NO_COLOR is set', { skip: hasScript }, async () => {
    const coloured = await onTerminal({});
    assert.ok(coloured.includes(`${ESCAPE}[32mINFO ${ESCAPE}[0m`), coloured);
    assert.doesNotMatch(coloured, /\{"level"/);
    const plain = await onTerminal({ NO_COLOR: '1' });
    assert.match(plain, /\d\d:\d\d:\d\d\.\d{3} INFO {2}listening/);
    assert.ok(!plain.includes(`${ESCAPE}[3`), plain);
    assert.match(await onTerminal({ DENIZEN_LOG_FORMAT: 'json' }), /\{"level":30/);
  });

  it('is for people anywhere by setting, and JSON where nobody looks', async (t) => {
    const text = await started(t, { ...settings, DENIZEN_LOG_FORMAT: 'text' });
    await call(text.endpoint, 'GET', '/users');
    await until(() => / INFO {2}200 GET \/v1\/users /.test(text.errors()));
    await text.stop();
    assert.ok(!text.errors().includes('{"level"') && !text.errors().includes(ESCAPE));
  });

  it('refuses to start with a setting that means nothing', async () => {
    const refused = async (name: string, value: string) =>
      (await run('serve', { DENIZEN_DATABASE: 'sqlite::memory:', [name]: value })).errors;
    assert.match(
      await refused('DENIZEN_LOG', '/nowhere/at/all.log'),
      /DENIZEN_LOG names a file that cannot be written \(ENOENT\)/,
    );
    assert.match(
      await refused('DENIZEN_LOG', '/tmp/x.log,rotate=1'),
      /needs a size of 1K or more after rotate=/,
    );
    assert.match(
      await refused('DENIZEN_LOG_FORMAT', 'xml'),
      /DENIZEN_LOG_FORMAT must be one of auto, json, text/,
    );
    assert.match(
      await refused('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://u:canary-9@host'),
      /OTEL_EXPORTER_OTLP_ENDPOINT must be/,
    );
  });
});

/** A server that ends with the test, however that ends. */
async function started(t: TestContext, given: Record<string, string>): Promise<Started> {
  const server = await start(given);
  t.after(() => server.stop('SIGKILL'));
  return server;
}

/** What `serve` writes to a terminal until it says that it listens. */
async function onTerminal(more: Record<string, string>): Promise<string> {
  const command = `${process.execPath} ${MAIN} serve --json`;
  const env = {
    PATH: process.env.PATH,
    TERM: 'xterm-256color',
    ...settings,
    DENIZEN_PORT: '0',
    DENIZEN_HOST: '127.0.0.1',
    ...more,
  };
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: testFolder(),
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  await until(() => output.includes('listening'));
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('close', resolve));
  assert.doesNotMatch(output, new RegExp(`level.*${KEY}`));
  return output;
}

function linesIn(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
}

function linesOf(server: Started): readonly Line[] {
  return linesIn(server.errors());
}

function requestsOf(server: Started): readonly Line[] {
  return linesOf(server).filter(({ msg }) => msg === 'request');
}

function assertHas(line: Line | undefined, expected: Line): void {
  const found = Object.fromEntries(Object.keys(expected).map((field) => [field, line?.[field]]));
  assert.deepEqual(found, expected);
}

function cookiesOf({ headers }: { readonly headers: Headers }): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
