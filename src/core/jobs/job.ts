import { hours, type Instant, type Sequence } from '../instant.ts';
import type { Filter } from '../listing/listing.ts';
import type { SessionFilter, SessionTerms } from '../sessions/search-terms.ts';
import type { UserId } from '../users/user.ts';

/** How long a job is kept after its end: its failures, and what undoing it needs. */
export const JOB_KEPT_MS = hours(30 * 24);
/** An export holds data of users that may be deleted meanwhile. */
export const EXPORT_KEPT_MS = hours(7 * 24);

/** What can be done to many users. */
export const jobActs = [
  'block',
  'unblock',
  'verify',
  'label',
  'unlabel',
  'endSessions',
  'requireNewPassword',
  'markPending',
  'delete',
  'erase',
  'export',
] as const;
export type JobActName = (typeof jobActs)[number];

/** `waiting`, `running` and `paused` go on; the others have ended. */
export const jobStates = ['waiting', 'running', 'paused', 'done', 'cancelled', 'failed'] as const;
export type JobState = (typeof jobStates)[number];

/** What an act needs beside its users. */
export type JobParameters = {
  /** Of `verify`: which address. The email by default. */
  readonly address?: 'email' | 'phone';
  /** Of `label` and `unlabel`. */
  readonly labels?: readonly string[];
  /** Of `requireNewPassword`: the page of the project that the mailed link leads to. Without it, no mail is sent. */
  readonly url?: string;
};

/** Users by the queries of their list. */
export type UserFilter = { readonly queries: readonly Filter[]; readonly search?: string };

/** What a job meets: users, or the sessions that meet all terms, which only `endSessions` takes. */
export type JobTarget =
  | { readonly filter: UserFilter }
  | { readonly ids: readonly UserId[] }
  | { readonly sessions: SessionTerms };

/**
 * The target of a stored job. Ids are kept apart; ages of sessions are moments, as of the preview; `of` are the users of
 * another job.
 */
export type StoredTarget =
  | { readonly filter: UserFilter }
  | { readonly ids: number }
  | { readonly sessions: SessionFilter }
  | { readonly job: string; readonly of: 'done' | 'failed' };

/** What decides whether an act skips a user. */
export type SelectedUser = {
  readonly id: UserId;
  readonly sequence: Sequence;
  readonly email: string | null;
  readonly phone: string | null;
  readonly emailVerifiedAt: Instant | null;
  readonly phoneVerifiedAt: Instant | null;
  readonly blockedAt: Instant | null;
  readonly labels: readonly string[];
  /** Also of a user whose password only the old system knows. */
  readonly hasPassword: boolean;
  /** Whether the old system is asked about the user's password. */
  readonly isPending: boolean;
};

/** Why a user was met and left as it was. */
export const skipReasons = [
  'not_found',
  'self',
  'already_blocked',
  'not_blocked',
  'already_verified',
  'without_email',
  'without_phone',
  'already_labelled',
  'not_labelled',
  'without_password',
  'already_pending',
  'with_password',
  'changed_meanwhile',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Why a job ended before its users did. */
export type JobFailureReason =
  | 'key_revoked'
  | 'key_expired'
  | 'scope_missing'
  | 'role_lost'
  | 'project_deleted'
  | 'result_too_large'
  | 'selection_refused';

/** On whose word a job runs. Plain data, checked again while it runs. */
export type JobActor = { readonly kind: string; readonly id?: string };

export type Job = {
  readonly id: string;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly act: JobActName;
  readonly parameters: JobParameters;
  readonly target: StoredTarget;
  readonly actor: JobActor;
  readonly state: JobState;
  readonly reason: JobFailureReason | null;
  /** Users and sessions that were created later are not met. */
  readonly upperSequence: Sequence;
  /** The last target that was met, as the kind of target writes it; empty before the first. */
  readonly after: string;
  /** How many users or sessions the preview counted, as `done` and the others count. If it is exact, the job meets no more. */
  readonly total: number;
  readonly totalIsExact: boolean;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** Bytes of its result, as they are stored. */
  readonly resultBytes: number;
  readonly skips: Readonly<Partial<Record<SkipReason, number>>>;
  /** The job whose acts this one undoes, or whose failures it tries again. */
  readonly undoes: string | null;
  readonly retries: string | null;
  /** The job that does so with this one. */
  readonly undoneBy: string | null;
  readonly retriedBy: string | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When it is deleted, with all that it keeps; null until it has ended. */
  readonly expiresAt: Instant | null;
};

/** What undoing an act needs of a user: the moment or the labels that the act set. */
export type Note = number | readonly string[] | null;

/** A user whom a job changed. */
export type DoneItem = readonly [user: UserId, note: Note];
/** A user for whom the act failed, the code, the note of a job that undoes, and the only session that was meant. */
export type FailedItem = readonly [user: UserId, code: string, note: Note, session?: string];

/** What a job keeps, in pieces. */
export type PartKind = 'ids' | 'done' | 'failed' | 'result';

/** How many users or sessions a job has met. */
export function metBy({ done, skipped, failed }: Pick<Job, 'done' | 'skipped' | 'failed'>): number {
  return done + skipped + failed;
}

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state === 'done' || state === 'cancelled' || state === 'failed';
}
