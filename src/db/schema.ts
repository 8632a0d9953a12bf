import type { ColumnType } from 'kysely';
import type { DeviceCodeRow, DeviceGrantRow } from './schema-grants.ts';
import type { ChainColumns, ErasureRow, HistoryCheckpointRow, HistoryHeadRow } from './schema-history.ts';
import type { AttemptsRow, RateWindowRow } from './schema-limits.ts';
import type { IdentityRow, OauthStateRow, ProviderRow } from './schema-oauth.ts';
import type { ProfileRow, UserKeyRow } from './schema-user-keys.ts';

/**
 * Rows as types. Instants are integers (milliseconds since 1970, UTC); `sequence` counts microseconds and is the
 * moment of creation as well as the order of creation. JSON is text on both engines. Every primary key begins with
 * the project.
 */
export type Schema = {
  projects: ProjectRow;
  keys: KeyRow;
  users: UserRow;
  targets: TargetRow;
  identifiers: IdentifierRow;
  user_words: UserWordRow;
  profiles: ProfileRow;
  user_keys: UserKeyRow;
  device_codes: DeviceCodeRow;
  device_grants: DeviceGrantRow;
  teams: TeamRow;
  team_words: TeamWordRow;
  memberships: MembershipRow;
  identities: IdentityRow;
  providers: ProviderRow;
  oauth_states: OauthStateRow;
  sessions: SessionRow;
  tokens: TokenRow;
  recovery_codes: RecoveryCodeRow;
  authenticators: AuthenticatorRow;
  challenges: ChallengeRow;
  password_history: PasswordHistoryRow;
  attempts: AttemptsRow;
  rate_windows: RateWindowRow;
  outbox: OutboxRow;
  audit: AuditRow & ChainColumns;
  history_heads: HistoryHeadRow;
  history_checkpoints: HistoryCheckpointRow;
  erasures: ErasureRow;
  seal_keys: SealKeyRow;
};

export type ProjectRow = {
  project_id: string;
  name: string;
  /** JSON object of the policies that differ from the defaults. */
  policies: string;
  created_at: number;
};

export type KeyRow = {
  project_id: string;
  id: string;
  name: string;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  /** JSON array of scope names; `["*"]` stands for every scope. */
  scopes: string;
  expires_at: number | null;
  last_used_at: number | null;
  created_at: number;
};

export type UserRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  name: string;
  /** `name` in its comparable form; what lists sort and compare by. */
  name_key: string;
  email: string | null;
  phone: string | null;
  email_verified_at: number | null;
  phone_verified_at: number | null;
  /** One self-describing string whatever the scheme, or null. */
  password: string | null;
  password_updated_at: number | null;
  blocked_at: number | null;
  mfa_enabled_at: number | null;
  impersonator_at: number | null;
  accessed_at: number | null;
  /** JSON array of strings. */
  labels: string;
  /** JSON object. */
  prefs: string;
  /** The words the user is found by, each with a blank before it. */
  search: string;
};

export type TargetRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  provider_type: string;
  provider_id: string | null;
  identifier: string;
  name: string;
  expired_at: number | null;
  /** The session that it goes with, for a device's own. */
  session_id: string | null;
};

/** Whatever leads to exactly one user. Uniqueness lives in this primary key and nowhere else. */
export type IdentifierRow = {
  project_id: string;
  kind: string;
  value: string;
  user_id: string;
};

type UserWordRow = {
  project_id: string;
  word: string;
  user_id: string;
};

export type TeamRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  name: string;
  /** `name` in its comparable form. */
  name_key: string;
  /** JSON object. */
  prefs: string;
  /** How many members have joined. */
  total: number;
  /** The words the team is found by, each with a blank before it. */
  search: string;
};

type TeamWordRow = {
  project_id: string;
  word: string;
  team_id: string;
};

export type MembershipRow = {
  project_id: string;
  team_id: string;
  id: string;
  user_id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  /** JSON array of strings. */
  roles: string;
  invited_at: number;
  /** Null while the invitation is not accepted. */
  joined_at: number | null;
  /** SHA-256 of the invitation's secret, hex; stays when it was accepted, to know it again. */
  secret_hash: string | null;
  /** The address that the invitation went to. */
  sent_to: string | null;
};

export type SessionRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  expires_at: number;
  provider: string;
  provider_uid: string;
  /** JSON array of the factors that were shown. */
  factors: string;
  mfa_updated_at: number | null;
  ip: string | null;
  country: string | null;
  /** JSON object of what the user agent tells. */
  device: string;
  /** When it was last shown, to a fraction of the project's idle limit; null before that. */
  used_at: number | null;
  /** Sealed JSON: what the provider gave, of a session that was opened with an account elsewhere. */
  provider_tokens: string | null;
  /** When the provider's access token expires; null when it did not say. */
  provider_expires_at: number | null;
  /** Until then somebody asks the provider for other tokens. */
  refreshing_until: number | null;
};

export type TokenRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  kind: string;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  expires_at: number;
};

export type RecoveryCodeRow = {
  project_id: string;
  user_id: string;
  /** Keyed hash of the code. */
  code_hash: string;
  sealed: string;
};

export type AuthenticatorRow = {
  project_id: string;
  user_id: string;
  kind: string;
  sealed: string;
  verified_at: number | null;
  /** The last time step whose code was accepted. */
  last_step: number | null;
};

/** A second factor that a session has been asked for. */
export type ChallengeRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  session_id: string;
  factor: string;
  /** Keyed hash of the code that was sent, or null where the factor brings its own. */
  secret_hash: string | null;
  expires_at: number;
};

/** A message that waits to be delivered, or could not be. */
export type OutboxRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  user_id: string | null;
  /** mail or sms */
  kind: string;
  /** Sealed JSON: it holds addresses and secrets. */
  payload: string;
  tries: number;
  /** Not delivered before this moment; moved on while a delivery runs. */
  next_at: number;
  dead_at: number | null;
  /** What the last try ended with, without the recipient. */
  error: string | null;
};

type PasswordHistoryRow = {
  project_id: string;
  user_id: string;
  sequence: ColumnType<number, number, never>;
  password: string;
};

export type AuditRow = {
  project_id: string;
  id: string;
  at: number;
  act: string;
  actor_kind: string;
  actor_id: string | null;
  /** Whom the actor impersonated. */
  acting_as: string | null;
  user_id: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  /** JSON object of the fields that the act may record. */
  details: string;
};

/** Which sealing keys this database has seen: a known text sealed by each proves that the key given is the right one. */
type SealKeyRow = {
  project_id: string;
  key_id: string;
  proof: string;
  created_at: number;
};
