import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { freePort } from '../support/postgres.ts';
import { call, serving } from '../support/server.ts';

// The public address is told to the server before it starts, so the port is chosen here.
const port = await freePort();
const base = `http://127.0.0.1:${port}/v1`;
const PUBLIC = 'https://id.example.com';

const noKey = { 'X-Appwrite-Key': '' };
const NO_SCOPE = [401, 'general_unauthorized_scope'] as const;
const FOREIGN = [403, 'general_unknown_origin'] as const;

/** What a page of this origin gets for reading and for changing, each without and with a key. */
type Row = {
  readonly origin: string;
  readonly mayRead: boolean;
  readonly changes: readonly [status: number, type: string];
};

const rows: readonly Row[] = [
  { origin: 'http://localhost', mayRead: true, changes: NO_SCOPE },
  { origin: 'http://localhost:3000', mayRead: true, changes: NO_SCOPE },
  { origin: 'https://localhost:3000', mayRead: true, changes: NO_SCOPE },
  { origin: 'http://127.0.0.1:5173', mayRead: true, changes: NO_SCOPE },
  { origin: 'http://[::1]:5173', mayRead: true, changes: NO_SCOPE },
  { origin: PUBLIC, mayRead: true, changes: NO_SCOPE },
  { origin: 'http://id.example.com', mayRead: false, changes: FOREIGN },
  { origin: 'https://id.example.com:8443', mayRead: false, changes: FOREIGN },
  { origin: 'https://evil.id.example.com', mayRead: false, changes: FOREIGN },
  { origin: 'https://id.example.com.evil.com', mayRead: false, changes: FOREIGN },
  { origin: 'https://evil.com', mayRead: false, changes: FOREIGN },
  { origin: 'http://localhost.evil.com', mayRead: false, changes: FOREIGN },
  { origin: 'http://localhost@evil.com', mayRead: false, changes: FOREIGN },
  { origin: 'http://127.0.0.1.evil.com', mayRead: false, changes: FOREIGN },
  { origin: 'file://localhost', mayRead: false, changes: FOREIGN },
  { origin: 'null', mayRead: false, changes: FOREIGN },
  { origin: '*', mayRead: false, changes: FOREIGN },
];

onAnyEngine('pages of other origins', (database) => {
  serving(database, { DENIZEN_PORT: String(port), DENIZEN_PUBLIC_URL: PUBLIC });
  const outcome = async (method: string, path: string, headers: Record<string, string>) => {
    const answer = await call(base, method, path, { headers });
    const { type } = answer.body as { type?: string };
    return { answer: [answer.status, type], ...allowance(answer.headers) };
  };

  for (const { origin, mayRead, changes } of rows) {
    const readable = { origin, credentials: 'true' };
    const unread = { origin: null, credentials: null };
    const expected = mayRead ? readable : unread;
    const isPage = /^https?:\/\/[^@]+$/.test(origin);

    it(`${origin} ${mayRead ? 'may' : 'may not'} read answers`, async () => {
      const read = await outcome('GET', '/health', { Origin: origin });
      assert.deepEqual(read, { answer: [200, undefined], ...expected });
    });

    it(`${origin} without a key ${mayRead ? 'is asked for its scope' : 'is refused as unknown'} when it changes`, async () => {
      const changed = await outcome('DELETE', '/users/nobody', { Origin: origin, ...noKey });
      assert.deepEqual(changed, { answer: changes, ...(isPage ? readable : unread) });
    });
  }

  it('a key is enough from anywhere', async () => {
    const changed = await outcome('DELETE', '/users/nobody', { Origin: 'https://evil.com' });
    assert.deepEqual(changed, { answer: [404, 'user_not_found'], origin: null, credentials: null });
  });

  describe('a preflight', () => {
    for (const path of ['/users', '/users/ann/prefs', '/no/such/path']) {
      it(`of ${path} is answered to anybody`, async () => {
        const headers = { Origin: 'http://localhost:3000', 'X-Appwrite-Project': '', ...noKey };
        const { status, headers: answered, body } = await call(base, 'OPTIONS', path, { headers });
        assert.deepEqual([status, body, answered.get('content-type')], [204, '', null]);
        assert.deepEqual(allowance(answered), { origin: 'http://localhost:3000', credentials: 'true' });
        assert.equal(answered.get('access-control-allow-methods'), 'GET, POST, PUT, PATCH, DELETE');
        assert.equal(answered.get('access-control-max-age'), '86400');
        assert.equal(answered.get('vary'), 'Origin');
      });
    }

    it('names every header that clients send', async () => {
      const { headers } = await call(base, 'OPTIONS', '/users', { headers: { Origin: 'http://localhost' } });
      const allowed = new Set(headers.get('access-control-allow-headers')?.toLowerCase().split(', '));
      assert.deepEqual(
        sent.filter((name) => !allowed.has(name.toLowerCase())),
        [],
      );
    });

    it('of what is no page allows nothing', async () => {
      const { status, headers } = await call(base, 'OPTIONS', '/users', { headers: { Origin: 'null' } });
      assert.deepEqual([status, allowance(headers)], [204, { origin: null, credentials: null }]);
    });
  });
});

/** The protocol's list. */
const sent =
  `Accept, Origin, Cookie, Set-Cookie, Content-Type, Content-Range, X-Appwrite-Project, X-Appwrite-Key,
  X-Appwrite-Dev-Key, X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Organization,
  X-Appwrite-Response-Format, X-Appwrite-Timeout, X-Appwrite-ID, X-Appwrite-Timestamp, X-Appwrite-Session,
  X-Appwrite-Platform, X-Appwrite-Impersonate-User-Id, X-Appwrite-Impersonate-User-Email,
  X-Appwrite-Impersonate-User-Phone, X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform, X-SDK-GraphQL,
  X-SDK-Profile, Range, Cache-Control, Expires, Pragma, X-Fallback-Cookies, X-Requested-With, X-Forwarded-For,
  X-Forwarded-User-Agent`.split(/,\s+/);

function allowance(headers: Headers): { origin: string | null; credentials: string | null } {
  return {
    origin: headers.get('access-control-allow-origin'),
    credentials: headers.get('access-control-allow-credentials'),
  };
}
