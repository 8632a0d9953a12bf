import assert from 'node:assert/strict';
import { generate } from 'otplib';
import { expectedSession } from '../appwrite/account-expected.ts';
import { DATE, expectedEmailTarget, ID } from '../appwrite/clients-expected.ts';
import type { Fields } from '../support/official-packages.ts';
import { expectedAccount, type SignedIn, seen, signedIn } from './account-fixtures.ts';
import { sorted } from './users-factors.ts';
import { plain, refuses, type Step, type Steps } from './walk.ts';

const AUTHENTICATOR = '/account/mfa/authenticators/totp';

const createAuthenticator: Step = async (walk) => {
  const ann = await signedIn(walk);
  const { secret, uri } = await ann.walk.ask({ type: 'totp' });
  assert.match(String(secret), /^[A-Z2-7]{32}$/);
  assert.ok(String(uri).startsWith('otpauth://totp/') && String(uri).includes(`secret=${secret}`));
};

const updateAuthenticator: Step = async (walk) => {
  const ann = await signedIn(walk);
  const { secret } = await ann.raw('POST', AUTHENTICATOR, {});
  await refuses(walk, ann.walk.ask({ type: 'totp', otp: 'x' }), 401, 'user_invalid_token');
  const answer = await byCode(String(secret), (otp) => ann.walk.ask({ type: 'totp', otp }));
  const picture = expectedAccount({ $id: ann.id, ...expectedEmailTarget(ann.id, ann.email) });
  walk.shows(seen(answer), 'account', picture);
  assert.equal((await walk.raw('GET', `/users/${ann.id}/mfa/factors`)).totp, true);
};

const deleteAuthenticator: Step = async (walk) => {
  const ann = await signedIn(walk);
  await ann.raw('POST', AUTHENTICATOR, {});
  assert.deepEqual(plain(await ann.walk.ask({ type: 'totp', otp: '000000' })), walk.one.nothing);
  const again = ann.walk.ask({ type: 'totp', otp: '000000' });
  await refuses(walk, again, 404, 'user_authenticator_not_found');
};

const createChallenge: Step = async (walk) => {
  const ann = await signedIn(walk);
  await ann.raw('POST', '/account/mfa/recovery-codes', {});
  const challenge = await ann.walk.ask({ factor: 'recoverycode' });
  assert.deepEqual(plain(challenge), { $id: ID, $createdAt: DATE, userId: ann.id, expire: DATE });
};

const updateChallenge: Step = async (walk) => {
  const ann = await signedIn(walk);
  const { challengeId, otp } = await challenged(ann);
  const answer = await ann.walk.ask({ challengeId, otp });
  const way = { userId: ann.id, provider: 'server', factors: ['server', 'recoveryCode'] };
  walk.shows(answer, 'session', expectedSession({ ...way, mfaUpdatedAt: DATE }));
  await refuses(walk, ann.walk.ask({ challengeId, otp }), 401, 'user_invalid_token');
};

const listFactors: Step = async (walk) => {
  const ann = await signedIn(walk);
  const none = await ann.walk.ask();
  await ann.raw('POST', '/account/mfa/recovery-codes', {});
  const factors = { totp: false, phone: false, email: false, recoveryCode: false, custom: false };
  walk.shows(none, 'mfaFactors', factors);
  walk.shows(await ann.walk.ask(), 'mfaFactors', { ...factors, recoveryCode: true });
};

const createCodes: Step = async (walk) => {
  const ann = await signedIn(walk);
  const codes = await ann.walk.ask();
  const shown = await walk.raw('GET', `/users/${ann.id}/mfa/recovery-codes`);
  assert.deepEqual(sorted(codes), sorted(shown));
  await refuses(walk, ann.walk.ask(), 409, 'user_recovery_codes_already_exists');
};

const getCodes: Step = async (walk) => {
  const ann = await signedIn(walk);
  await refuses(walk, ann.walk.ask(), 401, 'user_challenge_required');
  await proven(ann);
  const shown = await walk.raw('GET', `/users/${ann.id}/mfa/recovery-codes`);
  assert.deepEqual(sorted(await ann.walk.ask()), sorted(shown));
};

const updateCodes: Step = async (walk) => {
  const ann = await signedIn(walk);
  const old = await proven(ann);
  const codes = sorted(await ann.walk.ask());
  assert.deepEqual(codes, sorted(await walk.raw('GET', `/users/${ann.id}/mfa/recovery-codes`)));
  assert.deepEqual([codes.length, codes.filter((code) => old.includes(code))], [6, []]);
};

/** An open challenge, and a recovery code that answers it. */
async function challenged({ raw }: SignedIn) {
  const codes = sorted(await raw('POST', '/account/mfa/recovery-codes', {}));
  const { $id: challengeId } = await raw('POST', '/account/mfa/challenges', { factor: 'recoveryCode' });
  return { challengeId, otp: codes[0], codes };
}

/** Answers a challenge, so that the session may show and change what protects the account. */
async function proven(ann: SignedIn): Promise<readonly string[]> {
  const { challengeId, otp, codes } = await challenged(ann);
  await ann.raw('PUT', '/account/mfa/challenges', { challengeId, otp });
  return codes;
}

/** Shows what an authenticator shows; anew when its thirty seconds ended on the way. */
async function byCode(secret: string, show: (otp: string) => Promise<Fields>): Promise<Fields> {
  try {
    return await show(await generate({ secret }));
  } catch {
    return show(await generate({ secret }));
  }
}

export const accountFactorSteps: Steps = {
  createMfaAuthenticator: createAuthenticator,
  createMFAAuthenticator: createAuthenticator,
  updateMfaAuthenticator: updateAuthenticator,
  updateMFAAuthenticator: updateAuthenticator,
  deleteMfaAuthenticator: deleteAuthenticator,
  deleteMFAAuthenticator: deleteAuthenticator,
  createMfaChallenge: createChallenge,
  createMFAChallenge: createChallenge,
  updateMfaChallenge: updateChallenge,
  updateMFAChallenge: updateChallenge,
  listMfaFactors: listFactors,
  listMFAFactors: listFactors,
  createMfaRecoveryCodes: createCodes,
  createMFARecoveryCodes: createCodes,
  getMfaRecoveryCodes: getCodes,
  getMFARecoveryCodes: getCodes,
  updateMfaRecoveryCodes: updateCodes,
  updateMFARecoveryCodes: updateCodes,
};
