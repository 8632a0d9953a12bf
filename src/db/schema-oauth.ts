import type { ColumnType } from 'kysely';

/** An external account that its user signs in with. */
export type IdentityRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  provider: string;
  /** The issuer, for self-hosted providers; otherwise empty. */
  issuer: string;
  provider_uid: string;
  /** Empty when the provider gave none. */
  provider_email: string;
  /** When the provider reported it verified; null when it did not. */
  email_verified_at: number | null;
  /** Sealed JSON. */
  tokens: string | null;
  access_expires_at: number | null;
  /** When it was linked because its address was the user's; null where it was linked otherwise. */
  found_by_email_at: number | null;
};

/** A project's configuration of a provider. */
export type ProviderRow = {
  project_id: string;
  key: string;
  app_id: string;
  /** Sealed JSON: the client secret and the options. */
  secret: string;
  enabled_at: number | null;
  updated_at: number;
};

/** A pending sign-in at a provider; can be completed once. */
export type OauthStateRow = {
  project_id: string;
  /** SHA-256 of the state, hex. */
  id: string;
  /** Sealed JSON. */
  payload: string;
  expires_at: number;
};

/** The last sign-in that a provider failed, or could not be asked for. */
export type ProviderErrorRow = {
  project_id: string;
  key: string;
  at: number;
  /** authorize or exchange */
  step: string;
  /** The status of the answer; null without one. */
  status: number | null;
  /** The error code of the answer; empty without one. */
  error: string;
};
