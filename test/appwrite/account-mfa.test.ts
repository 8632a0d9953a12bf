import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generate } from 'otplib';
import { openEngine } from '../../src/open.ts';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { type Answer, call, KEY, type Started, serving } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { PASSWORD, signedIn } from './account-fixtures.ts';
import { type AccountPackage, accountPackages, type Fields, type Visitor } from './account-packages.ts';

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/;
const OWES = { code: 401, type: 'user_more_factors_required' };
const CHALLENGE_DUE = { code: 401, type: 'user_challenge_required' };

type ShownBy = (secret: string) => Promise<string>;

onAnyEngine('second factors of the own account', (database) => {
  const clock = movedClock();
  /** What an authenticator shows, and goes on showing while the clock stands still. */
  const shownBy: ShownBy = (secret) => generate({ secret, epoch: Math.floor(clock.now() / 1000) });
  const server = serving(database, { ...BEHIND_PROXY, ...clock.settings });
  for (const one of accountPackages) describe(one.name, () => throughClient(one, server.get, shownBy));
  describe('without a client', () => byHand(database, server.get, shownBy));
});

function throughClient(one: AccountPackage, server: () => Started, shownBy: ShownBy): void {
  it('an authenticator is set up, asked for at the next sign-in, replaced by a recovery code, and given up', async () => {
    const { visitor, email } = await signedIn(one, server());
    const { secret, uri } = await fields(visitor, 'createMFAAuthenticator', { type: 'totp' });
    const otp = await shownBy(String(secret));
    const verified = await fields(visitor, 'updateMFAAuthenticator', { type: 'totp', otp });
    const { recoveryCodes } = await fields(visitor, 'createMFARecoveryCodes');
    const enabled = await fields(visitor, 'updateMFA', { mfa: true });
    const still = await fields(visitor, 'get');
    const other = one.visitor(server());
    await other.account('createEmailPasswordSession', { email, password: PASSWORD });
    await assert.rejects(other.account('get'), OWES);
    await assert.rejects(other.account('updateMFA', { mfa: false }), OWES);
    const owed = await fields(other, 'listMFAFactors');
    const challenge = await fields(other, 'createMFAChallenge', { factor: 'recoverycode' });
    const [code, ...left] = recoveryCodes as readonly string[];
    const session = await fields(other, 'updateMFAChallenge', { challengeId: challenge.$id, otp: code });
    const codes = await fields(other, 'getMFARecoveryCodes');
    const fresh = await fields(other, 'updateMFARecoveryCodes');
    await assert.rejects(call(visitor, 'deleteMFAAuthenticator', { type: 'totp' }), CHALLENGE_DUE);
    await call(other, 'deleteMFAAuthenticator', { type: 'totp' });
    const after = await fields(other, 'listMFAFactors');

    assert.match(String(secret), /^[A-Z2-7]{32}$/);
    assert.match(String(uri), /^otpauth:\/\/totp\/[^:]+:[^?]+\?secret=[A-Z2-7]{32}&issuer=./);
    assert.deepEqual([verified.mfa, enabled.mfa, still.mfa], [false, true, true]);
    const custom = isBelow(one.format, '2.0.0') ? {} : { custom: false };
    assert.deepEqual(owed, { totp: true, phone: false, email: false, recoveryCode: true, ...custom });
    assert.deepEqual(Object.keys(challenge), ['$id', '$createdAt', 'userId', 'expire']);
    assert.match(String(challenge.expire), DATE);
    assert.deepEqual([session.factors, session.current], [['password', 'recoveryCode'], true]);
    assert.match(String(session.mfaUpdatedAt), DATE);
    assert.deepEqual((codes.recoveryCodes as readonly string[]).toSorted(), left.toSorted());
    assert.equal((fresh.recoveryCodes as readonly string[]).length, 6);
    assert.deepEqual(after, { totp: false, phone: false, email: false, recoveryCode: true, ...custom });
  });

  it('what cannot be done is refused as the protocol says', async () => {
    const { visitor } = await signedIn(one, server());
    const refused = (method: string, input: Fields | undefined, code: number, type: string) =>
      assert.rejects(call(visitor, method, input), { code, type }, method);
    const totp = { type: 'totp', otp: '000000' };
    await refused('updateMFAAuthenticator', totp, 404, 'user_authenticator_not_found');
    await refused('deleteMFAAuthenticator', { type: 'totp' }, 404, 'user_authenticator_not_found');
    await refused('getMFARecoveryCodes', undefined, 401, 'user_challenge_required');
    await refused('updateMFARecoveryCodes', undefined, 401, 'user_challenge_required');
    await refused('createMFAChallenge', { factor: 'email' }, 400, 'user_email_not_verified');
    await refused('createMFAChallenge', { factor: 'phone' }, 400, 'user_phone_not_found');
    await refused('updateMFAChallenge', { challengeId: 'none', otp: '0' }, 401, 'user_invalid_token');
    await call(visitor, 'createMFARecoveryCodes');
    await refused('createMFARecoveryCodes', undefined, 409, 'user_recovery_codes_already_exists');
    const { secret } = await fields(visitor, 'createMFAAuthenticator', { type: 'totp' });
    await refused('updateMFAAuthenticator', { type: 'totp', otp: 'x' }, 401, 'user_invalid_token');
    const otp = await shownBy(String(secret));
    await call(visitor, 'updateMFAAuthenticator', { type: 'totp', otp });
    await refused('createMFAAuthenticator', { type: 'totp' }, 409, 'user_authenticator_already_verified');
    await refused(
      'updateMFAAuthenticator',
      { type: 'totp', otp },
      409,
      'user_authenticator_already_verified',
    );
    await refused('deleteMFAAuthenticator', { type: 'totp' }, 401, 'user_challenge_required');
  });

  /** The packages spell `MFA` in two ways. */
  function call(visitor: Visitor, method: string, input?: Fields): Promise<unknown> {
    return visitor.account(one.has(method) ? method : method.replace('MFA', 'Mfa'), input);
  }

  async function fields(visitor: Visitor, method: string, input?: Fields): Promise<Fields> {
    return { ...((await call(visitor, method, input)) as Fields) };
  }
}

function byHand(database: EmptyDatabase, server: () => Started, shownBy: ShownBy): void {
  it('a challenge is known by its old path and by any spelling of its factor', async () => {
    const ask = await somebody(server());
    const asked = [];
    for (const factor of ['recoverycode', 'recoveryCode', 'RECOVERYCODE', 'TOTP', 'Totp']) {
      asked.push((await ask('POST', '/account/mfa/challenge', { factor })).status);
    }
    const kinds = await inDatabase((db) => db.selectFrom('challenges').select('factor').distinct().execute());
    const wrong = await ask('PUT', '/account/mfa/challenge', { challengeId: 'none', otp: '1' });
    const strange = await ask('POST', '/account/mfa/challenge', { factor: 'fax' });
    assert.deepEqual(asked, [201, 201, 201, 201, 201]);
    assert.deepEqual(kinds.map(({ factor }) => factor).toSorted(), ['recoveryCode', 'totp']);
    assert.deepEqual([wrong.status, strange.status], [401, 400]);
  });

  it('a code of an authenticator completes one challenge', async () => {
    const ask = await somebody(server());
    const { secret } = (await ask('POST', '/account/mfa/authenticators/totp')).body as { secret: string };
    await ask('PUT', '/account/mfa/authenticators/totp', { otp: await shownBy(secret) });
    // In place of thirty seconds.
    await inDatabase((db) => db.updateTable('authenticators').set({ last_step: 0 }).execute());
    const { $id: challengeId } = (await ask('POST', '/account/mfa/challenges', { factor: 'totp' })).body as {
      $id: string;
    };
    const otp = await shownBy(secret);
    const first = await ask('PUT', '/account/mfa/challenges', { challengeId, otp });
    const other = await ask('POST', '/account/mfa/challenges', { factor: 'totp' });
    const second = await ask('PUT', '/account/mfa/challenges', {
      challengeId: (other.body as Fields).$id,
      otp,
    });
    assert.deepEqual([first.status, second.status], [200, 401]);
    assert.deepEqual((first.body as Fields).factors, ['password', 'totp']);
  });

  it('ten challenges are asked for in an hour, and each is answered ten times, whichever path they go by', async () => {
    const ask = await somebody(server());
    const created = [];
    for (let at = 0; at < 11; at++) {
      const path = at % 2 ? '/account/mfa/challenges' : '/account/mfa/challenge';
      created.push(await ask('POST', path, { factor: 'totp' }));
    }
    const challengeId = (created[0]?.body as Fields | undefined)?.$id;
    const answered = [];
    for (let at = 0; at < 11; at++) {
      const path = at % 2 ? '/account/mfa/challenges' : '/account/mfa/challenge';
      answered.push(await ask('PUT', path, { challengeId, otp: '1' }));
    }
    const left = (answers: readonly Answer[]) =>
      answers.map(({ headers }) => headers.get('x-ratelimit-remaining'));
    const countdown = ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0', '0'];
    assert.deepEqual(
      created.map(({ status }) => status),
      [...Array.from({ length: 10 }, () => 201), 429],
    );
    assert.deepEqual([left(created), left(answered)], [countdown, countdown]);
    assert.equal(answered.at(-1)?.status, 429);
  });

  it('are nobody’s who is not signed in, and no key’s', async () => {
    const routes = [
      ['PATCH', '/account/mfa'],
      ['GET', '/account/mfa/factors'],
      ['POST', '/account/mfa/authenticators/totp'],
      ['PUT', '/account/mfa/authenticators/totp'],
      ['DELETE', '/account/mfa/authenticators/totp'],
      ['POST', '/account/mfa/recovery-codes'],
      ['GET', '/account/mfa/recovery-codes'],
      ['PATCH', '/account/mfa/recovery-codes'],
      ['POST', '/account/mfa/challenges'],
      ['PUT', '/account/mfa/challenges'],
    ] as const;
    const types = [];
    for (const [method, path] of routes) {
      for (const key of ['', KEY]) {
        const { status, body } = await call(server().endpoint, method, path, {
          headers: { 'X-Appwrite-Key': key },
        });
        types.push(`${status} ${(body as Fields).type}`);
      }
    }
    assert.deepEqual(new Set(types), new Set(['401 general_unauthorized_scope']));
  });

  async function inDatabase<T>(
    work: (db: Awaited<ReturnType<typeof openEngine>>['read']['db']) => Promise<T>,
  ): Promise<T> {
    const engine = await openEngine(database.config(), database.secrets());
    try {
      return await engine.transact((tx) => work(tx.db));
    } finally {
      await engine.close();
    }
  }
}

let people = 0;

/** Asks as somebody who has just signed up and in. */
async function somebody({ endpoint }: Started) {
  people += 1;
  const userId = `hand-${people}`;
  const email = `${userId}@example.com`;
  const headers = { 'X-Forwarded-For': freshAddress() };
  await call(endpoint, 'POST', '/users', { body: { userId, email, password: PASSWORD } });
  const { body } = await call(endpoint, 'POST', '/account/sessions/email', {
    body: { email, password: PASSWORD },
    headers,
  });
  const session = { ...headers, 'X-Appwrite-Key': '', 'X-Appwrite-Session': String((body as Fields).secret) };
  return (method: string, path: string, body?: Fields) =>
    call(endpoint, method, path, { headers: session, ...(body && { body }) });
}
