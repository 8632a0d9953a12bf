import type { ReadablePassword } from '../../crypto/passwords/readable.ts';
import type { HashSecrets, SourceHash } from '../../crypto/passwords/source-hash.ts';
import type { SourceItem } from '../../imports/source.ts';
import type { Instant, Sequence } from '../instant.ts';

export type ImportState = 'running' | 'ended' | 'undone';

/** What becomes of a row of a file. `skipped` are rows that the source itself does not count as users. */
export const outcomes = ['new', 'update', 'same', 'conflict', 'refused', 'skipped'] as const;
export type Outcome = (typeof outcomes)[number];
export type Counts = Readonly<Record<Outcome, number>>;

export const noCounts: Counts = { new: 0, update: 0, same: 0, conflict: 0, refused: 0, skipped: 0 };

export type Import = {
  readonly id: string;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly system: string;
  /** SHA-256 of the files, hex. */
  readonly digest: string;
  /** `optionsText` of its plan. */
  readonly options: string;
  readonly state: ImportState;
  readonly counts: Counts;
  readonly files: readonly string[];
  /** How many rows are dealt with. A run goes on behind them. */
  readonly position: number;
  readonly endedAt: Instant | null;
};

/** What became of a row, as the journal keeps it. */
export type JournalRow = {
  readonly position: number;
  readonly kind: 'user' | 'team';
  /** Null where it is the id here. */
  readonly sourceId: string | null;
  /** The user or team here. */
  readonly madeId: string | null;
  readonly outcome: string;
  readonly stamp: string | null;
};

/** What to import: the same rows in the same order each time. */
export type ImportSource = {
  readonly system: string;
  /** SHA-256 of the files, hex: by it an interrupted import is found again. */
  readonly digest: string;
  readonly files: readonly string[];
  readonly items: () => AsyncIterable<SourceItem>;
};

/**
 * Turns the hash of a source into a stored string, or says what is missing. Holds no secret in its refusal; beside that of a
 * password in clear text is the password.
 */
export type StoredHashOf = (
  hash: SourceHash,
  secrets: HashSecrets,
) => { readonly stored: string } | { readonly refused: string; readonly readable?: ReadablePassword };

/** How rows become users. */
export type ImportPlan = {
  /** What users are called here: as at the source where the rules of ids allow it, with a prefix, or anew. */
  readonly id: 'keep' | 'fresh' | { readonly prefix: string };
  /** What happens to a row whose id, address or identity a user here has. */
  readonly onConflict: 'skip' | 'update' | 'fail';
  /** Whether rows of one file with one address, verified in each, become one user. Without it they are refused. */
  readonly mergesEmails: boolean;
  /** Whether further email addresses become targets, or are kept in the metadata. */
  readonly extraEmails: 'metadata' | 'targets';
  /** Our names of providers by theirs, beside the known ones. Null: leave its identities out. */
  readonly providers: Readonly<Record<string, string | null>>;
  /** Whether fields without a place are kept in the metadata. */
  readonly rest: 'keep' | 'drop';
  /** What happens to a row whose hash cannot be used. */
  readonly badHashes: 'refuse' | 'drop';
  /** Whether passwords that the source has in clear text are hashed. Without it, they are hashes that cannot be used. */
  readonly hashesPlainPasswords: boolean;
  /** Whether a new user without a password is marked, so that the old system of the project is asked at the first sign-in. */
  readonly withoutPassword: 'leave' | 'pending';
  readonly history: 'batch' | 'user';
  /** Options of the system that change what it reads. */
  readonly systemOptions: Readonly<Record<string, string>>;
  readonly secrets: HashSecrets;
};

export const defaultPlan: ImportPlan = {
  id: 'keep',
  onConflict: 'skip',
  mergesEmails: false,
  extraEmails: 'metadata',
  providers: {},
  rest: 'keep',
  badHashes: 'refuse',
  hashesPlainPasswords: false,
  withoutPassword: 'leave',
  history: 'batch',
  systemOptions: {},
  secrets: {},
};

/** In which order rows are written: that of the files, or that of the users' ids among some thousands. */
export type RowOrder = 'files' | 'ids';

/** The options that decide what becomes of rows and when, without secrets: a run goes on only with the same ones. */
export function optionsText(plan: ImportPlan, order: RowOrder = 'files'): string {
  const { secrets, hashesPlainPasswords, ...options } = plan;
  // Not named as they were at first: imports that began before there were such options go on.
  const named = {
    ...options,
    ...(hashesPlainPasswords && { hashesPlainPasswords }),
    ...(order !== 'files' && { order }),
  };
  return JSON.stringify({ ...named, secrets: Object.keys(secrets).toSorted() });
}

/** A row as the report of an import has it. */
export type ReportedRow = {
  readonly file: string;
  readonly row: number;
  readonly sourceId?: string;
  readonly outcome: Outcome;
  readonly user?: string;
  readonly reason?: string;
};

/** How far an import is. */
export type Progress = {
  readonly step: 'reading' | 'comparing' | 'writing';
  readonly rows: number;
  /** All rows; unknown while they are read for the first time. */
  readonly total?: number;
};

/** Null: the sign-in succeeds. */
export type CanaryResult = { readonly name: string; readonly problem: string | null };
