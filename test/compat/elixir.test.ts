import assert from 'node:assert/strict';
import { it } from 'node:test';
import { freshName, PASSWORD } from '../appwrite/account-fixtures.ts';
import { DATE, expectedEmailTarget, expectedUser, HASH, ID } from '../appwrite/clients-expected.ts';
import { onAnyEngine } from '../support/engines.ts';
import type { Fields } from '../support/official-packages.ts';
import { call, KEY, PROJECT, type Started, serving } from '../support/server.ts';
import { asOf } from './generations.ts';
import { plain } from './walk.ts';
import { send } from './wire.ts';

/** What the client was written for; it does not say so. */
const FORMAT = '0.11.0';

/** All that it says; JSON also where it sends none. */
const headers = {
  'Content-Type': 'application/json',
  'X-Appwrite-Project': PROJECT,
  'X-Appwrite-Key': KEY,
  'User-Agent': 'hackney/1.18.0',
};

/** It reads these statuses and raises at any other. */
const read = { GET: 200, POST: 201, PATCH: 200, DELETE: 204 } as const;

/** What each function that changes a user sends, and what it changes. */
const changes: readonly {
  readonly path: string;
  readonly body: (id: string) => Fields;
  readonly changed: (id: string) => Fields;
}[] = [
  { path: 'name', body: () => ({ name: 'Ann Lee' }), changed: () => ({ name: 'Ann Lee' }) },
  { path: 'password', body: () => ({ password: 'battery staple' }), changed: () => ({}) },
  {
    path: 'email',
    body: (id) => ({ email: `New-${id}@example.com` }),
    changed: (id) => ({ email: `new-${id}@example.com` }),
  },
  { path: 'status', body: () => ({ status: false }), changed: () => ({ status: false }) },
  { path: 'status', body: () => ({ status: 2 }), changed: () => ({ status: false }) },
  { path: 'status', body: () => ({ status: 0 }), changed: () => ({}) },
  {
    path: 'verification',
    body: () => ({ emailVerification: true }),
    changed: () => ({ emailVerification: true }),
  },
];

onAnyEngine('the Elixir client, which names no version', (database) => {
  const server = serving(database);
  making(server.get);
  changing(server.get);
  ending(server.get);
});

function making(server: () => Started): void {
  it('creates a user without an id, and a name that is empty unless it is given', async () => {
    const email = `${freshName()}@example.com`;
    const user = await asks(server(), 'POST', '/users', { email, name: '', password: PASSWORD });
    assert.deepEqual(plain(user), picture({ email }));
    const again = await replied(server(), 'POST', '/users', { email, name: 'Ann', password: PASSWORD });
    assert.deepEqual(
      [again.status, JSON.parse(again.text).message, JSON.parse(again.text).type],
      [409, 'User already registered', undefined],
    );
  });

  it('lists all users, with and without saying how', async () => {
    const { id, email } = await made(server());
    const asked = `/users?search=${id}&limit=25&offset=0&orderType=ASC`;
    const all = await asks(server(), 'GET', '/users');
    const some = await asks(server(), 'GET', '/users?search=&limit=1&offset=0&orderType=ASC');
    assert.deepEqual(plain(await asks(server(), 'GET', asked)), { sum: 1, users: [picture({ email })] });
    assert.deepEqual([Object.keys(all), (some.users as Fields[]).length], [['sum', 'users'], 1]);
  });

  it('gets a user, whom it gets for preferences too', async () => {
    const { id, email } = await made(server());
    assert.deepEqual(plain(await asks(server(), 'GET', `/users/${id}`)), picture({ email }));
    const missing = await replied(server(), 'GET', '/users/nobody');
    assert.deepEqual([missing.status, JSON.parse(missing.text).message], [404, 'User not found']);
  });
}

function changing(server: () => Started): void {
  for (const { path, body, changed } of changes) {
    it(`changes the ${path} by ${JSON.stringify(body('ID'))}`, async () => {
      const { id, email } = await made(server());
      const answer = await asks(server(), 'PATCH', `/users/${id}/${path}`, body(id));
      assert.deepEqual(plain(answer), picture({ email, ...changed(id) }));
      assert.deepEqual(await asks(server(), 'GET', `/users/${id}`), answer);
    });
  }

  it('sends preferences as the text of an object', async () => {
    const { id } = await made(server());
    const answer = await asks(server(), 'PATCH', `/users/${id}/prefs`, { prefs: '{"theme":"dark"}' });
    const kept = await call(server().endpoint, 'GET', `/users/${id}/prefs`);
    assert.deepEqual([answer, kept.body], [{ theme: 'dark' }, { theme: 'dark' }]);
  });

  it('sends an email as a password in its first versions, and changes the email', async () => {
    const { id } = await made(server());
    const email = `new-${id}@example.com`;
    const answer = await asks(server(), 'PATCH', `/users/${id}/email`, { password: email });
    assert.deepEqual(plain(answer), picture({ email }));
  });

  it('is the only client that may do so', async () => {
    const { id, email } = await made(server());
    const answer = await call(server().endpoint, 'PATCH', `/users/${id}/email`, {
      headers: { 'X-Appwrite-Response-Format': '0.11.0' },
      body: { password: `new-${id}@example.com` },
    });
    assert.equal(answer.status, 400);
    assert.deepEqual(plain(await asks(server(), 'GET', `/users/${id}`)), picture({ email }));
  });
}

function ending(server: () => Started): void {
  it('shows and ends sessions, one and all', async () => {
    const { id } = await made(server());
    for (let at = 0; at < 3; at++) await call(server().endpoint, 'POST', `/users/${id}/sessions`);
    const { sum, sessions } = await asks(server(), 'GET', `/users/${id}/sessions`);
    const [first] = sessions as readonly Fields[];
    await asks(server(), 'DELETE', `/users/${id}/sessions/${first?.$id}`);
    const left = await asks(server(), 'GET', `/users/${id}/sessions`);
    await asks(server(), 'DELETE', `/users/${id}/sessions`);
    const none = await asks(server(), 'GET', `/users/${id}/sessions`);
    assert.deepEqual([sum, left.sum, none], [3, 2, { sum: 0, sessions: [] }]);
    assert.deepEqual(
      [typeof first?.expire, first?.providerToken, first?.current, first?.secret],
      ['number', '', false, undefined],
    );
  });

  it('shows logs, which nobody counts', async () => {
    const { id } = await made(server());
    const { logs, ...rest } = await asks(server(), 'GET', `/users/${id}/logs`);
    const [entry] = logs as readonly Fields[];
    assert.deepEqual(
      [rest, entry?.event, typeof entry?.time, entry?.mode],
      [{}, 'user.create', 'number', undefined],
    );
  });

  it('deletes a user, without a body and without a word of JSON', async () => {
    const { id } = await made(server());
    const { type, text } = await replied(server(), 'DELETE', `/users/${id}`);
    assert.deepEqual([type, text], ['text/plain; charset=UTF-8', '']);
    assert.equal((await call(server().endpoint, 'GET', `/users/${id}`)).status, 404);
  });

  it('is told when the key is wrong', async () => {
    const wrong = { ...headers, 'X-Appwrite-Key': 'wrong' };
    const { status } = await send(server().endpoint, { method: 'GET', path: '/users', headers: wrong });
    assert.equal(status, 401);
  });
}

function replied({ endpoint }: Started, method: keyof typeof read, path: string, body?: Fields) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return send(endpoint, { method, path, headers, ...sent });
}

/** What the client makes of the answer; at any status but one it raises. */
async function asks(to: Started, method: keyof typeof read, path: string, body?: Fields): Promise<Fields> {
  const { status, text } = await replied(to, method, path, body);
  assert.equal(status, read[method], text);
  return text === '' ? {} : (JSON.parse(text) as Fields);
}

/** A user whom the client has made. */
async function made(to: Started): Promise<{ readonly id: string; readonly email: string }> {
  const email = `${freshName()}@example.com`;
  const { $id } = await asks(to, 'POST', '/users', { email, name: '', password: PASSWORD });
  return { id: String($id), email };
}

/** Such a user in the shape of that time. */
function picture({ email, ...said }: Fields & { readonly email: unknown }): Fields {
  const known = { password: HASH, passwordUpdate: DATE, ...expectedEmailTarget(ID, String(email)) };
  return asOf(FORMAT, 'user', expectedUser({ $id: ID, ...known, ...said }));
}
