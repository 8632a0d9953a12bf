import type { ColumnType } from 'kysely';

/** A device that asks to act for whoever types its code; gone once it was redeemed. */
export type DeviceCodeRow = {
  project_id: string;
  /** SHA-256 of what the device shows us, hex. */
  id: string;
  /** Keyed hash of what a person types. */
  user_code_hash: string;
  client_id: string;
  /** JSON array of what was asked for. */
  scopes: string;
  /** What the device calls itself; may be empty. */
  name: string;
  ip: string | null;
  expires_at: number;
  /** Who approved or denied it; null before that. */
  user_id: string | null;
  approved_at: number | null;
  denied_at: number | null;
  /** JSON array of what the person showed who approved it; null before that. */
  factors: string | null;
};

/** What a program was given to act for a user: one row, whose tokens are replaced by each refresh. */
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
  /** The key that it was made with and ends with; null where a person approved it. */
  key_id: string | null;
  /** SHA-256 of the part that all refresh tokens of the grant share, hex; null where there are none. */
  family_hash: string | null;
  /** SHA-256 of the refresh token that is good, hex. */
  refresh_hash: string | null;
  refresh_expires_at: number | null;
  /** SHA-256 of the access token that is good, hex. */
  access_hash: string;
  access_expires_at: number;
  /** When its tokens were made last. */
  used_at: number;
  /** JSON array of what was shown when it was made; null of one made before that was kept. */
  factors: string | null;
};
