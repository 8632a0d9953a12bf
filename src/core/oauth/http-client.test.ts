import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import { PATIENCE_MS } from '../../../test/support/patience.ts';
import { createHttpClient, HttpClientError } from './http-client.ts';
import { isPrivateAddress } from './private-address.ts';

const outbound = createHttpClient({ deadlineMs: PATIENCE_MS, bytesAtMost: 1_000 });
const hasty = createHttpClient({ deadlineMs: 300, bytesAtMost: 1_000 });
const asking = (url: string, allowPrivate: boolean, by = outbound) =>
  by({ url: new URL(url), method: 'GET', headers: {}, allowPrivate });

describe('an outgoing request', () => {
  const inward = [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://[::]/',
    'https://[fd00::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://0/',
    'http://example.com/',
  ];
  for (const url of inward) {
    it(`does not go to ${url}`, async () => {
      await assert.rejects(async () => asking(url, false), /a private address$|over https only$/);
    });
  }

  it('does not follow redirects', async () => {
    const url = await serving((_, response) =>
      response.writeHead(302, { Location: 'http://10.0.0.1/' }).end(),
    );
    const { status, headers } = await asking(url, true);
    assert.deepEqual([status, headers.location], [302, 'http://10.0.0.1/']);
  });

  it('times out, also in the middle of a response', async () => {
    const silent = await serving(() => {});
    const slow = await serving((_, response) => response.write('a'));
    const began = performance.now();
    await assert.rejects(asking(silent, true, hasty), HttpClientError);
    await assert.rejects(asking(slow, true, hasty), HttpClientError);
    // Neither ends by itself.
    assert.ok(performance.now() - began < PATIENCE_MS);
  });

  it('does not read an endless response', async () => {
    const url = await serving((_, response) => response.write('a'.repeat(1_001)));
    const began = performance.now();
    await assert.rejects(asking(url, true), HttpClientError);
    // At once, and not only at the deadline.
    assert.ok(performance.now() - began < PATIENCE_MS / 2);
  });

  it('returns the response, and nothing of the request', async () => {
    const url = await serving((request, response) => {
      request.on('data', (chunk: Buffer) => response.writeHead(201, { 'X-A': 'b' }).end(chunk));
    });
    const answer = await outbound({
      url: new URL(url),
      method: 'POST',
      headers: {},
      body: 'é',
      allowPrivate: true,
    });
    assert.deepEqual([answer.status, answer.headers['x-a'], answer.body], [201, 'b', 'é']);
  });
});

describe('an address', () => {
  it('is private or public', () => {
    const everybody = ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2001:4860:4860::8888', '172.32.0.1'];
    const inward = ['172.31.0.1', '100.64.0.1', '0.0.0.0', '::', 'fe80::1', 'ff02::1', '2002:7f00:1::', 'no'];
    assert.deepEqual([...everybody, ...inward].filter(isPrivateAddress), inward);
  });
});

/** A server for the duration of the tests. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
