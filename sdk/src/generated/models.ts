// Written by `npm run generate` out of the routes: change those.

/**
 * Preferences of a user or a team: any object of JSON.
 *
 * @example
 * ```ts
 * const prefs: Models.Preferences = { theme: 'dark' };
 * ```
 */
export type Preferences = object;

/**
 * Preferences of which nothing is known.
 *
 * @example
 * ```ts
 * const prefs: Models.DefaultPreferences = await users.getPrefs({ userId: 'ann' });
 * ```
 */
export type DefaultPreferences = Record<string, unknown>;

/**
 * What is answered where there is nothing to say.
 *
 * @example
 * ```ts
 * const nothing: Models.Nothing = await users.delete({ userId: 'ann' });
 * ```
 */
export type Nothing = Record<string, never>;

/**
 * A health status.
 *
 * @example
 * ```ts
 * const answer: Models.HealthStatus = await health.get();
 * ```
 */
export type HealthStatus = {
  /** What was looked at. */
  name: string;
  /** Milliseconds that it took. */
  ping: number;
  /** `pass` when it answers. */
  status: string;
};

/**
 * A health version.
 *
 * @example
 * ```ts
 * const answer: Models.HealthVersion = await health.getVersion();
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
 * const answer: Models.IdentityList = await users.listIdentities({ queries: [Query.limit(25)] });
 * const one: Models.Identity | undefined = answer.identities[0];
 * ```
 */
export type Identity = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** When it was changed for the last time. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Id of the user. */
  userId: string;
  /** How the user signed in, or where the identity is. */
  provider: string;
  /** Who the user is there. */
  providerUid: string;
  /** Email address that the provider knows. */
  providerEmail: string;
  /** Token for the provider’s own API. */
  providerAccessToken: string;
  /** When that token ends. Date and time in ISO 8601 with offset +00:00; empty for never. */
  providerAccessTokenExpiry: string;
  /** Token that makes another one. */
  providerRefreshToken: string;
};

/**
 * An identity list.
 *
 * @example
 * ```ts
 * const answer: Models.IdentityList = await users.listIdentities({ queries: [Query.limit(25)] });
 * ```
 */
export type IdentityList = {
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** The identities of this page. */
  identities: Identity[];
};

/**
 * A jwt.
 *
 * @example
 * ```ts
 * const answer: Models.Jwt = await users.createJWT({ userId: 'ann' });
 * ```
 */
export type Jwt = {
  /** Signed token that speaks for the user. */
  jwt: string;
};

/**
 * A log.
 *
 * @example
 * ```ts
 * const answer: Models.LogList = await users.listLogs({ userId: 'ann', queries: [Query.limit(25)] });
 * const one: Models.Log | undefined = answer.logs[0];
 * ```
 */
export type Log = {
  /** What was done, as `user.update`. */
  event: string;
  /** Id of the user. Who did it: the id of a user or of a key; empty for others. */
  userId: string;
  /** Email address of the user; empty where others may not see it. */
  userEmail: string;
  /** Name of the user; empty where others may not see it. */
  userName: string;
  /** In which mode it was done. */
  mode: string;
  /** Whether a user, a key or somebody else did it. */
  userType: string;
  /** Network address. */
  ip: string;
  /** When it was done. Date and time in ISO 8601 with offset +00:00; empty for never. */
  time: string;
  /** Code of the operating system. */
  osCode: string;
  /** Name of the operating system. */
  osName: string;
  /** Version of the operating system. */
  osVersion: string;
  /** Kind of client, as `browser`. */
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
  /** Kind of device, as `desktop`. */
  deviceName: string;
  /** Maker of the device. */
  deviceBrand: string;
  /** Model of the device. */
  deviceModel: string;
  /** Country of the address in two letters, `--` where it is not known. */
  countryCode: string;
  /** Name of the country. */
  countryName: string;
  /** As whom it was done, of what an impersonator did; empty otherwise. */
  impersonatedUserId: string;
};

/**
 * A log list.
 *
 * @example
 * ```ts
 * const answer: Models.LogList = await users.listLogs({ userId: 'ann', queries: [Query.limit(25)] });
 * ```
 */
export type LogList = {
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** The entries of this page, newest first. */
  logs: Log[];
};

/**
 * A membership.
 *
 * @example
 * ```ts
 * const answer: Models.Membership = await teams.getMembership({ teamId: 'staff', membershipId });
 * ```
 */
export type Membership = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** When it was changed for the last time. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Id of the user. */
  userId: string;
  /** Name of the user; empty where others may not see it. */
  userName: string;
  /** Email address of the user; empty where others may not see it. */
  userEmail: string;
  /** Phone number of the user; empty where others may not see it. */
  userPhone: string;
  /** Id of the team. */
  teamId: string;
  /** Name of the team. */
  teamName: string;
  /** When the user was invited. Date and time in ISO 8601 with offset +00:00; empty for never. */
  invited: string;
  /** When the user joined. Date and time in ISO 8601 with offset +00:00; empty for never. */
  joined: string;
  /** Whether the user has joined. */
  confirm: boolean;
  /** Whether the member uses a second factor. */
  mfa: boolean;
  /** When the user was last here. Date and time in ISO 8601 with offset +00:00; empty for never. */
  userAccessedAt: string;
  /** Roles within the team. */
  roles: string[];
};

/**
 * A membership list.
 *
 * @example
 * ```ts
 * const answer: Models.MembershipList = await teams.listMemberships({ teamId: 'staff', queries: [Query.limit(25)] });
 * ```
 */
export type MembershipList = {
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** The memberships of this page. */
  memberships: Membership[];
};

/**
 * A metric.
 *
 * @example
 * ```ts
 * const answer: Models.UsageUsers = await users.getUsage();
 * const one: Models.Metric | undefined = answer.users[0];
 * ```
 */
export type Metric = {
  /** How many. */
  value: number;
  /** When the hour or the day begins. Date and time in ISO 8601 with offset +00:00; empty for never. */
  date: string;
};

/**
 * A mfa challenge.
 *
 * @example
 * ```ts
 * const answer: Models.MfaChallenge = await account.createMFAChallenge({ factor: 'email' });
 * ```
 */
export type MfaChallenge = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Id of the user. */
  userId: string;
  /** When it ends. Date and time in ISO 8601 with offset +00:00; empty for never. */
  expire: string;
};

/**
 * A mfa factors.
 *
 * @example
 * ```ts
 * const answer: Models.MfaFactors = await users.listMFAFactors({ userId: 'ann' });
 * ```
 */
export type MfaFactors = {
  /** Whether there is an authenticator. */
  totp: boolean;
  /** Whether a code can be sent by phone. */
  phone: boolean;
  /** Whether a code can be sent by email. */
  email: boolean;
  /** Whether there are recovery codes. */
  recoveryCode: boolean;
};

/**
 * A mfa recovery codes.
 *
 * @example
 * ```ts
 * const answer: Models.MfaRecoveryCodes = await users.getMFARecoveryCodes({ userId: 'ann' });
 * ```
 */
export type MfaRecoveryCodes = {
  /** The codes, each good for once. */
  recoveryCodes: string[];
};

/**
 * A mfa type.
 *
 * @example
 * ```ts
 * const answer: Models.MfaType = await account.createMFAAuthenticator({ type: 'totp' });
 * ```
 */
export type MfaType = {
  /** What the authenticator is told, by hand. Seed in base32. */
  secret: string;
  /** The same as an address for a QR code. The same as a link, which authenticators read from a QR code. */
  uri: string;
};

/**
 * A session.
 *
 * @example
 * ```ts
 * const answer: Models.Session = await account.getSession({ sessionId });
 * ```
 */
export type Session = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** When it was changed for the last time. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Id of the user. */
  userId: string;
  /** When it ends. Date and time in ISO 8601 with offset +00:00; empty for never. */
  expire: string;
  /** How the user signed in, or where the identity is. */
  provider: string;
  /** Who the user is there. */
  providerUid: string;
  /** Token for the provider’s own API. */
  providerAccessToken: string;
  /** When that token ends. Date and time in ISO 8601 with offset +00:00; empty for never. */
  providerAccessTokenExpiry: string;
  /** Token that makes another one. */
  providerRefreshToken: string;
  /** Network address. */
  ip: string;
  /** Code of the operating system. */
  osCode: string;
  /** Name of the operating system. */
  osName: string;
  /** Version of the operating system. */
  osVersion: string;
  /** Kind of client, as `browser`. */
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
  /** Kind of device, as `desktop`. */
  deviceName: string;
  /** Maker of the device. */
  deviceBrand: string;
  /** Model of the device. */
  deviceModel: string;
  /** Country of the address in two letters, `--` where it is not known. */
  countryCode: string;
  /** Name of the country. */
  countryName: string;
  /** Whether it is the caller’s own. */
  current: boolean;
  /** How the user proved who they are. */
  factors: string[];
  /**
   * What proves it; whoever has it is let in. What the client keeps; shown when the session is made and empty
   *   afterwards.
   */
  secret: string;
  /** When a second factor was shown. Date and time in ISO 8601 with offset +00:00; empty for never. */
  mfaUpdatedAt: string;
};

/**
 * A session list.
 *
 * @example
 * ```ts
 * const answer: Models.SessionList = await users.listSessions({ userId: 'ann' });
 * ```
 */
export type SessionList = {
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** The sessions, newest last. */
  sessions: Session[];
};

/**
 * A target.
 *
 * @example
 * ```ts
 * const answer: Models.Target = await users.getTarget({ userId: 'ann', targetId: 'phone-of-ann' });
 * ```
 */
export type Target = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** When it was changed for the last time. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Name of the target, as of a device. */
  name: string;
  /** Id of the user. */
  userId: string;
  /** Id of what sends to it; null for the usual one. */
  providerId: string | null;
  /** `email`, `sms` or `push`. */
  providerType: string;
  /** The address, number or token. */
  identifier: string;
  /** Whether it is known to be dead. */
  expired: boolean;
};

/**
 * A target list.
 *
 * @example
 * ```ts
 * const answer: Models.TargetList = await users.listTargets({ userId: 'ann', queries: [Query.limit(25)] });
 * ```
 */
export type TargetList = {
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** The targets of this page. */
  targets: Target[];
};

/**
 * A team.
 *
 * @example
 * ```ts
 * const answer: Models.Team = await teams.get({ teamId: 'staff' });
 * ```
 */
export type Team<P extends Preferences = DefaultPreferences> = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** When it was changed for the last time. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Its name; empty where it has none. */
  name: string;
  /** How many members have joined. */
  total: number;
  /** Preferences. */
  prefs: P;
};

/**
 * A team list.
 *
 * @example
 * ```ts
 * const answer: Models.TeamList = await teams.list({ queries: [Query.limit(25)] });
 * ```
 */
export type TeamList<P extends Preferences = DefaultPreferences> = {
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** The teams of this page. */
  teams: Team<P>[];
};

/**
 * A token.
 *
 * @example
 * ```ts
 * const answer: Models.Token = await users.createToken({ userId: 'ann' });
 * ```
 */
export type Token = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Id of the user. */
  userId: string;
  /** What proves it; whoever has it is let in. */
  secret: string;
  /** When it ends. Date and time in ISO 8601 with offset +00:00; empty for never. */
  expire: string;
  /** Words by which the user knows the message; empty unless they were asked for. */
  phrase: string;
};

/**
 * A usage users.
 *
 * @example
 * ```ts
 * const answer: Models.UsageUsers = await users.getUsage();
 * ```
 */
export type UsageUsers = {
  /** How far back. */
  range: string;
  /** How many users there are. */
  usersTotal: number;
  /** How many sessions there are. */
  sessionsTotal: number;
  /** New users by the hour or the day. */
  users: Metric[];
  /** New sessions by the hour or the day. */
  sessions: Metric[];
};

/**
 * A user. Hash and options are there for keys that may see them, and never of one’s own account.
 *
 * @example
 * ```ts
 * const answer: Models.User = await users.get({ userId: 'ann' });
 * ```
 */
export type User<P extends Preferences = DefaultPreferences> = {
  /** Its id. */
  $id: string;
  /** When it was made. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** When it was changed for the last time. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Its name; empty where it has none. */
  name: string;
  /** Hash of the password. Hash; empty for keys without the scope users.hashes.read. */
  password?: string | null;
  /** Name of the hash’s scheme. */
  hash?: string | null;
  /** What the hash was made with. */
  hashOptions?: Record<string, unknown> | null;
  /** When the user signed up. Date and time in ISO 8601 with offset +00:00; empty for never. */
  registration: string;
  /** Whether the user may sign in. */
  status: boolean;
  /** Labels that a server gave the user. */
  labels: string[];
  /**
   * When the password was set for the last time. Date and time in ISO 8601 with offset +00:00; empty for
   *   never.
   */
  passwordUpdate: string;
  /** Email address; empty where there is none. */
  email: string;
  /** Phone number in E.164 form; empty where there is none. */
  phone: string;
  /** Whether the email address is verified. */
  emailVerification: boolean;
  /** The address without what its provider passes over, as dots and tags. */
  emailCanonical: string | null;
  /** Whether anybody can get an address there for free. */
  emailIsFree: boolean | null;
  /** Whether the address is one to throw away. */
  emailIsDisposable: boolean | null;
  /** Whether the address is of a domain of its own. */
  emailIsCorporate: boolean | null;
  /** Whether the address is its own canonical form. */
  emailIsCanonical: boolean | null;
  /** Whether the phone number is verified. */
  phoneVerification: boolean;
  /** Whether a second factor is asked for. */
  mfa: boolean;
  /** Preferences. */
  prefs: P;
  /** Where messages reach the user. */
  targets: Target[];
  /** Day on which the user was last here. Date and time in ISO 8601 with offset +00:00; empty for never. */
  accessedAt: string;
  /** Whether the user may act as others. */
  impersonator: boolean | null;
  /** Id of the user who acts as this one. */
  impersonatorUserId: string | null;
};

/**
 * An user list.
 *
 * @example
 * ```ts
 * const answer: Models.UserList = await users.list({ queries: [Query.limit(25)] });
 * ```
 */
export type UserList<P extends Preferences = DefaultPreferences> = {
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** The users of this page. */
  users: User<P>[];
};
