import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { PROJECT, serving } from '../support/server.ts';
import { ask, cookiesOf, from, manage, PASSWORD, person, signIn, statusAndBody } from './client.ts';

const NAME = `a_session_${PROJECT}`;

onEachEngine('the browser of a blocked user', (database) => {
  const server = serving(database, BEHIND_PROXY);

  /** The headers of a browser in which the user is signed in, who was blocked since. */
  const blocked = async () => {
    const name = `b-${crypto.randomUUID().slice(0, 18)}`;
    const email = await person(server.get(), name);
    const { session, id } = await signIn(server.get(), email, from(freshAddress()));
    await manage(server.get(), 'PATCH', `/users/${name}/status`, { status: false });
    return { name, email, id, headers: { ...from(freshAddress()), Cookie: `${NAME}=${session}` } };
  };

  it('is signed out by the refusal', async () => {
    const { headers } = await blocked();
    const refused = await ask(server.get(), 'GET', '/account', { headers });
    const { [NAME]: current, [`${NAME}_legacy`]: legacy } = cookiesOf(refused);
    assert.deepEqual([statusAndBody(refused), current, legacy], ['403 user_blocked', 'deleted', 'deleted']);
  });

  it('gives up no cookie when the session stands in a header, or it is another who is blocked', async () => {
    const { headers } = await blocked();
    const session = headers.Cookie.slice(NAME.length + 1);
    const shown = await ask(server.get(), 'GET', '/account', { headers: { 'X-Appwrite-Session': session } });
    const { name: other } = await blocked();
    const mail = await person(server.get(), 'operator');
    await manage(server.get(), 'PATCH', '/users/operator/impersonator', { impersonator: true });
    const operator = await signIn(server.get(), mail, from(freshAddress()));
    const as = { Cookie: `${NAME}=${operator.session}`, 'X-Appwrite-Impersonate-User-Id': other };
    const acting = await ask(server.get(), 'GET', '/account', { headers: as });
    assert.deepEqual(
      [shown, acting].map((answer) => [statusAndBody(answer), answer.headers.getSetCookie()]),
      [
        ['403 user_blocked', []],
        ['403 user_blocked', []],
      ],
    );
  });

  it('signs out', async () => {
    const { name, headers } = await blocked();
    const ended = await ask(server.get(), 'DELETE', '/account/sessions/current', { headers });
    const { body } = await manage(server.get(), 'GET', `/users/${name}/sessions`);
    const { total } = body as { readonly total: number };
    assert.deepEqual([ended.status, cookiesOf(ended)[NAME], total], [204, 'deleted', 0]);
  });

  it('signs in as somebody else, or as nobody', async () => {
    const email = await person(server.get(), `c-${crypto.randomUUID().slice(0, 18)}`);
    const outcomes = [];
    for (const [path, body] of [
      ['/account/sessions/email', { email, password: PASSWORD }],
      ['/account/sessions/anonymous', {}],
    ] as const) {
      const { headers } = await blocked();
      const { status, headers: answered } = await ask(server.get(), 'POST', path, { body, headers });
      outcomes.push([status, answered.getSetCookie().length]);
    }
    assert.deepEqual(outcomes, [
      [201, 3],
      [201, 3],
    ]);
  });

  it('signs up, asks for a code and for a recovery', async () => {
    const statuses = [];
    const email = `d-${crypto.randomUUID().slice(0, 18)}@example.com`;
    for (const [path, body] of [
      ['/account', { userId: 'unique()', email, password: PASSWORD }],
      ['/account/tokens/email', { userId: 'unique()', email }],
      ['/account/recovery', { email, url: 'http://localhost/page' }],
    ] as const) {
      const { headers } = await blocked();
      statuses.push((await ask(server.get(), 'POST', path, { body, headers })).status);
    }
    assert.deepEqual(statuses, [201, 201, 201]);
  });

  it('does nothing as the blocked user', async () => {
    const { id, email, headers } = await blocked();
    const body = { email, password: PASSWORD };
    const refused = [
      await ask(server.get(), 'PATCH', '/account/name', { headers, body: { name: 'x' } }),
      await ask(server.get(), 'PATCH', `/account/sessions/${id}`, { headers }),
      await ask(server.get(), 'GET', '/teams', { headers }),
      await ask(server.get(), 'DELETE', '/account/sessions', { headers }),
      await ask(server.get(), 'POST', '/account/sessions/email', { headers, body }),
    ];
    assert.deepEqual(new Set(refused.map(statusAndBody)), new Set(['403 user_blocked']));
  });
});
