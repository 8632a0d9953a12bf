import assert from 'node:assert/strict';
import { call } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { plain, refuses, type Step, type Steps, somebody, type Walk } from './walk.ts';

const LISTED = ['listMFAFactors', 'listMfaFactors'];
const SHOWN = ['getMFARecoveryCodes', 'getMfaRecoveryCodes'];

const listFactors: Step = async (walk) => {
  const userId = await somebody(walk, { email: undefined });
  const none = await walk.ask({ userId });
  await codesOf(walk, userId);
  const factors = { totp: false, phone: false, email: false, recoveryCode: false, custom: false };
  walk.shows(none, 'mfaFactors', factors);
  walk.shows(await walk.ask({ userId }), 'mfaFactors', { ...factors, recoveryCode: true });
};

const getCodes: Step = async (walk) => {
  const userId = await somebody(walk);
  await refuses(walk, walk.ask({ userId }), 404, 'user_recovery_codes_not_found');
  const codes = await codesOf(walk, userId);
  assert.deepEqual(sorted(await walk.ask({ userId })), sorted(codes));
};

const createCodes: Step = async (walk) => {
  const userId = await somebody(walk);
  const codes = await walk.ask({ userId });
  assert.deepEqual(
    sorted(codes).map(formOf),
    Array.from({ length: 6 }, () => 'ten digits'),
  );
  assert.deepEqual(sorted(await walk.ask({ userId }, ...SHOWN)), sorted(codes));
  await refuses(walk, walk.ask({ userId }), 409, 'user_recovery_codes_already_exists');
};

const updateCodes: Step = async (walk) => {
  const userId = await somebody(walk);
  await refuses(walk, walk.ask({ userId }), 404, 'user_recovery_codes_not_found');
  const old = new Set(sorted(await codesOf(walk, userId)));
  const codes = await walk.ask({ userId });
  assert.deepEqual(
    sorted(codes).map((code) => (old.has(code) ? 'an old one' : formOf(code))),
    Array.from({ length: 6 }, () => 'ten digits'),
  );
  assert.deepEqual(sorted(await walk.ask({ userId }, ...SHOWN)), sorted(codes));
};

const deleteAuthenticator: Step = async (walk) => {
  const userId = await somebody(walk);
  const { secret } = await walk.raw('POST', `/users/${userId}/sessions`, {});
  const headers = { 'X-Appwrite-Key': '', 'X-Appwrite-Session': String(secret) };
  await call(walk.server().endpoint, 'POST', '/account/mfa/authenticators/totp', { headers });
  const answer = await walk.ask({ userId, type: 'totp' });
  if (isBelow(walk.one.format, '1.6.0')) assert.equal(answer.$id, userId);
  else assert.deepEqual(plain(answer), walk.one.nothing);
  await refuses(walk, walk.ask({ userId, type: 'totp' }), 404, 'user_authenticator_not_found');
  assert.equal((await walk.ask({ userId }, ...LISTED)).totp, false);
};

function codesOf(walk: Walk, userId: string) {
  return walk.raw('PATCH', `/users/${userId}/mfa/recovery-codes`, {});
}

/** Recovery codes come in any order. */
export function sorted({ recoveryCodes }: { readonly recoveryCodes?: unknown }): readonly string[] {
  return (recoveryCodes as readonly string[]).toSorted();
}

function formOf(code: string): string {
  return /^[0-9a-f]{10}$/.test(code) ? 'ten digits' : code;
}

export const factorSteps: Steps = {
  listMfaFactors: listFactors,
  listMFAFactors: listFactors,
  getMfaRecoveryCodes: getCodes,
  getMFARecoveryCodes: getCodes,
  createMfaRecoveryCodes: createCodes,
  createMFARecoveryCodes: createCodes,
  updateMfaRecoveryCodes: updateCodes,
  updateMFARecoveryCodes: updateCodes,
  deleteMfaAuthenticator: deleteAuthenticator,
  deleteMFAAuthenticator: deleteAuthenticator,
};
