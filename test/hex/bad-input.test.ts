import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { before, it } from 'node:test';
import fc from 'fast-check';
import { routes } from '../../src/hex/routes.ts';
import { encodeTerm } from '../../src/hex/terms/encode.ts';
import { onAnyEngine } from '../support/engines.ts';
import { fuzzRuns } from '../support/extent.ts';
import { anyTerm } from '../support/terms.ts';
import { basic, ETF, hexServer, type Reply, refused } from './fixtures.ts';

/** Always the same, so that a run says the same as the one before. */
const SEED = 20_261_121;
const MISSING_AGENT = refused(400, 'User-Agent header is required');
const BAD = refused(400, 'Bad request');

/** Everything that some route reads beside its path. */
const FIELDS = [
  ...new Set(
    routes.flatMap(({ input }) => Object.keys(input).filter((name) => input[name]?.place === 'input')),
  ),
];

const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1.5,
  1e300,
  123456789012345678901234567890n,
  '',
  ' ',
  'a'.repeat(5_000),
  '\ud7ff\u{10ffff}',
  '../../etc',
  "'; drop table users; --",
  '%00',
  [],
  [[]],
  [null],
  [{}],
  {},
  { a: { b: [] } },
  [{ email: {} }],
  [{ domain: [] }],
  [{ domain: 'api', resource: {} }],
  [{ constructor: 1, toString: 2 }],
];

const NAMES = [
  '%00',
  'a%00b',
  '%ff',
  '%',
  '%zz',
  '..',
  '%2e%2e',
  '%2F',
  '@',
  'a@',
  '@a.b',
  '%20',
  'a'.repeat(999),
  'a'.repeat(1_001),
  encodeURIComponent('ü'.repeat(100)),
  encodeURIComponent('\u{1f600}@\u{1f600}.de'),
  encodeURIComponent('K\u0130@example.com'),
  '__proto__',
  'constructor',
];

onAnyEngine('bad input to hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person, appwrite, idOf } = hex;
  let auth = '';
  before(async () => {
    auth = await person('ann');
    await appwrite('POST', '/teams', { teamId: 'acme', name: 'Acme' });
    await appwrite('POST', '/teams/acme/memberships', { userId: await idOf('ann'), roles: ['owner'] });
  });
  /** What a route was asked and answered though it should not have. */
  const isRefusal = ({ status, body }: Reply): boolean =>
    status >= 400 && status < 500 && (body as { status?: unknown }).status === status;
  /** Without those that would end the key that the rest is asked with. */
  const others = routes.filter(({ operation }) => !operation.endsWith('RevokeAll'));
  const pathOf = (path: string, name: string) =>
    `/api${path.replace(':organization', 'acme').replace(/:\w+/, name)}`;

  it('in a path is refused and never an error of ours', async () => {
    const wrong = [];
    for (const { method, path } of others.filter((route) => route.path.includes(':'))) {
      for (const name of NAMES) {
        const asked = path.endsWith(':organization')
          ? `/api${path.replace(/:\w+/, name)}`
          : pathOf(path, name);
        const reply = await ask(method, asked, { auth });
        const isReset = path.endsWith('/reset') && reply.status === 204;
        const isHere = reply.status < 300 && !/:\w+$|test$/.test(path);
        if (!isRefusal(reply) && !isReset && !isHere) wrong.push([method, asked, reply.status, reply.body]);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('with NUL is refused in paths and queries alike', async () => {
    for (const path of ['/api/users/a%00', '/api/users/me?page=%00', '/api?%00', '/api/auth?domain=%00'])
      assert.deepEqual(await statusAndBody('GET', path, { auth }), BAD);
  });

  it('in a query is never an error of ours', async () => {
    const queries = [
      'page[]=1',
      'page[a][b]=1',
      'page=1&page=2',
      'domain[]=api',
      '_format[]=json',
      '=',
      '&&&',
      '%',
      '%ff=%ff',
    ];
    const wrong = [];
    for (const { method, path } of others) {
      for (const query of queries) {
        const asked = `${pathOf(path, 'nobody')}?${query}`;
        const { status, body } = await ask(method, asked, { auth });
        if (status >= 500) wrong.push([method, asked, status, body]);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('of the wrong type in any field is never an error of ours, in JSON or in terms', async () => {
    const wrong = [];
    const whole = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
    for (const { method, path } of others.filter((route) => route.method === 'POST')) {
      for (const value of ODD) {
        const fields = Object.fromEntries(FIELDS.map((field) => [field, value]));
        const inJson = { body: Object.fromEntries(FIELDS.map((field) => [field, whole(value)])) };
        const inTerms = { raw: encodeTerm(fields as Parameters<typeof encodeTerm>[0]), type: ETF };
        for (const asked of [inJson, inTerms]) {
          const reply = await ask(method, pathOf(path, 'nobody'), { auth, ...asked });
          if (reply.status >= 500) wrong.push([path, value, reply.status, reply.body]);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('as any term is never an error of ours', async () => {
    const wrong = [];
    for (const term of fc.sample(anyTerm, { numRuns: fuzzRuns(60), seed: SEED })) {
      for (const path of ['/users', '/keys', '/oauth/token']) {
        const { status } = await ask('POST', `/api${path}`, { auth, raw: encodeTerm(term), type: ETF });
        if (status >= 500) wrong.push([path, term, status]);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('as any bytes is refused or says nothing', async () => {
    const bytes = fc.sample(fc.uint8Array({ maxLength: 64 }), { numRuns: fuzzRuns(60), seed: SEED });
    const statuses = new Set<number>();
    for (const each of bytes) {
      const raw = Uint8Array.from([131, ...each]);
      statuses.add((await ask('POST', '/api/users', { raw, type: ETF })).status);
    }
    assert.ok(
      [...statuses].every((status) => status === 400 || status === 422),
      [...statuses].join(),
    );
  });

  it('as credentials is refused', async () => {
    const shown = [
      '',
      ' ',
      'Basic',
      'Basic ',
      'Bearer',
      'Bearer a b',
      'Basic =',
      `Basic ${'A'.repeat(20_000)}`,
      'x'.repeat(20_000),
      'null',
      basic('\0', '\0'),
      basic('ann', 'é\0'),
      basic('a'.repeat(4_000)),
      basic('%', '\ufffd'),
    ];
    const wrong = [];
    for (const authorization of shown) {
      const { status } = await ask('GET', '/api/users/me', { headers: { authorization } });
      if (status !== 401) wrong.push([authorization.slice(0, 40), status]);
    }
    assert.deepEqual(wrong, []);
  });

  it('by the wrong method or to no path is refused', async () => {
    for (const [method, path] of [
      ['PUT', '/api/users'],
      ['PATCH', '/api/users/me'],
      ['DELETE', '/api/users/me'],
      ['POST', '/api/auth'],
      ['OPTIONS', '/api/users'],
      ['GET', '/api/packages'],
      ['GET', '/nowhere'],
      ['GET', '/'],
      ['GET', '/api//users'],
    ] as const)
      assert.deepEqual(await statusAndBody(method, path, { auth }), refused(404, 'Page not found'), path);
  });

  it('without a user agent is refused before its credentials are looked at', async () => {
    const headers = { 'user-agent': undefined };
    assert.deepEqual(
      [
        await statusAndBody('GET', '/api', { headers }),
        await statusAndBody('GET', '/api', { headers, auth: 'wrong' }),
      ],
      [MISSING_AGENT, MISSING_AGENT],
    );
  });

  it('is refused in the order of the protocol', async () => {
    const raw = '{';
    const type = 'application/json';
    const headers = { accept: 'text/html', 'user-agent': undefined };
    const path = '/api/users?%00';
    assert.deepEqual(
      [
        await statusAndBody('POST', path, { raw, type, headers, auth: 'wrong' }),
        await statusAndBody('POST', path, { headers, auth: 'wrong' }),
        await statusAndBody('POST', path, { headers: { 'user-agent': undefined }, auth: 'wrong' }),
        await statusAndBody('POST', path, { auth: 'wrong' }),
        await statusAndBody('POST', path),
      ],
      [BAD, refused(406, null), MISSING_AGENT, refused(401, 'invalid API key'), BAD],
    );
  });

  it('needs neither a length nor a type where a body is not looked at', async () => {
    const { hostname, port } = new URL(hex.get().base);
    const socket = connect(Number(port), hostname);
    // Written and not ended: whoever hangs up is not answered.
    socket.write(
      'POST /hex/api/users/nobody/reset HTTP/1.1\r\nHost: a\r\nUser-Agent: a\r\nTE: \r\nConnection: close\r\n\r\n',
    );
    assert.match(await text(socket), /^HTTP\/1\.1 204 No Content\r\n/);
  });

  it('for a host is not repeated where links are shown', async () => {
    const urlAt = async (host: string) => {
      const [, body] = await statusAndBody('GET', '/api/users/ann', { headers: { host } });
      return (body as { url: string }).url;
    };
    assert.deepEqual(
      [await urlAt('id.example.com:8443'), await urlAt('a"><b'), await urlAt('a/b?c')],
      ['http://id.example.com:8443', 'http://localhost', 'http://localhost'].map(
        (origin) => `${origin}/hex/api/users/ann`,
      ),
    );
  });

  it('of too large headers is refused', async () => {
    const reply = await ask('GET', '/api', { headers: { 'x-large': 'a'.repeat(70_000) } });
    assert.equal(reply.status, 431);
  });
});
