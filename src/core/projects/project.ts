declare const projectId: unique symbol;

/** Lower case, since some clients send their headers in lower case. */
export type ProjectId = string & { readonly [projectId]: true };

export type Project = {
  readonly id: ProjectId;
  readonly name: string;
  readonly policies: Policies;
};

/** What a project may switch. */
export type Policies = {
  /** How many earlier passwords a new one must differ from; 0 to 20. */
  readonly passwordHistory: number;
  /** Whether a new password ends the user's sessions. */
  readonly invalidateSessions: boolean;
  /** How long a session lives. */
  readonly sessionSeconds: number;
};

export const defaultPolicies: Policies = {
  passwordHistory: 0,
  invalidateSessions: true,
  sessionSeconds: 31_536_000,
};

const FORM = /^[a-z0-9][a-z0-9._-]{0,35}$/;

/** The id in its one form, or `undefined` when it cannot be one. */
export function projectIdOf(text: string): ProjectId | undefined {
  const lower = text.toLowerCase();
  return FORM.test(lower) ? (lower as ProjectId) : undefined;
}
