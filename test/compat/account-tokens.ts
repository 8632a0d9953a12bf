import assert from 'node:assert/strict';
import { CODE, expectedNewSession, expectedToken, SECRET } from '../appwrite/account-expected.ts';
import { freshName, freshPhone, PASSWORD } from '../appwrite/account-fixtures.ts';
import { ID } from '../appwrite/clients-expected.ts';
import { PAGE } from '../support/browser-client.ts';
import type { Fields } from '../support/official-packages.ts';
import { signedIn, whoOpened } from './account-fixtures.ts';
import { refuses, type Step, type Steps, type Walk } from './walk.ts';

const INVALID = 'user_invalid_token';

const createAnonymousSession: Step = async (walk) => {
  const session = await walk.ask();
  walk.shows(session, 'session', openedBy({ userId: ID, provider: 'anonymous', factors: ['anonymous'] }));
  assert.equal(await whoOpened(walk, session), session.userId);
};

const createEmailPasswordSession: Step = async (walk) => {
  const { id, email } = await stranger(walk, { password: PASSWORD });
  const session = await walk.ask({ email, password: PASSWORD });
  const way = { userId: id, provider: 'email', providerUid: email, factors: ['password'] };
  walk.shows(session, 'session', openedBy(way));
  assert.equal(await whoOpened(walk, session), id);
};

const createMagicURLToken: Step = async (walk) => {
  const { userId, email } = unknown();
  const token = await walk.ask({ userId, email, url: PAGE });
  walk.shows(token, 'token', expectedToken(userId, { secret: SECRET }));
  const link = await walk.box.link(email);
  assert.deepEqual(link, { userId, secret: token.secret });
};

const updateMagicURLSession: Step = async (walk) => {
  const { userId, email } = unknown();
  await walk.raw('POST', '/account/tokens/magic-url', { userId, email, url: PAGE });
  const link = await walk.box.link(email);
  const session = await walk.ask(link);
  walk.shows(session, 'session', openedBy({ userId, provider: 'magic-url', factors: ['email'] }));
  assert.equal(await whoOpened(walk, session), userId);
  await refuses(walk, walk.ask(link), 401, INVALID);
};

const createEmailToken: Step = async (walk) => {
  const { userId, email } = unknown();
  const token = await walk.ask({ userId, email, phrase: true });
  const { phrase } = token;
  walk.shows(token, 'token', expectedToken(userId, { secret: CODE, phrase }));
  assert.ok((await walk.box.to(email))[0]?.text.includes(String(phrase)));
};

const createPhoneToken: Step = async (walk) => {
  const [userId, phone] = [freshName(), freshPhone()];
  const token = await walk.ask({ userId, phone });
  walk.shows(token, 'token', expectedToken(userId, { secret: SECRET }));
  assert.match(await walk.box.code(phone), /^\d{6}$/);
};

const updatePhoneSession: Step = async (walk) => {
  const [userId, phone] = [freshName(), freshPhone()];
  await walk.raw('POST', '/account/tokens/phone', { userId, phone });
  const session = await walk.ask({ userId, secret: await walk.box.code(phone) });
  walk.shows(session, 'session', openedBy({ userId, provider: 'phone', factors: ['phone'] }));
  assert.equal(await whoOpened(walk, session), userId);
};

const createSession: Step = async (walk) => {
  const { id: userId } = await stranger(walk);
  const { secret } = await walk.raw('POST', `/users/${userId}/tokens`, {});
  const session = await walk.ask({ userId, secret });
  walk.shows(session, 'session', openedBy({ userId, provider: 'token', factors: ['token'] }));
  assert.equal(await whoOpened(walk, session), userId);
  await refuses(walk, walk.ask({ userId, secret }), 401, INVALID);
};

const createOAuth2Token: Step = async (walk) => {
  const location = await walk.ask({ provider: 'oidc', success: PAGE, failure: PAGE });
  const { searchParams } = new URL(String(location));
  assert.deepEqual([searchParams.get('client_id'), searchParams.get('response_type')], ['denizen', 'code']);
};

const createRecovery: Step = async (walk) => {
  const { id, email } = await stranger(walk, {});
  const token = await walk.ask({ email, url: PAGE });
  walk.shows(token, 'token', expectedToken(id, { secret: SECRET }));
  assert.deepEqual(await walk.box.link(email), { userId: id, secret: token.secret });
};

const updateRecovery: Step = async (walk) => {
  const { id, email } = await stranger(walk, {});
  await walk.raw('POST', '/account/recovery', { email, url: PAGE });
  // Packages before 1.5 ask for the password twice.
  const input = { ...(await walk.box.link(email)), password: PASSWORD, passwordAgain: PASSWORD };
  walk.shows(await walk.ask(input), 'token', expectedToken(id));
  assert.notEqual((await walk.raw('GET', `/users/${id}`)).passwordUpdate, '');
  await refuses(walk, walk.ask(input), 401, INVALID);
};

const createVerification: Step = async (walk) => {
  const ann = await signedIn(walk);
  walk.shows(await ann.walk.ask({ url: PAGE }), 'token', expectedToken(ann.id));
  assert.equal((await walk.box.link(ann.email)).userId, ann.id);
};

const updateVerification: Step = async (walk) => {
  const ann = await signedIn(walk);
  await ann.raw('POST', '/account/verifications/email', { url: PAGE });
  const link = await walk.box.link(ann.email);
  walk.shows(await ann.walk.ask(link), 'token', expectedToken(ann.id));
  assert.equal((await walk.raw('GET', `/users/${ann.id}`)).emailVerification, true);
  await refuses(walk, ann.walk.ask(link), 401, INVALID);
};

const createPhoneVerification: Step = async (walk) => {
  const phone = freshPhone();
  const ann = await signedIn(walk, { phone });
  walk.shows(await ann.walk.ask(), 'token', expectedToken(ann.id));
  assert.match(await walk.box.code(phone), /^\d{6}$/);
};

const updatePhoneVerification: Step = async (walk) => {
  const phone = freshPhone();
  const ann = await signedIn(walk, { phone });
  await ann.raw('POST', '/account/verifications/phone', {});
  const shown = { userId: ann.id, secret: await walk.box.code(phone) };
  walk.shows(await ann.walk.ask(shown), 'token', expectedToken(ann.id));
  assert.equal((await walk.raw('GET', `/users/${ann.id}`)).phoneVerification, true);
};

/** A session in the moment in which a server opens it, whose own it is not. */
function openedBy(way: Fields & { readonly userId: string }): Fields {
  return expectedNewSession({ isServer: true }, way);
}

function unknown(): { readonly userId: string; readonly email: string } {
  const userId = freshName();
  return { userId, email: `${userId}@example.com` };
}

async function stranger({ raw }: Walk, said: Fields = {}): Promise<{ id: string; email: string }> {
  const { userId: id, email } = unknown();
  await raw('POST', '/users', { userId: id, email, ...said });
  return { id, email };
}

export const tokenSteps: Steps = {
  createAnonymousSession,
  createEmailPasswordSession,
  createMagicURLToken,
  updateMagicURLSession,
  createEmailToken,
  createPhoneToken,
  updatePhoneSession,
  createSession,
  createOAuth2Token,
  createRecovery,
  updateRecovery,
  createVerification,
  updateVerification,
  createEmailVerification: createVerification,
  updateEmailVerification: updateVerification,
  createPhoneVerification,
  updatePhoneVerification,
};
