import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';

type Fields = Readonly<Record<string, unknown>>;

const elixir = { 'User-Agent': 'hackney/1.18.0', 'Content-Type': 'application/json' };
const exposedBy = (headers: Headers) => headers.get('access-control-expose-headers')?.split(', ') ?? [];
const as = (version: string) => ({ 'X-Appwrite-Response-Format': version });

onAnyEngine('formats', (database) => {
  const server = serving(database);
  const sent = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    call(server.get().endpoint, method, path, { headers, ...(body !== undefined && { body }) });
  /** A user of its own for a test, under the id. */
  const made = (userId: string) =>
    sent('POST', '/users', {}, { userId, email: `${userId}@example.com`, password: 'long enough' });

  it('the Elixir client, which names no version, is understood and answered as in its time', async () => {
    const asks = async (method: string, path: string, body?: unknown) => {
      const { status, headers, body: answer } = await sent(method, path, elixir, body);
      return { status, format: headers.get('x-denizen-format'), answer: answer as Fields };
    };
    const person = { email: 'eli@example.com', name: '', password: 'long enough' };
    const created = await asks('POST', '/users', person);
    const id = String(created.answer.$id);
    const { $id: _, registration, passwordUpdate, ...user } = created.answer;
    assert.deepEqual(
      [created.status, created.format, user, typeof registration, typeof passwordUpdate],
      [
        201,
        '0.11.0',
        { name: '', status: 0, email: 'eli@example.com', emailVerification: false, prefs: {} },
        'number',
        'number',
      ],
    );
    const prefs = await asks('PATCH', `/users/${id}/prefs`, { prefs: '{"theme":"dark"}' });
    const verified = await asks('PATCH', `/users/${id}/verification`, { emailVerification: true });
    const blocked = await asks('PATCH', `/users/${id}/status`, { status: 2 });
    const open = await asks('PATCH', `/users/${id}/status`, { status: true });
    const listed = await asks('GET', '/users?search=eli&limit=25&offset=0&orderType=ASC');
    const logs = await asks('GET', `/users/${id}/logs`);
    const sessions = await asks('GET', `/users/${id}/sessions`);
    const gone = await asks('DELETE', `/users/${id}`);
    const missing = await asks('GET', `/users/${id}`);
    assert.deepEqual(
      {
        prefs: prefs.answer,
        statuses: [verified, blocked, open].map(({ answer }) => answer.status),
        listed: [listed.answer.sum, (listed.answer.users as readonly Fields[]).map(({ $id }) => $id)],
        logs: Object.keys(logs.answer),
        sessions: sessions.answer,
        gone: [gone.status, gone.answer, gone.format],
        missing: [missing.status, missing.answer],
      },
      {
        prefs: { theme: 'dark' },
        statuses: [1, 2, 1],
        listed: [1, [id]],
        logs: ['logs'],
        sessions: { sum: 0, sessions: [] },
        gone: [204, '', '0.11.0'],
        missing: [404, { message: 'User not found', code: 404, version: '2.3.0' }],
      },
    );
  });

  it('a request by hand that names no version is in today’s format, and as strict', async () => {
    const unnamed = { email: 'hand@example.com', password: 'long enough' };
    const refused = await sent('POST', '/users', {}, unnamed);
    const created = await sent('POST', '/users', {}, { userId: 'hand', ...unnamed });
    await sent('DELETE', '/users/hand', {});
    assert.deepEqual(
      [
        refused.status,
        (refused.body as Fields).message,
        (created.body as Fields).status,
        created.headers.get('x-denizen-format'),
      ],
      [400, 'Param "userId" is not optional.', true, null],
    );
  });

  it('every answer says in which format it is, where a version was named', async () => {
    const told = async (method: string, path: string, version: string) => {
      const { status, headers } = await sent(method, path, as(version));
      return [status, headers.get('x-denizen-format'), headers.get('x-appwrite-warning')];
    };
    const warning = 'This server speaks format 2.3.0, which is older than what the client asks for.';
    const answers = [
      await told('GET', '/users', '1.4.0'),
      await told('GET', '/users', '0.8.0'),
      await told('GET', '/users', 'latest'),
      await told('GET', '/users', '2.4.0'),
      await told('GET', '/users/nobody', '1.4.0'),
      await told('DELETE', '/users/nobody/sessions', '1.4.0'),
      await told('GET', '/nowhere', '1.4.0'),
      await told('GET', '/health/version', '1.4.0'),
      await told('GET', '/ping', '2.4.0'),
    ];
    assert.deepEqual(answers, [
      [200, '1.4.0', null],
      [200, '0.9.0', null],
      [200, '2.3.0', null],
      [200, '2.3.0', warning],
      [404, '1.4.0', null],
      [404, '1.4.0', null],
      [404, '1.4.0', null],
      [200, '1.4.0', null],
      [200, '2.3.0', warning],
    ]);
  });

  it('pages may read in which format an answer is', async () => {
    const { headers } = await sent('GET', '/users', { Origin: 'http://localhost:3000', ...as('1.4.0') });
    assert.ok(exposedBy(headers).includes('X-Denizen-Format'));
  });

  it('pages may read a warning only where something that they ask for may be missing', async () => {
    const from = async (path: string, version: string) => {
      const { status, headers } = await sent('GET', path, {
        Origin: 'http://localhost:3000',
        ...as(version),
      });
      return [status, headers.has('x-appwrite-warning'), exposedBy(headers).includes('X-Appwrite-Warning')];
    };
    assert.deepEqual(
      [
        await from('/users', '2.4.0'),
        await from('/users/nobody', '2.4.0'),
        await from('/nowhere', '2.4.0'),
        await from('/users?queries[]=new', '2.4.0'),
        await from('/nowhere', '2.3.0'),
      ],
      [
        [200, true, false],
        [404, true, false],
        [404, true, true],
        [400, true, true],
        [404, false, false],
      ],
    );
  });

  it('a version that cannot be read is answered in today’s format', async () => {
    await made('ann');
    const newest = (await sent('GET', '/users/ann', {})).body;
    const odd = [
      'latest',
      'v1',
      '1',
      '1.x',
      '-1.4.0',
      '1.4.0; drop',
      '9'.repeat(4_000),
      '1.4.0, 1.5.0',
      '٠.٩.٠',
    ];
    for (const version of odd) {
      const { status, headers, body } = await sent('GET', '/users/ann', as(encodeURI(version)));
      assert.deepEqual([status, headers.get('x-denizen-format'), body], [200, '2.3.0', newest]);
    }
    await sent('DELETE', '/users/ann', {});
  });

  it('an address that is taken was another conflict in each generation, and the own one is none in any', async () => {
    await made('ann');
    await made('bea');
    const tried = async (version: string, email: string) => {
      const { status, body } = await sent('PATCH', '/users/ann/email', as(version), { email });
      return [status, (body as Fields).type ?? (body as Fields).message ?? (body as Fields).email];
    };
    const versions = ['0.11.0', '0.12.0', '0.15.0', '1.4.0', '1.5.0', '1.9.5'];
    const inTurn = async (email: string) => {
      const said: unknown[] = [];
      for (const version of versions) said.push(await tried(version, email));
      return said;
    };
    const others = await inTurn('bea@example.com');
    const own = await inTurn('ann@example.com');
    for (const id of ['ann', 'bea']) await sent('DELETE', `/users/${id}`, {});
    const TARGET = [409, 'user_target_already_exists'];
    assert.deepEqual(
      { others, own },
      {
        others: [
          [400, 'User already registered'],
          [409, 'A target with the same email already exists.'],
          [409, 'user_email_already_exists'],
          [409, 'user_email_already_exists'],
          TARGET,
          TARGET,
        ],
        own: versions.map(() => [200, 'ann@example.com']),
      },
    );
  });

  it('the own phone is no conflict, and stays verified', async () => {
    await made('ann');
    await sent('PATCH', '/users/ann/phone', {}, { number: '+14155550123' });
    await sent('PATCH', '/users/ann/verification/phone', {}, { phoneVerification: true });
    const tried = async (version: string) => {
      const { status, body } = await sent('PATCH', '/users/ann/phone', as(version), {
        number: '+14155550123',
      });
      return [status, (body as Fields).phoneVerification];
    };
    const answers = [await tried('1.4.0'), await tried('1.5.0')];
    await sent('DELETE', '/users/ann', {});
    assert.deepEqual(answers, [
      [200, true],
      [200, true],
    ]);
  });

  it('lists are paged by parameters of their own, or by queries as text, in any format', async () => {
    for (const id of ['ann', 'bea', 'cid']) await made(id);
    const shown = async (query: string, headers = {}) => {
      const { body } = await sent('GET', `/users?${query}`, headers);
      const { users, ...counts } = body as { readonly users?: readonly Fields[] };
      return [users?.map(({ $id }) => $id), counts];
    };
    const text = (...queries: readonly string[]) =>
      queries.map((query) => `queries[]=${encodeURIComponent(query)}`).join('&');
    const lists = [
      await shown('limit=1&offset=1'),
      await shown('limit=2&orderType=DESC&search='),
      await shown('cursor=bea&cursorDirection=before', as('0.15.0')),
      await shown('cursor=bea&limit=5', as('0.12.0')),
      await shown('limit=0', as('0.11.0')),
      await shown(text('equal("email", ["bea@example.com"])')),
      await shown(text('orderDesc("")', 'limit(2)', 'cursorAfter("cid")'), as('1.4.0')),
    ];
    for (const id of ['ann', 'bea', 'cid']) await sent('DELETE', `/users/${id}`, {});
    assert.deepEqual(lists, [
      [['bea'], { total: 3 }],
      [['cid', 'bea'], { total: 3 }],
      [['ann'], { total: 3 }],
      [['cid'], { sum: 3 }],
      [[], { sum: 3 }],
      [['bea'], { total: 1 }],
      [['bea', 'ann'], { total: 3 }],
    ]);
  });

  it('what cannot be read is refused in the words of the format', async () => {
    const refused = async (path: string, version: string, body?: unknown) => {
      const answer = await sent(body === undefined ? 'GET' : 'POST', path, as(version), body);
      return [answer.status, answer.body];
    };
    const version = '2.3.0';
    assert.deepEqual(
      [
        await refused('/users?queries[]=limit(', '1.4.0'),
        await refused('/users?limit=many', '0.12.0'),
        await refused('/users', '1.0.0', { userId: '_x' }),
        await refused('/%zz', '0.11.0'),
        await refused('/nowhere', '0.11.0'),
      ],
      [
        [400, { message: 'Invalid query: Syntax error', code: 400, type: 'general_query_invalid', version }],
        [400, { message: 'Invalid limit: Value must be a whole number from 0 to 100.', code: 400, version }],
        [
          400,
          {
            message:
              'Invalid userId: Value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()" for a fresh id.',
            code: 400,
            type: 'general_argument_invalid',
            version,
          },
        ],
        [400, { message: 'The path is not a valid URL path.', code: 400, version }],
        [
          404,
          {
            message:
              'The requested route was not found. Check method and path against the documentation at /docs.',
            code: 404,
            version,
          },
        ],
      ],
    );
  });

  it('a blocked user is unauthorized before 1.9, and forbidden since', async () => {
    await made('ann');
    const { secret } = (await sent('POST', '/users/ann/sessions', {})).body as { secret: string };
    await sent('PATCH', '/users/ann/status', {}, { status: false });
    const tried = async (version: string) => {
      const own = { 'X-Appwrite-Key': '', 'X-Appwrite-Session': secret, ...as(version) };
      const { status, body } = await sent('GET', '/account', own);
      return [status, (body as Fields).code, (body as Fields).type];
    };
    const answers = [await tried('1.8.0'), await tried('1.9.0')];
    await sent('DELETE', '/users/ann', {});
    assert.deepEqual(answers, [
      [401, 401, 'user_blocked'],
      [403, 403, 'user_blocked'],
    ]);
  });
});
