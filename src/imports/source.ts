import type { HashSecrets, SourceHash } from '../crypto/passwords/source-hash.ts';

/**
 * What a file of another system says, before Denizen's rules judge it. A field that is absent is not said by the
 * source. Moments are milliseconds since 1970, UTC. Follows sections 1.1 to 1.4 of the import reference.
 */

export type SourceIdentity = {
  /** The provider's name at the source; section 1.3 lists what becomes of it. */
  readonly provider: string;
  /** The subject. A text, also where the source has a number. */
  readonly uid: string;
  readonly email?: string;
  /** Of an OpenID provider that is configured by its address. */
  readonly issuer?: string;
};

export type SourceTotp = {
  /** Base32 without padding, whatever the source's encoding. */
  readonly secret: string;
  /** Absent: SHA-1, 6 digits, 30 seconds. */
  readonly algorithm?: string;
  readonly digits?: number;
  readonly period?: number;
};

/** Where an item stands: the file and, counted from 1, the row, line or index in it. */
export type SourcePlace = { readonly file: string; readonly row: number };

export type SourceUser = SourcePlace & {
  readonly kind: 'user';
  /** As at the source, for the journal and for memberships. */
  readonly sourceId: string;
  /** What the user's id here could be; `sourceId` when absent. */
  readonly id?: string;
  readonly email?: string;
  readonly emailVerified?: boolean | number;
  readonly phone?: string;
  readonly phoneVerified?: boolean | number;
  /** Further addresses, which lead to no user. */
  readonly otherEmails?: readonly string[];
  readonly otherPhones?: readonly string[];
  readonly name?: string;
  readonly username?: string;
  /** Null: the user has none. */
  readonly password?: SourceHash | null;
  readonly passwordUpdatedAt?: number;
  readonly blocked?: boolean;
  readonly createdAt?: number;
  readonly accessedAt?: number;
  readonly totp?: SourceTotp;
  /** Readable ones that are not used. */
  readonly recoveryCodes?: readonly string[];
  readonly identities?: readonly SourceIdentity[];
  /** Global roles, unfolded. */
  readonly labels?: readonly string[];
  readonly teams?: readonly { readonly team: string; readonly roles: readonly string[] }[];
  /** What the user could change at the source. */
  readonly prefs?: Readonly<Record<string, unknown>>;
  /** What only servers could write: readable by the user, or not even that. Never goes into preferences. */
  readonly readOnlyMetadata?: Readonly<Record<string, unknown>>;
  readonly privateMetadata?: Readonly<Record<string, unknown>>;
  /** Kept as they are until passkeys are spoken: credentialId, publicKey, counter, transports, aaguid, rpId. */
  readonly passkeys?: readonly Readonly<Record<string, unknown>>[];
  /** Fields without a place, by name, as the source has them. The dry run counts them. */
  readonly rest?: Readonly<Record<string, unknown>>;
};

export type SourceTeam = SourcePlace & {
  readonly kind: 'team';
  /** What `teams` of users name. */
  readonly sourceId: string;
  readonly name: string;
  readonly prefs?: Readonly<Record<string, unknown>>;
  readonly createdAt?: number;
};

/** A row that is no user; the file goes on. `skipped` are rows that the source itself does not count as users. */
export type SourceRefusal = SourcePlace & {
  readonly kind: 'refused' | 'skipped';
  readonly sourceId?: string;
  /** A sentence without a full stop. Never holds a secret. */
  readonly reason: string;
};

export type SourceItem = SourceUser | SourceTeam | SourceRefusal;

/** What a system's own options are, as the command line gives them: `--option table-prefix=wp_`. */
export type SystemOptions = Readonly<Record<string, string>>;

/** A file to import. Bytes are unpacked already. */
export type SourceFile = {
  /** The name that reports show. */
  readonly name: string;
  /** Starts from the beginning each time. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Where it lies on the disk, when it does as it is: for SQLite files. */
  readonly path?: string;
};

export type System = {
  /** As it is said to the command: `keycloak`. */
  readonly name: string;
  /** Its product name: `Keycloak`. */
  readonly title: string;
  /** What it exports, in a few words: `realm export, users-N.json`. */
  readonly files: string;
  /** What of a user comes along. */
  readonly carries: readonly (
    | 'passwords'
    | 'totp'
    | 'recovery codes'
    | 'identities'
    | 'labels'
    | 'teams'
    | 'phones'
    | 'usernames'
    | 'preferences'
    | 'metadata'
    | 'passkeys'
    | 'times'
  )[];
  /** Options by name, each with a sentence. */
  readonly options?: Readonly<Record<string, string>>;
  /** Secrets without which some of its hashes are refused. */
  readonly secrets?: readonly (keyof HashSecrets)[];
  /** Finds the secrets that its files themselves tell, as a file with the parameters of the hashes. */
  readonly secretsIn?: (files: readonly SourceFile[]) => Promise<HashSecrets | undefined>;
  /** Reports whether the first bytes of a file (up to 64 KiB) look like one of its files. */
  readonly detect: (head: string, name: string) => boolean;
  /** Reads all files in constant memory. Fails with an `ImportRefused` when they are not what the system writes. */
  readonly read: (
    files: readonly SourceFile[],
    options: SystemOptions,
    scratch: Scratch,
  ) => AsyncIterable<SourceItem>;
};

/** A folder for what must be joined before it can be read; removed by whoever gave it. */
export type Scratch = { readonly folder: string };

/** Files that cannot be read as a whole. The message is for the operator and holds no secret. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
}
