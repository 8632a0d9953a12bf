import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { captiveSmtp } from '../delivery/captive-smtp.ts';
import { freePort } from '../support/postgres.ts';
import { PROJECT, type Started, serving, settingsFor, start } from '../support/server.ts';

const SETTINGS = { DENIZEN_HEX_PROJECT: PROJECT };
const HOST = 'localhost';

/** What proxies of every kind leave in what they pass on. */
const TRACES = [
  'X-Forwarded-For: 127.0.0.1',
  'X-Forwarded-Host: localhost',
  'X-Forwarded-Proto: http',
  'X-Forwarded-Port: 4100',
  'X-Forwarded-Server: here',
  'X-Forwarded: for=127.0.0.1',
  'X-Original-Forwarded-For: 127.0.0.1',
  'X-Original-URL: /',
  'Forwarded: for=127.0.0.1;host=localhost',
  'Forwarded-For: 127.0.0.1',
  'Via: 1.1 here',
  'X-Real-IP: 127.0.0.1',
  'X-Client-IP: 127.0.0.1',
  'Client-IP: 127.0.0.1',
  'X-Cluster-Client-IP: 127.0.0.1',
  'True-Client-IP: 127.0.0.1',
  'CF-Connecting-IP: 127.0.0.1',
  'CF-Ray: 1',
  'CDN-Loop: cloudflare',
  'Fastly-Client-IP: 127.0.0.1',
  'Fly-Client-IP: 127.0.0.1',
  'X-Envoy-External-Address: 127.0.0.1',
  'X-Azure-ClientIP: 127.0.0.1',
  'X-ARR-LOG-ID: 1',
  'X-Amzn-Trace-Id: Root=1',
  'X-Varnish: 1',
  'X-ProxyUser-Ip: 127.0.0.1',
  'WL-Proxy-Client-IP: 127.0.0.1',
  'Proxy-Client-IP: 127.0.0.1',
  'X-Remote-IP: 127.0.0.1',
  'X-Remote-Addr: 127.0.0.1',
];

describe('what is for callers of this machine alone', () => {
  const server = serving({ setting: () => 'sqlite::memory:' }, { ...SETTINGS, DENIZEN_HOST: '0.0.0.0' });

  it('is given to them', async () => {
    for (const host of [HOST, '127.0.0.1', '[::1]', 'localhost:4100'])
      assert.deepEqual(await given(server.get(), [`Host: ${host}`]), {
        mailbox: true,
        metrics: true,
        uncounted: true,
      });
  });

  for (const trace of TRACES) {
    it(`is kept from whoever comes with ${trace}`, async () => {
      const seen = await given(server.get(), [`Host: ${HOST}`, trace]);
      assert.deepEqual(seen, { mailbox: false, metrics: false, uncounted: false });
    });
  }

  for (const host of ['evil.example', 'localhost.evil.example', '192.0.2.1', 'localhost:1:2', '']) {
    it(`is kept from whoever names the host ${JSON.stringify(host)}`, async () => {
      const seen = await given(server.get(), [`Host: ${host}`]);
      assert.deepEqual(seen, { mailbox: false, metrics: false, uncounted: false });
    });
  }

  it('is kept from whoever speaks as nginx does that nobody told otherwise', async () => {
    const seen = await given(server.get(), [`Host: ${HOST}`], '1.0');
    assert.deepEqual(seen, { mailbox: false, metrics: false, uncounted: false });
  });

  it('says once that what proxies forward is not believed', () => {
    const warnings =
      server
        .get()
        .errors()
        .match(/DENIZEN_TRUSTED_PROXIES/g) ?? [];
    assert.equal(warnings.length, 1);
  });

  it('is for nobody once a public URL is set', async () => {
    const [port, gate] = [await freePort(), { DENIZEN_PUBLIC_URL: 'http://localhost:4100' }];
    const settings = { ...settingsFor('sqlite::memory:'), ...SETTINGS, ...gate, DENIZEN_PORT: String(port) };
    const started = await start(settings);
    const base = `http://127.0.0.1:${port}`;
    const seen = await given({ ...started, base }, [`Host: ${HOST}`]);
    const body = { userId: 'unique()', email: 'ann@example.com' };
    const sent = await fetch(`${base}/v1/account/tokens/email`, {
      method: 'POST',
      headers: { 'X-Appwrite-Project': PROJECT, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const errors = started.errors();
    await started.stop();
    assert.deepEqual(seen, { mailbox: false, metrics: false, uncounted: false });
    assert.deepEqual([sent.status, errors.includes('there is no development mailbox')], [503, true]);
    assert.doesNotMatch(errors, /ann@example\.com/);
  });

  it('has no mailbox once mail is sent', async () => {
    const smtp = await captiveSmtp();
    const started = await start({
      ...settingsFor('sqlite::memory:'),
      ...SETTINGS,
      DENIZEN_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      DENIZEN_MAIL_FROM: 'id@example.com',
    });
    const seen = await given(started, [`Host: ${HOST}`]);
    await started.stop();
    await smtp.close();
    assert.deepEqual(seen, { mailbox: false, metrics: true, uncounted: true });
  });
});

/** What a caller with these headers is given: the two pages, and no counting of its calls to hex. */
async function given(server: Pick<Started, 'base'>, headers: readonly string[], version = '1.1') {
  const ask = (path: string) => answerTo(server, path, headers, version);
  const [mailbox, metrics, hex] = [await ask('/dev/mailbox'), await ask('/metrics'), await ask('/hex/api')];
  const isOk = (answer: string) => /^HTTP\/1\.1 200 /.test(answer);
  return {
    mailbox: isOk(mailbox),
    metrics: isOk(metrics),
    uncounted: isOk(hex) && !/x-ratelimit-limit/i.test(hex),
  };
}

/** By hand: clients do not let every header be set. */
async function answerTo(
  { base }: Pick<Started, 'base'>,
  path: string,
  headers: readonly string[],
  version: string,
): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1').setEncoding('latin1');
  let answer = '';
  socket.on('data', (text) => {
    answer += text;
  });
  const lines = [`GET ${path} HTTP/${version}`, ...headers, 'User-Agent: test', 'Connection: close', '', ''];
  socket.end(lines.join('\r\n'));
  await once(socket, 'close');
  return answer;
}
