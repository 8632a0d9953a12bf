import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { z } from 'zod';
import { serveDocsPage, serveDocument } from './docs.ts';
import { contentSecurityPolicy } from './docs-page.ts';
import { type OpenApi, openApi } from './openapi.ts';

const empty = (): OpenApi =>
  openApi([], {
    title: 'Pets',
    version: '1.0.0',
    description: '',
    prefix: '/v1',
    parts: [],
    error: { name: 'error', schema: z.object({}) },
    errorKinds: [],
    securitySchemes: {},
    termsOf: () => ({ description: '', security: [] }),
  });

describe('serving the documentation', () => {
  it('the page goes out with a policy that admits nothing from elsewhere', async () => {
    const app = Fastify();
    serveDocsPage(app, empty);

    const { statusCode, headers, body } = await app.inject({
      url: '/docs',
      headers: { host: 'users.example' },
    });

    assert.equal(statusCode, 200);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['content-security-policy'], contentSecurityPolicy);
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.match(body, /ENDPOINT=http:\/\/users\.example\/v1/);
  });

  it('a host that a shell might run is not repeated', async () => {
    const app = Fastify();
    serveDocsPage(app, empty);

    const { body } = await app.inject({ url: '/docs', headers: { host: '$(reboot)' } });

    assert.match(body, /ENDPOINT=http:\/\/localhost\/v1/);
  });

  it('HEAD answers as GET does, without the body', async () => {
    const app = Fastify();
    serveDocsPage(app, empty);

    const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: '/docs' });

    assert.deepEqual([statusCode, body], [200, '']);
    assert.ok(Number(headers['content-length']) > 1_000);
  });

  it('the root leads to the page', async () => {
    const app = Fastify();
    serveDocsPage(app, empty);

    const { statusCode, headers } = await app.inject('/');

    assert.deepEqual([statusCode, headers.location], [302, '/docs']);
  });

  it('the document is written once, when it is first asked for', async () => {
    let written = 0;
    const app = Fastify();
    serveDocument(app, () => {
      written += 1;
      return empty();
    });
    await app.ready();
    assert.equal(written, 0);

    const answers = [await app.inject('/openapi.json'), await app.inject('/openapi.json')];

    assert.deepEqual(
      answers.map((answer) => answer.json()),
      [empty(), empty()],
    );
    assert.equal(written, 1);
  });
});
