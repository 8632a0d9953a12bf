/** Endpoints of the contract that the table of endpoints does not have yet. */
import type { UserList } from '../generated/admin.ts';

type Rows<T> = { readonly rows: readonly T[] };
type Page<T> = Rows<T> & { readonly next: string | null; readonly previous: string | null };

export type JobAct =
  | 'block'
  | 'unblock'
  | 'verify'
  | 'label'
  | 'unlabel'
  | 'endSessions'
  | 'requireNewPassword'
  | 'delete'
  | 'export';
export type JobTarget =
  | { readonly filter: { readonly queries: readonly unknown[]; readonly search?: string } }
  | { readonly ids: readonly string[] };
export type JobParameters = {
  readonly address?: 'email' | 'phone';
  readonly labels?: readonly string[];
  readonly url?: string;
};
type JobInput = {
  readonly project: string;
  readonly act: JobAct;
  readonly target: JobTarget;
  readonly parameters?: JobParameters;
};
export type JobPreview = {
  readonly count: number;
  readonly countIsExact: boolean;
  readonly samples: UserList['rows'];
  readonly examined: number;
  readonly skipped: readonly {
    readonly reason: string;
    readonly count: number;
    readonly samples: readonly {
      readonly id: string;
      readonly name: string;
      readonly email: string | null;
    }[];
  }[];
  readonly confirm: boolean;
  readonly digest: string;
};
export type Job = {
  readonly id: string;
  readonly act: JobAct;
  readonly parameters: JobParameters;
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  readonly reason: string | null;
  readonly total: number;
  readonly totalIsExact: boolean;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly skips: Readonly<Record<string, number>>;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly expiresAt: string | null;
  readonly createdBy: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly undoes: string | null;
  readonly retries: string | null;
  readonly undoneBy: string | null;
  readonly retriedBy: string | null;
};
type OfJob = { readonly project: string; readonly job: string };

export const pending = {
  previewJob: 'POST /projects/:project/jobs/preview',
  createJob: 'POST /projects/:project/jobs',
  listJobs: 'GET /projects/:project/jobs',
  getJob: 'GET /projects/:project/jobs/:job',
  pauseJob: 'POST /projects/:project/jobs/:job/pause',
  resumeJob: 'POST /projects/:project/jobs/:job/resume',
  cancelJob: 'POST /projects/:project/jobs/:job/cancel',
  retryJob: 'POST /projects/:project/jobs/:job/retry',
  undoJob: 'POST /projects/:project/jobs/:job/undo',
  getJobFailures: 'GET /projects/:project/jobs/:job/failures',
  getJobResult: 'GET /projects/:project/jobs/:job/result',
} as const;

export type Pending = {
  readonly previewJob: { readonly input: JobInput; readonly output: JobPreview };
  readonly createJob: {
    readonly input: JobInput & { readonly digest: string; readonly confirm?: string };
    readonly output: Job;
  };
  readonly listJobs: {
    readonly input: { readonly project: string; readonly cursor?: string };
    readonly output: Page<Job>;
  };
  readonly getJob: { readonly input: OfJob; readonly output: Job };
  readonly pauseJob: { readonly input: OfJob; readonly output: Job };
  readonly resumeJob: { readonly input: OfJob; readonly output: Job };
  readonly cancelJob: { readonly input: OfJob; readonly output: Job };
  readonly retryJob: { readonly input: OfJob; readonly output: Job };
  readonly undoJob: { readonly input: OfJob; readonly output: Job };
  readonly getJobFailures: { readonly input: OfJob; readonly output: undefined };
  readonly getJobResult: { readonly input: OfJob; readonly output: undefined };
};
