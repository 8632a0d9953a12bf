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
});

function shown(headers: readonly (readonly [string, unknown])[]): Record<string, string> {
  const kept = headers.filter(([name]) => !OWN.has(name)).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(kept.toSorted());
}
