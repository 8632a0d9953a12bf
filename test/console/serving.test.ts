import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { CONSOLE_FOLDER, serveConsole } from '../../src/http/console.ts';
import { testFolder } from '../support/folders.ts';
import { serving } from '../support/server.ts';

const IN_MEMORY = { setting: () => 'sqlite::memory:' };

type Got = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** A request whose headers are these alone, and whose answer is left as it came. */
async function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const ask = request(url, { method, headers, agent: false });
  ask.end();
  const [response] = (await once(ask, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
}

/** The name of a built file. */
function built(pattern: RegExp): string {
  return readdirSync(join(CONSOLE_FOLDER, 'assets')).find((name) => pattern.test(name)) ?? '';
}

describe('the console over HTTP', () => {
  const server = serving(IN_MEMORY);
  const at = (path: string) => `${server.get().base}${path}`;

  it('is the same page below /console/, which is asked for again each time', async () => {
    const [index, deep, bare] = await Promise.all([
      get(at('/console/')),
      get(at('/console/projects/test/users/ann?search=a')),
      get(at('/console')),
    ]);
    assert.deepEqual([index.status, deep.status, bare.status], [200, 200, 308]);
    assert.equal(bare.headers.location, '/console/');
    assert.equal(index.headers['cache-control'], 'no-cache');
    assert.equal(index.headers['content-type'], 'text/html; charset=utf-8');
    assert.deepEqual(deep.body, index.body);
    const again = await get(at('/console/'), { 'If-None-Match': index.headers.etag ?? '' });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
  });

  it('lets a page load nothing inline, nothing from elsewhere, and be in no frame', async () => {
    const paths = ['/console/', '/console/x', `/console/assets/${built(/\.js$/)}`, '/console/assets/none.js'];
    for (const path of paths) {
      const { headers } = await get(at(path));
      assert.deepEqual(
        {
          policy: headers['content-security-policy'],
          opener: headers['cross-origin-opener-policy'],
          referrer: headers['referrer-policy'],
          sniff: headers['x-content-type-options'],
          frame: headers['x-frame-options'],
          camera: String(headers['permissions-policy']).includes('camera=()'),
        },
        {
          policy:
            "default-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types denizen-mail",
          opener: 'same-origin',
          referrer: 'no-referrer',
          sniff: 'nosniff',
          frame: 'DENY',
          camera: true,
        },
        path,
      );
    }
    const page = (await get(at('/console/'))).body.toString();
    assert.doesNotMatch(page, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:\/\//);
  });

  it('has hashed files that never change, in the best form that the client takes', async () => {
    const path = at(`/console/assets/${built(/\.js$/)}`);
    const [plain, gzip, brotli, refusing] = await Promise.all([
      get(path),
      get(path, { 'Accept-Encoding': 'gzip, deflate' }),
      get(path, { 'Accept-Encoding': 'gzip, deflate, br' }),
      get(path, { 'Accept-Encoding': 'br;q=0, gzip;q=0.0' }),
    ]);
    assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal(plain.headers.vary, 'Accept-Encoding');
    assert.deepEqual(
      [plain, gzip, brotli, refusing].map(({ headers }) => headers['content-encoding']),
      [undefined, 'gzip', 'br', undefined],
    );
    assert.deepEqual(gunzipSync(gzip.body), plain.body);
    assert.deepEqual(brotliDecompressSync(brotli.body), plain.body);
    assert.equal(new Set([plain, gzip, brotli].map(({ headers }) => headers.etag)).size, 3);
  });

  it('has no file but those of the build', async () => {
    const paths = ['/console/assets/none.js', '/console/assets/..%2findex.html', '/console/assets/'];
    const statuses = await Promise.all(paths.map(async (path) => (await get(at(path))).status));
    assert.deepEqual(statuses, [404, 404, 404]);
    const manifest = await get(at('/console/manifest.json'));
    assert.equal(manifest.headers['content-type'], 'text/html; charset=utf-8');
  });

  it('answers HEAD without a body', async () => {
    const { status, headers, body } = await get(at('/console/'), {}, 'HEAD');
    assert.deepEqual([status, body.length, Number(headers['content-length']) > 0], [200, 0, true]);
  });
});

describe('DENIZEN_CONSOLE=off', () => {
  const server = serving(IN_MEMORY, { DENIZEN_CONSOLE: 'off' });

  it('leaves neither the console nor its API', async () => {
    const { base, output } = server.get();
    const statuses = await Promise.all(
      ['/console/', '/console', '/admin/state', '/v1/health/version'].map(
        async (path) => (await get(base + path)).status,
      ),
    );
    assert.deepEqual(statuses, [404, 404, 404, 200]);
    assert.equal((JSON.parse(output()) as { readonly console: unknown }).console, null);
  });
});

describe('a console that is built while the server runs', () => {
  it('is served without a restart, and says how to build it before', async () => {
    const folder = join(testFolder(), 'dist');
    const app = Fastify();
    serveConsole(app, folder);
    const before = await app.inject('/console/');
    cpSync(CONSOLE_FOLDER, folder, { recursive: true });
    const first = await app.inject('/console/');
    writeFileSync(join(folder, 'index.html'), 'another');
    const second = await app.inject('/console/');
    assert.deepEqual([before.statusCode, first.statusCode, second.body], [503, 200, 'another']);
    assert.match(before.body, /npm run build -w denizen-console/);
    assert.equal(first.body, readFileSync(join(CONSOLE_FOLDER, 'index.html'), 'utf8'));
    await app.close();
  });
});
