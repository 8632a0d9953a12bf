import { userFieldsSince } from '../support/user-fields.ts';

type Expected = Readonly<Record<string, unknown>>;

/** An answer as each version gave it, from the version that is named until the next that is. */
export type ExpectedByFormat = Readonly<Record<string, Expected>>;

const AT = '2026-09-01T10:00:00.123+00:00';
const LATER = '2026-09-02T10:00:00.999+00:00';
/** The same in seconds. */
const AT_S = 1_788_256_800;
const LATER_S = 1_788_343_200;

const device = {
  osCode: 'WIN',
  osName: 'Windows',
  osVersion: '10',
  clientType: 'browser',
  clientCode: 'CH',
  clientName: 'Chrome',
  clientVersion: '70.0',
  clientEngine: 'Blink',
  clientEngineVersion: '',
  deviceName: 'desktop',
  deviceBrand: '',
  deviceModel: '',
  countryCode: 'us',
  countryName: 'United States',
};

const target = {
  $id: 't1',
  $createdAt: AT,
  $updatedAt: AT,
  name: '',
  userId: 'u1',
  providerId: null,
  providerType: 'email',
  identifier: 'a@b.co',
};

export const targets: ExpectedByFormat = { '0.9.0': target, '1.6.0': { ...target, expired: false } };

const argon2 = { type: 'argon2', memoryCost: 65_536, timeCost: 4, threads: 3 };
const hashed = { password: '$argon2id$v=19$x', hash: 'argon2' };
const states = { status: true, email: 'a@b.co', emailVerification: false, prefs: { theme: 'dark' } };

const person11 = { $id: 'u1', name: 'Ann', registration: AT_S, passwordUpdate: 0 };
const person12 = { ...person11, ...states };
const person15 = {
  ...person12,
  $createdAt: AT_S,
  $updatedAt: LATER_S,
  phone: '+14155550123',
  phoneVerification: true,
};
const dates = { $createdAt: AT, $updatedAt: LATER, registration: AT, passwordUpdate: '' };
const account10 = { ...person15, ...dates };
const account14 = { ...account10, labels: ['vip'], accessedAt: LATER };
const account15 = { ...account14, mfa: true, targets: [target] };
const account16 = { ...account14, mfa: true, targets: [{ ...target, expired: false }] };
const account19 = {
  ...account16,
  ...userFieldsSince['1.9.0'],
  emailCanonical: 'a@b.co',
  emailIsFree: false,
  emailIsDisposable: false,
  emailIsCorporate: true,
  emailIsCanonical: true,
};
const account23 = { ...account19, ...userFieldsSince['2.3.0'] };
const camel = { ...hashed, hashOptions: argon2 };
const both = { ...hashed, hashOptions: { ...argon2, memory_cost: 65_536, time_cost: 4 } };

export const accounts: ExpectedByFormat = {
  '0.9.0': { ...person11, ...states, status: 0 },
  '0.12.0': person12,
  '0.15.0': person15,
  '1.0.0': account10,
  '1.4.0': account14,
  '1.5.0': account15,
  '1.6.0': account16,
  '1.9.0': account19,
  '2.3.0': account23,
};

export const users: ExpectedByFormat = {
  '0.9.0': { ...person11, ...states, status: 0 },
  '0.12.0': person12,
  '0.15.0': person15,
  '1.0.0': { ...account10, ...camel },
  '1.4.0': { ...account14, ...camel },
  '1.5.0': { ...account15, ...camel },
  '1.6.0': { ...account16, ...camel },
  '1.8.0': { ...account16, ...both },
  '1.9.0': { ...account19, ...both },
  '2.3.0': { ...account23, ...both },
};

const session = {
  $id: 's1',
  userId: 'u1',
  provider: 'github',
  providerUid: '7',
  ip: '192.0.2.1',
  ...device,
  current: true,
};
const session12 = { ...session, expire: LATER_S, providerToken: 'access' };
const session13 = {
  ...session,
  expire: LATER_S,
  providerAccessToken: 'access',
  providerAccessTokenExpiry: 0,
  providerRefreshToken: 'refresh',
};
const session10 = { ...session13, $createdAt: AT, expire: LATER, providerAccessTokenExpiry: '' };

export const sessions: ExpectedByFormat = {
  '0.9.0': session12,
  '0.13.0': session13,
  '0.15.0': { ...session13, $createdAt: AT_S },
  '1.0.0': session10,
  '1.5.0': { ...session10, $updatedAt: LATER, factors: ['password'], secret: '', mfaUpdatedAt: '' },
};

const token = { $id: 'k1', userId: 'u1', secret: '' };

export const tokens: ExpectedByFormat = {
  '0.9.0': { ...token, expire: LATER_S },
  '0.15.0': { ...token, expire: LATER_S, $createdAt: AT_S },
  '1.0.0': { ...token, expire: LATER, $createdAt: AT },
  '1.5.0': { ...token, expire: LATER, $createdAt: AT, phrase: 'Golden Fox' },
};

const log = { event: 'session.create', ip: '192.0.2.1', ...device };
const who = { userId: 'u1', userEmail: 'a@b.co', userName: 'Ann', mode: 'default' };

export const logs: ExpectedByFormat = {
  '0.9.0': { ...log, time: AT_S },
  '0.12.0': { ...log, ...who, time: AT_S },
  '1.0.0': { ...log, ...who, time: AT },
  '1.9.0': { ...log, ...who, time: AT, userType: 'user', impersonatedUserId: '' },
};

const membership = { $id: 'm1', userId: 'u1', teamId: 'team1', confirm: false, roles: ['owner'] };
const invited = { invited: AT_S, joined: 0 };
const named = { userName: 'Ann', userEmail: 'a@b.co', teamName: 'Friends' };
const membership10 = {
  ...membership,
  ...named,
  $createdAt: AT,
  $updatedAt: LATER,
  invited: AT,
  joined: '',
};

export const memberships: ExpectedByFormat = {
  '0.9.0': { ...membership, ...invited, name: 'Ann', email: 'a@b.co' },
  '0.14.0': { ...membership, ...invited, ...named },
  '0.15.0': { ...membership, ...invited, ...named, $createdAt: AT_S, $updatedAt: LATER_S },
  '1.0.0': membership10,
  '1.5.0': { ...membership10, mfa: false },
  '1.9.2': { ...membership10, mfa: false, userPhone: '+14155550123', userAccessedAt: LATER },
};

const team = { $id: 'team1', name: 'Friends' };
const teamDates = { $createdAt: AT, $updatedAt: LATER };

export const teams: ExpectedByFormat = {
  '0.9.0': { ...team, dateCreated: AT_S, sum: 2 },
  '0.13.0': { ...team, dateCreated: AT_S, total: 2 },
  '0.15.0': { ...team, $createdAt: AT_S, $updatedAt: LATER_S, total: 2 },
  '1.0.0': { ...team, ...teamDates, total: 2 },
  '1.3.0': { ...team, ...teamDates, total: 2, prefs: { theme: 'dark' } },
};

const point = (date: unknown, value: number) => ({ date, value });
const uncounted = (first: unknown, second: unknown) => {
  const none = [point(first, 0), point(second, 0)];
  return {
    usersRead: none,
    usersUpdate: none,
    usersDelete: none,
    sessionsProviderCreate: none,
    sessionsDelete: none,
  };
};
const usageBefore = (first: unknown, second: unknown) => ({
  range: '24h',
  usersCount: [point(first, 9), point(second, 10)],
  usersCreate: [point(first, 2), point(second, 1)],
  sessionsCreate: [point(first, 3), point(second, 0)],
  ...uncounted(first, second),
});

export const usages: ExpectedByFormat = {
  '0.9.0': usageBefore(AT_S, LATER_S),
  '1.0.0': usageBefore(AT, LATER),
  '1.5.0': {
    range: '24h',
    usersTotal: 10,
    sessionsTotal: 3,
    users: [point(AT, 2), point(LATER, 1)],
    sessions: [point(AT, 3), point(LATER, 0)],
  },
};

const identity = {
  $id: 'i1',
  $createdAt: AT,
  $updatedAt: AT,
  userId: 'u1',
  provider: 'github',
  providerUid: '7',
  providerEmail: 'a@b.co',
  providerAccessToken: 'access',
  providerAccessTokenExpiry: '',
  providerRefreshToken: 'refresh',
};
const identities = { '0.9.0': identity, '2.3.0': { ...identity, providerIdToken: 'a.b.c' } };
const factors = { totp: false, phone: false, email: true, recoveryCode: false };
const mfaFactors = { '0.9.0': factors, '2.0.0': { ...factors, custom: false } };

const key = {
  $id: 'k1',
  $createdAt: AT,
  $updatedAt: AT,
  name: 'Key',
  expire: LATER,
  scopes: ['users.read'],
  secret: '',
  accessedAt: '',
  sdks: [],
};

const mockNumber = { number: '+14155550123', otp: '123456', $createdAt: AT, $updatedAt: AT };

const policy = {
  $id: 'session-limit',
  enabled: true,
  total: 10,
  duration: 60,
  min: 8,
  uppercase: false,
  lowercase: false,
  number: false,
  symbols: false,
  userId: true,
  userEmail: true,
  userPhone: true,
  userName: true,
  userMFA: true,
  userAccessedAt: false,
  totp: true,
  email: true,
  phone: true,
  custom: false,
};

const project = {
  $id: 'p1',
  $createdAt: AT,
  $updatedAt: AT,
  name: 'Shop',
  teamId: '',
  region: 'default',
  devKeys: [],
  smtpEnabled: false,
  smtpSenderName: '',
  smtpSenderEmail: '',
  smtpReplyToName: '',
  smtpReplyToEmail: '',
  smtpHost: '',
  smtpPort: 0,
  smtpUsername: '',
  smtpPassword: '',
  smtpSecure: '',
  pingCount: 0,
  pingedAt: '',
  labels: [],
  status: 'active',
  onboarding: {},
  authMethods: [{ $id: 'jwt', enabled: true }],
  services: [{ $id: 'users', enabled: true }],
  protocols: [{ $id: 'rest', enabled: true }],
  blocks: [],
  consoleAccessedAt: '',
  wafEnabled: false,
};

const webhook = {
  $id: 'w1',
  $createdAt: AT,
  $updatedAt: AT,
  name: 'Hook',
  url: 'https://example.com/',
  events: ['users.*.create'],
  tls: true,
  authUsername: '',
  authPassword: '',
  secret: '',
  enabled: true,
  logs: '',
  attempts: 0,
};

/** What no version gave in another shape, or what there was not before. */
export const unchanged: Readonly<Record<string, Expected | string>> = {
  appInstallationList: { total: 0, installations: [] },
  ephemeralKey: { ...key, name: '', secret: 'ephemeral_a.b.c' },
  healthStatus: { name: 'http', ping: 0, status: 'pass' },
  healthVersion: { version: '2.3.0' },
  jwt: { jwt: 'a.b.c' },
  key,
  keyList: { total: 1, keys: [key] },
  mfaChallenge: { $id: 'c1', $createdAt: AT, userId: 'u1', expire: LATER },
  mfaChallengeSecret: { $id: 'c1', $createdAt: AT, userId: 'u1', expire: LATER, code: '482913' },
  mfaRecoveryCodes: { recoveryCodes: ['0123456789'] },
  mfaType: { secret: 'JBSWY3DP', uri: 'otpauth://totp/x' },
  oauth2ConsentList: { total: 0, consents: [] },
  mockNumber,
  mockNumberList: { total: 1, mockNumbers: [mockNumber] },
  policy,
  policyList: { total: 1, policies: [policy] },
  pong: 'Pong!',
  preferences: { total: 7, sum: '', $createdAt: 'mine' },
  project,
  webhook,
  webhookList: { total: 1, webhooks: [webhook] },
};

/** How lists count their rows. */
export const lists: Readonly<
  Record<string, readonly [field: string, rows: ExpectedByFormat, counts: Readonly<Record<string, string>>]>
> = {
  userList: ['users', users, { '0.9.0': 'sum', '0.13.0': 'total' }],
  sessionList: ['sessions', sessions, { '0.9.0': 'sum', '0.13.0': 'total' }],
  logList: ['logs', logs, { '0.9.0': '', '0.12.0': 'sum', '0.13.0': 'total' }],
  membershipList: ['memberships', memberships, { '0.9.0': 'sum', '0.13.0': 'total' }],
  teamList: ['teams', teams, { '0.9.0': 'sum', '0.13.0': 'total' }],
  identityList: ['identities', identities, { '0.9.0': 'total' }],
  targetList: ['targets', targets, { '0.9.0': 'total' }],
};

export const models: Readonly<Record<string, ExpectedByFormat>> = {
  account: accounts,
  identity: identities,
  log: logs,
  membership: memberships,
  mfaFactors,
  session: sessions,
  target: targets,
  team: teams,
  token: tokens,
  usageUsers: usages,
  user: users,
};
