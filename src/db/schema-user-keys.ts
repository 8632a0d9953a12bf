import type { ColumnType } from 'kysely';

/** A user's own name, under which others see the user; uniqueness lives in `identifiers`. */
export type ProfileRow = {
  project_id: string;
  user_id: string;
  /** In lower case. */
  username: string;
  /** Since when everybody may see the user's email; null when nobody may. */
  email_public_at: number | null;
  /** Microseconds since 1970: the last change of what others see of the user. */
  updated_at: number;
};

/** A key with which its owner's programs call. */
export type UserKeyRow = {
  project_id: string;
  /** user or team */
  owner_kind: string;
  owner_id: string;
  id: string;
  /** Microseconds since 1970. */
  sequence: ColumnType<number, number, never>;
  /** Microseconds since 1970. */
  updated_at: number;
  /** Once among the owner's keys that were not revoked. */
  name: string;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  /** JSON array of `{domain, resource}`. */
  permissions: string;
  /** From then on it is of no use; null for a key that stays. */
  revoke_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  last_used_ip: string | null;
  last_used_agent: string | null;
};
