import type { ColumnType } from 'kysely';

/** A user's username and its visibility. Uniqueness is enforced in `identifiers`. */
export type ProfileRow = {
  project_id: string;
  user_id: string;
  /** In lower case. */
  username: string;
  /** When the email became public; null while it is private. */
  email_public_at: number | null;
  /** Microseconds since 1970: the last change of what others see of the user. */
  updated_at: number;
};

/** An API key of a user or a team. */
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
  /** Unique among the owner's keys that are not revoked. */
  name: string;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  /** JSON array of `{domain, resource}`. */
  permissions: string;
  /** When it expires; null for a key without expiry. */
  revoke_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  last_used_ip: string | null;
  last_used_agent: string | null;
  /** JSON array of what was shown when it was made; null of one made before that was kept, or by an operator. */
  factors: string | null;
  /** JSON array of the ids of the keys that it was made with, oldest first: it ends with each of them. */
  lineage: string | null;
  /** The device's grant that it was made with, and ends with. */
  grant_id: string | null;
  /** The maker of a team's key and the maker's membership, with which the key ends. */
  maker_id: string | null;
  maker_membership_id: string | null;
  /** The maker's role in the team: the key can do no more, and ends when the maker can do less. */
  maker_role: string | null;
};
