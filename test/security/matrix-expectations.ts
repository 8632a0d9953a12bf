import type { KeyScope } from '../../src/core/keys/scopes.ts';
import type { AppwriteCaller, HexCaller } from './matrix-callers.ts';

/**
 * Who may call what, written apart from the endpoints: a caller is of a kind, an endpoint of an access, and a kind gets
 * one outcome of an access: status and error type, or the message where a protocol has no types.
 */
export type Outcome = string;

/** The outcome of the endpoint itself, for callers who may call and send input that does not fit. */
const may = 'may call';

export type Expectation = {
  /** One of these is enough for a key. */
  readonly scopes: readonly KeyScope[];
  readonly outcomes: (
    caller: string,
    method: string,
  ) => {
    readonly outcome: Outcome;
    /** Whether the page that calls may read the answer. */
    readonly readable: boolean;
  };
};

// The first protocol.

type AppwriteKind =
  | 'guest'
  | 'expiredKey'
  | 'keyWithoutProject'
  | 'keyOfNoProject'
  | 'forgedToken'
  | 'keyWithoutScope'
  | 'keyWithScope'
  | 'user'
  | 'token'
  | 'impersonator'
  | 'owing'
  | 'blocked';

const appwriteKinds: Readonly<Record<AppwriteCaller, AppwriteKind>> = {
  guest: 'guest',
  'made-up key': 'guest',
  'key short of a letter': 'guest',
  'key as a bearer token': 'guest',
  'key of another project': 'guest',
  'revoked key': 'guest',
  'expired key': 'expiredKey',
  'key without a project': 'keyWithoutProject',
  'key in an unknown project': 'keyOfNoProject',
  'key in what is no project': 'keyOfNoProject',
  'key without the scope': 'keyWithoutScope',
  'key with the scope alone': 'keyWithScope',
  'key of all scopes': 'keyWithScope',
  'session in a cookie': 'user',
  'session in a header': 'user',
  'session of another project': 'guest',
  'session that ended': 'guest',
  'session that owes a factor': 'owing',
  'session of a blocked user': 'blocked',
  'session of an impersonator': 'impersonator',
  'token of a user': 'token',
  'token of another project': 'forgedToken',
  'token that is forged': 'forgedToken',
  'token of a session that ended': 'guest',
  'token of a session that owes a factor': 'owing',
  'token of a blocked user': 'blocked',
  'foreign page': 'guest',
  'foreign page with cookies': 'user',
  'foreign page with a made-up key': 'guest',
  'foreign page with cookies and a made-up key': 'guest',
  'foreign page with a key of all scopes': 'keyWithScope',
  'own page with cookies': 'user',
  'own page with cookies and a made-up key': 'guest',
};

/** Pages that are refused, whatever comes along with them. They may read the refusal. */
const refusedPages: ReadonlySet<string> = new Set<AppwriteCaller>([
  'foreign page',
  'foreign page with cookies',
  'foreign page with a made-up key',
  'foreign page with cookies and a made-up key',
]);
const pagesThatMayRead: ReadonlySet<string> = new Set<AppwriteCaller>([
  'own page with cookies',
  'own page with cookies and a made-up key',
]);
const foreignPage = '403 general_unknown_origin';

const noScope = '401 general_unauthorized_scope';
const sessionExists = '401 user_session_already_exists';

type AppwriteAccess = Readonly<Record<AppwriteKind, Outcome>>;

/** What stops a caller on every endpoint of a project. */
const stopped = {
  expiredKey: '401 project_key_expired',
  keyWithoutProject: '403 project_id_missing',
  keyOfNoProject: '404 project_not_found',
  forgedToken: '401 user_jwt_invalid',
  owing: '401 user_more_factors_required',
  blocked: '403 user_blocked',
} as const;

/** Servers alone, which learn of no user's state. */
const servers: AppwriteAccess = {
  ...stopped,
  guest: noScope,
  keyWithoutScope: noScope,
  keyWithScope: may,
  user: noScope,
  token: noScope,
  impersonator: noScope,
  owing: noScope,
  blocked: noScope,
};
const serversAndImpersonators: AppwriteAccess = { ...servers, impersonator: may };
/** Users with their own account. */
const owners: AppwriteAccess = {
  ...stopped,
  guest: noScope,
  keyWithoutScope: noScope,
  keyWithScope: noScope,
  user: may,
  token: may,
  impersonator: may,
};
/** What a session needs that owes a second factor. */
const ownersWhoOwe: AppwriteAccess = { ...owners, owing: may };
/** What everybody may give up who has a session. */
const leavers: AppwriteAccess = { ...ownersWhoOwe, blocked: may };
/** Servers, and users with their own. */
const serversAndOwners: AppwriteAccess = { ...owners, keyWithScope: may };
/** Who is blocked is a guest here: they may sign up, and sign in as somebody else. */
const everybody: AppwriteAccess = { ...serversAndOwners, guest: may, blocked: may };
/** What opens a session: a caller who shows one is refused. */
const withoutSession: AppwriteAccess = { ...everybody, user: sessionExists, impersonator: sessionExists };
/** A secret is enough, whoever shows it, in a project. */
const everybodyInAProject: AppwriteAccess = { ...everybody, keyWithoutScope: may };
const everyKey: AppwriteAccess = { ...servers, keyWithoutScope: may };
const anybody: AppwriteAccess = {
  guest: may,
  expiredKey: may,
  keyWithoutProject: may,
  keyOfNoProject: may,
  forgedToken: may,
  keyWithoutScope: may,
  keyWithScope: may,
  user: may,
  token: may,
  impersonator: may,
  owing: may,
  blocked: may,
};

const wrong = '400 general_argument_invalid';

type Exceptions = Partial<AppwriteAccess>;
type More = { readonly gets?: Outcome; readonly but?: Exceptions; readonly anyPage?: true };

function appwriteRow(
  access: AppwriteAccess,
  scopes: readonly KeyScope[],
  { gets = wrong, but, anyPage }: More,
): Expectation {
  const cells = { ...access, ...but };
  return {
    scopes,
    outcomes: (caller) => {
      const readable = pagesThatMayRead.has(caller);
      if (!anyPage && refusedPages.has(caller)) return { outcome: foreignPage, readable: true };
      // The test calls with callers of the table alone.
      const outcome = cells[appwriteKinds[caller as AppwriteCaller]];
      return { outcome: outcome === may ? gets : outcome, readable };
    },
  };
}

const reads = (...scopes: KeyScope[]) => appwriteRow(serversAndImpersonators, ['users.read', ...scopes], {});
const writes = (...scopes: KeyScope[]) => appwriteRow(servers, ['users.write', ...scopes], {});
const own = (gets: Outcome = wrong, but: Exceptions = {}) => appwriteRow(owners, [], { gets, but });
const owed = (gets: Outcome = wrong) => appwriteRow(ownersWhoOwe, [], { gets });
const open = () => appwriteRow(everybody, ['sessions.write'], {});
const opens = (gets: Outcome = wrong) => appwriteRow(withoutSession, ['sessions.write'], { gets });
const shared = (scope: KeyScope) => appwriteRow(serversAndOwners, [scope], {});
/** What manages the project itself. */
const managed = (scopes: readonly KeyScope[], gets: Outcome = wrong) =>
  appwriteRow(servers, scopes, { gets });
const secret = () => appwriteRow(everybodyInAProject, [], {});
/** Browsers follow a redirect from whatever page. */
const redirects = (access: AppwriteAccess, scopes: readonly KeyScope[] = []) =>
  appwriteRow(access, scopes, { anyPage: true });

export const appwriteExpectations: Readonly<Record<string, Expectation>> = {
  usersList: reads(),
  usersCreate: writes(),
  usersGet: reads(),
  usersDelete: writes(),
  usersUpdateName: writes(),
  usersUpdateEmail: writes(),
  usersUpdatePhone: writes(),
  usersUpdatePassword: writes(),
  usersUpdateStatus: writes(),
  usersUpdateEmailVerification: writes(),
  usersUpdatePhoneVerification: writes(),
  usersUpdateLabels: writes(),
  usersGetPrefs: reads(),
  usersUpdatePrefs: writes(),
  usersListSessions: reads('sessions.read'),
  usersCreateSession: writes('sessions.write'),
  usersDeleteSessions: writes('sessions.write'),
  usersDeleteSession: writes('sessions.write'),
  usersCreateToken: writes(),
  usersCreateJWT: writes(),
  usersUpdateImpersonator: writes(),
  usersUpdateMFA: writes(),
  usersListMFAFactors: reads(),
  usersGetMFARecoveryCodes: appwriteRow(servers, ['users.secrets.read'], {}),
  usersCreateMFARecoveryCodes: writes(),
  usersUpdateMFARecoveryCodes: writes(),
  usersGetMFAChallenge: appwriteRow(servers, ['users.secrets.read'], {}),
  usersDeleteMFAAuthenticator: writes(),
  usersListTargets: reads('targets.read'),
  usersCreateTarget: writes('targets.write'),
  usersGetTarget: reads('targets.read'),
  usersUpdateTarget: writes('targets.write'),
  usersDeleteTarget: writes('targets.write'),
  usersCreateArgon2User: writes(),
  usersCreateBcryptUser: writes(),
  usersCreateMD5User: writes(),
  usersCreatePHPassUser: writes(),
  usersCreateSHAUser: writes(),
  usersCreateScryptUser: writes(),
  usersCreateScryptModifiedUser: writes(),
  usersListLogs: reads(),
  usersGetUsage: appwriteRow(serversAndImpersonators, ['users.read'], { gets: '200' }),
  usersListMemberships: reads(),
  usersListIdentities: reads(),
  usersDeleteIdentity: writes(),

  accountCreate: open(),
  accountGet: own('200'),
  accountDelete: own('204'),
  accountUpdateName: own(),
  accountUpdateEmail: own(),
  accountUpdatePhone: own(),
  accountUpdatePassword: own(),
  accountGetPrefs: own('200'),
  accountUpdatePrefs: own(),
  accountListLogs: own(),
  accountUpdateStatus: own('200'),
  accountCreateEmailPasswordSession: opens(),
  accountCreateAnonymousSession: opens('201'),
  accountCreateSession: opens(),
  accountUpdateMagicURLSession: opens(),
  accountUpdatePhoneSession: opens(),
  accountListSessions: own('200'),
  accountDeleteSessions: own('204'),
  accountGetSession: own(),
  accountUpdateSession: own(),
  accountDeleteSession: appwriteRow(leavers, [], {}),
  accountCreateJWT: own('201', { token: '403 user_jwt_creation_denied' }),
  accountCreateMagicURLToken: open(),
  accountCreateEmailToken: open(),
  accountCreatePhoneToken: open(),
  accountCreateRecovery: open(),
  accountUpdateRecovery: open(),
  accountCreateRecoveryOTP: open(),
  accountUpdateRecoveryOTP: open(),
  accountCreateEmailVerificationOTP: own('201'),
  accountUpdateEmailVerificationOTP: secret(),
  accountCreateEmailVerification: own(),
  accountUpdateEmailVerification: secret(),
  accountCreatePhoneVerification: own('400 user_phone_not_found'),
  accountUpdatePhoneVerification: secret(),
  accountCreatePushTarget: shared('targets.write'),
  accountUpdatePushTarget: shared('targets.write'),
  accountDeletePushTarget: shared('targets.write'),
  accountUpdateMFA: own(),
  accountListMFAFactors: owed('200'),
  accountCreateMFAAuthenticator: own(),
  accountUpdateMFAAuthenticator: own(),
  accountDeleteMFAAuthenticator: own(),
  accountCreateMFARecoveryCodes: own('201'),
  accountGetMFARecoveryCodes: own('401 user_challenge_required'),
  accountUpdateMFARecoveryCodes: own('401 user_challenge_required'),
  accountCreateMFAChallenge: owed(),
  accountUpdateMFAChallenge: owed(),
  accountListConsents: own(),
  teamsListInstallations: shared('teams.read'),
  accountCreateIdTokenSession: open(),
  accountListIdentities: own(),
  accountDeleteIdentity: own(),

  accountCreateOAuth2Session: redirects(everybody, ['sessions.write']),
  accountCreateOAuth2Token: redirects(everybody, ['sessions.write']),
  accountReturnFromOAuth2: redirects(anybody),
  // Some providers post the browser back, from a page of theirs.
  accountPostFromOAuth2: appwriteRow(anybody, [], { anyPage: true }),
  accountCompleteOAuth2: redirects(everybodyInAProject),

  teamsList: shared('teams.read'),
  teamsCreate: shared('teams.write'),
  teamsGet: shared('teams.read'),
  teamsUpdateName: shared('teams.write'),
  teamsDelete: shared('teams.write'),
  teamsGetPrefs: shared('teams.read'),
  teamsUpdatePrefs: shared('teams.write'),
  teamsCreateMembership: shared('teams.write'),
  teamsListMemberships: shared('teams.read'),
  teamsGetMembership: shared('teams.read'),
  teamsUpdateMembership: shared('teams.write'),
  teamsUpdateMembershipStatus: secret(),
  teamsDeleteMembership: shared('teams.write'),

  projectGet: managed(['project.read'], '200'),
  projectListKeys: managed(['keys.read']),
  projectGetKey: managed(['keys.read']),
  projectCreateKey: managed(['keys.write']),
  projectCreateEphemeralKey: managed(['keys.write']),
  projectUpdateKey: managed(['keys.write']),
  projectDeleteKey: managed(['keys.write']),
  projectListMockPhones: managed(['mocks.read']),
  projectGetMockPhone: managed(['mocks.read']),
  projectCreateMockPhone: managed(['mocks.write']),
  projectUpdateMockPhone: managed(['mocks.write']),
  projectDeleteMockPhone: managed(['mocks.write']),
  projectListPolicies: managed(['policies.read', 'project.policies.read']),
  projectGetPolicy: managed(['policies.read', 'project.policies.read']),
  projectUpdatePasswordDictionaryPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdatePasswordHistoryPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdatePasswordStrengthPolicy: managed(['policies.write', 'project.policies.write'], '200'),
  projectUpdatePasswordPersonalDataPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateSessionAlertPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateSessionDurationPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateSessionInvalidationPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateSessionLimitPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateUserLimitPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateMembershipPrivacyPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateMFAFactorsPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateDenyAliasedEmailPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateDenyDisposableEmailPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateDenyFreeEmailPolicy: managed(['policies.write', 'project.policies.write']),
  projectUpdateDenyCorporateEmailPolicy: managed(['policies.write', 'project.policies.write']),
  webhooksList: managed(['webhooks.read']),
  webhooksGet: managed(['webhooks.read']),
  webhooksCreate: managed(['webhooks.write']),
  webhooksUpdate: managed(['webhooks.write']),
  webhooksDelete: managed(['webhooks.write']),
  webhooksUpdateSecret: managed(['webhooks.write']),

  healthGet: appwriteRow(everyKey, [], { gets: '200' }),
  ping: appwriteRow(everybodyInAProject, [], { gets: '200', but: { blocked: stopped.blocked } }),
  healthGetVersion: appwriteRow(anybody, [], { gets: '200', anyPage: true }),
};

// The second protocol.

type HexKind =
  | 'nobody'
  | 'unknownKey'
  | 'wrongPassword'
  | 'malformed'
  | 'revokedKey'
  | 'blocked'
  | 'unverified'
  | 'password'
  | 'key'
  | 'keyToken'
  | 'keyThatReads'
  | 'keyForRepositories'
  | 'withoutCode'
  | 'deviceThatReads'
  | 'deviceWithoutFactor'
  | 'deviceWithoutCode'
  | 'deviceWithUsedCode'
  | 'deviceWithCode'
  | 'memberWhoReads'
  | 'memberWhoWrites'
  | 'administrator'
  | 'organization'
  | 'organizationByWriter'
  | 'organizationThatReads'
  | 'otherOrganization';

const hexKinds: Readonly<Record<HexCaller, HexKind>> = {
  nobody: 'nobody',
  'key of the first protocol': 'unknownKey',
  'session of the first protocol': 'nobody',
  'wrong password': 'wrongPassword',
  'password of nobody': 'wrongPassword',
  'password in no form': 'malformed',
  password: 'password',
  'password of an unverified user': 'unverified',
  'password of a blocked user': 'blocked',
  'password of a user with a factor': 'withoutCode',
  'password of a user with a factor, and a code': 'password',
  'password of a member who reads': 'memberWhoReads',
  'password of a member who writes': 'memberWhoWrites',
  'password of an administrator': 'administrator',
  'made-up key': 'unknownKey',
  key: 'key',
  'key that reads': 'keyThatReads',
  'key that writes': 'key',
  'key for repositories': 'keyForRepositories',
  'revoked key': 'revokedKey',
  'key of an unverified user': 'unverified',
  'key of a blocked user': 'blocked',
  'key made before the factor': 'withoutCode',
  'key made before the factor, and a code': 'key',
  'key made with the factor': 'key',
  'key of the organization': 'organization',
  'key of the organization by a writer': 'organizationByWriter',
  'key of the organization that reads': 'organizationThatReads',
  'key of another organization': 'otherOrganization',
  'token of a key': 'keyToken',
  'made-up token': 'unknownKey',
  'device of a user without a factor': 'deviceWithoutFactor',
  'device without a code': 'deviceWithoutCode',
  'device with a code that was used': 'deviceWithUsedCode',
  'device with a code': 'deviceWithCode',
  'device that reads': 'deviceThatReads',
  'foreign page': 'nobody',
  'foreign page with cookies': 'nobody',
  'foreign page with a made-up key': 'unknownKey',
};

/** No cookie is looked at here: every page may read what a stranger may read. */
const pages: ReadonlySet<string> = new Set<HexCaller>([
  'foreign page',
  'foreign page with cookies',
  'foreign page with a made-up key',
]);

type HexAccess = Readonly<Record<HexKind, Outcome>>;

const unproven = '401 missing authentication information';
const lesserKey = '401 key not authorized for this action';
const lesserAccount = '403 account not authorized for this action';
const notFound = '404 Page not found';
const noKey = '400 must be authenticated by an API key';
const unprocessable = '422 Validation error(s)';

/** What is wrong is refused on every endpoint, also where nothing need be shown. */
const refusedCredentials = {
  unknownKey: '401 invalid API key',
  wrongPassword: '401 invalid username and password combination',
  malformed: '401 invalid authentication information',
  revokedKey: '401 API key revoked',
  blocked: '400 Bad request',
} as const;

const hexAnybody: HexAccess = {
  ...refusedCredentials,
  nobody: may,
  unverified: may,
  password: may,
  key: may,
  keyToken: may,
  keyThatReads: may,
  keyForRepositories: may,
  withoutCode: may,
  deviceThatReads: may,
  deviceWithoutFactor: may,
  deviceWithoutCode: may,
  deviceWithUsedCode: may,
  deviceWithCode: may,
  memberWhoReads: may,
  memberWhoWrites: may,
  administrator: may,
  organization: may,
  organizationByWriter: may,
  organizationThatReads: may,
  otherOrganization: may,
};
const unverified = '403 email not verified';
const codeNeeded = '401 Two-factor authentication required. Include X-Hex-OTP header with your TOTP code.';
/** Whoever is signed in and verified, whatever a key is for. */
const hexVerified: HexAccess = { ...hexAnybody, nobody: unproven, unverified, withoutCode: codeNeeded };
const hexReaders: HexAccess = { ...hexVerified, keyForRepositories: lesserKey };
/** A key that may write; a device whose user shows a fresh code. */
const hexWriters: HexAccess = {
  ...hexReaders,
  keyThatReads: lesserKey,
  deviceThatReads: lesserKey,
  organizationThatReads: lesserKey,
  deviceWithoutFactor: '403 Two-factor authentication must be enabled for API write access',
  deviceWithoutCode: codeNeeded,
  deviceWithUsedCode: '401 Invalid two-factor authentication code',
};
/** An organization is no user. */
const noUser = {
  organization: notFound,
  organizationByWriter: notFound,
  otherOrganization: notFound,
} as const;
/** Outsiders do not learn that an organization is there. */
const outsiders = {
  password: notFound,
  key: notFound,
  keyToken: notFound,
  deviceWithCode: notFound,
  otherOrganization: notFound,
} as const;

type HexBut = Partial<HexAccess>;

function hexRow(access: HexAccess, gets: Outcome, ...but: readonly HexBut[]): Expectation {
  const cells: HexAccess = Object.assign({}, access, ...but);
  return {
    scopes: [],
    outcomes: (caller, method) => {
      // The test calls with callers of the table alone.
      const outcome = cells[hexKinds[caller as HexCaller]];
      const readable = method === 'GET' && pages.has(caller);
      return { outcome: outcome === may ? gets : outcome, readable };
    },
  };
}

const ownReads = (gets: Outcome) => hexRow(hexReaders, gets, noUser, { organizationThatReads: notFound });
const ownWrites = (gets: Outcome, but: HexBut = {}) => hexRow(hexWriters, gets, noUser, but);
const organizationReads = (gets: Outcome) =>
  hexRow(hexReaders, gets, outsiders, {
    keyThatReads: notFound,
    deviceThatReads: notFound,
    deviceWithoutFactor: notFound,
    deviceWithoutCode: notFound,
    deviceWithUsedCode: notFound,
  });
const organizationWrites = (gets: Outcome, but: HexBut = {}) => hexRow(hexWriters, gets, outsiders, but);

export const hexExpectations: Readonly<Record<string, Expectation>> = {
  start: hexRow(hexAnybody, '200'),
  usersCreate: hexRow(hexAnybody, unprocessable),
  usersMe: ownReads('200'),
  usersGet: hexRow(hexAnybody, notFound),
  usersTest: hexRow(hexReaders, notFound),
  usersReset: hexRow(hexAnybody, '204'),
  usersMeAuditLogs: ownReads('200'),
  organizationsAuditLogs: organizationReads('200'),
  keysList: ownReads('200'),
  keysGet: ownReads(notFound),
  keysCreate: ownWrites(unprocessable, { unverified: may }),
  keysRevoke: ownWrites(notFound),
  keysRevokeAll: ownWrites(noKey, { key: '200' }),
  organizationKeysList: organizationReads('200'),
  organizationKeysGet: organizationReads(notFound),
  organizationKeysCreate: organizationWrites(unprocessable, {
    unverified: notFound,
    memberWhoReads: lesserAccount,
  }),
  organizationKeysRevoke: organizationWrites(notFound, { memberWhoReads: lesserAccount }),
  organizationKeysRevokeAll: organizationWrites(noKey, {
    memberWhoReads: lesserAccount,
    organization: '200',
    organizationByWriter: '200',
  }),
  authCheck: hexRow(hexVerified, '400 missing required parameters: "domain"'),
  organizationsList: hexRow(hexAnybody, '200', { keyForRepositories: lesserKey, withoutCode: codeNeeded }),
  organizationsGet: organizationReads('200'),
  membersList: organizationReads('200'),
  membersGet: organizationReads(notFound),
  // The role of the member is looked at where the member is written, after the input.
  // A key is known by then: that of a member who is no owner changes none.
  membersAdd: organizationWrites(unprocessable, { organizationByWriter: lesserAccount }),
  membersUpdate: organizationWrites(notFound, { organizationByWriter: lesserAccount }),
  membersRemove: organizationWrites(notFound, { organizationByWriter: lesserAccount }),
  oauth_device_authorization: hexRow(hexAnybody, '401 invalid_client'),
  oauth_token: hexRow(hexAnybody, '400 invalid_request'),
  oauth_revoke: hexRow(hexAnybody, '200'),
  oauth_revoke_by_hash: hexRow(hexAnybody, '200'),
};
