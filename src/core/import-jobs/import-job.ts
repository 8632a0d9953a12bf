import type { ImportBlocker } from '../failure.ts';
import type { CanaryResult, Counts, ImportPlan, Progress } from '../imports/import.ts';
import { hours, type Instant, type Sequence } from '../instant.ts';

/** How long an import is kept after its last change: its files while it is open, its report once it has ended. */
export const IMPORT_JOB_KEPT_MS = hours(7 * 24);
/** How long a dry run may be looked at before it is run. */
export const DRY_RUN_MS = hours(24);

/**
 * `open` takes files. `checking`, `trying`, `running` and `undoing` are worked on. `checked` has a dry run that may be
 * run. The others have ended.
 */
export const importJobStates = [
  ...(['open', 'checking', 'checked', 'trying', 'running', 'paused'] as const),
  ...(['done', 'cancelled', 'failed', 'undoing', 'undone'] as const),
] as const;
export type ImportJobState = (typeof importJobStates)[number];

/** Worked on by a server. */
export const workingStates = ['checking', 'trying', 'running', 'undoing'] as const;

export type UploadedFile = {
  readonly name: string;
  readonly bytes: number;
  /** Of the bytes as they were sent, hex. */
  readonly sha256: string;
  /** Why it cannot be read. */
  readonly problem: string | null;
  /** Systems that write files like this, the likeliest first. */
  readonly systems: readonly string[];
  /** Whether the first of them is the only one, and no general format. */
  readonly isCertain: boolean;
  /** Columns of a table; empty for other files. */
  readonly columns: readonly string[];
};

/** Which system the files are of, and how rows become users. Secrets are kept apart, sealed. */
export type ImportSettings = {
  readonly system: string;
  readonly plan: Omit<ImportPlan, 'secrets'>;
  /** Names of the secrets that were given. */
  readonly secrets: readonly string[];
};

export type ImportJobProgress = Progress & {
  /** Rows of the step in a second, since it began. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
};

type Tallies =
  | 'reasons'
  | 'duplicates'
  | 'malformed'
  | 'fields'
  | 'leftOut'
  | 'hashes'
  | 'badHashes'
  | 'unknownProviders';

/** What a dry run found. Samples are on the disk, since they hold data of people. */
export type CheckResult = {
  /** Names this dry run to `runImportJob`. */
  readonly digest: string;
  /** SHA-256 of the unpacked files, hex. */
  readonly sourceDigest: string;
  readonly checkedAt: Instant;
  readonly rows: number;
  readonly counts: Counts;
  /** How many passwords are in clear text. Absent in dry runs of versions that could not hash them. */
  readonly plainPasswords?: number;
  readonly authenticators: number;
} & { readonly [Name in Tallies]: Readonly<Record<string, number>> };

/** On whose word an import runs. Checked again while it runs. */
export type ImportJobActor = { readonly kind: string; readonly id?: string };

export type ImportJob = {
  readonly id: string;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly state: ImportJobState;
  /** The machine on whose disk the files are. */
  readonly server: string;
  readonly actor: ImportJobActor;
  readonly files: readonly UploadedFile[];
  readonly settings: ImportSettings | null;
  readonly progress: ImportJobProgress | null;
  readonly result: CheckResult | null;
  /** Sign-ins that were tried after the dry run. */
  readonly canaries: readonly CanaryResult[] | null;
  /** What was written. */
  readonly counts: Counts | null;
  readonly undone: { readonly deleted: number; readonly kept: number } | null;
  /** Why it failed, or why the last step did. */
  readonly problem: string | null;
  /** The import that has what was written. */
  readonly journalId: string | null;
  readonly endedAt: Instant | null;
  readonly expiresAt: Instant | null;
};

export function hasEnded({ state }: Pick<ImportJob, 'state'>): boolean {
  return state === 'done' || state === 'cancelled' || state === 'failed' || state === 'undone';
}

export function isWorkedOn({ state }: Pick<ImportJob, 'state'>): boolean {
  return (workingStates as readonly ImportJobState[]).includes(state);
}

/** How many rows a dry run would write: what is typed to run it. */
export function wouldWrite({ counts }: Pick<CheckResult, 'counts'>): number {
  return counts.new + counts.update;
}

/** What must be decided before the dry run may be run. */
export function blockersOf({ result, settings, canaries }: ImportJob): readonly ImportBlocker[] {
  if (!result || !settings) return [];
  const isUndecided = (name: string) => !Object.hasOwn(settings.plan.providers, name);
  return [
    ...(Object.keys(result.unknownProviders).some(isUndecided) ? (['providers'] as const) : []),
    ...(canaries?.some(({ problem }) => problem !== null) ? (['canaries'] as const) : []),
    ...(settings.plan.onConflict === 'fail' && result.counts.conflict > 0 ? (['conflicts'] as const) : []),
    ...(wouldWrite(result) === 0 ? (['nothing'] as const) : []),
  ];
}
