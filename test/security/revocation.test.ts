import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { type Answer, PROJECT, type Started, serving, settingsFor, start } from '../support/server.ts';
import {
  ask,
  byJwt,
  bySession,
  cookiesOf,
  manage,
  PASSWORD,
  person,
  signIn,
  statusAndBody,
} from './client.ts';

const GONE = '401 general_unauthorized_scope';
const BLOCKED = '403 user_blocked';

// Several servers share a PostgreSQL; a SQLite file has one.
onEachEngine('what was given away', (database) => {
  const server = serving(database, BEHIND_PROXY);
  let others: Started[] = [];
  before(async () => {
    const settings = { ...settingsFor(database.setting()), ...BEHIND_PROXY };
    if (database.engine === 'postgres') others = [await start(settings)];
  });
  after(() => Promise.all(others.map((other) => other.stop())));
  /** The one that is told of a change, and one that is not. */
  const here = () => server.get();
  const there = () => others[0] ?? server.get();

  const ends: Readonly<Record<string, [(who: Given) => Promise<Answer>, string]>> = {
    'is void once the session was ended by its user': [
      ({ session, id }) => ask(here(), 'DELETE', `/account/sessions/${id}`, { headers: bySession(session) }),
      GONE,
    ],
    'is void once the session was ended by a server': [
      ({ userId, id }) => manage(here(), 'DELETE', `/users/${userId}/sessions/${id}`),
      GONE,
    ],
    'is void once all sessions were ended by their user': [
      ({ session }) => ask(here(), 'DELETE', '/account/sessions', { headers: bySession(session) }),
      GONE,
    ],
    'is void once all sessions were ended by a server': [
      ({ userId }) => manage(here(), 'DELETE', `/users/${userId}/sessions`),
      GONE,
    ],
    'is void once a server has set the password': [
      ({ userId }) => manage(here(), 'PATCH', `/users/${userId}/password`, { password: 'battery staple' }),
      GONE,
    ],
    'is of no use once the user is blocked by a server': [
      ({ userId }) => manage(here(), 'PATCH', `/users/${userId}/status`, { status: false }),
      BLOCKED,
    ],
    'is of no use once the user has blocked the account': [
      ({ session }) => ask(here(), 'PATCH', '/account/status', { headers: bySession(session) }),
      BLOCKED,
    ],
    'is void once the user is deleted by a server': [
      ({ userId }) => manage(here(), 'DELETE', `/users/${userId}`),
      GONE,
    ],
    'is void once the user has deleted the account': [
      ({ session }) => ask(here(), 'DELETE', '/account', { headers: bySession(session) }),
      GONE,
    ],
    'is void for another user of the same id': [
      async ({ userId }) => {
        await manage(here(), 'DELETE', `/users/${userId}`);
        return manage(here(), 'POST', '/users', { userId, password: PASSWORD });
      },
      GONE,
    ],
  };
  for (const [nth, [title, [end, told]]] of Object.entries(ends).entries()) {
    it(`D18, ${title}, on every server from the answer on`, async () => {
      const who = await given(`user-${nth}`);
      const before = await uses(who);
      const { status } = await end(who);
      const after = await uses(who);
      assert.ok(status < 300, String(status));
      assert.deepEqual(
        [before, after],
        [
          { open: true, told: [] },
          { open: false, told: [told] },
        ],
      );
    });
  }

  it('a cookie that somebody planted never becomes that of a session, and is void as before', async () => {
    const email = await person(here(), 'planted');
    const eve = await given('eve');
    const planted = [
      'planted',
      Buffer.from(JSON.stringify({ id: 'planted', secret: 'a'.repeat(256) })).toString('base64'),
      `${eve.session.slice(0, -8)}AAAAAAAA`,
    ];
    for (const value of planted) {
      const name = `a_session_${PROJECT}`;
      const headers = { Cookie: `${name}=${value}; ${name}_legacy=${value}` };
      const body = { email, password: PASSWORD };
      const answer = await ask(here(), 'POST', '/account/sessions/email', { body, headers });
      const set = cookiesOf(answer)[name] ?? '';
      const seen = [
        answer.status,
        set !== value && set.length > 256,
        statusAndBody(await ask(there(), 'GET', '/account', { headers })),
        statusAndBody(await ask(there(), 'GET', '/account', { headers: bySession(set) })),
      ];
      assert.deepEqual(seen, [201, true, GONE, '200']);
    }
  });

  it('whoever shows a session of another user gets none of their own over it', async () => {
    const email = await person(here(), 'fixed');
    const eve = await given('eve2');
    const headers = { Cookie: `a_session_${PROJECT}=${eve.session}` };
    const answer = await ask(here(), 'POST', '/account/sessions/email', {
      body: { email, password: PASSWORD },
      headers,
    });
    assert.deepEqual([statusAndBody(answer), cookiesOf(answer)], ['401 user_session_already_exists', {}]);
  });

  it('each sign-in hands out another secret', async () => {
    const email = await person(here(), 'again');
    const secrets = [];
    for (let at = 0; at < 5; at++) secrets.push((await signIn(here(), email)).session);
    assert.equal(new Set(secrets).size, 5);
  });

  type Given = {
    readonly userId: string;
    readonly session: string;
    readonly id: string;
    readonly jwt: string;
  };

  /** Somebody with a session and with a token that was signed for it. */
  async function given(userId: string): Promise<Given> {
    const { session, id } = await signIn(here(), await person(here(), userId));
    const answer = await ask(here(), 'POST', '/account/jwts', { headers: bySession(session) });
    return { userId, session, id, jwt: (answer.body as { jwt: string }).jwt };
  }

  /** Whether everything is good everywhere; else how it is refused. */
  async function uses({ session, jwt }: Given): Promise<{ open: boolean; told: readonly string[] }> {
    const answers = [];
    for (const to of [there(), here()]) {
      for (const headers of [
        bySession(session),
        { Cookie: `a_session_${PROJECT}=${session}` },
        { Cookie: `a_session_${PROJECT}_legacy=${session}` },
        byJwt(jwt),
      ])
        answers.push(statusAndBody(await ask(to, 'GET', '/account', { headers })));
    }
    const told = new Set(answers);
    return told.size === 1 && told.has('200') ? { open: true, told: [] } : { open: false, told: [...told] };
  }
});
