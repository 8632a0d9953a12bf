import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Fastify from 'fastify';
import { z } from 'zod';
import { testFolder } from '../../test/support/folders.ts';
import { serveDocs, serveDocument } from './docs.ts';
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

/** A built site of two pages, a style and what must not be served. */
function siteIn(folder: string): string {
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, 'guide'));
  writeFileSync(join(folder, 'index.html'), 'home');
  writeFileSync(join(folder, 'guide/index.html'), 'guides');
  writeFileSync(join(folder, 'assets/site-1.css'), 'a{}');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  return folder;
}

describe('serving the documentation', () => {
  const app = Fastify();
  before(() => serveDocs(app, siteIn(testFolder())));
  after(() => app.close());

  it('the root and the path without a slash lead to the site', async () => {
    const root = await app.inject('/');
    const bare = await app.inject('/docs');
    assert.deepEqual([root.statusCode, root.headers.location], [302, '/docs/']);
    assert.deepEqual([bare.statusCode, bare.headers.location], [308, '/docs/']);
  });

  it('pages go out with a policy that admits nothing inline and nothing from elsewhere', async () => {
    const { headers, body } = await app.inject('/docs/');
    assert.equal(body, 'home');
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cache-control'], 'no-cache');
    assert.equal(
      headers['content-security-policy'],
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  it('has pages below folders, files that never change, and nothing else', async () => {
    const paths = [
      'guide/',
      'guide/index.html',
      'assets/site-1.css',
      'secret.txt',
      '..%2fpackage.json',
      'x.html',
    ];
    const answers = await Promise.all(paths.map((path) => app.inject(`/docs/${path}`)));
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [200, 200, 200, 404, 404, 404],
    );
    assert.equal(answers[2]?.headers['cache-control'], 'public, max-age=31536000, immutable');
  });

  it('says how to build what is not built', async () => {
    const other = Fastify();
    serveDocs(other, join(testFolder(), 'none'));
    const { statusCode, body } = await other.inject('/docs/');
    assert.equal(statusCode, 503);
    assert.match(body, /npm run build:docs/);
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
