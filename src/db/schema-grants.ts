import type { ColumnType } from 'kysely';

/** A device that asks for access; deleted when its code is redeemed. */
export type DeviceCodeRow = {
  project_id: string;
  /** SHA-256 of the device code, hex. */
  id: string;
  /** Keyed hash of the user code. */
  user_code_hash: string;
  client_id: string;
  /** JSON array of the requested scopes. */
  scopes: string;
  /** The name the device gives itself; may be empty. */
  name: string;
  ip: string | null;
  expires_at: number;
  /** The user who approved or denied it; null before that. */
  user_id: string | null;
  approved_at: number | null;
  denied_at: number | null;
  /** JSON array of what the person showed who approved it; null before that. */
  factors: string | null;
};

/** A program's access to a user: one row, whose tokens each refresh replaces. */
export type DeviceGrantRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  /** device or key */
  kind: string;
  client_id: string;
  name: string;
  /** JSON array. */
  scopes: string;
  /** The key that it was created with and ends with; null when a user approved it. */
  key_id: string | null;
  /** SHA-256 of the common prefix of the grant's refresh tokens, hex; null when there are none. */
  family_hash: string | null;
  /** SHA-256 of the current refresh token, hex. */
  refresh_hash: string | null;
  refresh_expires_at: number | null;
  /** SHA-256 of the current access token, hex. */
  access_hash: string;
  access_expires_at: number;
  /** When its tokens were last issued. */
  used_at: number;
  /** JSON array of what was shown when it was made; null of one made before that was kept. */
  factors: string | null;
};
