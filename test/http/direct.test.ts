import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listen } from '../../src/http/listen.ts';
import { openInProcess } from '../security/in-process.ts';
import { KEY, PROJECT } from '../support/server.ts';

const key = { 'x-appwrite-project': PROJECT, 'x-appwrite-key': KEY };
const guest = { 'x-appwrite-project': PROJECT };
/** Headers that differ between any two responses, or belong to the connection. */
const OWN = new Set(['date', 'x-request-id', 'connection', 'keep-alive']);

const requests: readonly (readonly [path: string, headers: Record<string, string>])[] = [
  ['/v1/users/ann', key],
  ['/v1/users/ann', { ...key, 'x-appwrite-response-format': '1.4.0' }],
  ['/v1/users/ann', { ...key, origin: 'http://localhost' }],
  ['/v1/users/ann', { ...key, origin: 'https://other.example' }],
  ['/v1/users/ann', { ...key, 'x-forwarded-for': 'nobody, 203.0.113.9' }],
  ['/v1/users/ann', guest],
  ['/v1/users/ann', {}],
  ['/v1/users/nobody', key],
  ['/v1/users/-', key],
  ['/v1/users/', key],
  [`/v1/users/${'a'.repeat(1_001)}`, key],
  ['/v1/users/a%6En', key],
  ['/v1/users/%zz', key],
  ['/v1/users/usage', key],
  ['/v1/users/identities', key],
  ['/v1/users/ann/prefs', key],
  ['/v1/users/ann/nothing', key],
  ['/v1/users', key],
  ['/v1/users', { ...key, 'x-appwrite-response-format': '1.4.0' }],
  ['/v1/users?limit=0', key],
  ['/v1/users?queries[]=x', key],
  ['/v1/users?limit=1#queries[]=x', key],
  ['/v1/users?a[b]=1&a=1', key],
  ['/v1/account', guest],
  ['/v1/health/version', {}],
];

/** Users are created in turns, so that both ways see the same. */
const bodies: readonly (readonly [path: string, body: string, headers: Record<string, string>])[] = [
  ['/v1/users', '{"userId":"ben","email":"ben@example.com","name":"Bën"}', key],
  ['/v1/users', '{"userId":"ann","name":"Ann"}', key],
  ['/v1/users', '{"userId":"cy","email":"no address"}', key],
  ['/v1/users', '{"userId":"cy"', key],
  ['/v1/users', '["cy"]', key],
  ['/v1/users', `${'['.repeat(65)}${']'.repeat(65)}`, key],
  ['/v1/users', '{"userId":"cy","name":"\\u0000"}', key],
  ['/v1/users', '', key],
  ['/v1/users?a[b]=1&a=1', '{"userId":"cy"}', key],
  ['/v1/users', '{"userId":"cy"}', { ...key, 'content-type': 'application/json; charset=utf-8' }],
  ['/v1/users', '{"userId":"cy"}', { ...key, 'content-type': 'application/JSON;charset=latin1' }],
  ['/v1/users', 'userId=cy', { ...key, 'content-type': 'application/x-www-form-urlencoded' }],
  ['/v1/users', '{"userId":"cy"}', { ...key, 'content-type': 'text/plain' }],
  ['/v1/users', '{"userId":"cy"}', { ...key, 'content-type': 'json' }],
  [
    '/v1/users',
    '{"userId":"cy","email":"cy@example.com"}',
    { ...key, 'x-appwrite-response-format': '1.4.0' },
  ],
  ['/v1/users', '{"userId":"cy"}', { ...key, origin: 'https://other.example' }],
  ['/v1/users', '{"userId":"cy"}', guest],
  ['/v1/users', '{"userId":"cy"}', {}],
  ['/v1/users/nobody/sessions', '{}', key],
  ['/v1/users/ann/nothing', '{}', key],
  ['/v1/users/ann', '{}', key],
  ['/v1/users/-/tokens', '{}', key],
  ['/v1/users', JSON.stringify({ userId: 'cy', name: 'a'.repeat(262_144) }), key],
  ['/v1/account', '{"userId":"dan","email":"dan@example.com","password":"correct horse battery"}', guest],
];

describe('a request that skips the framework', () => {
  it('is answered as by the framework', async () => {
    const { app, close } = await openInProcess();
    try {
      const { port } = await listen(app, { host: '127.0.0.1', port: 0 });
      const payload = { userId: 'ann', email: 'ann@example.com', name: 'Änn' };
      await app.inject({ method: 'POST', url: '/v1/users', headers: key, payload });
      for (const [path, headers] of requests) {
        const inside = await app.inject({ method: 'GET', url: path, headers });
        const outside = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
        assert.deepEqual(
          [outside.status, shown([...outside.headers]), await outside.text()],
          [inside.statusCode, shown(Object.entries(inside.headers)), inside.body],
          path,
        );
      }
    } finally {
      await close();
    }
  });

  it('is answered as by the framework when it has a body', async () => {
    const [inside, outside] = [await openInProcess(), await openInProcess()];
    try {
      const { port } = await listen(outside.app, { host: '127.0.0.1', port: 0 });
      for (const { app } of [inside, outside])
        await app.inject({ method: 'POST', url: '/v1/users', headers: key, payload: { userId: 'ann' } });
      for (const [url, payload, own] of bodies) {
        const headers = { 'content-type': 'application/json', ...own };
        const there = await inside.app.inject({ method: 'POST', url, headers, payload });
        const path = `http://127.0.0.1:${port}${url}`;
        const here = await fetch(path, { method: 'POST', headers, body: payload });
        assert.deepEqual(
          [here.status, shown([...here.headers]), alike(await here.text())],
          [there.statusCode, shown(Object.entries(there.headers)), alike(there.body)],
          `${url} ${payload.slice(0, 80)}`,
        );
      }
    } finally {
      await inside.close();
      await outside.close();
    }
  });

  it('ends with the connection when its body is refused', async () => {
    const { app, close } = await openInProcess();
    try {
      const { port } = await listen(app, { host: '127.0.0.1', port: 0 });
      const headers = { ...key, 'content-type': 'application/json' };
      const post = (body: string) =>
        fetch(`http://127.0.0.1:${port}/v1/users`, { method: 'POST', headers, body });
      const refused = await post('{');
      const served = await post('{"userId":"ann"}');
      assert.deepEqual(
        [refused, served].map(({ status, headers: sent }) => [status, sent.get('connection')]),
        [
          [400, 'close'],
          [201, 'keep-alive'],
        ],
      );
    } finally {
      await close();
    }
  });
});

/** Ids and moments differ between any two servers. */
function alike(body: string): string {
  return body.replace(/[0-9a-f]{20}|\d{4}-\d\d-\d\dT[\d:.]+/g, '');
}

function shown(headers: readonly (readonly [string, unknown])[]): Record<string, string> {
  const kept = headers.filter(([name]) => !OWN.has(name)).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(kept.toSorted());
}
