import type { StoredHash } from './hashes/stored.ts';

/**
 * What is exported of a user to other systems, and how a target writes it. Moments are milliseconds since 1970, UTC.
 * Follows section 7 of the export reference.
 */

export type ExportIdentity = {
  /** As the protocols name it: `google`, `github`, `oidc`. */
  readonly provider: string;
  /** Of an OpenID provider that is configured by its address. */
  readonly issuer: string | null;
  readonly uid: string;
  readonly email: string | null;
};

export type ExportTotp = {
  /** Base32 without padding. */
  readonly secret: string;
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512';
  readonly digits: number;
  readonly period: number;
};

export type ExportMembership = {
  readonly teamId: string;
  readonly teamName: string;
  readonly roles: readonly string[];
};

export type ExportUser = {
  readonly id: string;
  readonly name: string;
  readonly username: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly phone: string | null;
  readonly phoneVerified: boolean;
  /** Further addresses of the user's targets. */
  readonly otherEmails: readonly string[];
  readonly otherPhones: readonly string[];
  /** Null: no password, or an export without secrets; `hasPassword` tells them apart. */
  readonly password: StoredHash | null;
  readonly hasPassword: boolean;
  readonly passwordUpdatedAt: number | null;
  readonly blocked: boolean;
  readonly mfaEnabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly accessedAt: number | null;
  readonly labels: readonly string[];
  readonly prefs: Readonly<Record<string, unknown>>;
  readonly readOnlyMetadata: Readonly<Record<string, unknown>>;
  readonly privateMetadata: Readonly<Record<string, unknown>>;
  /** Null: no verified one, or an export without secrets; `hasTotp` tells them apart. */
  readonly totp: ExportTotp | null;
  readonly hasTotp: boolean;
  /** Unused ones; none without secrets. `hasRecoveryCodes` tells whether there are any. */
  readonly recoveryCodes: readonly string[];
  readonly hasRecoveryCodes: boolean;
  readonly identities: readonly ExportIdentity[];
  readonly memberships: readonly ExportMembership[];
  /** Where the user came from, when an import made it: the system's name and the id there. */
  readonly source: { readonly system: string; readonly id: string } | null;
};

export type ExportTeam = {
  readonly id: string;
  readonly name: string;
  readonly prefs: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
};

/** What the target cannot hold of a user, or of a team. `why` is a phrase without a full stop and holds no secret. */
export type Lost = { readonly userId: string; readonly field: string; readonly why: string };

/** A file of the export, written in order. */
export type ExportFile = { readonly write: (text: string) => Promise<void> };

/** Where a target writes. */
export type ExportSink = {
  /** Opens a file by its name within the export. Several may be open; all are closed when the target returns. */
  readonly file: (name: string) => Promise<ExportFile>;
  /** Records what the target cannot hold. Waits while the reader is behind. */
  readonly lost: (lost: Lost) => Promise<void>;
  /** Adds a line to what the operator is told to do with the files: a command of the target's own tool. */
  readonly step: (line: string) => void;
};

/** What a target's own options are, as the command line gives them: `--option realm=shop`. */
export type TargetOptions = Readonly<Record<string, string>>;

/** What is exported, read while it is written and in constant memory. Each call starts from the beginning. */
export type ExportSource = {
  /** The project's id and name. */
  readonly project: { readonly id: string; readonly name: string };
  readonly exportedAt: number;
  readonly withSecrets: boolean;
  readonly users: () => AsyncIterable<ExportUser>;
  readonly teams: () => AsyncIterable<ExportTeam>;
};

/** Every field of a user that a target may take; one that it does not take is reported as lost where a user has it. */
export const exportFields = [
  'id',
  'name',
  'username',
  'email',
  'email verification',
  'phone',
  'phone verification',
  'other addresses',
  'password',
  'password time',
  'blocked',
  'created',
  'last access',
  'labels',
  'preferences',
  'read-only metadata',
  'private metadata',
  'totp',
  'recovery codes',
  'identities',
  'teams',
] as const;
export type ExportField = (typeof exportFields)[number];

/** Email address and phone number of a target that keeps whether each is verified. */
export const addressFields = [
  'email',
  'email verification',
  'phone',
  'phone verification',
] as const satisfies readonly ExportField[];
/** What apps keep with a user, of a target with a place for each kind. */
export const metadataFields = [
  'preferences',
  'read-only metadata',
  'private metadata',
] as const satisfies readonly ExportField[];

export type Target = {
  /** As it is said to the command: `keycloak`. */
  readonly name: string;
  /** Its product name: `Keycloak`. */
  readonly title: string;
  /** What is written, in a few words: `users-N.json for partialImport`. */
  readonly files: string;
  /**
   * What the target takes. The engine reports every other field that a user has as lost; the target itself reports what
   * it takes in general and cannot take of this user, such as a hash of another family.
   */
  readonly takes: readonly ExportField[];
  /** Options by name, each with a sentence. */
  readonly options?: Readonly<Record<string, string>>;
  /** Reports whether users without a usable hash can be asked for at the first sign-in by a hook of the target. */
  readonly asksAtFirstSignIn: boolean;
  /** Writes everything in constant memory. Fails with an `ExportRefused` when an option is wrong. */
  readonly write: (source: ExportSource, sink: ExportSink, options: TargetOptions) => Promise<void>;
};

/** An export that cannot be made. The message is for the operator and holds no secret. */
export class ExportRefused extends Error {
  override readonly name = 'ExportRefused';
}
