import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { connect } from 'node:tls';
import { type CertificateFiles, certificate } from '../support/certificates.ts';
import { databaseSettings, onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { until } from '../support/patience.ts';
import { run } from '../support/program.ts';
import { type Started, settingsFor, start } from '../support/server.ts';

const CONNECTIONS = 12;

describe('a server with a certificate', () => {
  it('speaks HTTPS alone, marks its cookies and says that it is to be kept', async (test) => {
    const { server, files } = await started(test);
    const answer = await ask(server, files, '/v1/account/sessions/email', {
      email: 'nobody@example.com',
      password: 'correct horse',
    });
    const version = await ask(server, files, '/v1/health/version');
    assert.match(server.endpoint, /^https:/);
    assert.deepEqual(
      [version.status, version.headers['strict-transport-security'], answer.status],
      [200, 'max-age=31536000', 401],
    );
    assert.equal(await plainAnswer(server), '');
  });

  it('gives sessions cookies that are sent over HTTPS only', async (test) => {
    const { server, files } = await started(test);
    const ann = { email: 'ann@example.com', password: 'correct horse' };
    await ask(server, files, '/v1/account', { userId: 'ann', ...ann });
    const { status, headers } = await ask(server, files, '/v1/account/sessions/email', ann);
    const cookies = headers['set-cookie'] ?? [];
    assert.equal(status, 201);
    assert.ok(
      cookies.length > 0 && cookies.every((cookie: string) => /; Secure/i.test(cookie)),
      String(cookies),
    );
  });

  it('stops although somebody connects and never shakes hands', async (test) => {
    const { server, files } = await started(test);
    const idle = connectTcp({ host: '127.0.0.1', port: portOf(server) });
    await once(idle, 'connect');
    idle.on('error', () => {});
    test.after(() => idle.destroy());
    assert.equal((await ask(server, files, '/v1/health/version')).status, 200);
    assert.equal(await server.stop(), 0);
  });

  it('warns of a certificate that ends soon', async (test) => {
    const { server } = await started(test, {}, certificate(3));
    await until(() => server.errors().includes('certificate'));
    assert.match(server.errors(), /"msg":"the certificate ends soon/);
  });

  it('does not start with files that are missing, alone, or do not belong together', async () => {
    const [one, two] = [certificate(), certificate()];
    const junk = join(testFolder(), 'junk.pem');
    writeFileSync(junk, 'nothing of the kind');
    const ends = [
      { DENIZEN_TLS_CERT: one.cert },
      { DENIZEN_TLS_CERT: '/nowhere.pem', DENIZEN_TLS_KEY: one.key },
      { DENIZEN_TLS_CERT: one.cert, DENIZEN_TLS_KEY: two.key },
      { DENIZEN_TLS_CERT: junk, DENIZEN_TLS_KEY: one.key },
      { DENIZEN_TLS_CERT: '/dev/zero', DENIZEN_TLS_KEY: one.key },
    ].map((settings) => run('serve', { ...settingsFor('sqlite::memory:'), ...settings }));
    const reasons = [
      /DENIZEN_TLS_CERT and DENIZEN_TLS_KEY need each other/,
      /DENIZEN_TLS_CERT names a file that cannot be read \(ENOENT\)/,
      /make no certificate/,
      /make no certificate/,
      /DENIZEN_TLS_CERT names a file of more than 1 MiB/,
    ];
    for (const [at, { code, errors }] of (await Promise.all(ends)).entries()) {
      assert.equal(code, 1, errors);
      assert.match(errors, reasons[at] ?? /never/);
      assert.doesNotMatch(errors, /PRIVATE KEY|\.\.$/m);
    }
  });
});

onEachEngine('a renewed certificate', (database) => {
  it('is used without a restart, by every process', async (test) => {
    // A SQLite database has one process.
    const processes = database.engine === 'sqlite' ? '1' : '2';
    const settings = { ...databaseSettings(database.setting()), DENIZEN_PROCESSES: processes };
    const { server, files } = await started(test, settings);
    const earlier = readFileSync(files.cert);
    const next = certificate();
    // In the middle of a renewal the two do not belong together, and the earlier pair goes on.
    renameSync(next.cert, files.cert);
    await until(() => server.errors().includes('was not read again'));
    assert.deepEqual(await shown(server, CONNECTIONS), [fingerprint(earlier)]);
    renameSync(next.key, files.key);
    const renewed = fingerprint(readFileSync(files.cert));
    await until(async () => (await shown(server, CONNECTIONS)).join() === renewed);
    assert.equal(await server.stop(), 0);
  });
});

type Test = { readonly after: (work: () => unknown) => void };

async function started(
  test: Test,
  settings: Record<string, string> = {},
  files: CertificateFiles = certificate(),
): Promise<{ readonly server: Started; readonly files: CertificateFiles }> {
  const database = `sqlite:${join(testFolder(), 'denizen.db')}`;
  const tls = { DENIZEN_TLS_CERT: files.cert, DENIZEN_TLS_KEY: files.key };
  const server = await start({ ...settingsFor(database), ...tls, ...settings });
  test.after(() => server.stop());
  return { server, files };
}

async function ask(server: Started, { cert }: CertificateFiles, path: string, body?: object) {
  const sent = request(server.base + path, {
    ca: readFileSync(cert),
    method: body ? 'POST' : 'GET',
    headers: { 'X-Appwrite-Project': 'test', 'Content-Type': 'application/json' },
  });
  sent.end(body && JSON.stringify(body));
  const [answer] = await once(sent, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

/** The certificates that so many new connections are shown, each once. */
async function shown(server: Started, connections: number): Promise<readonly string[]> {
  const all = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: '127.0.0.1', port: portOf(server), rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const found = socket.getPeerX509Certificate()?.fingerprint256 ?? '';
      socket.destroy();
      return found;
    }),
  );
  return [...new Set(all)];
}

function fingerprint(cert: string | Buffer): string {
  return new X509Certificate(cert).fingerprint256;
}

function portOf({ base }: Started): number {
  return Number(new URL(base).port);
}

/** What a client without TLS is answered before it is cut off. */
async function plainAnswer(server: Started): Promise<string> {
  const socket = connectTcp({ host: '127.0.0.1', port: portOf(server) });
  socket.on('error', () => {});
  socket.write('GET /v1/health/version HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  // An alert of TLS is no answer.
  return Buffer.concat(chunks).toString('latin1').includes('HTTP/') ? String(Buffer.concat(chunks)) : '';
}
