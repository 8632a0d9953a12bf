import {
  a,
  type Cases,
  NO_TEXTS,
  names,
  optional,
  phones,
  type Rows,
  required,
  strictFlags,
  userCases,
  userIdInPath,
  withoutEmpty,
} from './refusals-cases.ts';

const pathIds: Cases = userIdInPath;
const flags = required({ ...strictFlags, refuses: strictFlags.refuses.filter((value) => value !== null) });
const flagsOrNone = optional({
  ...strictFlags,
  refuses: strictFlags.refuses.filter((value) => value !== null),
});
const whole = (least: number, most: number): Cases => ({
  takes: [least, most, String(least)],
  refuses: [least - 1, most + 1, least + 0.5, 'a', '', true, {}, []],
});
const newIds: Cases = {
  takes: ['unique()', 'a', 'A.b-c_d', a(36)],
  refuses: [null, ...NO_TEXTS, '', '.a', 'a b', a(37)],
};
const keyScopes: Cases = {
  takes: [[], ['users.read'], ['users.read', 'webhooks.write']],
  refuses: [null, 'users.read', ['account'], ['*'], ['users'], [7], {}, Array(201).fill('users.read')],
};
const expire: Cases = {
  takes: [
    null,
    '2030-01-31',
    '2030-01-31T10:00:00.000+00:00',
    '2030-01-31 10:00:00.000',
    '2030-01-31T10:00Z',
  ],
  refuses: [...NO_TEXTS, '', '2030-13-01', '31.01.2030', 'tomorrow'],
};
const otp: Cases = {
  takes: ['000000', '123456'],
  refuses: [null, ...NO_TEXTS, '', '12345', '1234567', 'abcdef', '12345\n'],
};
/** A plus sign may be lost on the way. */
const phonesInPath: Cases = {
  takes: ['+14155550124', '14155550124', ' 14155550124'],
  refuses: ['+123456', '+0155550123', '+', 'a', '\0'],
};
const urls: Cases = {
  takes: ['https://example.com', 'http://example.com/a?b=c', 'HTTPS://EXAMPLE.COM:8443/'],
  refuses: [
    null,
    ...NO_TEXTS,
    '',
    'example.com',
    'ftp://example.com',
    'https://',
    'https://user@example.com',
    `https://example.com/${a(2_048)}`,
  ],
};
const events: Cases = {
  takes: [[], ['users.*.create'], ['users.ann.sessions.*.create', 'teams.*', 'users.*.update.email']],
  refuses: [
    null,
    'users.*.create',
    ['users'],
    ['users.*.fly'],
    ['users.*.create.email'],
    ['functions.*.create'],
    [7],
    {},
    Array(101).fill('users.*.create'),
  ],
};
const authTexts = optional({
  takes: ['', 'a', a(256)],
  refuses: [...NO_TEXTS, a(257)],
});
const secrets = optional({
  takes: [a(8), a(256)],
  refuses: [...NO_TEXTS, '', a(7), a(257)],
});
const { queries, total } = userCases.usersList ?? {};
const lists = { ...(queries && { queries }), ...(total && { total }) };
const namesWithText = required(withoutEmpty(names));
const settings = {
  url: urls,
  name: namesWithText,
  events,
  enabled: flagsOrNone,
  tls: flagsOrNone,
  authUsername: authTexts,
  authPassword: authTexts,
};
const some = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, flagsOrNone]));
const numbersOrNull = (least: number, most: number): Cases => {
  const { takes, refuses } = whole(least, most);
  return { takes: [null, ...takes], refuses };
};

/** The parameters of project, policies and webhooks. */
export const projectCases: Rows = {
  projectListKeys: lists,
  projectCreateKey: { keyId: newIds, name: namesWithText, scopes: keyScopes, expire },
  projectCreateEphemeralKey: { scopes: keyScopes, duration: required(whole(1, 3_600)) },
  projectGetKey: { keyId: pathIds },
  projectUpdateKey: { keyId: pathIds, name: namesWithText, scopes: keyScopes, expire },
  projectDeleteKey: { keyId: pathIds },
  projectListMockPhones: lists,
  projectCreateMockPhone: { number: required(phones), otp },
  projectGetMockPhone: { number: phonesInPath },
  projectUpdateMockPhone: { number: phonesInPath, otp },
  projectDeleteMockPhone: { number: phonesInPath },
  projectListPolicies: lists,
  projectGetPolicy: {
    policyId: { takes: ['session-limit', 'mfa-factors'], refuses: ['', 'sessionsLimit', '__proto__', 'a'] },
  },
  projectUpdatePasswordDictionaryPolicy: { enabled: flags },
  projectUpdatePasswordHistoryPolicy: { total: numbersOrNull(1, 20) },
  projectUpdatePasswordStrengthPolicy: {
    min: optional(whole(8, 256)),
    ...some(['uppercase', 'lowercase', 'number', 'symbols']),
  },
  projectUpdatePasswordPersonalDataPolicy: { enabled: flags },
  projectUpdateSessionAlertPolicy: { enabled: flags },
  projectUpdateSessionDurationPolicy: { duration: required(whole(60, 31_536_000)) },
  projectUpdateSessionInvalidationPolicy: { enabled: flags },
  projectUpdateSessionLimitPolicy: { total: required(whole(1, 100)) },
  projectUpdateUserLimitPolicy: { total: numbersOrNull(0, 10_000) },
  projectUpdateMembershipPrivacyPolicy: some([
    'userId',
    'userEmail',
    'userPhone',
    'userName',
    'userMFA',
    'userAccessedAt',
  ]),
  projectUpdateMFAFactorsPolicy: some(['totp', 'email', 'phone', 'custom']),
  projectUpdateDenyAliasedEmailPolicy: { enabled: flags },
  projectUpdateDenyDisposableEmailPolicy: { enabled: flags },
  projectUpdateDenyFreeEmailPolicy: { enabled: flags },
  projectUpdateDenyCorporateEmailPolicy: { enabled: flags },
  webhooksList: lists,
  webhooksCreate: { webhookId: newIds, ...settings, secret: secrets },
  webhooksGet: { webhookId: pathIds },
  webhooksUpdate: { webhookId: pathIds, ...settings },
  webhooksDelete: { webhookId: pathIds },
  webhooksUpdateSecret: { webhookId: pathIds, secret: secrets },
};
