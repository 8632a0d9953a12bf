import type { Actor } from '../core/actor.ts';
import {
  completeRecovery,
  completeRecoveryByCode,
  requestRecovery,
  requestRecoveryCode,
} from '../core/recovery/recovery.ts';
import { type SentToken, sendEmailCode, sendMagicUrl, sendPhoneCode } from '../core/sign-in/sent.ts';
import type { UserId } from '../core/users/user.ts';
import * as verifications from '../core/verifications/verifications.ts';
import { optional } from '../http/param.ts';
import * as accountParams from './account-params.ts';
import { privilegedTokenModel, tokenModel, usedTokenModel } from './models/credentials.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { self } from './self.ts';

const sending = {
  tag: 'account',
  scope: 'sessions.write',
  client: true,
  status: 201,
  model: tokenModel,
} as const;
const own = { ...sending, scope: 'account' } as const;
const phrase = optional(
  params.looseFlag(
    'Whether to add a security phrase of two words, which the user compares with the message.',
  ),
);
const redeeming = { userId: accountParams.userIdGiven, secret: accountParams.secret };

/** Links and codes by email and SMS, and recovery and verification with their secrets. */
export const accountTokenRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/account/tokens/magic-url',
    aliases: ['/account/sessions/magic-url'],
    operation: 'accountCreateMagicURLToken',
    summary: 'Send a magic link; an unknown address gets a new user',
    ...sending,
    signIn: 'magic-url',
    limits: [{ most: 60, by: ['ip'] }],
    params: { userId: params.newUserId, email: params.email, url: optional(accountParams.urlOrNone), phrase },
    run: (core, actor, { userId, email, url, phrase: wantsPhrase = false, ...rest }) =>
      sendMagicUrl(core, actor, {
        ...expiryIn(rest),
        user: requestedId(userId),
        email,
        url: url || undefined,
        phrase: wantsPhrase,
      }),
  }),
  route({
    method: 'POST',
    path: '/account/tokens/email',
    operation: 'accountCreateEmailToken',
    summary: 'Send a sign-in code by email; an unknown address gets a new user',
    ...sending,
    signIn: 'email-otp',
    limits: [{ most: 10, by: ['ip'] }],
    params: { userId: params.newUserId, email: params.email, phrase },
    run: (core, actor, { userId, email, phrase: wantsPhrase = false }) =>
      sendEmailCode(core, actor, { user: requestedId(userId), email, phrase: wantsPhrase }),
  }),
  route({
    method: 'POST',
    path: '/account/tokens/phone',
    aliases: ['/account/sessions/phone'],
    operation: 'accountCreatePhoneToken',
    summary: 'Send a sign-in code by SMS; an unknown number gets a new user',
    ...sending,
    signIn: 'phone',
    limits: [{ most: 10, by: ['ip'] }],
    params: { userId: params.newUserId, phone: params.phone },
    run: async (core, actor, { userId, phone }) =>
      withSecret(await sendPhoneCode(core, actor, { user: requestedId(userId), phone }), actor),
  }),
  route({
    method: 'POST',
    path: '/account/recovery',
    operation: 'accountCreateRecovery',
    summary: 'Send a password recovery link',
    ...sending,
    model: privilegedTokenModel,
    limits: [{ most: 10, by: ['ip'] }],
    params: { email: params.email, url: accountParams.url },
    run: (core, actor, input) => requestRecovery(core, actor, input),
  }),
  route({
    method: 'PUT',
    path: '/account/recovery',
    operation: 'accountUpdateRecovery',
    summary: 'Set a new password with the secret of a recovery link',
    ...sending,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ['ip', { param: 'userId' }] }],
    params: { ...redeeming, password: params.password },
    run: (core, actor, { userId: user, secret, password }) =>
      completeRecovery(core, actor, { user, secret, password }),
  }),
  route({
    method: 'POST',
    path: '/account/recovery/otp',
    operation: 'accountCreateRecoveryOTP',
    summary: 'Send a password recovery code',
    ...sending,
    model: privilegedTokenModel,
    limits: [{ most: 10, by: ['ip'] }],
    params: { email: params.email, phrase },
    run: (core, actor, { email, phrase: wantsPhrase = false }) =>
      requestRecoveryCode(core, actor, { email, phrase: wantsPhrase }),
  }),
  route({
    method: 'PUT',
    path: '/account/recovery/otp',
    operation: 'accountUpdateRecoveryOTP',
    summary: 'Set a new password with a recovery code',
    ...sending,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ['ip', { param: 'userId' }] }],
    params: { ...redeeming, password: params.password },
    run: (core, actor, { userId: user, secret, password }) =>
      completeRecoveryByCode(core, actor, { user, secret, password }),
  }),
  route({
    method: 'POST',
    path: '/account/verifications/email',
    aliases: ['/account/verification'],
    operation: 'accountCreateEmailVerification',
    summary: 'Send a link that verifies the email address of the current user',
    ...own,
    limits: [{ most: 10, by: ['user'] }],
    params: { url: accountParams.url },
    run: (core, actor, { url, ...rest }) =>
      verifications.requestEmailVerification(core, actor, { user: self(actor), url, ...expiryIn(rest) }),
  }),
  route({
    method: 'PUT',
    path: '/account/verifications/email',
    aliases: ['/account/verification'],
    operation: 'accountUpdateEmailVerification',
    summary: 'Verify an email address with the secret of a link',
    ...sending,
    scope: null,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ['ip', { param: 'userId' }] }],
    params: redeeming,
    run: (core, actor, { userId: user, secret }) => verifications.verifyEmail(core, actor, { user, secret }),
  }),
  route({
    method: 'POST',
    path: '/account/verifications/email/otp',
    operation: 'accountCreateEmailVerificationOTP',
    summary: 'Send a code that verifies the email address of the current user',
    ...own,
    limits: [{ most: 10, by: ['user'] }],
    params: { phrase },
    run: (core, actor, { phrase: wantsPhrase = false }) =>
      verifications.requestEmailVerificationCode(core, actor, { user: self(actor), phrase: wantsPhrase }),
  }),
  route({
    method: 'PUT',
    path: '/account/verifications/email/otp',
    operation: 'accountUpdateEmailVerificationOTP',
    summary: 'Verify an email address with a code',
    ...sending,
    scope: null,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ['ip', { param: 'userId' }] }],
    params: redeeming,
    run: (core, actor, { userId: user, secret }) =>
      verifications.verifyEmailByCode(core, actor, { user, secret }),
  }),
  route({
    method: 'POST',
    path: '/account/verifications/phone',
    aliases: ['/account/verification/phone'],
    operation: 'accountCreatePhoneVerification',
    summary: 'Send a code that verifies the phone number of the current user',
    ...own,
    signIn: 'phone',
    limits: [{ most: 10, by: ['user'] }],
    params: {},
    run: (core, actor) => verifications.requestPhoneVerification(core, actor, self(actor)),
  }),
  route({
    method: 'PUT',
    path: '/account/verifications/phone',
    aliases: ['/account/verification/phone'],
    operation: 'accountUpdatePhoneVerification',
    summary: 'Verify a phone number with a code',
    ...sending,
    scope: null,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ['ip', { param: 'userId' }] }],
    params: redeeming,
    run: (core, actor, { userId: user, secret }) => verifications.verifyPhone(core, actor, { user, secret }),
  }),
];

function requestedId(id: UserId | 'unique()'): UserId | undefined {
  return id === 'unique()' ? undefined : id;
}

/** Before 1.0, links named their end in seconds; the format adds `expiryInSeconds`. */
function expiryIn(rest: { readonly expiryInSeconds?: boolean }): { readonly expiryInSeconds?: boolean } {
  return rest.expiryInSeconds === true ? { expiryInSeconds: true } : {};
}

/** Servers get phone codes in the encoding of session secrets, as upstream. */
function withSecret(sent: SentToken, actor: Actor): SentToken {
  if (actor.kind !== 'key') return sent;
  const { token, secret } = sent;
  return { ...sent, secret: Buffer.from(JSON.stringify({ id: token.userId, secret })).toString('base64') };
}
