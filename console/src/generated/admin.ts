// Generated from the endpoints by `npm run generate`. Do not edit.

/** Method and path of each endpoint. */
export const endpoints = {
  acceptLink: 'POST /links/accept',
  blockUser: 'POST /projects/:project/users/:user/block',
  cancelImport: 'POST /projects/:project/imports/:import/cancel',
  cancelJob: 'POST /projects/:project/jobs/:job/cancel',
  checkImport: 'POST /projects/:project/imports/:import/check',
  countSessions: 'GET /projects/:project/sessions/facets',
  createBackup: 'POST /system/backups',
  createImport: 'POST /projects/:project/imports',
  createJob: 'POST /projects/:project/jobs',
  createKey: 'POST /projects/:project/keys',
  createPlatform: 'POST /projects/:project/platforms',
  createProject: 'POST /projects',
  createSession: 'POST /session',
  createTeam: 'POST /projects/:project/teams',
  createTeamMembership: 'POST /projects/:project/teams/:team/memberships',
  createTotp: 'POST /me/totp',
  createUser: 'POST /projects/:project/users',
  createUserRecoveryCodes: 'POST /projects/:project/users/:user/recovery-codes',
  createUserResetLink: 'POST /projects/:project/users/:user/reset-link',
  createUserTarget: 'POST /projects/:project/users/:user/targets',
  deleteAdmin: 'DELETE /admins/:admin',
  deleteImportFile: 'DELETE /projects/:project/imports/:import/files/:file',
  deleteKey: 'DELETE /projects/:project/keys/:key',
  deleteMessage: 'DELETE /projects/:project/messages/:message',
  deleteMySession: 'DELETE /me/sessions/:session',
  deleteOldSystem: 'DELETE /projects/:project/migrations/asked',
  deletePlatform: 'DELETE /projects/:project/platforms/:host',
  deleteProject: 'DELETE /projects/:project',
  deleteProvider: 'DELETE /projects/:project/providers/:key',
  deleteSession: 'DELETE /session',
  deleteTeam: 'DELETE /projects/:project/teams/:team',
  deleteTeamMembership: 'DELETE /projects/:project/teams/:team/memberships/:membership',
  deleteTotp: 'DELETE /me/totp',
  deleteUser: 'DELETE /projects/:project/users/:user',
  deleteUserFactor: 'DELETE /projects/:project/users/:user/factors/:kind',
  deleteUserIdentity: 'DELETE /projects/:project/users/:user/identities/:identity',
  deleteUserPassword: 'DELETE /projects/:project/users/:user/password',
  deleteUserSession: 'DELETE /projects/:project/users/:user/sessions/:session',
  deleteUserSessions: 'DELETE /projects/:project/users/:user/sessions',
  deleteUserTarget: 'DELETE /projects/:project/users/:user/targets/:target',
  eraseUser: 'POST /projects/:project/users/:user/erase',
  exportHistory: 'GET /projects/:project/history/export',
  exportUser: 'GET /projects/:project/users/:user/export',
  exportUserPage: 'GET /projects/:project/users/:user/export/page',
  getErasure: 'GET /projects/:project/users/:user/erasure',
  getImport: 'GET /projects/:project/imports/:import',
  getImportReport: 'GET /projects/:project/imports/:import/report',
  getJob: 'GET /projects/:project/jobs/:job',
  getJobReceipts: 'GET /projects/:project/jobs/:job/receipts',
  getJobResult: 'GET /projects/:project/jobs/:job/result',
  getKey: 'GET /projects/:project/keys/:key',
  getMigrations: 'GET /projects/:project/migrations',
  getOverview: 'GET /projects/:project/overview',
  getProject: 'GET /projects/:project',
  getSession: 'GET /session',
  getState: 'GET /state',
  getSystem: 'GET /system',
  getTeam: 'GET /projects/:project/teams/:team',
  getUser: 'GET /projects/:project/users/:user',
  getUserMetadata: 'GET /projects/:project/users/:user/metadata',
  impersonateUser: 'POST /projects/:project/users/:user/impersonation',
  inviteAdmin: 'POST /admins',
  inviteToTeam: 'POST /projects/:project/teams/:team/invitations',
  listAdmins: 'GET /admins',
  listCheckpoints: 'GET /projects/:project/history/checkpoints',
  listImportSystems: 'GET /import-systems',
  listImports: 'GET /projects/:project/imports',
  listJobFailures: 'GET /projects/:project/jobs/:job/failures',
  listJobs: 'GET /projects/:project/jobs',
  listKeys: 'GET /projects/:project/keys',
  listMailbox: 'GET /mailbox',
  listMessages: 'GET /projects/:project/messages',
  listMySessions: 'GET /me/sessions',
  listPlatforms: 'GET /projects/:project/platforms',
  listPolicies: 'GET /projects/:project/policies',
  listProjects: 'GET /projects',
  listProviders: 'GET /projects/:project/providers',
  listTeamMemberships: 'GET /projects/:project/teams/:team/memberships',
  listTeams: 'GET /projects/:project/teams',
  listTemplates: 'GET /projects/:project/templates',
  listUserHistory: 'GET /projects/:project/users/:user/history',
  listUserIdentities: 'GET /projects/:project/users/:user/identities',
  listUserMemberships: 'GET /projects/:project/users/:user/memberships',
  listUserSessions: 'GET /projects/:project/users/:user/sessions',
  listUserTargets: 'GET /projects/:project/users/:user/targets',
  listUsers: 'GET /projects/:project/users',
  pauseImport: 'POST /projects/:project/imports/:import/pause',
  pauseJob: 'POST /projects/:project/jobs/:job/pause',
  previewJob: 'POST /projects/:project/jobs/preview',
  proveSession: 'POST /session/proof',
  resetAdmin: 'POST /admins/:admin/reset',
  resumeImport: 'POST /projects/:project/imports/:import/resume',
  resumeJob: 'POST /projects/:project/jobs/:job/resume',
  retryJob: 'POST /projects/:project/jobs/:job/retry',
  retryMessage: 'POST /projects/:project/messages/:message/retry',
  rotateKey: 'POST /projects/:project/keys/:key/rotate',
  runImport: 'POST /projects/:project/imports/:import/run',
  searchHistory: 'GET /projects/:project/history',
  searchSessions: 'GET /projects/:project/sessions',
  sendTestMessage: 'POST /projects/:project/messages/test',
  sendUserReset: 'POST /projects/:project/users/:user/reset',
  setContracts: 'PUT /projects/:project/migrations/contracts',
  setOldSystem: 'PUT /projects/:project/migrations/asked',
  setProvider: 'PUT /projects/:project/providers/:key',
  setUserImpersonator: 'PUT /projects/:project/users/:user/impersonator',
  setUserMfa: 'PUT /projects/:project/users/:user/mfa',
  setUserPassword: 'PUT /projects/:project/users/:user/password',
  showLink: 'POST /links/show',
  streamEvents: 'GET /events',
  testOldSystem: 'POST /projects/:project/migrations/asked/test',
  testProvider: 'POST /projects/:project/providers/:key/test',
  tryImportCanaries: 'POST /projects/:project/imports/:import/canaries',
  unblockUser: 'POST /projects/:project/users/:user/unblock',
  undoImport: 'POST /projects/:project/imports/:import/undo',
  undoJob: 'POST /projects/:project/jobs/:job/undo',
  updateAdmin: 'PATCH /admins/:admin',
  updateMe: 'PATCH /me',
  updatePassword: 'PUT /me/password',
  updatePolicies: 'PATCH /projects/:project/policies',
  updateProject: 'PATCH /projects/:project',
  updateTeam: 'PATCH /projects/:project/teams/:team',
  updateTeamMembership: 'PATCH /projects/:project/teams/:team/memberships/:membership',
  updateUser: 'PATCH /projects/:project/users/:user',
  updateUserMetadata: 'PUT /projects/:project/users/:user/metadata',
  uploadImportFile: 'PUT /projects/:project/imports/:import/files/:file',
  verifyHistory: 'GET /projects/:project/history/verify',
  verifyTotp: 'PUT /me/totp',
  verifyUser: 'POST /projects/:project/users/:user/verification',
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
  /** Block a user, whose sessions stay and cannot be used. */
  readonly blockUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: ShownUser;
  };
  /** Cancel an import and remove its files; what it wrote stays. */
  readonly cancelImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
    };
    readonly output: Import;
  };
  /** Cancel a job; what it has done stays. */
  readonly cancelJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: Job;
  };
  /** Begin a dry run: what would become of each row. */
  readonly checkImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
      /** Name of the system that the files are of. */
      readonly system: string;
      /** How rows become users, as the options of `denizen import`. */
      readonly options?: {
        readonly id?: 'keep' | 'fresh' | {
          readonly prefix: string;
        } | undefined;
        readonly onConflict?: 'skip' | 'update' | 'fail' | undefined;
        readonly mergesEmails?: boolean | undefined;
        readonly extraEmails?: 'metadata' | 'targets' | undefined;
        readonly providers?: Readonly<Record<string, string | null>> | undefined;
        readonly rest?: 'keep' | 'drop' | undefined;
        readonly badHashes?: 'refuse' | 'drop' | undefined;
        readonly hashesPlainPasswords?: boolean | undefined;
        readonly withoutPassword?: 'leave' | 'pending' | undefined;
        readonly history?: 'batch' | 'user' | undefined;
        readonly systemOptions?: Readonly<Record<string, string>> | undefined;
      } | undefined;
      /** What hashes need that is not in the files. Kept sealed and never shown. Default: those that were given before. */
      readonly secrets?: {
        readonly pepper?: string | undefined;
        readonly signerKey?: string | undefined;
        readonly saltSeparator?: string | undefined;
        readonly rounds?: number | undefined;
        readonly memCost?: number | undefined;
        readonly recipe?: string | undefined;
      } | undefined;
    };
    readonly output: Import;
  };
  /** Count the values of sessions that match. */
  readonly countSessions: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** An address, as in 203.0.113.7. */
      readonly ip?: string | undefined;
      /** A network, as in 203.0.113.0/24 or 2001:db8::/64. */
      readonly network?: string | undefined;
      /** ISO 3166-1 alpha-2. */
      readonly country?: string | undefined;
      /** Name of the operating system, as the facets have it. */
      readonly os?: string | undefined;
      /** Name of the program, as the facets have it. */
      readonly browser?: string | undefined;
      /** Kind of device, as in "desktop" or "smartphone". */
      readonly device?: string | undefined;
      /** How the session was opened, as in "email" or "github". */
      readonly provider?: string | undefined;
      /** Age of the sessions, as in 30d. */
      readonly olderThan?: string | undefined;
      /** Sessions that were not used for this long, as in 12h. */
      readonly unusedFor?: string | undefined;
      /** Sessions that were used within this time, as in 15m. */
      readonly usedWithin?: string | undefined;
    };
    readonly output: SessionFacets;
  };
  /** Make a backup now. */
  readonly createBackup: {
    readonly input: { readonly [name: string]: never };
    readonly output: Backups;
  };
  /** Create an import, which takes files then. */
  readonly createImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: Import;
  };
  /** Act on many users. */
  readonly createJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** What is done to each user, or to each session. */
      readonly act: 'block' | 'unblock' | 'verify' | 'label' | 'unlabel' | 'endSessions' | 'requireNewPassword' | 'markPending' | 'delete' | 'erase' | 'export';
      /** Whom it meets: users by the queries and the search of their list, or by ids; for endSessions also single sessions, by the terms of their search. */
      readonly target: {
        readonly filter: {
          readonly queries: readonly unknown[];
          readonly search?: string | undefined;
        };
      } | {
        readonly ids: readonly string[];
      } | {
        readonly sessions: {
          /** An address, as in 203.0.113.7. */
          readonly ip?: string | undefined;
          /** A network, as in 203.0.113.0/24 or 2001:db8::/64. */
          readonly network?: string | undefined;
          /** ISO 3166-1 alpha-2. */
          readonly country?: string | undefined;
          /** Name of the operating system, as the facets have it. */
          readonly os?: string | undefined;
          /** Name of the program, as the facets have it. */
          readonly browser?: string | undefined;
          /** Kind of device, as in "desktop" or "smartphone". */
          readonly device?: string | undefined;
          /** How the session was opened, as in "email" or "github". */
          readonly provider?: string | undefined;
          /** Age of the sessions, as in 30d. */
          readonly olderThan?: string | undefined;
          /** Sessions that were not used for this long, as in 12h. */
          readonly unusedFor?: string | undefined;
          /** Sessions that were used within this time, as in 15m. */
          readonly usedWithin?: string | undefined;
        };
      };
      /** What the act needs: `address` of verify; `labels` of label and unlabel; `url` of requireNewPassword, the page that the mailed link leads to. */
      readonly parameters?: {
        readonly address?: 'email' | 'phone' | undefined;
        readonly labels?: readonly string[] | undefined;
        readonly url?: string | undefined;
      } | undefined;
      /** The digest of a preview of the same selection, at most 15 minutes old. */
      readonly digest: string;
      /** The `count` of the preview: from 100 on, and for what cannot be undone. */
      readonly confirm?: string | undefined;
    };
    readonly output: Job;
  };
  /** Create an API key. */
  readonly createKey: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Name. */
      readonly name: string;
      /** What the key may do. */
      readonly scopes: readonly string[];
      /** When the key ends. Default: never. */
      readonly expiresAt?: string | undefined;
    };
    readonly output: KeyWithSecret;
  };
  /** Add a host. */
  readonly createPlatform: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** A host such as example.com, or *.example.org for those below. */
      readonly host: string;
    };
    readonly output: PlatformList;
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
  /** Create a team without members. */
  readonly createTeam: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the new team. */
      readonly id?: string | undefined;
      /** Name of the team. */
      readonly name: string;
    };
    readonly output: Team;
  };
  /** Add a user as a member at once; an unknown address gets a user. */
  readonly createTeamMembership: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
      /** Id of the user. */
      readonly user?: string | undefined;
      /** Email address. */
      readonly email?: string | undefined;
      /** Phone number in E.164 form, such as +14155552671. */
      readonly phone?: string | undefined;
      /** Name of the user, if one is created. */
      readonly name?: string | undefined;
      /** Roles in the team. */
      readonly roles: readonly string[];
    };
    readonly output: Membership;
  };
  /** Begin to set up an authenticator. */
  readonly createTotp: {
    readonly input: { readonly [name: string]: never };
    readonly output: TotpEnrolment;
  };
  /** Create a user. */
  readonly createUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the new user. */
      readonly id?: string | undefined;
      /** Email address. */
      readonly email?: string | undefined;
      /** Phone number in E.164 form, such as +14155552671. */
      readonly phone?: string | undefined;
      /** Plain password. */
      readonly password?: string | undefined;
      /** Name of the user; may be empty. */
      readonly name?: string | undefined;
    };
    readonly output: ShownUser;
  };
  /** Make new recovery codes, which replace earlier ones. */
  readonly createUserRecoveryCodes: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: RecoveryCodes;
  };
  /** Make a link that sets a new password, to pass on to the user. */
  readonly createUserResetLink: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** The page of the app to which the link leads, on a host of the project. */
      readonly url: string;
    };
    readonly output: ResetLink;
  };
  /** Create a target. */
  readonly createUserTarget: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Kind of target. */
      readonly kind: 'email' | 'sms' | 'push';
      /** Email address, phone number, or device token. */
      readonly identifier: string;
      /** Name of the user; may be empty. */
      readonly name?: string | undefined;
    };
    readonly output: Target;
  };
  /** Remove an administrator. */
  readonly deleteAdmin: {
    readonly input: {
      /** Id of the administrator. */
      readonly admin: string;
    };
    readonly output: undefined;
  };
  /** Remove a file of an import. */
  readonly deleteImportFile: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
      /** A name of a file has 1 to 128 letters, digits, blanks and . _ - ( ) + @ ~, and begins with a letter or a digit. */
      readonly file: string;
    };
    readonly output: Import;
  };
  /** Revoke an API key and its earlier secrets. */
  readonly deleteKey: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the key. */
      readonly key: string;
    };
    readonly output: undefined;
  };
  /** Delete a message that is not delivered. */
  readonly deleteMessage: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the message. */
      readonly message: string;
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
  /** Ask the old system no more. */
  readonly deleteOldSystem: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: undefined;
  };
  /** Remove a host. */
  readonly deletePlatform: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** A host such as example.com, or *.example.org for those below. */
      readonly host: string;
    };
    readonly output: PlatformList;
  };
  /** Delete a project with everything in it. */
  readonly deleteProject: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** The id of the project once more. */
      readonly confirm: string;
    };
    readonly output: undefined;
  };
  /** Remove a provider and its secret. */
  readonly deleteProvider: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Key of the provider, such as github. */
      readonly key: string;
    };
    readonly output: undefined;
  };
  /** Sign out. */
  readonly deleteSession: {
    readonly input: { readonly [name: string]: never };
    readonly output: undefined;
  };
  /** Delete a team and its memberships. */
  readonly deleteTeam: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
    };
    readonly output: undefined;
  };
  /** Remove a member, or withdraw an invitation. */
  readonly deleteTeamMembership: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
      /** Id of the membership. */
      readonly membership: string;
    };
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
  /** Delete a user and everything the user owns. */
  readonly deleteUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: undefined;
  };
  /** Remove the authenticator or the recovery codes. */
  readonly deleteUserFactor: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Kind of the factor. */
      readonly kind: 'totp' | 'recoveryCode';
    };
    readonly output: undefined;
  };
  /** Unlink an account at a provider. */
  readonly deleteUserIdentity: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Id of the identity. */
      readonly identity: string;
    };
    readonly output: undefined;
  };
  /** Remove the password of a user. */
  readonly deleteUserPassword: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: undefined;
  };
  /** End a session. */
  readonly deleteUserSession: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Id of the session. */
      readonly session: string;
    };
    readonly output: undefined;
  };
  /** End all sessions of a user, and the access of programs. */
  readonly deleteUserSessions: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: undefined;
  };
  /** Delete a target; email address and phone number stay. */
  readonly deleteUserTarget: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Id of the target. */
      readonly target: string;
    };
    readonly output: undefined;
  };
  /** Delete a user; what is personal in the history is erased soon after. */
  readonly eraseUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: Erasure;
  };
  /** Download the whole history as NDJSON, in the order of its chains. */
  readonly exportHistory: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: HistoryExport;
  };
  /** Export all rows about a user, without secrets. */
  readonly exportUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: undefined;
  };
  /** Export the same as a page that people read. */
  readonly exportUserPage: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: undefined;
  };
  /** Get the signed receipt of the erasure of a deleted user, once it is complete. */
  readonly getErasure: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: Erasure;
  };
  /** Get an import. */
  readonly getImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
    };
    readonly output: Import;
  };
  /** Get what became of each row, or would, as lines of JSON. */
  readonly getImportReport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
    };
    readonly output: undefined;
  };
  /** Get a job. */
  readonly getJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: Job;
  };
  /** Get the signed receipts of the users that a job has erased, as lines of JSON. */
  readonly getJobReceipts: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: undefined;
  };
  /** Get the users that a job has exported, as lines of JSON. */
  readonly getJobResult: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: undefined;
  };
  /** Get an API key. */
  readonly getKey: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the key. */
      readonly key: string;
    };
    readonly output: Key;
  };
  /** Show whom first sign-ins ask, and who may ask here. */
  readonly getMigrations: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: Migrations;
  };
  /** Show the last hours or days of a project and its state. */
  readonly getOverview: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** What the numbers cover: 24 hours, or days. Default: 30d. */
      readonly span?: '24h' | '7d' | '30d' | '90d' | undefined;
    };
    readonly output: Overview;
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
  /** Show the server itself. */
  readonly getSystem: {
    readonly input: { readonly [name: string]: never };
    readonly output: System;
  };
  /** Get a team. */
  readonly getTeam: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
    };
    readonly output: Team;
  };
  /** Get a user. */
  readonly getUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: ShownUser;
  };
  /** Get what servers keep about a user, who cannot change it. */
  readonly getUserMetadata: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: Metadata;
  };
  /** Make a secret that opens one session of the user. */
  readonly impersonateUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** The page of the app to which the link leads, on a host of the project. */
      readonly url?: string | undefined;
    };
    readonly output: Impersonation;
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
  /** Send an invitation, which the user accepts on a page of the app. */
  readonly inviteToTeam: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
      /** Id of the user. */
      readonly user?: string | undefined;
      /** Email address. */
      readonly email?: string | undefined;
      /** Phone number in E.164 form, such as +14155552671. */
      readonly phone?: string | undefined;
      /** Name of the user, if one is created. */
      readonly name?: string | undefined;
      /** Roles in the team. */
      readonly roles: readonly string[];
      /** Target page of the link, on a host of the project. */
      readonly url: string;
    };
    readonly output: Membership;
  };
  /** List the administrators. */
  readonly listAdmins: {
    readonly input: { readonly [name: string]: never };
    readonly output: AdminList;
  };
  /** List the signed checkpoints, the last first. */
  readonly listCheckpoints: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** The `next` of the page before. */
      readonly cursor?: string | undefined;
      /** Rows of a page, 1 to 100. */
      readonly limit?: string | undefined;
    };
    readonly output: CheckpointPage;
  };
  /** List the systems whose files can be imported. */
  readonly listImportSystems: {
    readonly input: { readonly [name: string]: never };
    readonly output: ImportSystemList;
  };
  /** List imports, newest first. */
  readonly listImports: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** The `next` of the page before. */
      readonly cursor?: string | undefined;
      /** Rows of a page, 1 to 50. */
      readonly limit?: string | undefined;
    };
    readonly output: ImportList;
  };
  /** List the users for whom a job failed, as lines of JSON. */
  readonly listJobFailures: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: undefined;
  };
  /** List jobs, newest first. */
  readonly listJobs: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** The `next` of the page before. */
      readonly cursor?: string | undefined;
      /** Rows of a page, 1 to 100. */
      readonly limit?: string | undefined;
    };
    readonly output: JobList;
  };
  /** List the API keys of a project. */
  readonly listKeys: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: KeyList;
  };
  /** List the messages of the development mailbox, newest first. */
  readonly listMailbox: {
    readonly input: { readonly [name: string]: never };
    readonly output: Mailbox;
  };
  /** List the messages that are not delivered. */
  readonly listMessages: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Messages that wait, or those that were given up. Default: waiting. */
      readonly state?: 'waiting' | 'failed' | undefined;
      /** `next` of the page before. */
      readonly cursor?: string | undefined;
      /** Rows of a page. Default: 50. */
      readonly limit?: number | string | undefined;
    };
    readonly output: MessageList;
  };
  /** List the own sessions. */
  readonly listMySessions: {
    readonly input: { readonly [name: string]: never };
    readonly output: AdminSessionList;
  };
  /** List the hosts of a project. */
  readonly listPlatforms: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: PlatformList;
  };
  /** List the policies of a project. */
  readonly listPolicies: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: PolicyList;
  };
  /** List the own projects. */
  readonly listProjects: {
    readonly input: { readonly [name: string]: never };
    readonly output: ProjectList;
  };
  /** List the providers, set up or not. */
  readonly listProviders: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: ProviderList;
  };
  /** List the members of a team, open invitations included. */
  readonly listTeamMemberships: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
      /** `next` or `previous` of another page. */
      readonly cursor?: string | undefined;
      /** Whether the page follows the cursor or comes before it. Default: next. */
      readonly direction?: 'next' | 'previous' | undefined;
      /** Rows of a page. Default: 50. */
      readonly limit?: number | string | undefined;
      /** Whether to count all matches, up to 5,000. Default: false. */
      readonly counted?: boolean | undefined;
    };
    readonly output: MembershipList;
  };
  /** List teams. */
  readonly listTeams: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** `next` or `previous` of another page. */
      readonly cursor?: string | undefined;
      /** Whether the page follows the cursor or comes before it. Default: next. */
      readonly direction?: 'next' | 'previous' | undefined;
      /** Rows of a page. Default: 50. */
      readonly limit?: number | string | undefined;
      /** Whether to count all matches, up to 5,000. Default: false. */
      readonly counted?: boolean | undefined;
      /** Filters in JSON: [{"attribute", "is", "values"}]. Rows meet all of them. */
      readonly queries?: string | undefined;
      /** Words; each begins a word of the row. */
      readonly search?: string | undefined;
      /** The attribute to sort by, out of those with an index. */
      readonly sort?: string | undefined;
      /** Whether the greatest value stands first. Default: false. */
      readonly descending?: boolean | undefined;
    };
    readonly output: TeamList;
  };
  /** Show the templates of messages with example values. */
  readonly listTemplates: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Language of the templates, such as de. Default: en. */
      readonly language?: string | undefined;
    };
    readonly output: TemplateList;
  };
  /** List what was done to a user, newest first. */
  readonly listUserHistory: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** The `next` of the page before. */
      readonly cursor?: string | undefined;
      /** Rows of a page, 1 to 100. */
      readonly limit?: string | undefined;
    };
    readonly output: HistoryPage;
  };
  /** List the accounts at providers that a user signs in with. */
  readonly listUserIdentities: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** `next` or `previous` of another page. */
      readonly cursor?: string | undefined;
      /** Whether the page follows the cursor or comes before it. Default: next. */
      readonly direction?: 'next' | 'previous' | undefined;
      /** Rows of a page. Default: 50. */
      readonly limit?: number | string | undefined;
      /** Whether to count all matches, up to 5,000. Default: false. */
      readonly counted?: boolean | undefined;
    };
    readonly output: IdentityList;
  };
  /** List the memberships of a user, open invitations included. */
  readonly listUserMemberships: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** `next` or `previous` of another page. */
      readonly cursor?: string | undefined;
      /** Whether the page follows the cursor or comes before it. Default: next. */
      readonly direction?: 'next' | 'previous' | undefined;
      /** Rows of a page. Default: 50. */
      readonly limit?: number | string | undefined;
      /** Whether to count all matches, up to 5,000. Default: false. */
      readonly counted?: boolean | undefined;
    };
    readonly output: MembershipList;
  };
  /** List the sessions of a user. */
  readonly listUserSessions: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: SessionList;
  };
  /** List the targets of a user. */
  readonly listUserTargets: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** `next` or `previous` of another page. */
      readonly cursor?: string | undefined;
      /** Whether the page follows the cursor or comes before it. Default: next. */
      readonly direction?: 'next' | 'previous' | undefined;
      /** Rows of a page. Default: 50. */
      readonly limit?: number | string | undefined;
      /** Whether to count all matches, up to 5,000. Default: false. */
      readonly counted?: boolean | undefined;
    };
    readonly output: TargetList;
  };
  /** List users. */
  readonly listUsers: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** `next` or `previous` of another page. */
      readonly cursor?: string | undefined;
      /** Whether the page follows the cursor or comes before it. Default: next. */
      readonly direction?: 'next' | 'previous' | undefined;
      /** Rows of a page. Default: 50. */
      readonly limit?: number | string | undefined;
      /** Whether to count all matches, up to 5,000. Default: false. */
      readonly counted?: boolean | undefined;
      /** Filters in JSON: [{"attribute", "is", "values"}]. Rows meet all of them. */
      readonly queries?: string | undefined;
      /** Words; each begins a word of the row. */
      readonly search?: string | undefined;
      /** The attribute to sort by, out of those with an index. */
      readonly sort?: string | undefined;
      /** Whether the greatest value stands first. Default: false. */
      readonly descending?: boolean | undefined;
    };
    readonly output: UserList;
  };
  /** Pause an import after the batch that is being written. */
  readonly pauseImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
    };
    readonly output: Import;
  };
  /** Pause a job. */
  readonly pauseJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: Job;
  };
  /** Count whom an act on many users would meet, and whom it would skip. */
  readonly previewJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** What is done to each user, or to each session. */
      readonly act: 'block' | 'unblock' | 'verify' | 'label' | 'unlabel' | 'endSessions' | 'requireNewPassword' | 'markPending' | 'delete' | 'erase' | 'export';
      /** Whom it meets: users by the queries and the search of their list, or by ids; for endSessions also single sessions, by the terms of their search. */
      readonly target: {
        readonly filter: {
          readonly queries: readonly unknown[];
          readonly search?: string | undefined;
        };
      } | {
        readonly ids: readonly string[];
      } | {
        readonly sessions: {
          /** An address, as in 203.0.113.7. */
          readonly ip?: string | undefined;
          /** A network, as in 203.0.113.0/24 or 2001:db8::/64. */
          readonly network?: string | undefined;
          /** ISO 3166-1 alpha-2. */
          readonly country?: string | undefined;
          /** Name of the operating system, as the facets have it. */
          readonly os?: string | undefined;
          /** Name of the program, as the facets have it. */
          readonly browser?: string | undefined;
          /** Kind of device, as in "desktop" or "smartphone". */
          readonly device?: string | undefined;
          /** How the session was opened, as in "email" or "github". */
          readonly provider?: string | undefined;
          /** Age of the sessions, as in 30d. */
          readonly olderThan?: string | undefined;
          /** Sessions that were not used for this long, as in 12h. */
          readonly unusedFor?: string | undefined;
          /** Sessions that were used within this time, as in 15m. */
          readonly usedWithin?: string | undefined;
        };
      };
      /** What the act needs: `address` of verify; `labels` of label and unlabel; `url` of requireNewPassword, the page that the mailed link leads to. */
      readonly parameters?: {
        readonly address?: 'email' | 'phone' | undefined;
        readonly labels?: readonly string[] | undefined;
        readonly url?: string | undefined;
      } | undefined;
    };
    readonly output: JobPreview;
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
  /** Resume a paused import behind its last batch. */
  readonly resumeImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
    };
    readonly output: Import;
  };
  /** Resume a paused job. */
  readonly resumeJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: Job;
  };
  /** Create a job for the users for whom one failed. */
  readonly retryJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: Job;
  };
  /** Send a failed message once more. */
  readonly retryMessage: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the message. */
      readonly message: string;
    };
    readonly output: undefined;
  };
  /** Give an API key another secret. */
  readonly rotateKey: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the key. */
      readonly key: string;
      /** How long the secret before works on. */
      readonly overlapSeconds: number | string;
    };
    readonly output: KeyWithSecret;
  };
  /** Begin to write what the dry run has found. */
  readonly runImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
      /** The `digest` of the dry run. */
      readonly digest: string;
      /** `confirm` of the dry run, typed. */
      readonly confirm?: string | undefined;
    };
    readonly output: Import;
  };
  /** Search the history, newest first. */
  readonly searchHistory: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Acts with commas between them; `session.*` stands for several. */
      readonly act?: string | undefined;
      /** A kind of actor, an id, or both, as in `cli`, `ann` or `key:ann`. */
      readonly actor?: string | undefined;
      /** Id of the user to whom it was done. */
      readonly user?: string | undefined;
      /** Entries of this moment or later. */
      readonly from?: string | undefined;
      /** Entries before this moment. */
      readonly to?: string | undefined;
      /** The `next` of the page before. */
      readonly cursor?: string | undefined;
      /** Rows of a page, 1 to 100. */
      readonly limit?: string | undefined;
    };
    readonly output: HistoryPage;
  };
  /** Search the sessions of all users, newest first. */
  readonly searchSessions: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** An address, as in 203.0.113.7. */
      readonly ip?: string | undefined;
      /** A network, as in 203.0.113.0/24 or 2001:db8::/64. */
      readonly network?: string | undefined;
      /** ISO 3166-1 alpha-2. */
      readonly country?: string | undefined;
      /** Name of the operating system, as the facets have it. */
      readonly os?: string | undefined;
      /** Name of the program, as the facets have it. */
      readonly browser?: string | undefined;
      /** Kind of device, as in "desktop" or "smartphone". */
      readonly device?: string | undefined;
      /** How the session was opened, as in "email" or "github". */
      readonly provider?: string | undefined;
      /** Age of the sessions, as in 30d. */
      readonly olderThan?: string | undefined;
      /** Sessions that were not used for this long, as in 12h. */
      readonly unusedFor?: string | undefined;
      /** Sessions that were used within this time, as in 15m. */
      readonly usedWithin?: string | undefined;
      /** The `next` of the page before. */
      readonly cursor?: string | undefined;
      /** Rows of a page, 1 to 100. */
      readonly limit?: string | undefined;
      /** Whether to count all that match; by default on the first page. */
      readonly counted?: string | undefined;
    };
    readonly output: SessionPage;
  };
  /** Send a mail to see whether mail arrives. */
  readonly sendTestMessage: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Email address. */
      readonly to?: string | undefined;
    };
    readonly output: undefined;
  };
  /** Mail a link that sets a new password. */
  readonly sendUserReset: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** The page of the app to which the link leads, on a host of the project. */
      readonly url: string;
    };
    readonly output: SentReset;
  };
  /** Choose how other systems may ask here. */
  readonly setContracts: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Some of auth0, okta, cognito, kratos, fusionauth. */
      readonly contracts: readonly string[];
    };
    readonly output: Migrations;
  };
  /** Set the old system that is asked. */
  readonly setOldSystem: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** One of url, auth0, okta, cognito, kratos, fusionauth, oauth. */
      readonly system: string;
      /** Where it is asked. */
      readonly url: string;
      /** About whom it is asked: pending, unknown. */
      readonly asks: readonly string[];
      /** Options by name. They replace all earlier ones. */
      readonly options?: Readonly<Record<string, string>> | undefined;
      /** Secret of requests. Default: the one before. */
      readonly secret?: string | undefined;
    };
    readonly output: Migrations;
  };
  /** Set up a provider. */
  readonly setProvider: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Key of the provider, such as github. */
      readonly key: string;
      /** Client id at the provider. */
      readonly clientId: string;
      /** Client secret. Default: the one before. */
      readonly secret?: string | undefined;
      /** Whether users can sign in with it. */
      readonly enabled: boolean;
      /** Options by name. They replace all earlier ones. */
      readonly options?: Readonly<Record<string, string>> | undefined;
    };
    readonly output: Provider;
  };
  /** Allow or forbid a user to act as other users. */
  readonly setUserImpersonator: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Whether the user may act as other users. */
      readonly enabled: boolean;
    };
    readonly output: ShownUser;
  };
  /** Require a second factor at sign-ins, or stop requiring it. */
  readonly setUserMfa: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Whether sign-ins need a second factor. */
      readonly enabled: boolean;
    };
    readonly output: ShownUser;
  };
  /** Set the password of a user. */
  readonly setUserPassword: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Plain password. */
      readonly password: string;
    };
    readonly output: ShownUser;
  };
  /** Show what a link is for. */
  readonly showLink: {
    readonly input: {
      /** Secret of the link. */
      readonly secret: string;
    };
    readonly output: Link;
  };
  /** Follow the history as server-sent events, on from Last-Event-ID. */
  readonly streamEvents: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Where to go on, as `Last-Event-ID`, which comes first. */
      readonly after?: string | undefined;
    };
    readonly output: Events;
  };
  /** Ask the old system about a login. */
  readonly testOldSystem: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Email address or username. */
      readonly login: string;
      /** Password. */
      readonly password: string;
    };
    readonly output: MigrationTest;
  };
  /** Ask a provider whether it knows the client. */
  readonly testProvider: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Key of the provider, such as github. */
      readonly key: string;
    };
    readonly output: ProviderTest;
  };
  /** Try sign-ins with the rows of the files. */
  readonly tryImportCanaries: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
      /** Sign-ins that must succeed: email address, phone number, username or id at the source; a code counts at the moment of the request. */
      readonly canaries: readonly ({
        readonly name: string;
        readonly password?: string | undefined;
        readonly code?: string | undefined;
      })[];
    };
    readonly output: Import;
  };
  /** Unblock a user, and lift a lockout after wrong passwords. */
  readonly unblockUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
    };
    readonly output: ShownUser;
  };
  /** Begin to delete the users that an import created and that are unused since. */
  readonly undoImport: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
    };
    readonly output: Import;
  };
  /** Create a job that undoes another one. */
  readonly undoJob: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the job. */
      readonly job: string;
    };
    readonly output: Job;
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
  /** Change policies, or show what a change would do. */
  readonly updatePolicies: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Values by the name of the policy; null for the default. */
      readonly changes: Readonly<Record<string, unknown>>;
      /** Whether to change nothing and return the differences only. */
      readonly dryRun?: boolean | undefined;
    };
    readonly output: PolicyChanges;
  };
  /** Rename a project. */
  readonly updateProject: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Display name. */
      readonly name: string;
    };
    readonly output: Project;
  };
  /** Update a team. */
  readonly updateTeam: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
      /** Name of the team. */
      readonly name?: string | undefined;
      /** Preferences; they replace all earlier preferences. */
      readonly prefs?: Readonly<Record<string, unknown>> | undefined;
    };
    readonly output: Team;
  };
  /** Replace the roles of a member. */
  readonly updateTeamMembership: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the team. */
      readonly team: string;
      /** Id of the membership. */
      readonly membership: string;
      /** Roles in the team. */
      readonly roles: readonly string[];
    };
    readonly output: Membership;
  };
  /** Update a user; all fields or none. */
  readonly updateUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Name of the user; may be empty. */
      readonly name?: string | undefined;
      /** Email address; empty to remove it. */
      readonly email?: string | undefined;
      /** Phone number in E.164 form; empty to remove it. */
      readonly phone?: string | undefined;
      /** Labels; they replace all earlier labels. */
      readonly labels?: readonly string[] | undefined;
      /** Preferences; they replace all earlier preferences. */
      readonly prefs?: Readonly<Record<string, unknown>> | undefined;
    };
    readonly output: ShownUser;
  };
  /** Replace one or both objects of the metadata of a user. */
  readonly updateUserMetadata: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** What the user may read; it replaces all earlier. */
      readonly readOnly?: Readonly<Record<string, unknown>> | undefined;
      /** What the user may not read; it replaces all earlier. */
      readonly private?: Readonly<Record<string, unknown>> | undefined;
    };
    readonly output: ShownUser;
  };
  /** Upload a file of an import; the body is the file as it is, also packed by gzip or zip. */
  readonly uploadImportFile: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the import. */
      readonly import: string;
      /** A name of a file has 1 to 128 letters, digits, blanks and . _ - ( ) + @ ~, and begins with a letter or a digit. */
      readonly file: string;
    };
    readonly output: Import;
  };
  /** Verify the whole history. */
  readonly verifyHistory: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
    };
    readonly output: HistoryReport;
  };
  /** Complete it by a first code. */
  readonly verifyTotp: {
    readonly input: {
      /** Code of the authenticator, or a recovery code. */
      readonly code: string;
    };
    readonly output: RecoveryCodes;
  };
  /** Mark email address and phone number verified or unverified. */
  readonly verifyUser: {
    readonly input: {
      /** Id of the project. */
      readonly project: string;
      /** Id of the user. */
      readonly user: string;
      /** Whether the email address is verified. */
      readonly email?: boolean | undefined;
      /** Whether the phone number is verified. */
      readonly phone?: boolean | undefined;
    };
    readonly output: ShownUser;
  };
};

export type Permission =
  | 'admins.read'
  | 'admins.write'
  | 'system.read'
  | 'system.backup'
  | 'network.private'
  | 'projects.create'
  | 'projects.read'
  | 'projects.write'
  | 'projects.delete'
  | 'policies.read'
  | 'policies.write'
  | 'platforms.write'
  | 'providers.read'
  | 'providers.write'
  | 'migrations.read'
  | 'migrations.write'
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
  | 'imports.read'
  | 'imports.write'
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

export type Backups = {
  /** On the machine of the server. */
  readonly folder: string;
  readonly everySeconds: number;
  /** How many are kept. */
  readonly keep: number;
  readonly isRunning: boolean;
  /** The newest in the folder. */
  readonly last: {
    readonly file: string;
    /** When it was begun. */
    readonly at: string;
    readonly bytes: number;
  } | null;
  /** How long the last one of this server took. */
  readonly seconds: number | null;
  /** Since the server was started. */
  readonly failures: number;
  /** Why the last one failed; null when it did not. */
  readonly error: string | null;
};

export type CheckpointPage = {
  readonly rows: readonly ({
    /** How many entries it covers. */
    readonly position: number;
    /** When it was signed. */
    readonly at: string;
    readonly hash: string;
    readonly signature: string;
    /** Whether a key of this server has signed it. */
    readonly isValid: boolean;
  })[];
  readonly next: string | null;
};

export type Erasure = {
  readonly user: string;
  /** When the user was deleted. */
  readonly deletedAt: string;
  /** When the history is erased, at the earliest: until then, requests may still be on their way. */
  readonly dueAt: string;
  /** What `denizen audit verify --receipt` verifies; null until everything is erased. */
  readonly receipt: Readonly<Record<string, unknown>> | null;
};

export type Events = string;

export type HistoryExport = string;

export type HistoryPage = {
  readonly rows: readonly ({
    readonly id: string;
    /** The chain of the entry; 0 except on a cluster. */
    readonly lane: number;
    /** The place in its chain; null for about a second. */
    readonly position: number | null;
    /** When it was done. */
    readonly at: string;
    readonly act: string;
    readonly actor: {
      /** guest, user, key, admin, cli or system. */
      readonly kind: string;
      readonly id: string | null;
      /** The name of now; null for who is gone. */
      readonly name: string | null;
    };
    /** Id of the user whom the actor impersonated. */
    readonly actingAs: string | null;
    readonly user: {
      readonly id: string;
      readonly name: string | null;
    } | null;
    readonly ip: string | null;
    /** ISO 3166-1 alpha-2, by the address. */
    readonly country: string | null;
    readonly device: {
      readonly os: string;
      readonly osVersion: string;
      readonly browser: string;
      readonly browserVersion: string;
      /** As in "desktop" or "smartphone". */
      readonly kind: string;
      readonly brand: string;
      readonly model: string;
    } | null;
    readonly requestId: string | null;
    /** The fields of the act; empty after erasure. */
    readonly details: Readonly<Record<string, unknown>>;
    /** Whether a signed checkpoint covers it. */
    readonly isSigned: boolean;
  })[];
  /** `cursor` of the next page; null at the end. A page may have fewer rows than asked for. */
  readonly next: string | null;
};

export type HistoryReport = {
  readonly entries: number;
  /** Entries of them whose personal data was erased. */
  readonly erased: number;
  readonly checkpoints: number;
  /** Where the verification ended. */
  readonly position: number;
  /** What was removed before the first entry. */
  readonly removed: {
    readonly position: number;
    readonly kind: 'archive' | 'retention';
    /** When. */
    readonly at: string;
  } | null;
  readonly findings: readonly ({
    readonly kind: string;
    readonly position: number | null;
    readonly entry: string | null;
    readonly lane: number;
  })[];
};

export type IdentityList = {
  readonly rows: readonly ({
    readonly id: string;
    readonly provider: string;
    /** Of a self-hosted provider; otherwise empty. */
    readonly issuer: string;
    /** Id of the user at the provider. */
    readonly providerUid: string;
    /** Email address that the provider reported; empty without one. */
    readonly providerEmail: string;
    /** When the account was linked. */
    readonly createdAt: string;
    /** When it was last used or changed. */
    readonly updatedAt: string;
  })[];
  /** The cursor of the page after this one; null at the end. */
  readonly next: string | null;
  /** The cursor of the page before this one, with direction=previous; null at the beginning. */
  readonly previous: string | null;
  /** How many rows match, up to 5,000; with counted=1. Missing if counting would take too long. */
  readonly total?: number | undefined;
  /** False when there may be more than `total`. */
  readonly totalIsExact?: boolean | undefined;
};

export type Impersonation = {
  readonly userId: string;
  /** Opens one session of the user in an app (createSession). Not shown again. */
  readonly secret: string;
  /** The page of the app with both; null without a page. */
  readonly link: string | null;
  /** When the secret expires. */
  readonly expiresAt: string;
};

export type Import = {
  readonly id: string;
  readonly state: 'open' | 'checking' | 'checked' | 'trying' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed' | 'undoing' | 'undone';
  /** The machine on whose disk the files are. */
  readonly server: string;
  /** Whether this is the machine that answers. */
  readonly isHere: boolean;
  readonly files: readonly ({
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    /** Why it cannot be read. */
    readonly problem: string | null;
    /** Systems that write files like this, the likeliest first. */
    readonly systems: readonly string[];
    /** Whether no other system writes such files. */
    readonly isCertain: boolean;
    /** Columns of a table. */
    readonly columns: readonly string[];
  })[];
  /** How many bytes the files may have together. */
  readonly mostBytes: number;
  readonly settings: {
    readonly system: string;
    readonly options: Readonly<Record<string, unknown>>;
    /** Names of the secrets that were given. */
    readonly secrets: readonly string[];
  } | null;
  readonly progress: {
    readonly step: 'reading' | 'comparing' | 'writing';
    readonly rows: number;
    readonly total: number | null;
    readonly perSecond: number | null;
    readonly secondsLeft: number | null;
  } | null;
  /** What the dry run found. */
  readonly result: {
    /** What running it needs, within a day. */
    readonly digest: string;
    /** When the dry run ended. */
    readonly checkedAt: string;
    readonly rows: number;
    /** How many users would be created or updated: what is typed to run it. */
    readonly confirm: number;
    readonly counts: {
      readonly new: number;
      readonly update: number;
      readonly same: number;
      readonly conflict: number;
      readonly refused: number;
      readonly skipped: number;
    };
    /** How many passwords are in clear text. They are hashed only with the option `hashesPlainPasswords`. */
    readonly plainPasswords: number;
    /** How many users have an authenticator, of which one code should be tried. */
    readonly authenticators: number;
    /** Why rows are refused or in conflict. */
    readonly reasons: Readonly<Record<string, number>>;
    /** What several rows have in common. */
    readonly duplicates: Readonly<Record<string, number>>;
    /** Addresses that cannot be read. */
    readonly malformed: Readonly<Record<string, number>>;
    /** Fields without a place, which are kept in the private metadata or dropped. */
    readonly fields: Readonly<Record<string, number>>;
    /** What is left out or cut. */
    readonly leftOut: Readonly<Record<string, number>>;
    /** Families of password hashes. */
    readonly hashes: Readonly<Record<string, number>>;
    /** Why hashes cannot be used. */
    readonly badHashes: Readonly<Record<string, number>>;
    /** Providers that are not known here. */
    readonly unknownProviders: Readonly<Record<string, number>>;
    /** At most ten rows before and after, without secrets; empty where the files are gone or elsewhere. */
    readonly samples: readonly ({
      readonly outcome: 'new' | 'update' | 'same' | 'conflict' | 'refused' | 'skipped';
      readonly before: Readonly<Record<string, unknown>>;
      readonly after: Readonly<Record<string, unknown>>;
    })[];
  } | null;
  /** What must be decided before it is run. */
  readonly blockers: readonly ('providers' | 'canaries' | 'conflicts' | 'nothing')[];
  /** Sign-ins that were tried; a problem says why one would fail. */
  readonly canaries: readonly ({
    readonly name: string;
    readonly problem: string | null;
  })[] | null;
  /** What was written so far. */
  readonly counts: {
    readonly new: number;
    readonly update: number;
    readonly same: number;
    readonly conflict: number;
    readonly refused: number;
    readonly skipped: number;
  } | null;
  readonly undone: {
    readonly deleted: number;
    readonly kept: number;
  } | null;
  /** Why it failed, or why the last step did. */
  readonly problem: string | null;
  /** Id of the import in the history. */
  readonly journal: string | null;
  readonly createdBy: {
    readonly kind: string;
    readonly id: string | null;
  };
  /** When it was created. */
  readonly createdAt: string;
  /** When it last went on. */
  readonly updatedAt: string;
  /** When it ended. */
  readonly endedAt: string | null;
  /** When it is removed, with its files or its report. */
  readonly expiresAt: string | null;
};

export type ImportList = {
  readonly rows: readonly ({
    readonly id: string;
    readonly state: 'open' | 'checking' | 'checked' | 'trying' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed' | 'undoing' | 'undone';
    readonly system: string | null;
    readonly files: readonly string[];
    readonly rows: number | null;
    readonly counts: {
      readonly new: number;
      readonly update: number;
      readonly same: number;
      readonly conflict: number;
      readonly refused: number;
      readonly skipped: number;
    } | null;
    readonly problem: string | null;
    /** When it was created. */
    readonly createdAt: string;
    /** When it ended. */
    readonly endedAt: string | null;
  })[];
  /** Imports by the command line, with the first page. */
  readonly others: readonly ({
    readonly id: string;
    /** Running also while it is interrupted. */
    readonly state: 'running' | 'ended' | 'undone';
    readonly system: string;
    readonly files: readonly string[];
    readonly rows: number;
    readonly counts: {
      readonly new: number;
      readonly update: number;
      readonly same: number;
      readonly conflict: number;
      readonly refused: number;
      readonly skipped: number;
    };
    /** When it was begun. */
    readonly createdAt: string;
    /** When it ended. */
    readonly endedAt: string | null;
  })[];
  readonly next: string | null;
};

export type ImportSystemList = {
  readonly rows: readonly ({
    readonly name: string;
    readonly title: string;
    /** What it exports. */
    readonly files: string;
    /** What of a user comes along. */
    readonly carries: readonly string[];
    /** Options by name, each with a sentence. */
    readonly options: Readonly<Record<string, string>>;
    /** Secrets without which some of its hashes are refused. */
    readonly secrets: readonly string[];
  })[];
};

export type Job = {
  readonly id: string;
  readonly act: 'block' | 'unblock' | 'verify' | 'label' | 'unlabel' | 'endSessions' | 'requireNewPassword' | 'markPending' | 'delete' | 'erase' | 'export';
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `filter`, the number of `ids`, the filter of `sessions`, or those `of` another `job`. */
  readonly target: Readonly<Record<string, unknown>>;
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  /** Why the job failed as a whole. */
  readonly reason: string | null;
  /** How many users or sessions the preview counted. */
  readonly total: number;
  /** False when there may be more than `total`. */
  readonly totalIsExact: boolean;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** How many were skipped for which reason. */
  readonly skips: Readonly<Record<string, number>>;
  /** Id of the job that this one undoes. */
  readonly undoes: string | null;
  /** Id of the job whose failures this one tries again. */
  readonly retries: string | null;
  readonly undoneBy: string | null;
  readonly retriedBy: string | null;
  /** Whether the job can be undone now. */
  readonly isUndoable: boolean;
  readonly createdBy: {
    readonly kind: string;
    readonly id: string | null;
  };
  /** When the job was created. */
  readonly createdAt: string;
  /** When it last went on. */
  readonly updatedAt: string;
  /** When it met its first users. */
  readonly startedAt: string | null;
  /** When it ended. */
  readonly endedAt: string | null;
  /** From when on there are receipts of those it erased; null for other acts, and until it has ended. */
  readonly receiptsAt: string | null;
  /** When it is deleted with its failures and its result; null until it has ended. */
  readonly expiresAt: string | null;
};

export type JobList = {
  readonly rows: readonly Job[];
  readonly next: string | null;
};

export type JobPreview = {
  /** How many users or sessions the act would meet, up to 5,000. */
  readonly count: number;
  /** False when there may be more. */
  readonly countIsExact: boolean;
  /** At most 20 of the users, by chance. */
  readonly samples: readonly ({
    readonly id: string;
    readonly name: string;
    readonly email: string | null;
    readonly phone: string | null;
    readonly labels: readonly string[];
    /** When the user was blocked. */
    readonly blockedAt: string | null;
    /** When the user was created. */
    readonly createdAt: string;
    /** When the user was last seen, to a day. */
    readonly accessedAt: string | null;
  })[];
  /** How many were looked at to find those that would be skipped. */
  readonly examined: number;
  readonly skipped: readonly ({
    readonly reason: 'not_found' | 'self' | 'already_blocked' | 'not_blocked' | 'already_verified' | 'without_email' | 'without_phone' | 'already_labelled' | 'not_labelled' | 'without_password' | 'already_pending' | 'with_password' | 'changed_meanwhile';
    readonly count: number;
    /** At most three. */
    readonly samples: readonly ({
      readonly id: string;
      readonly name: string;
      readonly email: string | null;
    })[];
  })[];
  /** Whether `count` must be typed. */
  readonly confirm: boolean;
  /** What creating the job needs, within 15 minutes. */
  readonly digest: string;
};

export type Key = {
  readonly id: string;
  readonly name: string;
  /** `*` stands for all, also those of later versions. */
  readonly scopes: readonly string[];
  /** When it was created. */
  readonly createdAt: string;
  /** When it ends; null for never. */
  readonly expiresAt: string | null;
  /** When it was last used, to an hour. */
  readonly lastUsedAt: string | null;
  /** Whether it was not used for 90 days. */
  readonly isUnused: boolean;
  /** The key whose secret this was before its rotation. It ends with that key. */
  readonly replacedBy: string | null;
};

export type KeyList = {
  readonly rows: readonly Key[];
  /** What a key can have. */
  readonly scopes: readonly ({
    readonly name: string;
    readonly description: string;
  })[];
};

export type KeyWithSecret = {
  readonly key: Key;
  /** It is not shown again. */
  readonly secret: string;
  /** The secret before, as long as it works. */
  readonly previous: Key | null;
};

export type Link = {
  readonly kind: 'setup' | 'invite' | 'reset';
  /** Email address of the administrator; null for the first one. */
  readonly email: string | null;
};

export type Mailbox = {
  readonly rows: readonly ({
    /** When it was stored. */
    readonly at: string;
    readonly kind: 'mail' | 'sms';
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly html: string;
    /** The codes in it. */
    readonly codes: readonly string[];
    /** The links in it. */
    readonly links: readonly string[];
  })[];
};

export type Membership = {
  readonly id: string;
  readonly team: {
    readonly id: string;
    readonly name: string;
  };
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly phone: string;
  };
  readonly roles: readonly string[];
  /** When the user was invited or added. */
  readonly invitedAt: string;
  /** When the user joined; null for an open invitation. */
  readonly joinedAt: string | null;
};

export type MembershipList = {
  readonly rows: readonly Membership[];
  /** The cursor of the page after this one; null at the end. */
  readonly next: string | null;
  /** The cursor of the page before this one, with direction=previous; null at the beginning. */
  readonly previous: string | null;
  /** How many rows match, up to 5,000; with counted=1. Missing if counting would take too long. */
  readonly total?: number | undefined;
  /** False when there may be more than `total`. */
  readonly totalIsExact?: boolean | undefined;
};

export type MessageList = {
  readonly rows: readonly ({
    readonly id: string;
    /** `failed` is sent no more by itself. */
    readonly state: 'waiting' | 'failed';
    readonly kind: 'mail' | 'sms';
    /** Null when no known key opens the message. */
    readonly purpose: string | null;
    /** The recipient, without most of its characters. */
    readonly to: string | null;
    /** When it was queued. */
    readonly queuedAt: string | null;
    /** When its code or link expires; null without one. */
    readonly expiresAt: string | null;
    readonly tries: number;
    /** When it is tried next; null for a failed one. */
    readonly nextAt: string | null;
    /** When it was given up. */
    readonly failedAt: string | null;
    /** What the last try met. */
    readonly error: string | null;
  })[];
  readonly next: string | null;
};

export type Metadata = {
  /** What the user may read, and cannot change. */
  readonly readOnly: Readonly<Record<string, unknown>>;
  /** What the user may not read. */
  readonly private: Readonly<Record<string, unknown>>;
  /** When it was last changed; null before it is first written. */
  readonly updatedAt: string | null;
};

export type MigrationTest = {
  /** What the old system says, or why it says nothing. */
  readonly result: 'match' | 'mismatch' | 'unknown' | 'second_factor' | 'busy' | 'late' | 'unreachable' | 'status' | 'malformed';
  /** What would be kept of the user. */
  readonly profile: {
    readonly email: string | null;
    readonly emailVerified: boolean;
    readonly name: string;
    readonly username: string | null;
    readonly hasTotp: boolean;
  } | null;
};

export type Migrations = {
  /** The old system that is asked at first sign-ins. */
  readonly asked: {
    readonly system: 'url' | 'auth0' | 'okta' | 'cognito' | 'kratos' | 'fusionauth' | 'oauth';
    readonly url: string;
    /** About whom: pending users, and unknown addresses. */
    readonly asks: readonly string[];
    readonly options: Readonly<Record<string, string>>;
    /** When it was set. */
    readonly updatedAt: string;
  } | null;
  /** The secret that signs requests, if it was made now. */
  readonly madeSecret: string | null;
  /** By which other systems may ask here. */
  readonly contracts: readonly ('auth0' | 'okta' | 'cognito' | 'kratos' | 'fusionauth')[];
  readonly forms: readonly ({
    readonly system: 'url' | 'auth0' | 'okta' | 'cognito' | 'kratos' | 'fusionauth' | 'oauth';
    readonly title: string;
    readonly secret: 'required' | 'optional' | 'made';
    readonly options: readonly ({
      readonly name: string;
      readonly isRequired: boolean;
    })[];
  })[];
};

export type Overview = {
  /** Days of UTC as 2026-12-31, of 24h hours as 2026-12-31T14:00Z; oldest first. The last is not over. */
  readonly periods: readonly string[];
  readonly users: number;
  /** One number for each of the periods. */
  readonly signUps: readonly number[];
  /** Users whom servers and administrators created. */
  readonly created: readonly number[];
  readonly signIns: readonly ({
    readonly method: string;
    /** One number for each of the periods. */
    readonly totals: readonly number[];
  })[];
  readonly refusals: readonly ({
    readonly method: string;
    readonly reason: string;
    /** One number for each of the periods. */
    readonly totals: readonly number[];
  })[];
  /** Sessions at the last count of each period; null where there was none. */
  readonly activeSessions: readonly (number | null)[];
  readonly outbox: {
    /** Messages that wait, up to 5,000. */
    readonly waiting: number;
    /** Messages that were given up, up to 5,000. */
    readonly failed: number;
    /** When the oldest that waits was queued. */
    readonly oldestWaitingAt: string | null;
  };
  readonly chain: {
    readonly chained: number;
    /** Chained entries up to the last checkpoint. */
    readonly signed: number;
    /** When the last checkpoint was signed. */
    readonly signedAt: string | null;
    /** Entries that are not chained yet, up to 5,000. */
    readonly waiting: number;
  };
  readonly steps: readonly ({
    readonly name: 'firstUser' | 'firstKeyUsed' | 'platformAdded' | 'mailSetUp' | 'sealingKeyKept';
    readonly isDone: boolean;
  })[];
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

export type PlatformList = {
  readonly rows: readonly ({
    readonly host: string;
  })[];
};

export type PolicyChanges = {
  readonly changes: readonly ({
    readonly name: 'passwordMinLength' | 'passwordCharacters' | 'passwordHistory' | 'passwordDictionary' | 'passwordPersonalData' | 'invalidateSessions' | 'sessionSeconds' | 'sessionIdleSeconds' | 'invitationSeconds' | 'sessionsLimit' | 'usersLimit' | 'failedSignInsLimit' | 'historyDays' | 'rateLimits' | 'fallbackCookies' | 'revealUnknownEmail' | 'sessionAlert' | 'mfaFactors' | 'denyDisposableEmails' | 'denyAliasedEmails' | 'denyFreeEmails' | 'corporateEmailsOnly' | 'canonicalEmails' | 'mockPhonesLimit' | 'hosts' | 'hiddenMemberFields' | 'disabledAuthMethods';
    readonly before: boolean | number | readonly string[];
    readonly after: boolean | number | readonly string[];
  })[];
};

export type PolicyList = {
  readonly rows: readonly ({
    readonly name: 'passwordMinLength' | 'passwordCharacters' | 'passwordHistory' | 'passwordDictionary' | 'passwordPersonalData' | 'invalidateSessions' | 'sessionSeconds' | 'sessionIdleSeconds' | 'invitationSeconds' | 'sessionsLimit' | 'usersLimit' | 'failedSignInsLimit' | 'historyDays' | 'rateLimits' | 'fallbackCookies' | 'revealUnknownEmail' | 'sessionAlert' | 'mfaFactors' | 'denyDisposableEmails' | 'denyAliasedEmails' | 'denyFreeEmails' | 'corporateEmailsOnly' | 'canonicalEmails' | 'mockPhonesLimit' | 'hosts' | 'hiddenMemberFields' | 'disabledAuthMethods';
    readonly description: string;
    readonly kind: 'switch' | 'number' | 'choices' | 'hosts' | 'rateLimits';
    /** The accepted values, in words. */
    readonly takes: string;
    readonly value: boolean | number | readonly string[];
    readonly default: boolean | number | readonly string[];
    /** Whether the value differs from the default. */
    readonly isSet: boolean;
    readonly least?: number | undefined;
    /** Of a number; or of the items of a list. */
    readonly most?: number | undefined;
    /** A number outside of the bounds that is accepted too. */
    readonly also?: number | undefined;
    /** Of a list; operations with a rate limit. */
    readonly choices?: readonly string[] | undefined;
  })[];
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

export type Provider = {
  readonly key: string;
  readonly name: string;
  readonly isSetUp: boolean;
  readonly isEnabled: boolean;
  readonly clientId: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly needsSecret: boolean;
  /** The options that the provider has. */
  readonly forms: readonly ({
    readonly name: string;
    readonly takes: 'host' | 'url' | 'word' | 'prompts' | 'seconds' | 'switch' | 'clientIds';
    readonly isRequired: boolean;
  })[];
  /** The redirect URL to register with the provider. */
  readonly callbackUrl: string;
  /** The last sign-in that the provider failed, since the settings were changed. */
  readonly lastError: {
    /** When it failed. */
    readonly at: string;
    /** authorize, redirect or exchange. */
    readonly step: string;
    /** HTTP status of the answer; null without one. */
    readonly status: number | null;
    /** Standard error code of the answer; empty without one. */
    readonly error: string;
  } | null;
};

export type ProviderList = {
  readonly rows: readonly Provider[];
};

export type ProviderTest = {
  /** Whether the provider accepts client id and secret. */
  readonly result: 'accepted' | 'refused' | 'unreachable' | 'unclear';
  /** The last step that was tried. */
  readonly step: 'discovery' | 'keys' | 'token';
  /** HTTP status of the last answer; null without one. */
  readonly status: number | null;
  /** Standard error code of the last answer; empty without one. */
  readonly error: string;
};

export type RecoveryCodes = {
  /** Each signs in once. Shown once. */
  readonly recoveryCodes: readonly string[];
};

export type ResetLink = {
  /** Sets a new password once. It is not shown again. */
  readonly link: string;
  /** When the link expires. */
  readonly expiresAt: string;
};

export type SentReset = {
  readonly sent: true;
  readonly to: string;
};

export type SessionFacets = {
  readonly networks: readonly ({
    /** Empty if it is not known. */
    readonly value: string;
    readonly count: number;
  })[];
  readonly countries: readonly ({
    /** Empty if it is not known. */
    readonly value: string;
    readonly count: number;
  })[];
  readonly os: readonly ({
    /** Empty if it is not known. */
    readonly value: string;
    readonly count: number;
  })[];
  readonly browsers: readonly ({
    /** Empty if it is not known. */
    readonly value: string;
    readonly count: number;
  })[];
  readonly devices: readonly ({
    /** Empty if it is not known. */
    readonly value: string;
    readonly count: number;
  })[];
  readonly providers: readonly ({
    /** Empty if it is not known. */
    readonly value: string;
    readonly count: number;
  })[];
  /** Whether all were counted, and not only the newest 5,000. */
  readonly isExact: boolean;
};

export type SessionList = {
  readonly rows: readonly ({
    readonly id: string;
    /** How the user signed in. */
    readonly provider: string;
    /** The factors shown, in order. */
    readonly factors: readonly string[];
    readonly ip: string | null;
    /** ISO 3166-1 alpha-2. */
    readonly country: string | null;
    readonly os: string;
    readonly browser: string;
    readonly device: string;
    /** When it began. */
    readonly createdAt: string;
    /** When it was last used, to a part of the idle limit. */
    readonly usedAt: string | null;
    /** When it ends at the latest. */
    readonly expiresAt: string;
  })[];
};

export type SessionPage = {
  readonly rows: readonly ({
    readonly id: string;
    readonly user: {
      readonly id: string;
      readonly name: string;
      readonly email: string | null;
    };
    readonly ip: string | null;
    /** ISO 3166-1 alpha-2. */
    readonly country: string | null;
    readonly device: {
      readonly os: string;
      readonly osVersion: string;
      readonly browser: string;
      readonly browserVersion: string;
      /** As in "desktop" or "smartphone". */
      readonly kind: string;
      readonly brand: string;
      readonly model: string;
    };
    readonly provider: string;
    /** When it was opened. */
    readonly createdAt: string;
    /** When it was last used, at intervals; null without a limit for idle sessions. */
    readonly usedAt: string | null;
    /** When it ends. */
    readonly expiresAt: string;
  })[];
  /** How many there are, up to 5,000. Missing if counting would take too long. */
  readonly total?: number | undefined;
  readonly totalIsExact?: boolean | undefined;
  /** `cursor` of the next page; null at the end. */
  readonly next: string | null;
};

export type ShownUser = {
  readonly id: string;
  readonly email: string | null;
  /** When the email address was verified. */
  readonly emailVerifiedAt: string | null;
  /** In E.164 form. */
  readonly phone: string | null;
  /** When the phone number was verified. */
  readonly phoneVerifiedAt: string | null;
  readonly name: string;
  readonly labels: readonly string[];
  /** What apps keep for the user. */
  readonly prefs: Readonly<Record<string, unknown>>;
  /** When the user was blocked; null for users who may sign in. */
  readonly blockedAt: string | null;
  /** When the user was created. */
  readonly createdAt: string;
  /** When the user was last changed; the value of If-Match. */
  readonly updatedAt: string;
  /** When the user was last seen, to a day. */
  readonly accessedAt: string | null;
  readonly hasPassword: boolean;
  /** When the password was last set. */
  readonly passwordUpdatedAt: string | null;
  /** How the password is hashed. For administrators with users.hashes.read. */
  readonly hash?: {
    readonly algorithm: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  } | undefined;
  /** Since when sign-ins need a second factor. */
  readonly mfaEnabledAt: string | null;
  /** Since when the user may act as others. */
  readonly impersonatorAt: string | null;
  /** Addresses at which messages reach the user. */
  readonly targets: readonly Target[];
  /** Second factors that the user could show at a sign-in. */
  readonly factors: readonly ('totp' | 'email' | 'phone' | 'recoveryCode')[];
};

export type State = {
  /** Version of the server. */
  readonly version: string;
  /** Whether there is no administrator yet. */
  readonly setupNeeded: boolean;
  /** Whether messages are kept in the mailbox instead of being sent. */
  readonly isDevelopment: boolean;
};

export type System = {
  readonly version: string;
  readonly database: {
    readonly engine: 'sqlite' | 'postgres';
    readonly version: string;
    /** Of the file, or on the server of PostgreSQL. */
    readonly bytes: number;
  };
  readonly projects: number;
  readonly settings: readonly ({
    readonly name: string;
    readonly text: string;
    /** Null for a secret that is set. Users, passwords and queries in URLs are left out. */
    readonly value: string | null;
    readonly default: string;
    readonly origin: 'flag' | 'environment' | 'file' | 'config' | 'default';
  })[];
  readonly health: {
    readonly isReady: boolean;
    readonly checks: readonly ({
      readonly name: string;
      readonly isPassed: boolean;
      /** Why it does not pass, or a note. */
      readonly text: string | null;
    })[];
  };
  /** How many processes the server has. */
  readonly processes: number;
  /** The process that answered. */
  readonly process: {
    readonly worker: number;
    readonly uptimeSeconds: number;
    readonly memory: {
      readonly rssBytes: number;
      readonly heapUsedBytes: number;
    };
    readonly node: string;
  };
  readonly history: {
    readonly chains: number;
    readonly chained: number;
    readonly signed: number;
    /** Entries that are not chained, up to 10,000 of a project. */
    readonly waiting: number;
  };
  readonly outbox: {
    /** Up to 10,000. */
    readonly waiting: number;
    /** Up to 10,000. */
    readonly failed: number;
    /** When the oldest that waits was queued. */
    readonly oldestWaitingAt: string | null;
  };
  /** The planned backups; null where none are. */
  readonly backups: Backups | null;
};

export type Target = {
  readonly id: string;
  readonly kind: 'email' | 'sms' | 'push';
  /** Email address, phone number, or device token. */
  readonly identifier: string;
  readonly name: string;
  /** When the target was created. */
  readonly createdAt: string;
  /** When it was last changed. */
  readonly updatedAt: string;
  /** When it was found to be out of use. */
  readonly expiredAt: string | null;
};

export type TargetList = {
  readonly rows: readonly Target[];
  /** The cursor of the page after this one; null at the end. */
  readonly next: string | null;
  /** The cursor of the page before this one, with direction=previous; null at the beginning. */
  readonly previous: string | null;
  /** How many rows match, up to 5,000; with counted=1. Missing if counting would take too long. */
  readonly total?: number | undefined;
  /** False when there may be more than `total`. */
  readonly totalIsExact?: boolean | undefined;
};

export type Team = {
  readonly id: string;
  readonly name: string;
  /** What apps keep for the team. */
  readonly prefs: Readonly<Record<string, unknown>>;
  /** How many members have joined. */
  readonly members: number;
  /** When the team was created. */
  readonly createdAt: string;
  /** When it was last changed. */
  readonly updatedAt: string;
};

export type TeamList = {
  readonly rows: readonly Team[];
  /** The cursor of the page after this one; null at the end. */
  readonly next: string | null;
  /** The cursor of the page before this one, with direction=previous; null at the beginning. */
  readonly previous: string | null;
  /** How many rows match, up to 5,000; with counted=1. Missing if counting would take too long. */
  readonly total?: number | undefined;
  /** False when there may be more than `total`. */
  readonly totalIsExact?: boolean | undefined;
};

export type TemplateList = {
  readonly rows: readonly ({
    readonly purpose: string;
    readonly kind: 'mail' | 'sms';
    /** The parts that come from DENIZEN_MAIL_TEMPLATES: subject, txt, html. */
    readonly own: readonly string[];
    readonly subject: string;
    readonly text: string;
    readonly html: string;
  })[];
  readonly languages: readonly string[];
};

export type TotpEnrolment = {
  /** Seed in base32, shown once. */
  readonly secret: string;
  /** The same for a QR code. */
  readonly uri: string;
};

export type UserList = {
  readonly rows: readonly ({
    readonly id: string;
    readonly email: string | null;
    /** When the email address was verified. */
    readonly emailVerifiedAt: string | null;
    /** In E.164 form. */
    readonly phone: string | null;
    /** When the phone number was verified. */
    readonly phoneVerifiedAt: string | null;
    readonly name: string;
    readonly labels: readonly string[];
    /** What apps keep for the user. */
    readonly prefs: Readonly<Record<string, unknown>>;
    /** When the user was blocked; null for users who may sign in. */
    readonly blockedAt: string | null;
    /** When the user was created. */
    readonly createdAt: string;
    /** When the user was last changed; the value of If-Match. */
    readonly updatedAt: string;
    /** When the user was last seen, to a day. */
    readonly accessedAt: string | null;
    readonly hasPassword: boolean;
    /** When the password was last set. */
    readonly passwordUpdatedAt: string | null;
    /** How the password is hashed. For administrators with users.hashes.read. */
    readonly hash?: {
      readonly algorithm: string;
      readonly parameters: Readonly<Record<string, unknown>>;
    } | undefined;
    /** Since when sign-ins need a second factor. */
    readonly mfaEnabledAt: string | null;
    /** Since when the user may act as others. */
    readonly impersonatorAt: string | null;
    /** Addresses at which messages reach the user. */
    readonly targets: readonly Target[];
  })[];
  /** The cursor of the page after this one; null at the end. */
  readonly next: string | null;
  /** The cursor of the page before this one, with direction=previous; null at the beginning. */
  readonly previous: string | null;
  /** How many rows match, up to 5,000; with counted=1. Missing if counting would take too long. */
  readonly total?: number | undefined;
  /** False when there may be more than `total`. */
  readonly totalIsExact?: boolean | undefined;
};
