import { freshName, freshPhone } from './account-fixtures.ts';
import {
  a,
  type Cases,
  emails,
  ids,
  looseFlags,
  NO_TEXTS,
  names,
  optional,
  passwords,
  phones,
  type Rows,
  required,
  strictFlags,
  userCases,
  withoutEmpty,
} from './refusals-cases.ts';
import { credentialCases, given, inPath, logCases, whole } from './refusals-credentials.ts';

type Fields = Readonly<Record<string, unknown>>;
export type Outcome = readonly [status: number, type: string];

const newId = required({ takes: [...ids.takes, 'unique()'], refuses: [...NO_TEXTS, '', ...ids.refuses] });
const userId = required({ ...given, refuses: ['unique()', ...given.refuses] });
const email = required(withoutEmpty(emails));
const phone = withoutEmpty(phones);
/** A password that is known is never too short: it is just not the right one. */
const tooLong = [...NO_TEXTS, 12345678, '', a(257), 'é'.repeat(129)];
const known = { takes: ['a', ' ', a(256), 'é'.repeat(128)], refuses: tooLong };
const secret = required({
  takes: ['1', '482913', '😀'.repeat(256)],
  refuses: [...NO_TEXTS, '', 482913, a(257)],
});
const url: Cases = {
  takes: ['http://localhost', 'HTTPS://localhost:3000/a?b=c#d', `http://127.0.0.1/${a(2_031)}`],
  refuses: [
    ...NO_TEXTS,
    'localhost',
    'localhost:3000',
    '//localhost',
    '/a',
    'http://',
    ' ',
    'https//localhost',
    'javascript:alert(1)',
    'ftp://localhost',
    'data:text/html,a',
    `http://127.0.0.1/${a(2_032)}`,
  ],
};
const phrase = optional(looseFlags);
const textTo = (most: number): Cases => ({ takes: ['', 'a', a(most)], refuses: [...NO_TEXTS, a(most + 1)] });
const redeeming = { userId, secret };
/** With an id of its own: guesses at one id are counted over all routes. */
const redeemingAs = (letter: string) => ({ userId: { ...userId, takes: [letter.repeat(36)] }, secret });
const { userId: _, ...logs } = logCases.usersListLogs ?? {};
const type = credentialCases.usersDeleteMFAAuthenticator?.type ?? inPath;
const ownSession = { sessionId: inPath };
const identifier = required({
  takes: ['x', a(255), '😀'.repeat(255)],
  refuses: [...NO_TEXTS, '', a(256)],
});

/** The rows of what users do with their own account. */
export const accountCases: Rows = {
  accountCreate: {
    userId: newId,
    email,
    password: required(withoutEmpty(passwords)),
    name: optional(withoutEmpty(names)),
  },
  accountUpdateName: { name: required(withoutEmpty(names)) },
  accountUpdateEmail: { email, password: required({ ...passwords, refuses: tooLong }) },
  accountUpdatePhone: {
    phone: optional(phone),
    number: optional(phone),
    password: required({ ...passwords, refuses: tooLong }),
  },
  accountUpdatePassword: { password: required(withoutEmpty(passwords)), oldPassword: optional(known) },
  accountUpdatePrefs: { prefs: userCases.usersUpdatePrefs?.prefs ?? looseFlags },
  accountListLogs: logs,
  accountCreateEmailPasswordSession: { email, password: required(known) },
  accountCreateSession: redeeming,
  accountUpdateMagicURLSession: redeeming,
  accountUpdatePhoneSession: redeeming,
  accountCreateIdTokenSession: {
    provider: required({ takes: ['apple', 'google', 'oidc'], refuses: [...NO_TEXTS, '', 'github', 'Apple'] }),
    idToken: required({ takes: ['a', a(8_192)], refuses: [...NO_TEXTS, '', a(8_193)] }),
    nonce: optional(textTo(256)),
    accessToken: optional(textTo(4_096)),
    accessTokenExpiry: whole(0, 31_536_000),
    name: optional(withoutEmpty(names)),
  },
  accountGetSession: ownSession,
  accountUpdateSession: ownSession,
  accountDeleteSession: ownSession,
  accountCreateJWT: { duration: whole(0, 3_600) },
  accountCreateMagicURLToken: {
    userId: newId,
    email,
    url: optional({ ...url, takes: ['', ...url.takes] }),
    phrase,
  },
  accountCreateEmailToken: { userId: newId, email, phrase },
  accountCreatePhoneToken: { userId: newId, phone: required(phone) },
  accountCreateRecovery: { email, url: required(withoutEmpty(url)) },
  accountUpdateRecovery: { ...redeeming, password: required(withoutEmpty(passwords)) },
  accountCreateRecoveryOTP: { email, phrase },
  accountUpdateRecoveryOTP: { ...redeemingAs('r'), password: required(withoutEmpty(passwords)) },
  accountCreateEmailVerification: { url: required(withoutEmpty(url)) },
  accountUpdateEmailVerification: redeeming,
  accountCreateEmailVerificationOTP: { phrase },
  accountUpdateEmailVerificationOTP: redeemingAs('v'),
  accountUpdatePhoneVerification: redeeming,
  accountCreatePushTarget: { targetId: newId, identifier, providerId: optional(given) },
  accountUpdatePushTarget: { targetId: inPath, identifier },
  accountDeletePushTarget: { targetId: inPath },
  accountUpdateMFA: { mfa: strictFlags },
  accountCreateMFAAuthenticator: { type },
  accountUpdateMFAAuthenticator: { type, otp: secret },
  accountDeleteMFAAuthenticator: { type },
  accountCreateMFAChallenge: {
    factor: required({
      takes: ['email', 'EMAIL', 'phone', 'Phone'],
      refuses: [...NO_TEXTS, '', 'sms', ' email', 'password', 'recovery-code'],
    }),
  },
  accountUpdateMFAChallenge: { challengeId: required(given), otp: secret },
};

/** What each of these operations takes beside the parameter that is looked at; nothing that was tried before. */
export const accountOthers: Readonly<Record<string, () => Fields>> = {
  accountCreate: () => ({ userId: 'unique()', email: freshEmail(), password: 'correct horse' }),
  accountUpdateName: () => ({ name: 'Ann' }),
  accountUpdateEmail: () => ({ email: freshEmail(), password: 'correct horse' }),
  accountUpdatePhone: () => ({ phone: freshPhone(), number: freshPhone(), password: 'correct horse' }),
  accountUpdatePassword: () => ({ password: 'another one' }),
  accountUpdatePrefs: () => ({ prefs: { other: true } }),
  accountCreateEmailPasswordSession: () => ({ email: freshEmail(), password: 'correct horse' }),
  accountCreateSession: toNobody,
  accountUpdateMagicURLSession: toNobody,
  accountUpdatePhoneSession: toNobody,
  accountCreateIdTokenSession: () => ({ provider: 'google', idToken: 'a.b.c' }),
  accountCreateMagicURLToken: () => ({ userId: 'unique()', email: freshEmail() }),
  accountCreateEmailToken: () => ({ userId: 'unique()', email: freshEmail() }),
  accountCreatePhoneToken: () => ({ userId: 'unique()', phone: freshPhone() }),
  accountCreateRecovery: () => ({ email: freshEmail(), url: 'http://localhost' }),
  accountUpdateRecovery: () => ({ ...toNobody(), password: 'correct horse' }),
  accountCreateRecoveryOTP: () => ({ email: freshEmail() }),
  accountUpdateRecoveryOTP: () => ({ ...toNobody(), password: 'correct horse' }),
  accountUpdateEmailVerificationOTP: toNobody,
  accountCreateEmailVerification: () => ({ url: 'http://localhost' }),
  accountUpdateEmailVerification: toNobody,
  accountUpdatePhoneVerification: toNobody,
  accountCreatePushTarget: () => ({ targetId: 'unique()', identifier: crypto.randomUUID() }),
  accountUpdatePushTarget: () => ({ identifier: crypto.randomUUID() }),
  accountUpdateMFA: () => ({ mfa: true }),
  accountUpdateMFAAuthenticator: () => ({ otp: '482913' }),
  accountCreateMFAChallenge: () => ({ factor: 'email' }),
  accountUpdateMFAChallenge: () => ({ challengeId: freshName(), otp: '482913' }),
};

const noToken: Outcome = [401, 'user_invalid_token'];
const noSession: Outcome = [404, 'user_session_not_found'];
const noTarget: Outcome = [404, 'user_target_not_found'];
const noAuthenticator: Outcome = [404, 'user_authenticator_not_found'];

/** What comes of parameters that fit where it is not what the route is for, by operation or by operation and parameter. */
export const accountOutcomes: Readonly<Record<string, Outcome>> = {
  accountCreateEmailPasswordSession: [401, 'user_invalid_credentials'],
  accountCreateSession: noToken,
  accountUpdateMagicURLSession: noToken,
  accountUpdatePhoneSession: noToken,
  accountCreateIdTokenSession: [412, 'project_provider_disabled'],
  accountGetSession: noSession,
  accountUpdateSession: noSession,
  accountDeleteSession: noSession,
  accountUpdateRecovery: noToken,
  accountUpdateRecoveryOTP: noToken,
  accountUpdateEmailVerification: noToken,
  accountUpdateEmailVerificationOTP: noToken,
  accountUpdatePhoneVerification: noToken,
  'accountUpdatePushTarget.targetId': noTarget,
  'accountDeletePushTarget.targetId': noTarget,
  accountUpdateMFAAuthenticator: noAuthenticator,
  accountDeleteMFAAuthenticator: noAuthenticator,
  accountUpdateMFAChallenge: noToken,
};

function freshEmail(): string {
  return `${freshName()}@example.com`;
}

function toNobody(): Fields {
  return { userId: freshName(), secret: '482913' };
}
