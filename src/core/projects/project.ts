declare const projectId: unique symbol;

/** Lower case, since some clients send their headers in lower case. */
export type ProjectId = string & { readonly [projectId]: true };

export type Project = {
  readonly id: ProjectId;
  readonly name: string;
  readonly policies: Policies;
};

/** The settings of a project. */
export type Policies = {
  /** Minimum length of a plain password in bytes; 8 to 256. */
  readonly passwordMinLength: number;
  /** How many earlier passwords a new one must differ from; 0 to 20. */
  readonly passwordHistory: number;
  /** Whether the most common passwords are refused. */
  readonly passwordDictionary: boolean;
  /** Whether a password may not contain the user's own id, name, email or phone. */
  readonly passwordPersonalData: boolean;
  /** Whether a new password ends the user's sessions. */
  readonly invalidateSessions: boolean;
  /** Lifetime of a session. */
  readonly sessionSeconds: number;
  /** How long a session may go unused; 0 for no limit. */
  readonly sessionIdleSeconds: number;
  /** How long an invitation to a team may be accepted. */
  readonly invitationSeconds: number;
  /** Sessions per user, of which the oldest are deleted; 0 for no limit. */
  readonly sessionsLimit: number;
  /** How many users may sign up; 0 for no limit. */
  readonly usersLimit: number;
  /** How often a network may fail to sign in within an hour; 0 for any number. */
  readonly failedSignInsLimit: number;
  /**
   * Rate limits that differ from the protocol's: `accountCreate:100`, `accountCreate:off`, or `off` alone for none at
   * all.
   */
  readonly rateLimits: readonly string[];
  /** Whether the session secret is also sent as a header, for browsers that block third-party cookies. */
  readonly fallbackCookies: boolean;
  /** Whether a recovery reports that no user has the address. */
  readonly revealUnknownEmail: boolean;
  /** Whether a code sent by email counts as a second factor. */
  readonly emailFactor: boolean;
  /**
   * Hosts of the project's own pages: allowed origins, and targets of links. A leading `*.` covers every host below.
   */
  readonly hosts: readonly string[];
  /** Parts of a membership that members of a team do not see of each other. */
  readonly hiddenMemberFields: readonly MemberField[];
  /** Disabled authentication methods. */
  readonly disabledAuthMethods: readonly SignInMethod[];
};

export const memberFields = [
  'userId',
  'userName',
  'userEmail',
  'userPhone',
  'userAccessedAt',
  'mfa',
] as const;

type MemberField = (typeof memberFields)[number];

export const signInMethods = [
  'email-password',
  'magic-url',
  'email-otp',
  'anonymous',
  'phone',
  'jwt',
  'token',
  'invites',
] as const;

export type SignInMethod = (typeof signInMethods)[number];

export const defaultPolicies: Policies = {
  passwordMinLength: 8,
  passwordHistory: 0,
  passwordDictionary: false,
  passwordPersonalData: false,
  invalidateSessions: true,
  sessionSeconds: 31_536_000,
  sessionIdleSeconds: 0,
  invitationSeconds: 604_800,
  sessionsLimit: 10,
  usersLimit: 0,
  failedSignInsLimit: 1_000,
  rateLimits: [],
  fallbackCookies: false,
  revealUnknownEmail: false,
  emailFactor: true,
  hosts: [],
  hiddenMemberFields: ['userAccessedAt'],
  disabledAuthMethods: [],
};

const FORM = /^[a-z0-9][a-z0-9._-]{0,35}$/;

/** Returns the id in canonical form, or `undefined` when it is invalid. */
export function projectIdOf(text: string): ProjectId | undefined {
  const lower = text.toLowerCase();
  return FORM.test(lower) ? (lower as ProjectId) : undefined;
}
