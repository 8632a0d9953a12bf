/** Endpoints of the contract that the table of endpoints does not have yet. */
import type { UserList } from '../generated/admin.ts';

type OfUser = { readonly project: string; readonly user: string };
type Rows<T> = { readonly rows: readonly T[] };
type Page<T> = Rows<T> & { readonly next: string | null; readonly previous: string | null };

export type Session = {
  readonly id: string;
  readonly provider: string;
  readonly factors: readonly string[];
  readonly ip: string | null;
  readonly country: string | null;
  readonly os: string;
  readonly browser: string;
  readonly device: string;
  readonly createdAt: string;
  readonly usedAt: string | null;
  readonly expiresAt: string;
};
export type Identity = {
  readonly id: string;
  readonly provider: string;
  readonly issuer: string;
  readonly providerUid: string;
  readonly providerEmail: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type Membership = {
  readonly id: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly phone: string;
  };
  readonly roles: readonly string[];
  readonly invitedAt: string;
  readonly joinedAt: string | null;
};
export type Entry = {
  readonly id: string;
  readonly position: number;
  readonly at: string;
  readonly act: string;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly ip: string | null;
  readonly device: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean;
};
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
    readonly samples: readonly { readonly id: string; readonly name: string; readonly email: string | null }[];
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
  setUserPassword: 'PUT /projects/:project/users/:user/password',
  createUserReset: 'POST /projects/:project/users/:user/reset',
  listUserSessions: 'GET /projects/:project/users/:user/sessions',
  deleteUserSessions: 'DELETE /projects/:project/users/:user/sessions',
  deleteUserSession: 'DELETE /projects/:project/users/:user/sessions/:session',
  listUserIdentities: 'GET /projects/:project/users/:user/identities',
  deleteUserIdentity: 'DELETE /projects/:project/users/:user/identities/:identity',
  listUserMemberships: 'GET /projects/:project/users/:user/memberships',
  deleteUserTarget: 'DELETE /projects/:project/users/:user/targets/:target',
  deleteUserFactor: 'DELETE /projects/:project/users/:user/factors/:factor',
  listUserHistory: 'GET /projects/:project/users/:user/history',
  impersonateUser: 'POST /projects/:project/users/:user/impersonation',
  exportUser: 'GET /projects/:project/users/:user/export',
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
  readonly setUserPassword: { readonly input: OfUser & { readonly password: string }; readonly output: UserList['rows'][number] };
  readonly createUserReset: {
    readonly input: OfUser & { readonly url?: string };
    readonly output: { readonly link?: string; readonly sent?: boolean };
  };
  readonly listUserSessions: { readonly input: OfUser; readonly output: Rows<Session> };
  readonly deleteUserSessions: { readonly input: OfUser; readonly output: undefined };
  readonly deleteUserSession: { readonly input: OfUser & { readonly session: string }; readonly output: undefined };
  readonly listUserIdentities: { readonly input: OfUser; readonly output: Page<Identity> };
  readonly deleteUserIdentity: { readonly input: OfUser & { readonly identity: string }; readonly output: undefined };
  readonly listUserMemberships: { readonly input: OfUser; readonly output: Page<Membership> };
  readonly deleteUserTarget: { readonly input: OfUser & { readonly target: string }; readonly output: undefined };
  readonly deleteUserFactor: { readonly input: OfUser & { readonly factor: string }; readonly output: undefined };
  readonly listUserHistory: {
    readonly input: OfUser & { readonly cursor?: string; readonly limit?: number };
    readonly output: Page<Entry>;
  };
  readonly impersonateUser: { readonly input: OfUser; readonly output: { readonly secret: string; readonly expiresAt: string } };
  readonly exportUser: { readonly input: OfUser; readonly output: undefined };
  readonly previewJob: { readonly input: JobInput; readonly output: JobPreview };
  readonly createJob: {
    readonly input: JobInput & { readonly digest: string; readonly confirm?: string };
    readonly output: Job;
  };
  readonly listJobs: { readonly input: { readonly project: string; readonly cursor?: string }; readonly output: Page<Job> };
  readonly getJob: { readonly input: OfJob; readonly output: Job };
  readonly pauseJob: { readonly input: OfJob; readonly output: Job };
  readonly resumeJob: { readonly input: OfJob; readonly output: Job };
  readonly cancelJob: { readonly input: OfJob; readonly output: Job };
  readonly retryJob: { readonly input: OfJob; readonly output: Job };
  readonly undoJob: { readonly input: OfJob; readonly output: Job };
  readonly getJobFailures: { readonly input: OfJob; readonly output: undefined };
  readonly getJobResult: { readonly input: OfJob; readonly output: undefined };
};
