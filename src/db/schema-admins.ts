/** What an administrator may do in a project, or in all of them. */
export type AdminGrantRow = {
  project_id: string;
  /** The administrator, a user of the installation. */
  user_id: string;
  /** The id of the project; empty for the installation with all its projects. */
  target: string;
  role: string;
  created_at: number;
};

/** A link by which an administrator sets a password, once. An administrator has one at a time. */
export type AdminLinkRow = {
  project_id: string;
  /** The administrator; empty for the link that makes the first one. */
  user_id: string;
  /** setup, invite or reset */
  kind: string;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  expires_at: number;
};
