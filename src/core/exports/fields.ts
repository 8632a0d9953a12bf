import type { Column, Table } from '../../db/conditions.ts';
import type { Schema } from '../../db/schema.ts';

/**
 * How a column stands in an export. `plain`: as it is. `metadata`: without secrets only what imports did not keep of such.
 * `secret`: as it is, only in an export with secrets. `sealed`: its text, which the sealing key opens, only with secrets; sealed anew
 * by an import. `password`: a password hash, which may be sealed. `anew`: never; an import makes it with its own key.
 */
export type FieldHow = 'plain' | 'metadata' | 'secret' | 'sealed' | 'password' | 'anew';

type ExportedTable<T extends Table> = {
  readonly about: string;
  readonly columns: Readonly<Record<Column<T>, FieldHow>>;
  /** An export without secrets leaves the whole rows out, since they are of no use without. */
  readonly needsSecrets?: true;
  /** Only in an export with sessions. */
  readonly isOfSessions?: true;
  /** The kinds of rows that only belong to rows that need secrets, or to tables that are left out. */
  readonly kinds?: { readonly secret: readonly string[]; readonly omitted: readonly string[] };
};

/** Why a table is not exported. */
type LeftOut = { readonly why: string };

const id = { project_id: 'plain', id: 'plain' } as const;
const ofUser = { project_id: 'plain', user_id: 'plain' } as const;
const made = { sequence: 'plain', updated_at: 'plain' } as const;

/** A table without an entry, or a column of one, does not compile. */
export const exportedTables: { readonly [T in keyof Schema]: ExportedTable<T> | LeftOut } = {
  admin_grants: { why: 'administrators belong to the installation, not to a project' },
  admin_links: { why: 'administrators belong to the installation, not to a project' },
  attempts: { why: 'delays after wrong passwords, which end by themselves' },
  audit: {
    about: 'The history, with its chain.',
    columns: {
      ...{ project_id: 'plain', place: 'plain', id: 'plain', lane: 'plain', at: 'plain', act: 'plain' },
      ...{ actor_kind: 'plain', actor_id: 'plain', acting_as: 'plain', user_id: 'plain', ip: 'plain' },
      ...{ user_agent: 'plain', request_id: 'plain', details: 'plain', position: 'plain', hash: 'plain' },
      ...{ personal_hash: 'plain', salt: 'plain' },
    },
  },
  authenticators: {
    about: 'Second factors. `sealed` is the seed of an authenticator app, in base32.',
    columns: { ...ofUser, kind: 'plain', sealed: 'sealed', verified_at: 'plain', last_step: 'plain' },
    needsSecrets: true,
  },
  challenges: { why: 'second factors that are asked for just now' },
  counts: { why: 'numbers of rows, which an import counts' },
  daily_counts: {
    about: 'Numbers of the overview, by day.',
    columns: { project_id: 'plain', day: 'plain', name: 'plain', total: 'plain' },
  },
  device_codes: { why: 'sign-ins of devices in progress' },
  device_grants: {
    about: 'Devices that act for users.',
    columns: {
      ...{ ...id, user_id: 'plain', sequence: 'plain', kind: 'plain', client_id: 'plain', name: 'plain' },
      ...{ scopes: 'plain', key_id: 'plain', family_hash: 'secret', refresh_hash: 'secret' },
      ...{ refresh_expires_at: 'plain', access_hash: 'secret', access_expires_at: 'plain' },
      ...{ used_at: 'plain', factors: 'plain' },
    },
    needsSecrets: true,
  },
  erasures: {
    about: 'Personal fields of the history that are still to be erased.',
    columns: { ...ofUser, through: 'plain', due_at: 'plain', part: 'plain', after: 'plain' },
  },
  history_checkpoints: {
    about: 'Checkpoints of the history. An import signs them with its own key.',
    columns: {
      ...{ project_id: 'plain', position: 'plain', hash: 'plain', at: 'plain', heads: 'plain' },
      signature: 'anew',
    },
  },
  history_cuts: {
    about: 'Where the history begins after a part of it was archived or was too old.',
    columns: {
      ...{ project_id: 'plain', position: 'plain', hash: 'plain', heads: 'plain', at: 'plain' },
      ...{ from_position: 'plain', kind: 'plain', digest: 'plain', made_at: 'plain' },
      ...{ removed_at: 'plain', signature: 'anew', proof: 'anew' },
    },
  },
  history_heads: {
    about: 'The ends of the chains of the history.',
    columns: {
      ...{ project_id: 'plain', lane: 'plain', position: 'plain', hash: 'plain', updated_at: 'plain' },
      ...{ signed_position: 'plain', signed_at: 'plain' },
    },
  },
  history_lanes: { why: 'how the installation writes its histories' },
  identifiers: {
    about: 'An index of what identifies exactly one thing. Readers of other systems do without it.',
    columns: { ...ofUser, kind: 'plain', value: 'plain' },
    kinds: { secret: ['key', 'key-id', 'grant-access', 'grant-family', 'grant-refresh'], omitted: [] },
  },
  identities: {
    about: 'External accounts of users. `tokens` is JSON.',
    columns: {
      ...{ ...id, user_id: 'plain', ...made, provider: 'plain', issuer: 'plain', provider_uid: 'plain' },
      ...{ provider_email: 'plain', email_verified_at: 'plain', tokens: 'sealed' },
      ...{ access_expires_at: 'plain', found_by_email_at: 'plain' },
    },
  },
  import_secrets: {
    about: 'Secrets of imports that password hashes need, as peppers. `sealed` is JSON.',
    columns: { ...id, sealed: 'sealed', created_at: 'plain' },
    needsSecrets: true,
  },
  import_jobs: { why: 'work in progress on uploaded files' },
  imports: {
    about: 'Imports that were made here. `options`, `counts` and `files` are JSON.',
    columns: {
      ...{ ...id, ...made, system: 'plain', digest: 'plain', options: 'plain', state: 'plain' },
      ...{ counts: 'plain', files: 'plain', position: 'plain', ended_at: 'plain' },
    },
  },
  import_rows: {
    about: 'What became of each row of an import.',
    columns: {
      ...{ project_id: 'plain', import_id: 'plain', position: 'plain', kind: 'plain', source_id: 'plain' },
      ...{ user_id: 'plain', team_id: 'plain', outcome: 'plain', stamp: 'plain' },
    },
  },
  job_parts: { why: 'work in progress on many users' },
  jobs: { why: 'work in progress on many users' },
  keys: {
    about: 'API keys. `secret_hash` is SHA-256 of the secret.',
    columns: {
      ...{ ...id, name: 'plain', secret_hash: 'secret', scopes: 'plain', expires_at: 'plain' },
      ...{ last_used_at: 'plain', created_at: 'plain', replaced_by: 'plain' },
    },
    needsSecrets: true,
  },
  leases: { why: 'which server does what just now' },
  lookups: {
    about: 'An index of values that several rows have. Readers of other systems do without it.',
    columns: { ...id, kind: 'plain', value: 'plain', holder_id: 'plain', expires_at: 'plain' },
    kinds: { secret: [], omitted: ['token-alias'] },
  },
  memberships: {
    about: 'Members of teams, and invitations.',
    columns: {
      ...{ ...id, team_id: 'plain', user_id: 'plain', ...made, roles: 'plain', invited_at: 'plain' },
      ...{ joined_at: 'plain', secret_hash: 'secret', sent_to: 'plain', typed: 'plain' },
    },
  },
  mock_phones: {
    about: 'Phone numbers of tests. `sealed` is the code.',
    columns: { project_id: 'plain', phone: 'plain', ...made, sealed: 'sealed' },
    needsSecrets: true,
  },
  oauth_states: { why: 'sign-ins by providers in progress' },
  old_systems: {
    about:
      'The old system that is asked at first sign-ins. `sealed` is the secret of requests; `options` is JSON.',
    columns: {
      ...{ project_id: 'plain', system: 'plain', url: 'plain', asks: 'plain', options: 'plain' },
      ...{ sealed: 'sealed', updated_at: 'plain' },
    },
    needsSecrets: true,
  },
  outbox: { why: 'messages on their way' },
  password_history: {
    about: 'Earlier password hashes.',
    columns: { ...ofUser, sequence: 'plain', password: 'password' },
    needsSecrets: true,
  },
  profiles: {
    about: 'Usernames.',
    columns: { ...ofUser, username: 'plain', email_public_at: 'plain', updated_at: 'plain' },
  },
  project_removals: { why: 'projects that are being deleted' },
  projects: {
    about: 'The project. `policies` is JSON of what differs from the defaults.',
    columns: {
      project_id: 'plain',
      ...{ name: 'plain', policies: 'plain', created_at: 'plain', webhooks: 'secret' },
    },
  },
  provider_errors: { why: 'the last errors of providers' },
  providers: {
    about: 'OAuth and OpenID Connect providers. `secret` is JSON of the client secret and the options.',
    columns: {
      ...{ project_id: 'plain', key: 'plain', app_id: 'plain', secret: 'sealed', enabled_at: 'plain' },
      updated_at: 'plain',
    },
    needsSecrets: true,
  },
  rate_windows: { why: 'counters of rate limits' },
  recovery_codes: {
    about: 'Recovery codes. `sealed` is the code.',
    columns: { ...ofUser, code_hash: 'anew', sealed: 'sealed', place: 'plain' },
    needsSecrets: true,
  },
  seal_keys: { why: 'which sealing key the database needs: an import has its own' },
  served_contracts: {
    about: 'Contracts by which other systems may ask about passwords.',
    columns: { project_id: 'plain', contract: 'plain', enabled_at: 'plain' },
  },
  sessions: {
    about: 'Sessions. `secret_hash` is SHA-256 of the secret; `provider_tokens` is JSON.',
    columns: {
      ...{ ...id, user_id: 'plain', ...made, secret_hash: 'secret', issued_at: 'plain' },
      ...{ expires_at: 'plain', provider: 'plain', provider_uid: 'plain', factors: 'plain' },
      ...{ mfa_updated_at: 'plain', ip: 'plain', country: 'plain', device: 'plain', network: 'plain' },
      ...{ os: 'plain', browser: 'plain', device_kind: 'plain', used_at: 'plain' },
      ...{ provider_tokens: 'sealed', provider_expires_at: 'plain', refreshing_until: 'plain' },
    },
    needsSecrets: true,
    isOfSessions: true,
  },
  targets: {
    about: 'Where messages to users go.',
    columns: {
      ...{ ...id, user_id: 'plain', ...made, provider_type: 'plain', provider_id: 'plain' },
      ...{ identifier: 'plain', name: 'plain', expired_at: 'plain', session_id: 'plain' },
    },
  },
  team_words: {
    about: 'An index of words of teams. Readers of other systems do without it.',
    columns: { project_id: 'plain', word: 'plain', team_id: 'plain' },
  },
  teams: {
    about: 'Teams. `prefs` is JSON.',
    columns: {
      ...{ ...id, ...made, name: 'plain', name_key: 'plain', prefs: 'plain', total: 'plain' },
      search: 'plain',
    },
  },
  tokens: { why: 'codes and links on their way, which only the sealing key of this installation verifies' },
  user_keys: {
    about: 'API keys of users and of teams. `secret_hash` is SHA-256 of the secret.',
    columns: {
      ...{ ...id, owner_kind: 'plain', owner_id: 'plain', ...made, name: 'plain', secret_hash: 'secret' },
      ...{ permissions: 'plain', revoke_at: 'plain', revoked_at: 'plain', last_used_at: 'plain' },
      ...{ last_used_ip: 'plain', last_used_agent: 'plain', factors: 'plain', lineage: 'plain' },
      ...{ grant_id: 'plain', maker_id: 'plain', maker_membership_id: 'plain', maker_role: 'plain' },
    },
    needsSecrets: true,
  },
  user_metadata: {
    about:
      'What only servers and administrators write about users. Both are JSON objects; users may read `read_only`.',
    columns: { ...ofUser, read_only: 'plain', private: 'metadata', updated_at: 'plain' },
  },
  user_words: {
    about: 'An index of words of users. Readers of other systems do without it.',
    columns: { project_id: 'plain', word: 'plain', user_id: 'plain' },
  },
  users: {
    about:
      'Users. `password` is one string that names its scheme; `labels` is a JSON array, `prefs` a JSON object.',
    columns: {
      ...{ ...id, ...made, name: 'plain', name_key: 'plain', email: 'plain', phone: 'plain' },
      ...{ email_verified_at: 'plain', phone_verified_at: 'plain', password: 'password' },
      ...{ password_updated_at: 'plain', password_checked_at: 'plain', password_pwned_at: 'plain' },
      ...{ blocked_at: 'plain', mfa_enabled_at: 'plain', impersonator_at: 'plain', accessed_at: 'plain' },
      ...{ labels: 'plain', prefs: 'plain', search: 'plain' },
    },
  },
  webhook_deliveries: { why: 'events on their way' },
  webhooks: {
    about: 'Webhooks. `sealed` is JSON of the secret that signs and the password of HTTP authentication.',
    columns: {
      ...{ ...id, ...made, name: 'plain', url: 'plain', events: 'plain', auth_username: 'plain' },
      ...{ sealed: 'sealed', verifies_tls: 'plain', failures: 'plain', failing_since: 'plain' },
      ...{ disabled_at: 'plain', error: 'plain' },
    },
    needsSecrets: true,
  },
};

/** An exported table as code reads it that goes through all of them. */
export type LooseTable = {
  readonly about: string;
  readonly columns: Readonly<Record<string, FieldHow>>;
  readonly needsSecrets?: true;
  readonly isOfSessions?: true;
  readonly kinds?: { readonly secret: readonly string[]; readonly omitted: readonly string[] };
};

/** The exported tables by name. */
export const looseTables: ReadonlyMap<string, LooseTable> = new Map(
  // Cast: the columns of all tables are texts.
  (Object.entries(exportedTables) as [string, LooseTable | LeftOut][]).flatMap(([name, table]) =>
    'why' in table ? [] : [[name, table] as const],
  ),
);
