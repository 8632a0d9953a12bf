import assert from 'node:assert/strict';
import { expectedSession } from '../appwrite/account-expected.ts';
import { freshName, freshPhone, PASSWORD } from '../appwrite/account-fixtures.ts';
import { DATE, expectedEmailTarget, expectedUser, HASH } from '../appwrite/clients-expected.ts';
import type { Fields } from '../support/official-packages.ts';
import { isBelow } from '../support/user-fields.ts';
import {
  expectedAccount,
  inTheNameOf,
  type SignedIn,
  seen,
  signedIn,
  theirs,
  withPassword,
} from './account-fixtures.ts';
import { paged } from './paging.ts';
import { expectedIdentity, expectedLog, withIdentity } from './users-credentials.ts';
import { plain, refuses, type Step, type Steps, type Walk } from './walk.ts';

const prefs = { theme: 'dark', sizes: [1, 2.5], nested: { empty: {}, none: null } };
const ofServer = { provider: 'server', factors: ['server'] };

type Change = (ann: SignedIn) => { readonly input?: Fields; readonly changes: Fields };

/** What a method that changes the own account is given, and what it changes. */
const changes: Readonly<Record<string, Change>> = {
  updateName: () => ({ input: { name: 'Ann Lee' }, changes: { name: 'Ann Lee' } }),
  updateEmail: ({ id }) => ({
    input: { email: `New-${id}@Example.COM`, password: PASSWORD },
    changes: { ...expectedEmailTarget(id, `new-${id}@example.com`), passwordUpdate: DATE },
  }),
  updatePhone: ({ id, email }) => {
    const phone = freshPhone();
    return {
      // The parameter was called after the one of Users at first.
      input: { phone, number: phone, password: PASSWORD },
      changes: { ...expectedEmailTarget(id, email), phone, passwordUpdate: DATE },
    };
  },
  updatePassword: () => ({
    input: { password: 'battery staple', oldPassword: PASSWORD },
    changes: { passwordUpdate: DATE },
  }),
  updatePrefs: () => ({ input: { prefs }, changes: { prefs } }),
  updateMFA: () => ({ input: { mfa: true }, changes: { mfa: true } }),
};
const needsPassword = new Set(['updateEmail', 'updatePhone', 'updatePassword']);

function changing(method: string, change: Change): Step {
  return async (walk) => {
    const ann = await signedIn(walk, needsPassword.has(method) ? withPassword : {});
    const { input, changes: changed } = change(ann);
    const answer = await ann.walk.ask(input);
    const whole = expectedAccount({ $id: ann.id, ...expectedEmailTarget(ann.id, ann.email), ...changed });
    walk.shows(seen(answer), 'account', whole);
    assert.deepEqual(seen(await walk.raw('GET', `/users/${ann.id}`)), { ...whole, ...hashesOf(method) });
  };
}

/** What the server tells a key of an account besides. */
function hashesOf(method: string): Fields {
  const { password, hash, hashOptions } = expectedUser({ $id: '' });
  return { password: needsPassword.has(method) ? HASH : password, hash, hashOptions };
}

const get: Step = async (walk) => {
  const ann = await signedIn(walk);
  const picture = expectedAccount({ $id: ann.id, ...expectedEmailTarget(ann.id, ann.email) });
  ann.walk.shows(seen(await ann.walk.ask()), 'account', picture);
};

const create: Step = async (walk) => {
  const userId = freshName();
  const email = `${userId}@example.com`;
  const answer = await walk.ask({ userId, email, password: PASSWORD, name: 'Max' });
  const known = { ...expectedEmailTarget(userId, email), name: 'Max', passwordUpdate: DATE };
  walk.shows(seen(answer), 'account', expectedAccount({ $id: userId, ...known }));
  assert.equal((await walk.raw('GET', `/users/${userId}`)).email, email);
};

const remove: Step = async (walk) => {
  const ann = await signedIn(walk);
  assert.deepEqual(plain(await ann.walk.ask()), walk.one.nothing);
  await assert.rejects(walk.raw('GET', `/users/${ann.id}`), /user_not_found/);
};

const updateStatus: Step = async (walk) => {
  const ann = await signedIn(walk);
  const picture = expectedAccount({ $id: ann.id, ...expectedEmailTarget(ann.id, ann.email), status: false });
  walk.shows(seen(await ann.walk.ask()), 'account', picture);
  assert.equal((await walk.raw('GET', `/users/${ann.id}`)).status, false);
  await refuses(walk, ann.walk.ask({}, 'get'), isBelow(walk.one.format, '1.9.0') ? 401 : 403, 'user_blocked');
};

const getPrefs: Step = async (walk) => {
  const ann = await signedIn(walk);
  const none = await ann.walk.ask();
  await ann.raw('PATCH', '/account/prefs', { prefs });
  assert.deepEqual([none, await ann.walk.ask()].map(plain), [{}, prefs]);
};

const listLogs: Step = async (walk) => {
  const ann = await signedIn(walk);
  await ann.raw('PATCH', '/account/name', { name: 'Ann' });
  const by = { userId: ann.id, userEmail: ann.email, userName: 'Ann', userType: 'user' };
  const rows = [
    { ...expectedLog('user.update'), ...by },
    expectedLog('session.create'),
    expectedLog('user.create'),
  ];
  walk.lists(await ann.walk.ask(), 'log', rows);
  if (isBelow(walk.one.format, '0.12.0')) return;
  walk.lists(await ann.walk.ask(paged(walk, { limit: 1, offset: 1 })), 'log', rows.slice(1, 2), 3);
};

const listSessions: Step = async (walk) => {
  const ann = await signedIn(walk);
  await walk.raw('POST', `/users/${ann.id}/sessions`, {});
  const session = expectedSession({ userId: ann.id, ...ofServer });
  const own = { ...session, current: walk.one.hasSessions };
  walk.lists(await ann.walk.ask(), 'session', [own, { ...session, current: false }]);
};

const getSession: Step = async (walk) => {
  const ann = await signedIn(walk);
  const session = expectedSession({ userId: ann.id, ...ofServer, current: walk.one.hasSessions });
  walk.shows(await ann.walk.ask({ sessionId: ann.sessionId }), 'session', session);
  const current = ann.walk.ask({ sessionId: 'current' });
  if (walk.one.hasSessions) walk.shows(await current, 'session', session);
  else await refuses(walk, current, 404, 'user_session_not_found');
};

const updateSession: Step = async (walk) => {
  const ann = await signedIn(walk);
  const before = await ann.raw('GET', '/account/sessions/current');
  const answer = await ann.walk.ask({ sessionId: ann.sessionId });
  const session = expectedSession({ userId: ann.id, ...ofServer, current: walk.one.hasSessions });
  walk.shows(answer, 'session', session);
  const after = await ann.raw('GET', '/account/sessions/current');
  assert.ok(String(after.expire) >= String(before.expire));
};

const deleteSession: Step = async (walk) => {
  const ann = await signedIn(walk);
  const other = await walk.raw('POST', `/users/${ann.id}/sessions`, {});
  assert.deepEqual(plain(await ann.walk.ask({ sessionId: other.$id })), walk.one.nothing);
  const { sessions } = await walk.raw('GET', `/users/${ann.id}/sessions`);
  assert.deepEqual(
    (sessions as readonly Fields[]).map(({ $id }) => $id),
    [ann.sessionId],
  );
};

const deleteSessions: Step = async (walk) => {
  const ann = await signedIn(walk);
  assert.deepEqual(plain(await ann.walk.ask()), walk.one.nothing);
  assert.equal((await walk.raw('GET', `/users/${ann.id}/sessions`)).total, 0);
  await refuses(walk, ann.walk.ask({}, 'get'), 401, 'general_unauthorized_scope');
};

const createJWT: Step = async (walk) => {
  const ann = await signedIn(walk);
  assert.deepEqual(plain(await ann.walk.ask()), { jwt: 'a JWT' });
};

const listIdentities: Step = async (walk) => {
  const { person, own } = await withOwnIdentity(walk);
  const answer = await own.ask();
  walk.lists(answer, 'identity', [expectedIdentity(answer, person)]);
};

const deleteIdentity: Step = async (walk) => {
  const { of, own } = await withOwnIdentity(walk);
  assert.deepEqual(plain(await own.ask({ identityId: of.$id })), walk.one.nothing);
  walk.lists(await own.ask({}, 'listIdentities'), 'identity', []);
};

async function withOwnIdentity(walk: Walk) {
  const { person, of } = await withIdentity(walk);
  const { secret } = await walk.raw('POST', `/users/${of.userId}/sessions`, {});
  const raw = inTheNameOf(walk, String(secret));
  return { person, of, own: walk.by(await theirs(walk, String(secret), raw)) };
}

export const ownSteps: Steps = {
  ...Object.fromEntries(
    Object.entries(changes).map(([method, change]) => [method, changing(method, change)]),
  ),
  get,
  create,
  delete: remove,
  updateStatus,
  getPrefs,
  listLogs,
  getLogs: listLogs,
  createJWT,
  listSessions,
  getSessions: listSessions,
  getSession,
  updateSession,
  deleteSession,
  deleteSessions,
  listIdentities,
  deleteIdentity,
};
