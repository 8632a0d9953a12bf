import assert from 'node:assert/strict';
import { expectedNewSession, expectedSession, expectedToken } from '../appwrite/account-expected.ts';
import { freshName } from '../appwrite/account-fixtures.ts';
import { DATE, expectedTarget, ID } from '../appwrite/clients-expected.ts';
import { expectedFullMembership } from '../appwrite/teams-expected.ts';
import type { Person } from '../oauth/external-provider.ts';
import type { Fields } from '../support/official-packages.ts';
import { call } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { paged } from './paging.ts';
import { plain, refuses, type Step, type Steps, somebody, type Walk } from './walk.ts';

const ofServer = { provider: 'server', factors: ['server'], current: false };

const listSessions: Step = async (walk) => {
  const userId = await somebody(walk);
  for (let at = 0; at < 2; at++) await walk.raw('POST', `/users/${userId}/sessions`, {});
  const session = expectedSession({ userId, ...ofServer });
  walk.lists(await walk.ask({ userId }), 'session', [session, session]);
};

const createSession: Step = async (walk) => {
  const userId = await somebody(walk);
  const session = await walk.ask({ userId });
  const picture = expectedNewSession({ isServer: true }, { userId, ...ofServer });
  walk.shows(session, 'session', picture);
  assert.equal(await whoIs(walk, { 'X-Appwrite-Session': String(session.secret) }), userId);
};

const deleteSession: Step = async (walk) => {
  const userId = await somebody(walk);
  const [first, second] = [await opened(walk, userId), await opened(walk, userId)];
  assert.deepEqual(plain(await walk.ask({ userId, sessionId: first })), walk.one.nothing);
  assert.deepEqual(await sessionsOf(walk, userId), [second]);
  await refuses(walk, walk.ask({ userId, sessionId: first }), 404, 'user_session_not_found');
};

const deleteSessions: Step = async (walk) => {
  const userId = await somebody(walk);
  for (let at = 0; at < 2; at++) await opened(walk, userId);
  assert.deepEqual(plain(await walk.ask({ userId })), walk.one.nothing);
  assert.deepEqual(await sessionsOf(walk, userId), []);
};

const createToken: Step = async (walk) => {
  const userId = await somebody(walk);
  const token = await walk.ask({ userId, length: 17, expire: 60 });
  const { secret } = token;
  assert.match(String(secret), /^[0-9a-f]{17}$/);
  walk.shows(token, 'token', expectedToken(userId, { secret }));
  const session = await walk.raw('POST', '/account/sessions/token', { userId, secret });
  assert.deepEqual([session.userId, session.provider], [userId, 'token']);
};

const createJWT: Step = async (walk) => {
  const userId = await somebody(walk);
  const answer = await walk.ask({ userId });
  assert.deepEqual(plain(answer), { jwt: 'a JWT' });
  assert.equal(await whoIs(walk, { 'X-Appwrite-JWT': String(answer.jwt) }), userId);
};

const listLogs: Step = async (walk) => {
  const userId = await somebody(walk);
  await walk.raw('PATCH', `/users/${userId}/name`, { name: 'Ann' });
  const [renamed, made] = [expectedLog('user.update'), expectedLog('user.create')];
  walk.lists(await walk.ask({ userId }), 'log', [renamed, made]);
  if (isBelow(walk.one.format, '0.12.0')) return;
  walk.lists(await walk.ask({ userId, ...paged(walk, { limit: 1, offset: 1 }) }), 'log', [made], 2);
};

const listMemberships: Step = async (walk) => {
  const userId = await somebody(walk, { name: 'Ann' });
  const teamId = freshName();
  await walk.raw('POST', '/teams', { teamId, name: 'Blue' });
  await walk.raw('POST', `/teams/${teamId}/memberships`, { userId, roles: ['player'] });
  const membership = expectedFullMembership({
    userId,
    userName: 'Ann',
    userEmail: '',
    teamId,
    roles: ['player'],
  });
  walk.lists(await walk.ask({ userId }), 'membership', [membership]);
  if (!walk.one.parameters(walk.method).includes('queries')) return;
  const { Query } = walk.one;
  const queries = [Query.equal('confirm', false)];
  walk.lists(await walk.ask({ userId, queries }), 'membership', []);
};

const createTarget: Step = async (walk) => {
  const target = freshTarget(await somebody(walk));
  walk.shows(await walk.ask(target), 'target', expectedUserTarget(target));
  assert.deepEqual(plain(await shownTarget(walk, target)), expectedUserTarget(target));
};

const getTarget: Step = async (walk) => {
  const target = await madeTarget(walk);
  walk.shows(await walk.ask(target), 'target', expectedUserTarget(target));
};

const listTargets: Step = async (walk) => {
  const target = await madeTarget(walk);
  walk.lists(await walk.ask(target), 'target', [expectedUserTarget(target)]);
  const queries = [walk.one.Query.equal('providerType', 'sms')];
  walk.lists(await walk.ask({ ...target, queries }), 'target', []);
};

const updateTarget: Step = async (walk) => {
  const target = await madeTarget(walk);
  const identifier = `x${target.identifier}`;
  const { userId, targetId } = target;
  const changed = { ...expectedUserTarget(target), identifier, name: 'Work' };
  walk.shows(await walk.ask({ userId, targetId, identifier, name: 'Work' }), 'target', changed);
  assert.deepEqual(plain(await shownTarget(walk, target)), changed);
};

const deleteTarget: Step = async (walk) => {
  const { userId, targetId } = await madeTarget(walk);
  assert.deepEqual(plain(await walk.ask({ userId, targetId })), walk.one.nothing);
  await refuses(walk, walk.ask({ userId, targetId }, 'getTarget'), 404, 'user_target_not_found');
};

const listIdentities: Step = async (walk) => {
  const { person, of } = await withIdentity(walk);
  const { Query } = walk.one;
  const answer = await walk.ask({ queries: [Query.equal('userId', of.userId)] });
  walk.lists(answer, 'identity', [expectedIdentity(answer, person)]);
};

const deleteIdentity: Step = async (walk) => {
  const { of } = await withIdentity(walk);
  assert.deepEqual(plain(await walk.ask({ identityId: of.$id })), walk.one.nothing);
  await refuses(walk, walk.ask({ identityId: of.$id }), 404, 'user_identity_not_found');
};

/** The tokens of the provider are taken from the answer: there is something, and no two are alike. */
export function expectedIdentity({ identities }: Fields, { sub, email }: Person): Fields {
  const [row] = identities as readonly Fields[];
  const { providerAccessToken, providerRefreshToken } = row ?? {};
  assert.ok(providerAccessToken && providerRefreshToken);
  return {
    $id: ID,
    $createdAt: DATE,
    $updatedAt: DATE,
    userId: ID,
    provider: 'oidc',
    providerUid: sub,
    providerEmail: email,
    providerAccessToken,
    providerAccessTokenExpiry: DATE,
    providerRefreshToken,
    providerIdToken: '',
  };
}

/** Somebody who has signed in with an account elsewhere. */
export async function withIdentity(walk: Walk) {
  assert.ok(walk.person, 'there is no account elsewhere in this world');
  const person = walk.person();
  await person.signIn();
  const { body } = await person.get('/account/identities');
  const [of] = body.identities as readonly { readonly $id: string; readonly userId: string }[];
  assert.ok(of);
  return { person, of };
}

async function opened(walk: Walk, userId: string): Promise<string> {
  return String((await walk.raw('POST', `/users/${userId}/sessions`, {})).$id);
}

async function sessionsOf(walk: Walk, userId: string): Promise<readonly unknown[]> {
  const { sessions } = await walk.raw('GET', `/users/${userId}/sessions`);
  return (sessions as readonly Fields[]).map(({ $id }) => $id);
}

async function whoIs({ server }: Walk, token: Record<string, string>): Promise<unknown> {
  const headers = { 'X-Appwrite-Key': '', ...token };
  return ((await call(server().endpoint, 'GET', '/account', { headers })).body as Fields).$id;
}

type Target = {
  readonly userId: string;
  readonly targetId: string;
  readonly providerType: 'email';
  readonly identifier: string;
};

function freshTarget(userId: string): Target {
  const targetId = freshName();
  return { userId, targetId, providerType: 'email', identifier: `${targetId}@example.org` };
}

async function madeTarget(walk: Walk): Promise<Target> {
  const target = freshTarget(await somebody(walk));
  const { userId, ...rest } = target;
  await walk.raw('POST', `/users/${userId}/targets`, rest);
  return target;
}

function shownTarget(walk: Walk, { userId, targetId }: Target): Promise<Fields> {
  return walk.raw('GET', `/users/${userId}/targets/${targetId}`);
}

function expectedUserTarget({ userId, targetId, identifier }: Target): Fields {
  return { ...expectedTarget(userId, 'email', identifier), $id: targetId };
}

/** What a key did, from a browser at an address that is in no country. */
export function expectedLog(event: string): Fields {
  const { osCode, osName, osVersion, clientType, clientCode, clientName, clientVersion, ...session } =
    expectedSession({ userId: '' });
  const { clientEngine, clientEngineVersion, deviceName, deviceBrand, deviceModel } = session;
  return {
    event,
    userId: 'bootstrap',
    userEmail: 'app.test@service',
    userName: 'Set by DENIZEN_API_KEY',
    mode: 'default',
    userType: 'keyProject',
    ip: session.ip,
    time: DATE,
    osCode,
    osName,
    osVersion,
    clientType,
    clientCode,
    clientName,
    clientVersion,
    clientEngine,
    clientEngineVersion,
    deviceName,
    deviceBrand,
    deviceModel,
    countryCode: '--',
    countryName: 'Unknown',
    impersonatedUserId: '',
  };
}

export const credentialSteps: Steps = {
  listSessions,
  getSessions: listSessions,
  createSession,
  deleteSession,
  deleteSessions,
  createToken,
  createJWT,
  listLogs,
  getLogs: listLogs,
  listMemberships,
  getMemberships: listMemberships,
  createTarget,
  getTarget,
  listTargets,
  updateTarget,
  deleteTarget,
  listIdentities,
  deleteIdentity,
};
