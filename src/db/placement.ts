import type { Column, Table } from './conditions.ts';

/**
 * Where the rows of a table lie on a Citus cluster. `reference`: a copy on every node, for what every request reads and
 * seldom changes. `local`: on the coordinator, for what is little or worked through in order. Else each row is on the
 * shard of one column, which is part of the primary key and of every unique index; `beside` names the table with whose
 * shards it shares nodes, so that rows with the same value can be joined.
 */
export type Placement<By extends string = string> =
  | 'reference'
  | 'local'
  | { readonly by: By; readonly beside?: Table };

type PlacementTable = { readonly [T in Table]: Placement<Column<T>> };

/** A table without an entry does not compile. A new one is distributed after the migration that creates it. */
export const placement: PlacementTable = {
  projects: 'reference',
  keys: 'reference',
  providers: 'reference',
  seal_keys: 'reference',
  webhooks: 'reference',
  mock_phones: 'reference',
  import_secrets: 'reference',
  old_systems: 'reference',
  served_contracts: 'reference',

  users: { by: 'id' },
  targets: { by: 'user_id', beside: 'users' },
  user_words: { by: 'user_id', beside: 'users' },
  user_metadata: { by: 'user_id', beside: 'users' },
  profiles: { by: 'user_id', beside: 'users' },
  sessions: { by: 'user_id', beside: 'users' },
  tokens: { by: 'user_id', beside: 'users' },
  recovery_codes: { by: 'user_id', beside: 'users' },
  authenticators: { by: 'user_id', beside: 'users' },
  challenges: { by: 'user_id', beside: 'users' },
  password_history: { by: 'user_id', beside: 'users' },
  attempts: { by: 'user_id', beside: 'users' },
  identities: { by: 'user_id', beside: 'users' },
  memberships: { by: 'user_id', beside: 'users' },
  device_grants: { by: 'user_id', beside: 'users' },
  user_keys: { by: 'owner_id', beside: 'users' },
  audit: { by: 'place', beside: 'users' },
  admin_grants: { by: 'user_id', beside: 'users' },

  identifiers: { by: 'value' },
  lookups: { by: 'value', beside: 'identifiers' },
  teams: { by: 'id' },
  team_words: { by: 'team_id', beside: 'teams' },
  counts: { by: 'project_id' },
  rate_windows: { by: 'key' },
  oauth_states: { by: 'id' },

  // Asked for by its own code, by the code of the person, and by the user who approved it, for some minutes.
  device_codes: 'local',
  outbox: 'local',
  webhook_deliveries: 'local',
  erasures: 'local',
  history_heads: 'local',
  history_lanes: 'local',
  history_checkpoints: 'local',
  history_cuts: 'local',
  leases: 'local',
  jobs: 'local',
  job_parts: 'local',
  import_jobs: 'local',
  imports: 'local',
  import_rows: 'local',
  provider_errors: 'local',
  daily_counts: 'local',
  admin_links: 'local',
  project_removals: 'local',
};
