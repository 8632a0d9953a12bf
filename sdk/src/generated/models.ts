// Generated from the routes by `npm run generate`. Do not edit.

/**
 * Preferences of a user or a team: any JSON object.
 *
 * @example
 * ```ts
 * const prefs: Models.Preferences = { theme: 'dark' };
 * ```
 */
export type Preferences = object;

/**
 * Preferences of unknown shape.
 *
 * @example
 * ```ts
 * const prefs: Models.DefaultPreferences = await users.getPrefs({ userId: 'ann' });
 * ```
 */
export type DefaultPreferences = Record<string, unknown>;

/**
 * The empty result of a method that returns nothing.
 *
 * @example
 * ```ts
 * const nothing: Models.Nothing = await users.delete({ userId: 'ann' });
 * ```
 */
export type Nothing = Record<string, never>;

/**
 * An app installation list.
 *
 * @example
 * ```ts
 * const result: Models.AppInstallationList = await teams.listInstallations({ teamId: 'staff', queries: [Query.limit(25)] });
 * ```
 */
export type AppInstallationList = {
  /** Always 0. */
  total: number;
  /** Always empty: no app can be installed. */
  installations: (Record<string, unknown>)[];
};

/**
 * A health status.
 *
 * @example
 * ```ts
 * const result: Models.HealthStatus = await health.get();
 * ```
 */
export type HealthStatus = {
  /** What was checked. */
  name: string;
  /** Milliseconds that the check took. */
  ping: number;
  /** `pass` if the check succeeds. */
  status: string;
};

/**
 * A health version.
 *
 * @example
 * ```ts
 * const result: Models.HealthVersion = await health.getVersion();
 * ```
 */
export type HealthVersion = {
  /** Version of the protocol. */
  version: string;
};

/**
 * An identity.
 *
 * @example
 * ```ts
 * const result: Models.IdentityList = await users.listIdentities({ queries: [Query.limit(25)] });
 * const one: Models.Identity | undefined = result.identities[0];
 * ```
 */
export type Identity = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Time of the last change. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Id of the user. */
  userId: string;
  /** Name of the provider. */
  provider: string;
  /** Id of the user at the provider. */
  providerUid: string;
  /** Email address of the user at the provider. */
  providerEmail: string;
  /** Access token for the API of the provider. */
  providerAccessToken: string;
  /** Expiry of the access token. Date and time in ISO 8601 with offset +00:00; empty for never. */
  providerAccessTokenExpiry: string;
  /** Token that refreshes the access token. */
  providerRefreshToken: string;
  /** ID token of the latest sign-in with one; empty if there was none. */
  providerIdToken: string;
};

/**
 * An identity list.
 *
 * @example
 * ```ts
 * const result: Models.IdentityList = await users.listIdentities({ queries: [Query.limit(25)] });
 * ```
 */
export type IdentityList = {
  /** Number of matches over all pages, counted up to 5,000. */
  total: number;
  /** The identities of this page. */
  identities: Identity[];
};

/**
 * A jwt.
 *
 * @example
 * ```ts
 * const result: Models.Jwt = await users.createJWT({ userId: 'ann' });
 * ```
 */
export type Jwt = {
  /** Signed token that authenticates the user. */
  jwt: string;
};

/**
 * A log.
 *
 * @example
 * ```ts
 * const result: Models.LogList = await users.listLogs({ userId: 'ann', queries: [Query.limit(25)] });
 * const one: Models.Log | undefined = result.logs[0];
 * ```
 */
export type Log = {
  /** What was done, such as `user.update`. */
  event: string;
  /** Id of the user or the key that did it; empty for others. */
  userId: string;
  /** Email address of the user; empty if it is hidden. */
  userEmail: string;
  /** Name of the user; empty if it is hidden. */
  userName: string;
  /** `admin` for the command line, else `default`. */
  mode: string;
  /** Kind of the actor: a user, a key, a guest or an administrator. */
  userType: string;
  /** Network address. */
  ip: string;
  /** Time of the act. Date and time in ISO 8601 with offset +00:00; empty for never. */
  time: string;
  /** Code of the operating system. */
  osCode: string;
  /** Name of the operating system. */
  osName: string;
  /** Version of the operating system. */
  osVersion: string;
  /** Kind of client, such as `browser`. */
  clientType: string;
  /** Code of the client. */
  clientCode: string;
  /** Name of the client. */
  clientName: string;
  /** Version of the client. */
  clientVersion: string;
  /** Engine of the browser. */
  clientEngine: string;
  /** Version of the engine. */
  clientEngineVersion: string;
  /** Kind of device, such as `desktop`. */
  deviceName: string;
  /** Maker of the device. */
  deviceBrand: string;
  /** Model of the device. */
  deviceModel: string;
  /** Country of the address in two letters, `--` if it is unknown. */
  countryCode: string;
  /** Name of the country. */
  countryName: string;
  /** Id of the impersonated user; empty if there is none. */
  impersonatedUserId: string;
};

/**
 * A log list.
 *
 * @example
 * ```ts
 * const result: Models.LogList = await users.listLogs({ userId: 'ann', queries: [Query.limit(25)] });
 * ```
 */
export type LogList = {
  /** Number of matches over all pages, counted up to 5,000. */
  total: number;
  /** The entries of this page, newest first. */
  logs: Log[];
};

/**
 * A membership.
 *
 * @example
 * ```ts
 * const result: Models.Membership = await teams.getMembership({ teamId: 'staff', membershipId });
 * ```
 */
export type Membership = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Time of the last change. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Id of the user. */
  userId: string;
  /** Name of the user; empty if it is hidden. */
  userName: string;
  /** Email address of the user; empty if it is hidden. */
  userEmail: string;
  /** Phone number of the user; empty if it is hidden. */
  userPhone: string;
  /** Id of the team. */
  teamId: string;
  /** Name of the team. */
  teamName: string;
  /** Time of the invitation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  invited: string;
  /** Time of joining. Date and time in ISO 8601 with offset +00:00; empty for never. */
  joined: string;
  /** Whether the user has joined. */
  confirm: boolean;
  /** Whether the member uses a second factor. */
  mfa: boolean;
  /** Day of the last visit of the user. Date and time in ISO 8601 with offset +00:00; empty for never. */
  userAccessedAt: string;
  /** Roles within the team. */
  roles: string[];
};

/**
 * A membership list.
 *
 * @example
 * ```ts
 * const result: Models.MembershipList = await teams.listMemberships({ teamId: 'staff', queries: [Query.limit(25)] });
 * ```
 */
export type MembershipList = {
  /** Number of matches over all pages, counted up to 5,000. */
  total: number;
  /** The memberships of this page. */
  memberships: Membership[];
};

/**
 * A metric.
 *
 * @example
 * ```ts
 * const result: Models.UsageUsers = await users.getUsage();
 * const one: Models.Metric | undefined = result.users[0];
 * ```
 */
export type Metric = {
  /** The count. */
  value: number;
  /** Beginning of the hour or the day. Date and time in ISO 8601 with offset +00:00; empty for never. */
  date: string;
};

/**
 * A mfa challenge.
 *
 * @example
 * ```ts
 * const result: Models.MfaChallenge = await account.createMFAChallenge({ factor: 'email' });
 * ```
 */
export type MfaChallenge = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Id of the user. */
  userId: string;
  /** Time of expiry. Date and time in ISO 8601 with offset +00:00; empty for never. */
  expire: string;
};

/**
 * A mfa challenge secret.
 *
 * @example
 * ```ts
 * const result: Models.MfaChallengeSecret = await users.getMFAChallenge({ userId: 'ann', challengeId });
 * ```
 */
export type MfaChallengeSecret = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Id of the user. */
  userId: string;
  /** Time of expiry. Date and time in ISO 8601 with offset +00:00; empty for never. */
  expire: string;
  /** The code that completes the challenge. */
  code: string;
};

/**
 * A mfa factors.
 *
 * @example
 * ```ts
 * const result: Models.MfaFactors = await users.listMFAFactors({ userId: 'ann' });
 * ```
 */
export type MfaFactors = {
  /** Whether the user has an authenticator. */
  totp: boolean;
  /** Whether a code can be sent by phone. */
  phone: boolean;
  /** Whether a code can be sent by email. */
  email: boolean;
  /** Whether the user has recovery codes. */
  recoveryCode: boolean;
  /** Whether a server of the project delivers codes in its own way. */
  custom: boolean;
};

/**
 * A mfa recovery codes.
 *
 * @example
 * ```ts
 * const result: Models.MfaRecoveryCodes = await users.getMFARecoveryCodes({ userId: 'ann' });
 * ```
 */
export type MfaRecoveryCodes = {
  /** The codes. Each works once. */
  recoveryCodes: string[];
};

/**
 * A mfa type.
 *
 * @example
 * ```ts
 * const result: Models.MfaType = await account.createMFAAuthenticator({ type: 'totp' });
 * ```
 */
export type MfaType = {
  /** Seed in base32, which the user can type into an authenticator. */
  secret: string;
  /** The same as a link, which authenticators read from a QR code. */
  uri: string;
};

/**
 * An oauth2 consent list.
 *
 * @example
 * ```ts
 * const result: Models.Oauth2ConsentList = await account.listConsents({ queries: [Query.limit(25)] });
 * ```
 */
export type Oauth2ConsentList = {
  /** Always 0. */
  total: number;
  /** Always empty: no app signs users in with this server. */
  consents: (Record<string, unknown>)[];
};

/**
 * A session.
 *
 * @example
 * ```ts
 * const result: Models.Session = await account.getSession({ sessionId });
 * ```
 */
export type Session = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Time of the last change. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Id of the user. */
  userId: string;
  /** Time of expiry. Date and time in ISO 8601 with offset +00:00; empty for never. */
  expire: string;
  /** How the user signed in: a method, or the name of a provider. */
  provider: string;
  /** Id of the user at the provider. */
  providerUid: string;
  /** Access token for the API of the provider. */
  providerAccessToken: string;
  /** Expiry of the access token. Date and time in ISO 8601 with offset +00:00; empty for never. */
  providerAccessTokenExpiry: string;
  /** Token that refreshes the access token. */
  providerRefreshToken: string;
  /** Network address. */
  ip: string;
  /** Code of the operating system. */
  osCode: string;
  /** Name of the operating system. */
  osName: string;
  /** Version of the operating system. */
  osVersion: string;
  /** Kind of client, such as `browser`. */
  clientType: string;
  /** Code of the client. */
  clientCode: string;
  /** Name of the client. */
  clientName: string;
  /** Version of the client. */
  clientVersion: string;
  /** Engine of the browser. */
  clientEngine: string;
  /** Version of the engine. */
  clientEngineVersion: string;
  /** Kind of device, such as `desktop`. */
  deviceName: string;
  /** Maker of the device. */
  deviceBrand: string;
  /** Model of the device. */
  deviceModel: string;
  /** Country of the address in two letters, `--` if it is unknown. */
  countryCode: string;
  /** Name of the country. */
  countryName: string;
  /** Whether the session is the caller’s own. */
  current: boolean;
  /** Factors that the user has proved. */
  factors: string[];
  /** Secret of the session; empty except in the answer that creates it. */
  secret: string;
  /** Time of the last proof of a second factor. Date and time in ISO 8601 with offset +00:00; empty for never. */
  mfaUpdatedAt: string;
};

/**
 * A session list.
 *
 * @example
 * ```ts
 * const result: Models.SessionList = await users.listSessions({ userId: 'ann' });
 * ```
 */
export type SessionList = {
  /** Number of matches over all pages, counted up to 5,000. */
  total: number;
  /** The sessions, newest last. */
  sessions: Session[];
};

/**
 * A target.
 *
 * @example
 * ```ts
 * const result: Models.Target = await users.getTarget({ userId: 'ann', targetId: 'phone-of-ann' });
 * ```
 */
export type Target = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Time of the last change. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Name of the target, such as that of a device. */
  name: string;
  /** Id of the user. */
  userId: string;
  /** Id of the messaging provider; null for the default one. */
  providerId: string | null;
  /** `email`, `sms` or `push`. */
  providerType: string;
  /** The address, number or token. */
  identifier: string;
  /** Whether messages no longer reach it. */
  expired: boolean;
};

/**
 * A target list.
 *
 * @example
 * ```ts
 * const result: Models.TargetList = await users.listTargets({ userId: 'ann', queries: [Query.limit(25)] });
 * ```
 */
export type TargetList = {
  /** Number of matches over all pages, counted up to 5,000. */
  total: number;
  /** The targets of this page. */
  targets: Target[];
};

/**
 * A team.
 *
 * @example
 * ```ts
 * const result: Models.Team = await teams.get({ teamId: 'staff' });
 * ```
 */
export type Team<P extends Preferences = DefaultPreferences> = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Time of the last change. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Name; empty if there is none. */
  name: string;
  /** Number of members who have joined. */
  total: number;
  /** Preferences. */
  prefs: P;
};

/**
 * A team list.
 *
 * @example
 * ```ts
 * const result: Models.TeamList = await teams.list({ queries: [Query.limit(25)] });
 * ```
 */
export type TeamList<P extends Preferences = DefaultPreferences> = {
  /** Number of matches over all pages; up to 5,000 are counted where something filters. */
  total: number;
  /** The teams of this page. */
  teams: Team<P>[];
};

/**
 * A token.
 *
 * @example
 * ```ts
 * const result: Models.Token = await users.createToken({ userId: 'ann' });
 * ```
 */
export type Token = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /**
   * Id with which the token is redeemed: that of the user, or for callers without a key the one that was
   *   asked for.
   */
  userId: string;
  /** Secret of the token; empty for callers without a key. */
  secret: string;
  /** Time of expiry. Date and time in ISO 8601 with offset +00:00; empty for never. */
  expire: string;
  /** Security phrase of the message; empty unless the request asked for one. */
  phrase: string;
};

/**
 * A usage users.
 *
 * @example
 * ```ts
 * const result: Models.UsageUsers = await users.getUsage();
 * ```
 */
export type UsageUsers = {
  /** Length of the period. */
  range: string;
  /** Number of users. */
  usersTotal: number;
  /** Number of sessions. */
  sessionsTotal: number;
  /** New users by the hour or the day. */
  users: Metric[];
  /** New sessions by the hour or the day. */
  sessions: Metric[];
};

/**
 * A user. Only keys with the scope users.hashes.read see the hash and its parameters.
 *
 * @example
 * ```ts
 * const result: Models.User = await users.get({ userId: 'ann' });
 * ```
 */
export type User<P extends Preferences = DefaultPreferences> = {
  /** Id. */
  $id: string;
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Time of the last change. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Name; empty if there is none. */
  name: string;
  /** Hash of the password; empty for keys without the scope users.hashes.read. */
  password?: string | null;
  /** Name of the scheme of the hash. */
  hash?: string | null;
  /** Parameters of the hash. */
  hashOptions?: Record<string, unknown> | null;
  /** Time of the sign-up. Date and time in ISO 8601 with offset +00:00; empty for never. */
  registration: string;
  /** Whether the user may sign in; false for blocked users. */
  status: boolean;
  /** Labels that servers gave the user. */
  labels: string[];
  /** Time of the last change of the password. Date and time in ISO 8601 with offset +00:00; empty for never. */
  passwordUpdate: string;
  /** Email address; empty if there is none. */
  email: string;
  /** Phone number in E.164 form; empty if there is none. */
  phone: string;
  /** Whether the email address is verified. */
  emailVerification: boolean;
  /** The address without what its provider ignores, such as dots and tags. */
  emailCanonical: string | null;
  /** Whether the provider gives addresses away for free. */
  emailIsFree: boolean | null;
  /** Whether the provider gives out disposable addresses. */
  emailIsDisposable: boolean | null;
  /** Whether the domain belongs to no public provider. */
  emailIsCorporate: boolean | null;
  /** Whether the address is its own canonical form. */
  emailIsCanonical: boolean | null;
  /** Whether the password is among the most common ones, as of when it was last seen; null if it never was. */
  passwordPwned: boolean | null;
  /** Whether the phone number is verified. */
  phoneVerification: boolean;
  /** Whether sign-ins need a second factor. */
  mfa: boolean;
  /** Preferences. */
  prefs: P;
  /** Addresses at which messages reach the user. */
  targets: Target[];
  /** Day of the last visit. Date and time in ISO 8601 with offset +00:00; empty for never. */
  accessedAt: string;
  /** Whether the user may impersonate others. */
  impersonator: boolean | null;
  /** Id of the user who impersonates this one. */
  impersonatorUserId: string | null;
};

/**
 * An user list.
 *
 * @example
 * ```ts
 * const result: Models.UserList = await users.list({ queries: [Query.limit(25)] });
 * ```
 */
export type UserList<P extends Preferences = DefaultPreferences> = {
  /** Number of matches over all pages; up to 5,000 are counted where something filters. */
  total: number;
  /** The users of this page. */
  users: User<P>[];
};
