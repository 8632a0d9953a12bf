import type { ColumnType } from 'kysely';
import type { AdminGrantRow, AdminLinkRow } from './schema-admins.ts';
import type { DeviceCodeRow, DeviceGrantRow } from './schema-grants.ts';
import type {
  ChainColumns,
  DailyCountRow,
  ErasureRow,
  HistoryCheckpointRow,
  HistoryCutRow,
  HistoryHeadRow,
  HistoryLanesRow,
  LeaseRow,
  ProjectRemovalRow,
} from './schema-history.ts';
import type { ImportSecretsRow } from './schema-import-secrets.ts';
import type { ImportItemRow, ImportJobRow, ImportRow } from './schema-imports.ts';
import type { JobPartRow, JobRow } from './schema-jobs.ts';
import type { AttemptsRow, RateWindowRow } from './schema-limits.ts';
import type { IdentityRow, OauthStateRow, ProviderErrorRow, ProviderRow } from './schema-oauth.ts';
import type { OldSystemRow, ServedContractRow } from './schema-old-systems.ts';
import type { ProfileRow, UserKeyRow } from './schema-user-keys.ts';
import type { MockPhoneRow, WebhookDeliveryRow, WebhookRow } from './schema-webhooks.ts';

/**
 * Rows as types. Instants are integers (milliseconds since 1970, UTC). `sequence` counts microseconds and is both the
 * time and the order of creation. JSON is text on both engines. Every primary key begins with the project.
 */
export type Schema = {
  projects: ProjectRow;
  project_removals: ProjectRemovalRow;
  keys: KeyRow;
  users: UserRow;
  targets: TargetRow;
  identifiers: IdentifierRow;
  lookups: LookupRow;
  user_words: UserWordRow;
  user_metadata: UserMetadataRow;
  counts: CountRow;
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
  provider_errors: ProviderErrorRow;
  sessions: SessionRow;
  tokens: TokenRow;
  recovery_codes: RecoveryCodeRow;
  authenticators: AuthenticatorRow;
  challenges: ChallengeRow;
  password_history: PasswordHistoryRow;
  attempts: AttemptsRow;
  rate_windows: RateWindowRow;
  outbox: OutboxRow;
  webhooks: WebhookRow;
  webhook_deliveries: WebhookDeliveryRow;
  mock_phones: MockPhoneRow;
  import_secrets: ImportSecretsRow;
  old_systems: OldSystemRow;
  served_contracts: ServedContractRow;
  audit: AuditRow & ChainColumns;
  history_heads: HistoryHeadRow;
  history_checkpoints: HistoryCheckpointRow;
  history_cuts: HistoryCutRow;
  history_lanes: HistoryLanesRow;
  leases: LeaseRow;
  daily_counts: DailyCountRow;
  erasures: ErasureRow;
  seal_keys: SealKeyRow;
  admin_grants: AdminGrantRow;
  admin_links: AdminLinkRow;
  jobs: JobRow;
  job_parts: JobPartRow;
  imports: ImportRow;
  import_rows: ImportItemRow;
  import_jobs: ImportJobRow;
};

export type ProjectRow = {
  project_id: string;
  name: string;
  /** JSON object of the policies that differ from the defaults. */
  policies: string;
  created_at: number;
  /** How many enabled webhooks it has; null for none. */
  webhooks: number | null;
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
  /** The key that this was the secret of before its rotation; null for a key. */
  replaced_by: string | null;
};

export type UserRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  name: string;
  /** `name` in comparable form, by which lists sort and compare. */
  name_key: string;
  email: string | null;
  phone: string | null;
  email_verified_at: number | null;
  phone_verified_at: number | null;
  /** One self-describing string for any scheme, or null. */
  password: string | null;
  password_updated_at: number | null;
  /** When the plain password was last looked for among common ones; null when it was never seen. */
  password_checked_at: number | null;
  /** When it was found among them; null when it was not. */
  password_pwned_at: number | null;
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

/** What servers and administrators keep about a user, who cannot write it. */
type UserMetadataRow = {
  project_id: string;
  user_id: string;
  /** JSON object that the user may read. */
  read_only: string;
  /** JSON object that the user may not read. */
  private: string;
  updated_at: number;
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
  /** The session that the target ends with, for a device. */
  session_id: string | null;
};

/**
 * A value that identifies exactly one thing. Uniqueness is enforced by this primary key and nowhere else. `user_id` is
 * the owner: a user, or for a key also a team.
 */
export type IdentifierRow = {
  project_id: string;
  kind: string;
  value: string;
  user_id: string;
};

/** A value that leads to a row of a user, and perhaps to those of others: see `identifiers/lookups-store.ts`. */
type LookupRow = {
  project_id: string;
  kind: string;
  value: string;
  holder_id: string;
  /** The row. */
  id: string;
  /** When the entry has no more use; null for as long as the row exists. */
  expires_at: number | null;
};

type UserWordRow = {
  project_id: string;
  word: string;
  user_id: string;
};

/** A part of how many rows of a kind a project has: the count is the sum over all lanes. */
export type CountRow = {
  project_id: string;
  /** The table whose rows are counted. */
  counted: string;
  lane: number;
  /** Below 0 where more rows were deleted than created. */
  total: number;
};

export type TeamRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  name: string;
  /** `name` in comparable form. */
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
  /** Null until the invitation is accepted. */
  joined_at: number | null;
  /** SHA-256 of the invitation's secret, hex; stays after acceptance, to recognise it again. */
  secret_hash: string | null;
  /** The address that the invitation was sent to. */
  sent_to: string | null;
  /** The inviter's input about the invitee, a JSON object. */
  typed: string | null;
};

export type SessionRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  /** SHA-256 of the secret, hex. */
  secret_hash: string;
  /** When it was opened, by the wall clock; null of one opened before that was kept. */
  issued_at: number | null;
  expires_at: number;
  provider: string;
  provider_uid: string;
  /** JSON array of the completed factors. */
  factors: string;
  mfa_updated_at: number | null;
  ip: string | null;
  country: string | null;
  /** JSON object parsed from the user agent. */
  device: string;
  /** The network of the address, as `core/sessions/network.ts` writes it; null without an address. */
  network: string | null;
  /** Names in the device, empty when unknown. Null until a session of an older server is filled in. */
  os: string | null;
  browser: string | null;
  device_kind: string | null;
  /** When it was last used, to a fraction of the project's idle limit; null before that. */
  used_at: number | null;
  /** Sealed JSON: the provider's tokens, for a session opened with an external account. */
  provider_tokens: string | null;
  /** When the provider's access token expires; null when unknown. */
  provider_expires_at: number | null;
  /** Lease of the request that refreshes the provider's tokens. */
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
  /** When it was issued, by the wall clock; null of one issued before that was kept. */
  issued_at: number | null;
  expires_at: number;
  /** The id that the answer named in place of the user's. */
  alias: string | null;
};

export type RecoveryCodeRow = {
  project_id: string;
  user_id: string;
  /** Keyed hash of the code. */
  code_hash: string;
  sealed: string;
  /** Place in the list that the user was shown; null for codes from before migration 20. */
  place: number | null;
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

/** A second factor requested of a session. */
export type ChallengeRow = {
  project_id: string;
  user_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  session_id: string;
  factor: string;
  /** Keyed hash of the sent code; null for factors without one. */
  secret_hash: string | null;
  expires_at: number;
};

/** A message waiting for delivery, or given up. */
export type OutboxRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  user_id: string | null;
  /** mail or sms */
  kind: string;
  /** Sealed JSON: it contains addresses and secrets. */
  payload: string;
  tries: number;
  /** Not delivered before this moment. Claiming moves it forward. */
  next_at: number;
  dead_at: number | null;
  /** The error of the last attempt, without the recipient. */
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
  /** What the entry is stored by: its user, else its actor, else itself. Distributes the table over shards. */
  place: string;
  /** Starts with the time of creation, by which PostgreSQL partitions the table. */
  id: string;
  /** The chain of the project that the entry belongs to; 0 except on a cluster. */
  lane: number;
  at: number;
  act: string;
  actor_kind: string;
  actor_id: string | null;
  /** The user whom the actor impersonated. */
  acting_as: string | null;
  user_id: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  /** JSON object of the act's fields. */
  details: string;
};

/** The sealing keys that the database needs. A known text sealed by each verifies the configured key. */
type SealKeyRow = {
  project_id: string;
  key_id: string;
  proof: string;
  created_at: number;
};
