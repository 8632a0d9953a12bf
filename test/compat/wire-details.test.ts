import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { onAnyEngine, onEachEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { type Answer, call, KEY, PROJECT, serving } from '../support/server.ts';
import { send } from './wire.ts';

type Fields = Readonly<Record<string, unknown>>;
type Headers = Record<string, string>;

const PASSWORD = 'correct horse';
const BCRYPT = '$2y$12$mVb8lUCXqsoACo6bjzwwJO6mxhczu2YC8XgQFb1ObDyOQ1TBTHeyu';
const inFormat = (format: string): Headers => ({ 'X-Appwrite-Response-Format': format });
let names = 0;

onAnyEngine('what clients of every language rely on', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const box = mailbox({ get: server.get });
  const asks = (method: string, path: string, body?: unknown, headers: Headers = {}): Promise<Answer> =>
    call(server.get().endpoint, method, path, {
      headers: { 'X-Forwarded-For': freshAddress(), ...headers },
      ...(body !== undefined && { body }),
    });
  const asGuest = (method: string, path: string, body?: unknown, headers: Headers = {}) =>
    asks(method, path, body, { 'X-Appwrite-Key': '', ...headers });
  const made = async (more: Fields = {}) => {
    const userId = `user-${++names}`;
    const { status } = await asks('POST', '/users', {
      userId,
      email: `${userId}@example.com`,
      password: PASSWORD,
      name: 'Ann Lee',
      ...more,
    });
    assert.equal(status, 201);
    return userId;
  };
  const sessionOf = async (userId: string): Promise<Headers> => {
    const { body } = await asks('POST', `/users/${userId}/sessions`, {});
    return { 'X-Appwrite-Key': '', 'X-Appwrite-Session': String((body as Fields).secret) };
  };
  const brief = ({ status, body }: Answer) => [status, (body as Fields).type];

  it('an answer without a body has a content type, which Python reads', async () => {
    const userId = await made();
    const reply = await send(server.get().endpoint, {
      method: 'DELETE',
      path: `/users/${userId}`,
      headers: { 'X-Appwrite-Project': PROJECT, 'X-Appwrite-Key': KEY },
    });
    assert.deepEqual(reply, { status: 204, type: 'text/plain; charset=UTF-8', text: '' });
  });

  it('PHP writes "no parameters" as an empty list', async () => {
    const userId = await made();
    const session = await asks('POST', `/users/${userId}/sessions`, []);
    const gone = await asks('DELETE', `/users/${userId}`, []);
    const missing = await asks('PATCH', '/users/nobody/name', []);
    const list = await asks('PATCH', '/users/nobody/name', ['name']);
    assert.deepEqual(
      [session.status, gone.status, (missing.body as Fields).message, (list.body as Fields).message],
      [201, 204, 'Param "name" is not optional.', 'The body must be a JSON object.'],
    );
  });

  it('PHP writes empty preferences as an empty list', async () => {
    const userId = await made();
    await asks('PATCH', `/users/${userId}/prefs`, { prefs: { theme: 'dark' } });
    const { status, body } = await asks('PATCH', `/users/${userId}/prefs`, { prefs: [] });
    const own = await asks('PATCH', '/account/prefs', { prefs: [] }, await sessionOf(userId));
    await asks('POST', '/teams', { teamId: userId, name: 'Team' });
    const team = await asks('PUT', `/teams/${userId}/prefs`, { prefs: [] });
    const filled = await asks('PATCH', `/users/${userId}/prefs`, { prefs: ['dark'] });
    assert.deepEqual(
      [status, body, (own.body as Fields).prefs, team.body, filled.status],
      [200, {}, {}, {}, 400],
    );
  });

  it('Python writes booleans in a query with a capital letter', async () => {
    await made();
    const counted = async (total: string) => {
      const { body } = await asks('GET', `/users?total=${total}`);
      return Number((body as Fields).total) > 0;
    };
    assert.deepEqual([await counted('False'), await counted('True')], [false, true]);
  });

  it('a token is exchanged for a session with PUT too, as documents of 1.5 and 1.6 say', async () => {
    const userId = await made();
    const { body } = await asks('POST', `/users/${userId}/tokens`, {});
    const secret = String((body as Fields).secret);
    const answer = await asGuest('PUT', '/account/sessions/token', { userId, secret });
    assert.deepEqual([answer.status, (answer.body as Fields).userId], [201, userId]);
  });

  it('the deletion of an authenticator answers with the user before 1.6', async () => {
    const userId = await made();
    const enrols = async () => asks('POST', '/account/mfa/authenticators/totp', {}, await sessionOf(userId));
    await enrols();
    const path = `/users/${userId}/mfa/authenticators/totp`;
    const old = await asks('DELETE', path, {}, inFormat('1.5.0'));
    await enrols();
    const next = await asks('DELETE', path, {}, inFormat('1.6.0'));
    const { $id, mfa, impersonator } = old.body as Fields;
    assert.deepEqual([old.status, $id, mfa, impersonator, next.status], [200, userId, false, undefined, 204]);
  });

  it('a session is not told as a header unless the project says so', async () => {
    const userId = await made();
    const path = '/account/sessions/current';
    const ended = await asks('DELETE', path, undefined, await sessionOf(userId));
    assert.deepEqual([ended.status, ended.headers.get('x-fallback-cookies')], [204, null]);
  });

  it('a bcrypt hash tells its own cost', async () => {
    const user = { userId: 'bcrypted', email: 'bcrypted@example.com', password: BCRYPT };
    const { body } = await asks('POST', '/users/bcrypt', user);
    assert.deepEqual((body as Fields).hashOptions, { type: 'bcrypt', cost: 12 });
  });

  it('the session is the last of the cookies, as clients before 1.0 read them', async () => {
    const { headers } = await asGuest('POST', '/account/sessions/anonymous', {});
    const cookies = headers.getSetCookie().map((text) => text.split('=', 1)[0]);
    assert.deepEqual(cookies, [
      `denizen_device_${PROJECT}`,
      `a_session_${PROJECT}_legacy`,
      `a_session_${PROJECT}`,
    ]);
  });

  it('somebody is impersonated by a query in lower case too', async () => {
    const [staff, cat] = [await made(), await made({ phone: '+14155550188' })];
    await asks('PATCH', `/users/${staff}/impersonator`, { impersonator: true });
    const session = await sessionOf(staff);
    const queries = [
      `impersonateuserid=${cat}`,
      `impersonateemail=${cat}@example.com`,
      `impersonatephone=${encodeURIComponent('+14155550188')}`,
      `impersonateUserId=${cat}&impersonateuserid=${staff}`,
    ];
    const found = await Promise.all(
      queries.map((query) => asks('GET', `/account?${query}`, undefined, session)),
    );
    assert.deepEqual(
      found.map(({ body }) => (body as Fields).$id),
      queries.map(() => cat),
    );
  });

  it('a phone number is named `number` at sign-in before 1.0', async () => {
    const body = { userId: 'unique()', number: '+14155550177' };
    const old = await asGuest('POST', '/account/sessions/phone', body, inFormat('0.15.0'));
    const next = await asGuest('POST', '/account/sessions/phone', body, inFormat('1.0.0'));
    assert.deepEqual([old.status, brief(next)], [201, [400, 'general_argument_invalid']]);
  });

  it('`limit` in text begins at 0 and ends at 100 before 1.4', async () => {
    await made();
    const lists = async (format: string, query: string) => {
      const path = `/users?queries[]=${encodeURIComponent(query)}`;
      const { status, body } = await asks('GET', path, undefined, inFormat(format));
      const { users, total, message } = body as Fields;
      return status === 200
        ? `${(users as unknown[]).length} of ${Number(total) > 0 ? 'some' : 'none'}`
        : message;
    };
    const range = 'Value must be a valid range between';
    assert.deepEqual(
      [
        await lists('1.3.0', 'limit(0)'),
        await lists('1.3.0', 'limit(1)'),
        await lists('1.3.0', 'limit(101)'),
        await lists('1.4.0', 'limit(1)'),
        await lists('1.4.0', 'limit(0)'),
      ],
      [
        '0 of some',
        '1 of some',
        `Invalid queries: Invalid query: Invalid limit: ${range} 0 and 100`,
        '1 of some',
        `Invalid \`queries\` param: Invalid query: Invalid limit: ${range} 1 and 5,000`,
      ],
    );
  });

  it('the provider of a usage is checked to 1.4', async () => {
    const uses = async (format: string, provider: string) =>
      (await asks('GET', `/users/usage?range=24h&provider=${provider}`, undefined, inFormat(format))).status;
    assert.deepEqual(
      await Promise.all([
        uses('1.4.0', 'email'),
        uses('1.4.0', 'oauth-google'),
        uses('1.4.0', ''),
        uses('1.4.0', 'some-random'),
        uses('1.5.0', 'some-random'),
      ]),
      [200, 200, 200, 400, 200],
    );
  });

  it('a key makes no account of its own to 1.4', async () => {
    const makes = async (format: string) => {
      const email = `by-key-${format}@example.com`;
      return brief(
        await asks('POST', '/account', { userId: 'unique()', email, password: PASSWORD }, inFormat(format)),
      );
    };
    assert.deepEqual(
      [await makes('0.11.0'), await makes('1.4.0'), await makes('1.5.0')],
      [
        [401, undefined],
        [401, 'general_unauthorized_scope'],
        [201, undefined],
      ],
    );
  });

  it('an address that is taken is refused with 400 to 0.11', async () => {
    const other = await made();
    const takes = async (format: string) => {
      const { body } = await asGuest('POST', '/account/sessions/anonymous', {});
      const session = await sessionOf(String((body as Fields).userId));
      const sent = { email: `${other}@example.com`, password: PASSWORD };
      return (await asks('PATCH', '/account/email', sent, { ...session, ...inFormat(format) })).status;
    };
    assert.deepEqual([await takes('0.11.0'), await takes('1.0.0')], [400, 409]);
  });

  it('links say when they end as each format writes it', async () => {
    const expiries = await Promise.all(
      ['0.15.0', '1.0.0', '1.9.5'].map(async (format) => {
        const userId = await made();
        const email = `${userId}@example.com`;
        const url = 'http://localhost:3000/page';
        const session = await sessionOf(userId);
        await asGuest('POST', '/account/recovery', { email, url }, inFormat(format));
        await asGuest('POST', '/account/sessions/magic-url', { userId, email, url }, inFormat(format));
        await asks('POST', '/account/verification', { url }, { ...session, ...inFormat(format) });
        const mails = await box.to(email, 3);
        return mails.map(({ text }) => formOf(/expire=([^&\s]+)/.exec(text)?.[1] ?? ''));
      }),
    );
    assert.deepEqual(expiries, [
      ['seconds', 'seconds', 'seconds'],
      ['a date', 'a date', 'a date'],
      ['a date', 'a date', 'a date'],
    ]);
  });

  it('an invitation is nobody’s when the id of its user is empty, to 1.4', async () => {
    const owner = await made();
    await asks('POST', '/teams', { teamId: owner, name: 'Team' });
    const { body } = await asks('POST', `/teams/${owner}/memberships`, { userId: owner, roles: ['owner'] });
    const path = `/teams/${owner}/memberships/${(body as Fields).$id}/status`;
    const accepts = async (format: string) =>
      brief(await asGuest('PATCH', path, { userId: '', secret: 'secret' }, inFormat(format)));
    assert.deepEqual(
      [await accepts('1.0.0'), await accepts('1.4.0'), await accepts('1.5.0')],
      [
        [401, 'team_invite_mismatch'],
        [401, 'team_invite_mismatch'],
        [400, 'general_argument_invalid'],
      ],
    );
  });

  it('React Native, whose origin is an app, signs somebody up and in and keeps the cookies', async () => {
    const email = 'native@example.com';
    const headers = {
      'x-sdk-name': 'React Native',
      'x-sdk-platform': 'client',
      'x-sdk-language': 'reactnative',
      'x-sdk-version': '0.31.0',
      'X-Appwrite-Response-Format': '1.9.5',
      Origin: 'appwrite-ios://com.example.app',
    };
    const made = await asGuest('POST', '/account', { userId: 'native', email, password: PASSWORD }, headers);
    const opened = await asGuest('POST', '/account/sessions/email', { email, password: PASSWORD }, headers);
    const Cookie = opened.headers
      .getSetCookie()
      .map((text) => text.split(';', 1)[0])
      .join('; ');
    const own = { ...headers, Cookie };
    const renamed = await asGuest('PATCH', '/account/name', { name: 'Ann' }, own);
    const ended = await asGuest('DELETE', '/account/sessions/current', {}, own);
    assert.deepEqual(
      [made.status, opened.status, renamed.status, (renamed.body as Fields).name, ended.status],
      [201, 201, 200, 'Ann', 204],
    );
  });

  it('a page with a backslash is refused in words that say so', async () => {
    const url = 'http://localhost\\@evil.example/';
    const { status, body } = await asGuest('POST', '/account/recovery', { email: 'a@example.com', url });
    const problem = 'URL must not have a backslash or a blank; write them as %5C and %20.';
    assert.deepEqual([status, (body as Fields).message], [400, `Invalid \`url\` param: ${problem}`]);
  });
});

onEachEngine('recovery codes', (database) => {
  const server = serving(database);
  const asks = (method: string, path: string, body?: unknown) =>
    call(server.get().endpoint, method, path, body === undefined ? {} : { body });

  it('are listed in the order of their creation', async () => {
    await asks('POST', '/users', { userId: 'coded' });
    const path = '/users/coded/mfa/recovery-codes';
    const lists = [await asks('PATCH', path, {}), await asks('GET', path)];
    const renewed = [await asks('PUT', path, {}), await asks('GET', path)];
    assert.deepEqual([lists[1]?.body, renewed[1]?.body], [lists[0]?.body, renewed[0]?.body]);
  });
});

function formOf(expire: string): string {
  const text = decodeURIComponent(expire.replaceAll('+', ' '));
  if (/^\d{10}$/.test(text)) return 'seconds';
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(text) ? 'a date' : text;
}
