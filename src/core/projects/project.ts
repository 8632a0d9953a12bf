declare const projectId: unique symbol;

/** Lower case, since some clients send their headers in lower case. */
export type ProjectId = string & { readonly [projectId]: true };

export type Project = {
  readonly id: ProjectId;
  readonly name: string;
  readonly policies: Policies;
  /** Set when the project has a webhook that is enabled. */
  readonly hasWebhooks?: true;
};

/** The project that a first start creates when none is named. */
export const FIRST_PROJECT = 'default' as ProjectId;
/** Its name to users while it has none of its own. */
const NAMELESS = 'Denizen';

/** Returns the name of a project as its users read it. */
export function displayNameOf({ id, name }: Pick<Project, 'id' | 'name'>): string {
  return id === FIRST_PROJECT && name === id ? NAMELESS : name;
}

/** The settings of a project. */
export type Policies = {
  /** Minimum length of a plain password in bytes; 8 to 256. */
  readonly passwordMinLength: number;
  /** Kinds of characters of which a plain password needs one each. */
  readonly passwordCharacters: readonly PasswordCharacter[];
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
  /** How many days the history is kept; 0 for ever. */
  readonly historyDays: number;
  /**
   * Rate limits that differ from the protocol's: `accountCreate:100`, `accountCreate:off`, or `off` alone for none at
   * all.
   */
  readonly rateLimits: readonly string[];
  /** Whether the session secret is also sent as a header, for browsers that block third-party cookies. */
  readonly fallbackCookies: boolean;
  /** Whether a recovery reports that no user has the address. */
  readonly revealUnknownEmail: boolean;
  /** Whether users learn by mail of a sign-in from elsewhere. */
  readonly sessionAlert: boolean;
  /** The accepted second factors. Recovery codes always are. */
  readonly mfaFactors: readonly MfaFactor[];
  /** Whether users may not take addresses of disposable mailboxes. */
  readonly denyDisposableEmails: boolean;
  /** Whether users may not take another spelling of a mailbox than its canonical one. */
  readonly denyAliasedEmails: boolean;
  /** Whether users may not take addresses of free mail providers. */
  readonly denyFreeEmails: boolean;
  /** Whether users may take addresses only of domains that belong to no public provider. */
  readonly corporateEmailsOnly: boolean;
  /** Whether an address is taken when another spelling of its mailbox is. */
  readonly canonicalEmails: boolean;
  /** How many phone numbers may have a fixed code; 0 switches fixed codes off. */
  readonly mockPhonesLimit: number;
  /**
   * Hosts of the project's own pages: allowed origins, and targets of links. A leading `*.` covers every host below.
   */
  readonly hosts: readonly string[];
  /** Parts of a membership that members of a team do not see of each other. */
  readonly hiddenMemberFields: readonly MemberField[];
  /** Disabled authentication methods. */
  readonly disabledAuthMethods: readonly SignInMethod[];
};

export const passwordCharacters = ['uppercase', 'lowercase', 'number', 'symbol'] as const;

export type PasswordCharacter = (typeof passwordCharacters)[number];

export const mfaFactors = ['totp', 'email', 'phone', 'custom'] as const;

export type MfaFactor = (typeof mfaFactors)[number];

export const memberFields = [
  'userId',
  'userName',
  'userEmail',
  'userPhone',
  'userAccessedAt',
  'mfa',
] as const;

export type MemberField = (typeof memberFields)[number];

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
  passwordCharacters: [],
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
  historyDays: 0,
  rateLimits: [],
  fallbackCookies: false,
  revealUnknownEmail: false,
  sessionAlert: false,
  mfaFactors: ['totp', 'email', 'phone'],
  denyDisposableEmails: false,
  denyAliasedEmails: false,
  denyFreeEmails: false,
  corporateEmailsOnly: false,
  canonicalEmails: false,
  mockPhonesLimit: 0,
  hosts: [],
  hiddenMemberFields: ['userAccessedAt'],
  disabledAuthMethods: [],
};

/** Stands for no project where one is named: what concerns the whole server. Its id is empty. */
export const serverItself: Project = { id: '' as ProjectId, name: '', policies: defaultPolicies };

const FORM = /^[a-z0-9][a-z0-9._-]{0,35}$/;

const NAME_LENGTH_AT_MOST = 128;

/** Returns the name without blanks around it, or `undefined` when it is empty, too long, or cannot be stored. */
export function projectNameOf(text: string): string | undefined {
  const name = text.trim();
  const isStorable = name.isWellFormed() && !name.includes('\0');
  return isStorable && name.length > 0 && name.length <= NAME_LENGTH_AT_MOST ? name : undefined;
}

/** Returns the id in canonical form, or `undefined` when it is invalid. */
export function projectIdOf(text: string): ProjectId | undefined {
  const lower = text.toLowerCase();
  return FORM.test(lower) ? (lower as ProjectId) : undefined;
}
