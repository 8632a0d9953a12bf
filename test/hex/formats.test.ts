import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { encodeTerm } from '../../src/hex/terms/encode.ts';
import { onAnyEngine } from '../support/engines.ts';
import { basic, ETF, hexServer, keyOf, PASSWORD, refused, unprocessable } from './fixtures.ts';

const ELIXIR = 'application/vnd.hex+elixir';
const JSON_TYPE = 'application/json; charset=utf-8';
const TERM_TYPE = `${ETF}; charset=utf-8`;
const FOR_A_MINUTE = 'private, max-age=60';
const NEVER = 'max-age=0, private, must-revalidate';

/** Bodies as clients send them, byte for byte. */
const recorded = {
  register:
    '8374000000036d00000005656d61696c6d0000000f626f62406578616d706c652e636f6d6d0000000870617373776f72646d000000097365637265743132336d00000008757365726e616d656d00000003626f62',
  reset: '837400000000',
  firstKey:
    '8374000000026d000000046e616d656d00000006766d2d6170696d0000000b7065726d697373696f6e736c0000000174000000016d00000006646f6d61696e6d000000036170696a',
};

onAnyEngine('formats of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person } = hex;
  let key = '';
  before(async () => {
    key = await person('ann');
  });
  const bytesOf = (hexDigits: string) => Buffer.from(hexDigits, 'hex');
  const term = (value: Parameters<typeof encodeTerm>[0]) => ({ raw: encodeTerm(value), type: ETF });
  const typed = async (headers: Record<string, string | undefined>, path = '/api/users/ann') => {
    const { status, headers: got } = await ask('GET', path, { headers });
    return [status, got['content-type']];
  };

  const accepted: readonly (readonly [string | undefined, readonly unknown[]])[] = [
    [undefined, [200, JSON_TYPE]],
    ['*/*', [200, JSON_TYPE]],
    ['text/html, */*;q=0.1', [200, JSON_TYPE]],
    ['application/json', [200, JSON_TYPE]],
    ['application/vnd.hex+json', [200, JSON_TYPE]],
    ['application/vnd.hex.beta+json', [200, JSON_TYPE]],
    ['application/*', [200, JSON_TYPE]],
    [ETF, [200, TERM_TYPE]],
    [`application/json;q=0.5, ${ETF}`, [200, TERM_TYPE]],
    [ELIXIR, [200, `${ELIXIR}; charset=utf-8`]],
    ['application/vnd.hex.beta+erlang', [406, JSON_TYPE]],
    ['text/html', [406, JSON_TYPE]],
  ];
  for (const [accept, answer] of accepted)
    it(`with ${accept ?? 'no'} Accept are ${answer.join(' ')}`, async () => {
      assert.deepEqual(await typed({ accept }), answer);
    });

  it('asked for in the query go before those of the header', async () => {
    const asked = ['json', 'erlang', 'elixir', 'xml'].map((name) =>
      typed({ accept: 'text/html' }, `/api/users/ann?_format=${name}`),
    );
    assert.deepEqual(await Promise.all(asked), [
      [200, JSON_TYPE],
      [200, TERM_TYPE],
      [200, `${ELIXIR}; charset=utf-8`],
      [406, JSON_TYPE],
    ]);
  });

  it('tell the same, moments to the microsecond in JSON and to the second in terms', async () => {
    const [, json] = await statusAndBody('GET', '/api/users/ann');
    const [, terms] = await statusAndBody('GET', '/api/users/ann', { headers: { accept: ETF } });
    const { inserted_at, updated_at, ...rest } = json as Record<string, string>;
    const inSeconds = (moment = '') => moment.replace(/\.\d{6}Z$/, 'Z');
    const expected = { ...rest, inserted_at: inSeconds(inserted_at), updated_at: inSeconds(updated_at) };
    assert.deepEqual({ ...(terms as object) }, expected);
  });

  it('of refusals are those that the client reads', async () => {
    const headers = { accept: ETF };
    const asked = [
      await ask('GET', '/api/users/me', { headers }),
      await ask('GET', '/api/users/nobody', { headers }),
      await ask('POST', '/api/users', { headers }),
      await ask('GET', '/api/nowhere', { headers }),
      await ask('GET', '/api/users/%ff', { headers }),
      await ask('POST', '/api/users', { headers, raw: '{', type: 'application/json' }),
    ];
    assert.deepEqual(
      asked.map(({ status, headers: got, body }) => [
        got['content-type'],
        status,
        (body as { message: string }).message,
      ]),
      [
        [TERM_TYPE, 401, 'missing authentication information'],
        [TERM_TYPE, 404, 'Page not found'],
        [TERM_TYPE, 422, 'Validation error(s)'],
        [TERM_TYPE, 404, 'Page not found'],
        [TERM_TYPE, 400, 'Bad request'],
        [TERM_TYPE, 400, 'Bad request'],
      ],
    );
  });

  it('of bodies may be terms, as the command line of hex writes them', async () => {
    const headers = { accept: ETF };
    const asked = { headers, raw: bytesOf(recorded.register), type: ETF };
    const made = await ask('POST', '/api/users', asked);
    assert.deepEqual(
      [made.status, made.headers['content-type'], (made.body as { username: string }).username],
      [201, TERM_TYPE, 'bob'],
    );
    const auth = basic('bob', 'secret123');
    const first = await ask('POST', '/api/keys', {
      headers,
      auth,
      raw: bytesOf(recorded.firstKey),
      type: ETF,
    });
    const { name, permissions } = first.body as Record<string, unknown>;
    assert.deepEqual([first.status, name, permissions], [201, 'vm-api', [{ domain: 'api', resource: null }]]);
    const reset = await ask('POST', '/api/users/bob/reset', { raw: bytesOf(recorded.reset), type: ETF });
    assert.deepEqual([reset.status, reset.bytes.length], [204, 0]);
  });

  it('of bodies take nil by either of its tags', async () => {
    const auth = key;
    for (const nil of ['6400036e696c', '77036e696c']) {
      const body = `8374000000026d000000046e616d656d000000036e696c6d0000000b7065726d697373696f6e736c0000000174000000026d00000006646f6d61696e6d0000000c7265706f7369746f726965736d000000087265736f75726365${nil}6a`;
      const { status, body: made } = await ask('POST', '/api/keys', { auth, raw: bytesOf(body), type: ETF });
      const { permissions } = made as { readonly permissions: unknown };
      assert.deepEqual([status, permissions], [201, [{ domain: 'repositories', resource: null }]]);
    }
  });

  describe('of bodies that are refused:', () => {
    const broken: readonly (readonly [string, string, Uint8Array | string])[] = [
      ['a compressed term', ETF, bytesOf('83500000000f789c2b61606060040000000013000d')],
      ['an unknown atom', ETF, bytesOf('8377056f74686572')],
      ['a term that ends too early', ETF, bytesOf(recorded.register.slice(0, -2))],
      ['a term with something behind it', ETF, bytesOf(`${recorded.reset}00`)],
      ['a term of another version', ETF, bytesOf('8274000000')],
      ['a function', ETF, bytesOf('8370000000')],
      ['a literal that calls', ELIXIR, 'System.halt()'],
      ['JSON that ends too early', 'application/json', '{"a":'],
      ['JSON that is not UTF-8', 'application/json', Buffer.from([0x22, 0xff, 0x22])],
      ['JSON with a NUL', 'application/json', '{"username":"a\\u0000"}'],
      ['JSON of many levels', 'application/json', '['.repeat(100) + ']'.repeat(100)],
    ];
    for (const [what, type, raw] of broken)
      it(what, async () => {
        assert.deepEqual(
          await statusAndBody('POST', '/api/users', { raw, type }),
          refused(400, 'Bad request'),
        );
      });

    it('more than 256 KiB', async () => {
      const raw = 'a'.repeat(256 * 1024 + 1);
      const asked = { raw, type: 'text/plain' };
      assert.deepEqual(await statusAndBody('POST', '/api/users', asked), refused(413, 'Payload too large'));
    });
  });

  it('of bodies that say nothing are as no body', async () => {
    const nothing = unprocessable({
      username: "can't be blank",
      password: "can't be blank",
      emails: "can't be blank",
    });
    for (const asked of [
      {},
      { raw: '', type: 'application/json' },
      { raw: '[]', type: 'application/json' },
      { raw: '"text"', type: 'application/json' },
      { raw: '{"username":"zoe"}', type: 'text/plain' },
      { raw: '', type: ETF },
      term([]),
      term('text'),
    ])
      assert.deepEqual(await statusAndBody('POST', '/api/users', asked), nothing);
  });

  it('of bodies may be a form or an Elixir literal, and the body goes before the query', async () => {
    const form = `username=carl&password=${PASSWORD}&email=carl@example.com`;
    const type = 'application/x-www-form-urlencoded';
    assert.equal((await ask('POST', '/api/users?username=query', { raw: form, type })).status, 201);
    const raw = `%{"username" => "elix", "password" => "${PASSWORD}", "email" => "elix@example.com"}`;
    const { status, body } = await ask('POST', '/api/users', { raw, type: ELIXIR });
    assert.deepEqual([status, (body as { username: string }).username], [201, 'elix']);
    assert.equal((await ask('GET', '/api/users/carl')).status, 200);
  });

  describe('of caching:', () => {
    it('what may be kept says so and has validators', async () => {
      for (const path of ['/api/users/me', '/api/users/ann', '/api/users/ann/test', '/api/keys/test']) {
        const { headers } = await ask('GET', path, { auth: key });
        assert.deepEqual([headers['cache-control'], headers.vary], [FOR_A_MINUTE, 'accept, accept-encoding']);
        assert.match(String(headers.etag), /^"[0-9a-f]{32}"$/);
        assert.match(String(headers['last-modified']), /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
      }
    });

    it('what is made or changed has none, and what changes by itself is never kept', async () => {
      const caching = async (method: string, path: string, auth = key) => {
        const { headers } = await ask(method, path, { auth });
        return [headers['cache-control'], headers.etag, headers['last-modified']];
      };
      const other = await keyOf(ask, 'ann');
      assert.deepEqual(
        [
          await caching('GET', '/api/keys'),
          await caching('GET', '/api/orgs'),
          await caching('POST', '/api/users/nobody/reset'),
          await caching('GET', '/api/users/me/audit-logs'),
          await caching('GET', '/api/auth?domain=api'),
          await caching('GET', '/api/users/nobody'),
          await caching('DELETE', '/api/keys/none', other),
        ],
        [FOR_A_MINUTE, FOR_A_MINUTE, FOR_A_MINUTE, NEVER, NEVER, NEVER, NEVER].map((kept) => [
          kept,
          undefined,
          undefined,
        ]),
      );
    });

    it('who has it already is told so, if every condition agrees', async () => {
      const { headers } = await ask('GET', '/api/users/ann');
      const etag = String(headers.etag);
      const since = String(headers['last-modified']);
      const before = new Date(Date.parse(since) - 1_000).toUTCString();
      const asked = async (conditions: Record<string, string>) => {
        const { status, bytes, headers: got } = await ask('GET', '/api/users/ann', { headers: conditions });
        return [status, bytes.length === 0, got.etag];
      };
      const fresh = [304, true, etag];
      const changed = [200, false, etag];
      assert.deepEqual(
        [
          await asked({ 'if-none-match': etag }),
          await asked({ 'if-none-match': `"other", ${etag.slice(1, -1)}` }),
          await asked({ 'if-none-match': '*' }),
          await asked({ 'if-modified-since': since }),
          await asked({ 'if-none-match': '"other"' }),
          await asked({ 'if-modified-since': before }),
          await asked({ 'if-none-match': etag, 'if-modified-since': before }),
          await asked({ 'if-modified-since': 'nonsense' }),
        ],
        [fresh, fresh, fresh, fresh, changed, changed, changed, changed],
      );
    });

    it('what changed has another tag', async () => {
      await person('gus');
      const tag = async () => (await ask('GET', '/api/users/gus')).headers.etag;
      const first = await tag();
      await hex.appwrite('PATCH', `/users/${await hex.idOf('gus')}/name`, { name: 'Gus' });
      assert.notEqual(await tag(), first);
    });
  });

  it('any page may read what is open, and no page may write', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    const allowed = async (method: string) =>
      (await ask(method, '/api/users/ann', { headers })).headers['access-control-allow-origin'];
    assert.deepEqual(
      [await allowed('GET'), await allowed('HEAD'), await allowed('POST'), await allowed('OPTIONS')],
      ['*', '*', undefined, undefined],
    );
  });

  it('HEAD is answered as GET without the body', async () => {
    const { status, bytes, headers } = await ask('HEAD', '/api/users/ann');
    assert.deepEqual([status, bytes.length, headers['content-type']], [200, 0, JSON_TYPE]);
  });
});
