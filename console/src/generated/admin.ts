// Generated from the endpoints by `npm run generate`. Do not edit.

/** Method and path of each endpoint. */
export const endpoints = {
  acceptLink: 'POST /links/accept',
  createProject: 'POST /projects',
  createSession: 'POST /session',
  createTotp: 'POST /me/totp',
  deleteAdmin: 'DELETE /admins/:admin',
  deleteMySession: 'DELETE /me/sessions/:session',
  deleteSession: 'DELETE /session',
  deleteTotp: 'DELETE /me/totp',
  getProject: 'GET /projects/:project',
  getSession: 'GET /session',
  getState: 'GET /state',
  inviteAdmin: 'POST /admins',
  listAdmins: 'GET /admins',
  listMySessions: 'GET /me/sessions',
  listProjects: 'GET /projects',
  proveSession: 'POST /session/proof',
  resetAdmin: 'POST /admins/:admin/reset',
  showLink: 'POST /links/show',
  updateAdmin: 'PATCH /admins/:admin',
  updateMe: 'PATCH /me',
  updatePassword: 'PUT /me/password',
  verifyTotp: 'PUT /me/totp',
} as const;

export type Endpoints = {
  /** Set a password by a link. */
  readonly acceptLink: {
    readonly input: {
      /** Secret of the link. */
      readonly secret: string;
      /** Password. */
      readonly password: string;
      /** Email address. */
      readonly email?: string | undefined;
      /** Name. */
      readonly name?: string | undefined;
    };
    readonly output: AcceptedLink;
  };
  /** Create a project. */
  readonly createProject: {
    readonly input: {
      /** Id of the project. */
      readonly id: string;
      /** Display name. */
      readonly name: string;
    };
    readonly output: Project;
  };
  /** Sign in. */
  readonly createSession: {
    readonly input: {
      /** Email address. */
      readonly email: string;
      /** Password. */
      readonly password: string;
      /** Code of the authenticator, or a recovery code. */
      readonly code?: string | undefined;
    };
    readonly output: OwnSession;
  };
  /** Begin to set up an authenticator. */
  readonly createTotp: {
    readonly input: { readonly [name: string]: never };
    readonly output: TotpEnrolment;
  };
  /** Remove an administrator. */
  readonly deleteAdmin: {
    readonly input: {
      /** Id of the administrator. */
      readonly admin: string;
    };
    readonly output: undefined;
  };
  /** End an own session. */
  readonly deleteMySession: {
    readonly input: {
      /** Id of the session. */
      readonly session: string;
    };
    readonly output: undefined;
  };
  /** Sign out. */
  readonly deleteSession: {
    readonly input: { readonly [name: string]: never };
    readonly output: undefined;
  };
  /** Remove the authenticator. */
  readonly deleteTotp: {
    readonly input: {
      /** Password. */
      readonly password: string;
    };
    readonly output: undefined;
  };
  /** Get a project. */
  readonly getProject: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: Project;
  };
  /** Get the own session. */
  readonly getSession: {
    readonly input: { readonly [name: string]: never };
    readonly output: OwnSession;
  };
  /** What a client needs before a sign-in. */
  readonly getState: {
    readonly input: { readonly [name: string]: never };
    readonly output: State;
  };
  /** Invite an administrator. */
  readonly inviteAdmin: {
    readonly input: {
      /** Email address. */
      readonly email: string;
      /** Name. */
      readonly name?: string | undefined;
      /** Roles; they replace all earlier ones. */
      readonly grants: readonly ({
        readonly project: string | null;
        readonly role: 'owner' | 'operator' | 'support' | 'auditor';
      })[];
    };
    readonly output: AdminWithLink;
  };
  /** List the administrators. */
  readonly listAdmins: {
    readonly input: { readonly [name: string]: never };
    readonly output: AdminList;
  };
  /** List the own sessions. */
  readonly listMySessions: {
    readonly input: { readonly [name: string]: never };
    readonly output: AdminSessionList;
  };
  /** List the own projects. */
  readonly listProjects: {
    readonly input: { readonly [name: string]: never };
    readonly output: ProjectList;
  };
  /** Give password or code again. */
  readonly proveSession: {
    readonly input: {
      /** Password. */
      readonly password?: string | undefined;
      /** Code of the authenticator, or a recovery code. */
      readonly code?: string | undefined;
    };
    readonly output: undefined;
  };
  /** Make a link that sets a password. */
  readonly resetAdmin: {
    readonly input: {
      /** Id of the administrator. */
      readonly admin: string;
    };
    readonly output: AdminWithLink;
  };
  /** Show what a link is for. */
  readonly showLink: {
    readonly input: {
      /** Secret of the link. */
      readonly secret: string;
    };
    readonly output: Link;
  };
  /** Replace the roles. */
  readonly updateAdmin: {
    readonly input: {
      /** Id of the administrator. */
      readonly admin: string;
      /** Roles; they replace all earlier ones. */
      readonly grants: readonly ({
        readonly project: string | null;
        readonly role: 'owner' | 'operator' | 'support' | 'auditor';
      })[];
    };
    readonly output: Admin;
  };
  /** Update the own account. */
  readonly updateMe: {
    readonly input: {
      /** Name. */
      readonly name: string;
    };
    readonly output: OwnSession;
  };
  /** Replace the own password. */
  readonly updatePassword: {
    readonly input: {
      /** Password. */
      readonly current: string;
      /** Password. */
      readonly password: string;
    };
    readonly output: undefined;
  };
  /** Complete it by a first code. */
  readonly verifyTotp: {
    readonly input: {
      /** Code of the authenticator, or a recovery code. */
      readonly code: string;
    };
    readonly output: RecoveryCodes;
  };
};

export type Permission =
  | 'admins.read'
  | 'admins.write'
  | 'system.read'
  | 'projects.create'
  | 'projects.read'
  | 'projects.write'
  | 'projects.delete'
  | 'policies.read'
  | 'policies.write'
  | 'platforms.write'
  | 'providers.read'
  | 'providers.write'
  | 'keys.read'
  | 'keys.write'
  | 'users.read'
  | 'users.write'
  | 'users.support'
  | 'users.credentials'
  | 'users.impersonate'
  | 'users.hashes.read'
  | 'users.delete'
  | 'users.export'
  | 'sessions.read'
  | 'sessions.write'
  | 'teams.read'
  | 'teams.write'
  | 'jobs.read'
  | 'jobs.write'
  | 'history.read'
  | 'messages.read'
  | 'messages.write';

export type AcceptedLink = {
  readonly admin: Admin;
  /** False where a code is needed: sign in then. */
  readonly isSignedIn: boolean;
};

export type Admin = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly grants: readonly ({
    /** Id of the project; null for the installation with all projects. */
    readonly project: string | null;
    readonly role: 'owner' | 'operator' | 'support' | 'auditor';
  })[];
  /** Whether sign-ins need a code. */
  readonly hasTotp: boolean;
  /** When the administrator was created. */
  readonly createdAt: string;
  /** When the password was set; null until an invitation is accepted. */
  readonly joinedAt: string | null;
  /** When the administrator was last seen, to a day. */
  readonly accessedAt: string | null;
};

export type AdminList = {
  readonly rows: readonly Admin[];
};

export type AdminSessionList = {
  readonly rows: readonly ({
    readonly id: string;
    /** When it began. */
    readonly createdAt: string;
    /** When it was last used, to about an hour. */
    readonly usedAt: string | null;
    /** When it ends at the latest. */
    readonly expiresAt: string;
    readonly ip: string | null;
    /** ISO 3166-1 alpha-2. */
    readonly country: string | null;
    readonly os: string;
    readonly browser: string;
    readonly isCurrent: boolean;
  })[];
};

export type AdminWithLink = {
  readonly admin: Admin;
  /** Opens the console to set a password, once. It is not shown again. */
  readonly link: string;
};

export type Link = {
  readonly kind: 'setup' | 'invite' | 'reset';
  /** Email address of the administrator; null for the first one. */
  readonly email: string | null;
};

export type OwnSession = {
  readonly admin: Admin;
  readonly permissions: {
    /** What the administrator may do in the installation, and in all projects. */
    readonly installation: readonly string[];
    /** The same in single projects, by their ids. */
    readonly projects: Readonly<Record<string, readonly string[]>>;
  };
  /** When the session began. */
  readonly signedInAt: string;
  /** When the password or a code was last given. */
  readonly provenAt: string;
  /** When the session ends at the latest. */
  readonly expiresAt: string;
};

export type Project = {
  readonly id: string;
  readonly name: string;
  /** When the project was created. */
  readonly createdAt: string;
  /** How many users it has. */
  readonly users: number;
};

export type ProjectList = {
  readonly rows: readonly Project[];
};

export type RecoveryCodes = {
  /** Each signs in once. Shown once. */
  readonly recoveryCodes: readonly string[];
};

export type State = {
  /** Version of the server. */
  readonly version: string;
  /** Whether there is no administrator yet. */
  readonly setupNeeded: boolean;
  /** Whether messages are kept in the mailbox instead of being sent. */
  readonly isDevelopment: boolean;
};

export type TotpEnrolment = {
  /** Seed in base32, shown once. */
  readonly secret: string;
  /** The same for a QR code. */
  readonly uri: string;
};
