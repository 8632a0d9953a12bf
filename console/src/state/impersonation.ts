import { createKeptStore } from './store.ts';

/** How long a secret of an impersonation opens a session (src/admin/user-credentials.ts). */
export const SECRET_MS = 60_000;

/** Whom an admin signs in as, without the secret. */
export type Impersonation = {
  /** Id of the admin. */
  readonly admin: string;
  readonly project: string;
  readonly user: string;
  readonly name: string;
  /** When the secret expires that opens the session: ISO 8601, by the clock of the server. */
  readonly until: string;
  /** The same in milliseconds by the clock of this browser, which may be another. */
  readonly closesAt: number;
};

/** The last one of this browser, until its sessions have ended. */
export const impersonation = createKeptStore<Impersonation | null>(
  'impersonation',
  (stored) => {
    try {
      const { admin, project, user, name, until, closesAt } = JSON.parse(stored ?? 'null') ?? {};
      const isWhole = [admin, project, user, name, until].every((each) => typeof each === 'string');
      if (!isWhole || Number.isNaN(Date.parse(until)) || typeof closesAt !== 'number') return null;
      return { admin, project, user, name, until, closesAt };
    } catch {
      return null;
    }
  },
  (value) => (value === null ? null : JSON.stringify(value)),
);
