import { z } from 'zod';
import { factorKinds } from '../core/factors/challenges/challenge.ts';
import { createChallenge } from '../core/factors/challenges/challenges.ts';
import { completeChallenge } from '../core/factors/challenges/complete.ts';
import { listFactors, setOwnMfa } from '../core/factors/factors.ts';
import * as recoveryCodes from '../core/factors/recovery-codes.ts';
import * as totp from '../core/factors/totp.ts';
import { id } from '../http/param.ts';
import * as accountParams from './account-params.ts';
import { accountModel } from './models/account.ts';
import { factorsModel, recoveryCodesModel } from './models/credentials.ts';
import { challengeModel, enrolmentModel } from './models/mfa.ts';
import { sessionModel } from './models/session.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { self } from './self.ts';

const own = { tag: 'account', scope: 'account', client: true } as const;
/** Endpoints for sessions that still need a second factor, under every spelling of clients. */
const challenge = {
  ...own,
  path: '/account/mfa/challenges',
  aliases: ['/account/mfa/challenge'],
  mfaExempt: true,
} as const;

/** Official clients send `recoverycode`, and receive `recoveryCode`. */
const spelled = new Map(factorKinds.map((kind) => [kind.toLowerCase(), kind]));
const factor = {
  ...params.oneOf(factorKinds, 'Factor to verify, in any letter case.'),
  schema: z.preprocess(
    (value) => (typeof value === 'string' ? (spelled.get(value.toLowerCase()) ?? value) : value),
    z.enum(factorKinds),
  ),
};

/** Second factors of the current user. */
export const accountMfaRoutes: readonly Route[] = [
  route({
    method: 'PATCH',
    path: '/account/mfa',
    operation: 'accountUpdateMFA',
    summary: 'Require a second factor for sign-ins of the current user, or stop requiring it',
    ...own,
    params: { mfa: params.flag('Whether sign-ins need a second factor.') },
    model: accountModel,
    run: (core, actor, { mfa: enabled }) => setOwnMfa(core, actor, { user: self(actor), enabled }),
  }),
  route({
    method: 'GET',
    path: '/account/mfa/factors',
    operation: 'accountListMFAFactors',
    summary: 'List the second factors of the current user',
    ...own,
    mfaExempt: true,
    params: {},
    model: factorsModel,
    run: (core, actor) => listFactors(core, actor, self(actor)),
  }),
  route({
    method: 'POST',
    path: '/account/mfa/authenticators/:type',
    operation: 'accountCreateMFAAuthenticator',
    summary: 'Create an authenticator; its seed is returned only once',
    ...own,
    params: { type: params.authenticatorInPath },
    model: enrolmentModel,
    run: (core, actor) => totp.enrolTotp(core, actor, self(actor)),
  }),
  route({
    method: 'PUT',
    path: '/account/mfa/authenticators/:type',
    operation: 'accountUpdateMFAAuthenticator',
    summary: 'Verify an authenticator with a code',
    ...own,
    params: { type: params.authenticatorInPath, otp: accountParams.secret },
    model: accountModel,
    run: (core, actor, { otp: code }) => totp.verifyTotp(core, actor, { user: self(actor), code }),
  }),
  route({
    method: 'DELETE',
    path: '/account/mfa/authenticators/:type',
    operation: 'accountDeleteMFAAuthenticator',
    summary: 'Delete the authenticator; a verified one needs a completed challenge',
    ...own,
    params: { type: params.authenticatorInPath },
    run: (core, actor) => totp.removeOwnAuthenticator(core, actor, self(actor)),
  }),
  route({
    method: 'POST',
    path: '/account/mfa/recovery-codes',
    operation: 'accountCreateMFARecoveryCodes',
    summary: 'Create recovery codes if there are none',
    ...own,
    params: {},
    status: 201,
    model: recoveryCodesModel,
    run: (core, actor) => recoveryCodes.createRecoveryCodes(core, actor, self(actor)),
  }),
  route({
    method: 'GET',
    path: '/account/mfa/recovery-codes',
    operation: 'accountGetMFARecoveryCodes',
    summary: 'List the unused recovery codes; needs a completed challenge',
    ...own,
    params: {},
    model: recoveryCodesModel,
    run: (core, actor) => recoveryCodes.getOwnRecoveryCodes(core, actor, self(actor)),
  }),
  route({
    method: 'PATCH',
    path: '/account/mfa/recovery-codes',
    operation: 'accountUpdateMFARecoveryCodes',
    summary: 'Replace the recovery codes; needs a completed challenge',
    ...own,
    params: {},
    model: recoveryCodesModel,
    run: (core, actor) => recoveryCodes.replaceOwnRecoveryCodes(core, actor, self(actor)),
  }),
  route({
    method: 'POST',
    operation: 'accountCreateMFAChallenge',
    summary: 'Create a challenge; sends a code for the factors email and phone',
    ...challenge,
    limits: [{ most: 10, by: ['user'] }],
    params: { factor },
    status: 201,
    model: challengeModel,
    run: (core, actor, { factor }) => createChallenge(core, actor, { user: self(actor), factor }),
  }),
  route({
    method: 'PUT',
    operation: 'accountUpdateMFAChallenge',
    summary: 'Complete a challenge with a code',
    ...challenge,
    limits: [{ most: 10, by: [{ param: 'challengeId' }] }],
    params: { challengeId: id('Id of the challenge.'), otp: accountParams.secret },
    model: sessionModel,
    run: (core, actor, { challengeId: id, otp: code }) =>
      completeChallenge(core, actor, { user: self(actor), id, code }),
  }),
];
