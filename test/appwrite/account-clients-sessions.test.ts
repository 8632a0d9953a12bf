import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { type Started, serving } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { expectedAccount, expectedNewSession, expectedSession, plain, signedUp } from './account-expected.ts';
import { type Joined, joined, PASSWORD, signedIn } from './account-fixtures.ts';
import { type AccountPackage, accountPackages, type Visitor } from './account-packages.ts';
import { DATE, ID } from './clients-expected.ts';

type Get = () => Started;
type Session = { readonly $id: string; readonly expire: string };
type Sessions = { readonly total: number; readonly sessions: readonly Session[] };

const guest = { code: 401, type: 'general_unauthorized_scope' };
const gone = { code: 404, type: 'user_session_not_found' };
const SESSIONS_AT_MOST = 10;

onAnyEngine('own sessions through official clients', (database) => {
  const server = serving(database, BEHIND_PROXY);
  for (const one of accountPackages) {
    describe(one.name, () => {
      signingIn(one, server.get);
      signingOut(one, server.get);
      anonymous(one, server.get);
    });
  }
});

function signingIn(one: AccountPackage, server: Get): void {
  it('email and password answer the whole session', async () => {
    const { visitor, id, email } = await joined(one, server());
    const session = await signIn(visitor, email);
    assert.deepEqual(plain(session), expectedNewSession(one, bySecret(id)));
  });

  it('listSessions answers whole sessions, of which the caller’s is the current one', async () => {
    const { visitor, other, id, sessions } = await twice(one, server());
    const [first, second] = [expectedSession(bySecret(id)), expectedSession(bySecret(id))];
    const seen = [await visitor.account('listSessions'), await other.account('listSessions')];
    assert.deepEqual(seen.map(plain), [
      { total: 2, sessions: [first, { ...second, current: false }] },
      { total: 2, sessions: [{ ...first, current: false }, second] },
    ]);
    assert.deepEqual(idsIn(seen[0]), sessions);
  });

  it('getSession answers the current session by its id as well, and others of the same user', async () => {
    const { visitor, id, sessions } = await twice(one, server());
    const [own = '', others = ''] = sessions;
    const seen = [];
    for (const sessionId of ['current', own, others])
      seen.push(plain(await visitor.account('getSession', { sessionId })));
    const session = expectedSession(bySecret(id));
    assert.deepEqual(seen, [session, session, { ...session, current: false }]);
  });

  it('getSession, updateSession and deleteSession know no session of another user', async () => {
    const { sessions } = await twice(one, server());
    const { visitor } = await signedIn(one, server());
    for (const method of ['getSession', 'updateSession', 'deleteSession'])
      await assert.rejects(visitor.account(method, { sessionId: sessions[0] }), gone);
  });

  it('updateSession lets the session live as long again as a new one', async () => {
    const { visitor, id } = await signedIn(one, server());
    const before = (await visitor.account('getSession', { sessionId: 'current' })) as Session;
    const answer = (await visitor.account('updateSession', { sessionId: 'current' })) as Session;
    assert.deepEqual(plain(answer), expectedSession(bySecret(id)));
    assert.ok(answer.expire > before.expire);
  });

  it('createJWT answers a token, and takes its own duration where the package has one', async () => {
    const { visitor } = await signedIn(one, server());
    const answer = await visitor.account('createJWT', !isBelow(one.format, '1.9.0') ? { duration: 60 } : {});
    assert.deepEqual(plain(answer), { jwt: 'a JWT' });
  });

  it('an eleventh session ends the oldest', async () => {
    const { visitor, email } = await signedIn(one, server());
    const others = [];
    for (let at = 0; at < SESSIONS_AT_MOST; at++) {
      const other = one.visitor(server());
      others.push(((await signIn(other, email)) as Session).$id);
      if (at === SESSIONS_AT_MOST - 2) await visitor.account('get');
      if (at === SESSIONS_AT_MOST - 1) assert.deepEqual(idsIn(await other.account('listSessions')), others);
    }
    await assert.rejects(visitor.account('get'), guest);
  });

  it('a wrong password and an address that nobody has are refused alike', async () => {
    const { email } = await joined(one, server());
    const refusals = [];
    for (const input of [
      { email, password: 'wrong horse' },
      { email: `no-${email}`, password: 'wrong horse' },
    ])
      refusals.push(await refusal(one.visitor(server()).account('createEmailPasswordSession', input)));
    const message = 'Invalid credentials. Please check the email and password.';
    const refused = { code: 401, type: 'user_invalid_credentials', message };
    assert.deepEqual(refusals, [refused, refused]);
  });
}

function signingOut(one: AccountPackage, server: Get): void {
  it('deleteSession ends another session, and the current one', async () => {
    const { visitor, other, sessions } = await twice(one, server());
    assert.deepEqual(plain(await visitor.account('deleteSession', { sessionId: sessions[1] })), {
      message: '',
    });
    await assert.rejects(other.account('get'), guest);
    assert.deepEqual(idsIn(await visitor.account('listSessions')), sessions.slice(0, 1));
    assert.deepEqual(plain(await visitor.account('deleteSession', { sessionId: 'current' })), {
      message: '',
    });
    await assert.rejects(visitor.account('get'), guest);
  });

  it('deleteSessions ends them all', async () => {
    const { visitor, other } = await twice(one, server());
    assert.deepEqual(plain(await visitor.account('deleteSessions')), { message: '' });
    await assert.rejects(visitor.account('get'), guest);
    await assert.rejects(other.account('get'), guest);
  });

  it('a new password ends the other sessions and not the own', async () => {
    const { visitor, other, sessions } = await twice(one, server());
    await visitor.account('updatePassword', { password: 'battery staple', oldPassword: PASSWORD });
    await assert.rejects(other.account('get'), guest);
    assert.deepEqual(idsIn(await visitor.account('listSessions')), sessions.slice(0, 1));
  });

  it('updatePassword is refused without the old password, and with a wrong one', async () => {
    const { visitor } = await signedIn(one, server());
    for (const oldPassword of [undefined, 'wrong horse']) {
      const input = { password: 'battery staple', oldPassword };
      await assert.rejects(visitor.account('updatePassword', input), {
        code: 401,
        type: 'user_invalid_credentials',
      });
    }
  });
}

function anonymous(one: AccountPackage, server: Get): void {
  it('createAnonymousSession answers the whole session of somebody of whom nothing is known', async () => {
    const visitor = one.visitor(server());
    const session = await visitor.account('createAnonymousSession');
    const way = { userId: ID, provider: 'anonymous', factors: ['anonymous'] };
    assert.deepEqual(plain(session), expectedNewSession(one, way));
    assert.deepEqual(plain(await visitor.account('get')), expectedAccount(one, { $id: ID }));
  });

  it('email and password make an anonymous account one that can sign in again', async () => {
    const visitor = one.visitor(server());
    const { userId } = (await visitor.account('createAnonymousSession')) as { userId: string };
    const email = `${userId}@example.com`;
    const answer = await visitor.account('updateEmail', { email, password: PASSWORD });
    const { targets: _, ...known } = signedUp(userId);
    assert.deepEqual(plain(answer), { ...expectedAccount(one, { ...known, $id: ID, email }) });
    const other = one.visitor(server());
    await signIn(other, email);
    assert.deepEqual(await other.account('get'), await visitor.account('get'));
    assert.deepEqual((plain(answer) as { passwordUpdate: string }).passwordUpdate, DATE);
  });

  if (!one.isServer) {
    it('whoever has a session makes no second one', async () => {
      const { visitor, email } = await signedIn(one, server());
      const refused = { code: 401, type: 'user_session_already_exists' };
      await assert.rejects(signIn(visitor, email), refused);
      await assert.rejects(visitor.account('createAnonymousSession'), refused);
    });
  }
}

/** What a session says of whoever showed the password. */
function bySecret(userId: string) {
  return { userId, provider: 'email', providerUid: `${userId}@example.com`, factors: ['password'] };
}

function signIn({ account }: Visitor, email: string): Promise<unknown> {
  return account('createEmailPasswordSession', { email, password: PASSWORD });
}

/** The same user with two devices, and the ids of the two sessions. */
async function twice(
  one: AccountPackage,
  to: Started,
): Promise<Joined & { other: Visitor; sessions: string[] }> {
  const person = await joined(one, to);
  const other = one.visitor(to);
  const sessions = [];
  for (const visitor of [person.visitor, other])
    sessions.push(((await signIn(visitor, person.email)) as Session).$id);
  return { ...person, other, sessions };
}

function idsIn(list: unknown): readonly string[] {
  return (list as Sessions).sessions.map(({ $id }) => $id);
}

async function refusal(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => undefined,
    (failed: { code: number; type: string; message: string }) => failed,
  );
  return error && { code: error.code, type: error.type, message: error.message };
}
