import {
  a,
  BAD_IDS,
  type Cases,
  emails,
  ids,
  looseFlags,
  NO_TEXTS,
  names,
  optional,
  type Rows,
  required,
  strictFlags,
  userIdInPath,
  withoutEmpty,
} from './refusals-cases.ts';

type Fields = Readonly<Record<string, unknown>>;

export const total: Cases = {
  takes: ['true', 'false', '1', '0'],
  refuses: ['', '2', 'TRUE', 'yes', ['true'], { a: 'true' }],
};
const NO_NUMBERS = ['', 'x', '1.5', ' 9', true, {}, [], [9], 9.5, -1];
export const whole = (least: number, most: number): Cases =>
  optional({
    takes: [least, most, String(least)],
    refuses: [...NO_NUMBERS, least - 1, most + 1, String(most + 1), 1e20],
  });
export const inPath: Cases = { takes: ['a', 'A.b-c_d', a(36)], refuses: [...BAD_IDS, '\0'] };
export const given: Cases = { takes: ['a', 'A.b-c_d', a(36)], refuses: [...NO_TEXTS, '', ...BAD_IDS] };
const onlyUser = { userId: userIdInPath };

/** The rows of what a server does with sessions, tokens, second factors and targets. */
export const credentialCases: Rows = {
  usersListSessions: { userId: userIdInPath, total },
  usersCreateSession: onlyUser,
  usersDeleteSessions: onlyUser,
  usersDeleteSession: { userId: userIdInPath, sessionId: inPath },
  usersCreateToken: { userId: userIdInPath, length: whole(4, 128), expire: whole(60, 31_536_000) },
  usersCreateJWT: {
    userId: userIdInPath,
    sessionId: optional({ ...given, takes: ['recent', ...given.takes] }),
    duration: whole(0, 3_600),
  },
  usersUpdateImpersonator: { userId: userIdInPath, impersonator: required(looseFlags) },
  usersUpdateMFA: { userId: userIdInPath, mfa: strictFlags },
  usersListMFAFactors: onlyUser,
  usersGetMFARecoveryCodes: onlyUser,
  usersCreateMFARecoveryCodes: onlyUser,
  usersUpdateMFARecoveryCodes: onlyUser,
  usersGetMFAChallenge: { userId: userIdInPath, challengeId: inPath },
  usersDeleteMFAAuthenticator: {
    userId: userIdInPath,
    type: { takes: ['totp'], refuses: ['TOTP', 'sms', 'email', ' totp', '\0'] },
  },
  usersListTargets: {
    userId: userIdInPath,
    queries: {
      takes: [[], ['{"method":"equal","attribute":"providerType","values":["push"]}']],
      refuses: ['', '{}', [['{}']], Array(101).fill('{"method":"limit","values":[1]}'), [a(4097)]],
    },
    total,
  },
  usersCreateTarget: {
    userId: userIdInPath,
    targetId: required({ takes: [...ids.takes, 'unique()'], refuses: [...NO_TEXTS, '', ...ids.refuses] }),
    providerType: required({ takes: ['push'], refuses: [...NO_TEXTS, '', 'Email', 'phone', 'PUSH'] }),
    identifier: required({ takes: ['x', a(255), '😀'.repeat(255)], refuses: [...NO_TEXTS, '', a(256)] }),
    providerId: optional(given),
    name: optional(withoutEmpty(names)),
  },
  usersGetTarget: { userId: userIdInPath, targetId: inPath },
  usersUpdateTarget: {
    userId: userIdInPath,
    targetId: inPath,
    identifier: optional({ takes: ['y', a(254)], refuses: [...NO_TEXTS, '', a(256)] }),
    providerId: optional({ takes: [], refuses: given.refuses }),
    name: optional(withoutEmpty(names)),
  },
  usersDeleteTarget: { userId: userIdInPath, targetId: inPath },
};

const hash = (valid: string): Cases =>
  required({ takes: [valid], refuses: [...NO_TEXTS, '', 12345678, a(7), a(257), 'é'.repeat(129)] });
const part = (valid: string): Cases => required({ takes: [valid], refuses: [...NO_TEXTS, '', a(129)] });
const number = (valid: number): Cases =>
  required({ takes: [valid], refuses: ['', String(valid), 1.5, -1, true, {}, [], [valid], 1e20] });
const person = (valid: string) => ({
  userId: required({ takes: [...ids.takes, 'unique()'], refuses: [...NO_TEXTS, '', ...ids.refuses] }),
  email: required(withoutEmpty(emails)),
  password: hash(valid),
});
const name = optional(withoutEmpty(names));

const ARGON2 = '$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI';
const BCRYPT = '$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq';
const PHPASS = '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.';
const MD5 = a(32);
const SHA256 = a(64);
const SCRYPT = a(128);
const MODIFIED = 'UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==';
const SIGNER = 'XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==';

/** The rows of users who come with a hash. */
export const importCases: Rows = {
  usersCreateArgon2User: { ...person(ARGON2), name },
  usersCreateBcryptUser: { ...person(BCRYPT), name },
  usersCreateMD5User: { ...person(MD5), name },
  usersCreatePHPassUser: { ...person(PHPASS), name },
  usersCreateSHAUser: {
    ...person(SHA256),
    passwordVersion: optional({
      takes: ['sha256', 'sha512/256', 'sha3-256'],
      refuses: [...NO_TEXTS, '', 'md5', 'SHA256'],
    }),
    name,
  },
  usersCreateScryptUser: {
    ...person(SCRYPT),
    passwordSalt: required({ takes: ['a', a(128)], refuses: [...NO_TEXTS, '', a(129)] }),
    passwordCpu: number(16_384),
    passwordMemory: number(8),
    passwordParallel: number(1),
    passwordLength: number(64),
    name,
  },
  usersCreateScryptModifiedUser: {
    ...person(MODIFIED),
    passwordSalt: part('UxLMreBr6tYyjQ=='),
    passwordSaltSeparator: part('Bw=='),
    passwordSignerKey: part(SIGNER),
    name,
  },
};

/** The rows of what was done to a user, and of how many users there are. */
export const logCases: Rows = {
  usersListLogs: {
    userId: userIdInPath,
    queries: {
      takes: [[], ['{"method":"limit","values":[5000]}', '{"method":"offset","values":[5000]}']],
      refuses: ['', '{}', [['{}']], Array(101).fill('{"method":"limit","values":[1]}'), [a(4097)]],
    },
    total,
  },
  usersGetUsage: {
    range: { takes: ['24h', '30d', '90d'], refuses: ['', '7d', '24H', '1d', ['24h'], { a: '24h' }] },
  },
};

const who = { userId: 'fresh', email: 'fresh@example.com' };

/** What each of these operations takes beside the parameter that is looked at. */
export const credentialOthers: Readonly<Record<string, () => Fields>> = {
  usersUpdateImpersonator: () => ({ impersonator: true }),
  usersUpdateMFA: () => ({ mfa: true }),
  usersCreateTarget: () => ({ targetId: 'unique()', providerType: 'push', identifier: crypto.randomUUID() }),
  usersCreateArgon2User: () => ({ ...who, password: ARGON2 }),
  usersCreateBcryptUser: () => ({ ...who, password: BCRYPT }),
  usersCreateMD5User: () => ({ ...who, password: MD5 }),
  usersCreatePHPassUser: () => ({ ...who, password: PHPASS }),
  usersCreateSHAUser: () => ({ ...who, password: SHA256 }),
  usersCreateScryptUser: () => ({
    ...who,
    password: SCRYPT,
    passwordSalt: 'a',
    passwordCpu: 16_384,
    passwordMemory: 8,
    passwordParallel: 1,
    passwordLength: 64,
  }),
  usersCreateScryptModifiedUser: () => ({
    ...who,
    password: MODIFIED,
    passwordSalt: 'UxLMreBr6tYyjQ==',
    passwordSaltSeparator: 'Bw==',
    passwordSignerKey: SIGNER,
  }),
};
