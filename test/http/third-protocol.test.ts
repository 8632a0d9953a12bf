import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { pino } from 'pino';
import { createKey } from '../../src/core/keys/keys.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { thirdProtocol } from './third-protocol.ts';

onEachEngine('a third protocol', (database) => {
  const here = directory(database);
  let app: ReturnType<typeof createServer>;
  let key = '';
  before(async () => {
    const { core, actor } = here;
    key = (
      await createKey(core, actor, { name: 'small', scopes: ['users.read', 'users.write'], expiresAt: null })
    ).secret;
    const base = { core, logger: pino({ level: 'silent' }), metrics: createMetrics(), trustedProxies: [] };
    app = createServer(base, [thirdProtocol(core, actor.project.id)]);
  });
  after(() => app.close());
  const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object, secret = key) => {
    const headers = { 'x-key': secret };
    const answer = await app.inject({ method, url: `/small${path}`, headers, ...(payload && { payload }) });
    return [answer.statusCode, answer.body === '' ? '' : answer.json()];
  };

  it('lists, creates and deletes, validates and limits', async () => {
    const [status, made] = await ask('POST', '/people', { email: 'ann@example.com' });
    const { id } = made as { readonly id: string };
    const again = await ask('POST', '/people', { email: 'ann@example.com' });
    const wrong = await ask('POST', '/people', { email: 'nobody' });
    const over = await ask('POST', '/people', { email: 'bob@example.com' });
    assert.deepEqual(
      [status, made, again, wrong, over],
      [
        201,
        { id, email: 'ann@example.com' },
        [409, { problem: 'user_exists', fields: [] }],
        [422, { problem: 'argument_invalid', fields: ['email'] }],
        [429, { problem: 'rate_limited', fields: [] }],
      ],
    );
    assert.deepEqual(await ask('GET', '/people'), [200, [made]]);
    assert.deepEqual(await ask('DELETE', `/people/${id}`), [204, '']);
    assert.deepEqual(await ask('DELETE', `/people/${id}`), [404, { problem: 'user_not_found', fields: [] }]);
    assert.deepEqual(await ask('GET', '/people'), [200, []]);
  });

  it('keeps out whoever has no key that is good for it', async () => {
    const { secret } = await createKey(here.core, here.actor, {
      name: 'reads',
      scopes: ['users.read'],
      expiresAt: null,
    });
    assert.deepEqual(await ask('DELETE', '/people/ann', undefined, secret), [
      403,
      { problem: 'scope_missing', fields: [] },
    ]);
  });

  it('has its OpenAPI document', async () => {
    const [, document] = await ask('GET', '/openapi.json');
    const written = JSON.parse(JSON.stringify(document));
    const output = await validate('https://spec.openapis.org/oas/3.1/schema-base', written, 'BASIC');
    assert.deepEqual(output, { valid: true });
    assert.deepEqual(Object.keys((document as { paths: object }).paths), ['/people', '/people/{id}']);
  });
});

it('a third protocol needs nothing but what all protocols share', () => {
  const source = readFileSync(new URL('./third-protocol.ts', import.meta.url), 'utf8');
  const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from);
  const other = imported.filter((from) => from !== 'zod' && !/^\.\.\/\.\.\/src\/(?:core|http)\//.test(from));
  assert.deepEqual(other, []);
});
