import type { Schema } from '../db/schema.ts';
import type { Actor } from './actor.ts';
import { LINK_MS } from './admins/link-lifetimes.ts';
import { ERASED_AFTER_MS } from './audit/store.ts';
import type { Core } from './core.ts';
import { CODE_SECONDS, deleteExpiredDeviceCodes } from './device-grants/device-codes.ts';
import { deleteEndedGrants } from './device-grants/store.ts';
import { ACCESS_SECONDS, REFRESH_MS } from './device-grants/tokens.ts';
import {
  type Correction,
  type CountedTable,
  correctSome,
  countEnded,
  deleteEnded,
  endsAhead,
  grantsAhead,
  invitationsAhead,
  issuedAhead,
  listExpiredSessions,
  messagesAhead,
} from './expiring-store.ts';
import { CHALLENGE_MS } from './factors/challenges/challenge.ts';
import { IMPORT_JOB_KEPT_MS } from './import-jobs/import-job.ts';
import { deleteExpiredImportJobs } from './import-jobs/store.ts';
import { hours, type Instant, instantOf, minutes } from './instant.ts';
import { JOB_KEPT_MS } from './jobs/job.ts';
import { deleteExpiredJobs } from './jobs/store.ts';
import { deleteExpiredLimits } from './limits/rates.ts';
import { PENDING_MS } from './oauth/pending-sign-in.ts';
import { deleteDeadMessages } from './outbox/queue.ts';
import { retryDelaysMs } from './outbox/retries.ts';
import { defaultPolicies, type ProjectId } from './projects/project.ts';
import { deleteExpiredSessions } from './sessions/ending-store.ts';
import { deleteDeadDeliveries } from './webhooks/queue.ts';
import { DELAY_JITTER, deliveryDelaysMs } from './webhooks/retries.ts';

/**
 * What has expired is kept this long, and nothing is swept for this long after the clock jumped: a clock that is ahead
 * for a moment deletes nothing that is still valid.
 */
const KEPT_MS = hours(1);
const ROWS_AT_ONCE = 200;
const STEPS_AT_MOST = 50;
const COUNTED_AT_MOST = 10_000;
/** Longer than the lease of a delivery. */
const LONGEST_LEASE_MS = minutes(3);

/** Deletes at most `most` rows that ended at `before` or earlier. Returns how many. */
type Sweep = (core: Core, of: { readonly before: Instant; readonly most: number }) => Promise<number>;

/** What happens to rows when the moment has passed, and to those whose moment was stored while the clock was ahead. */
type Decision = {
  readonly sweep: Sweep | 'kept' | 'with another column';
  readonly ahead: Correction | 'corrected at use' | 'not ours';
};

type ExpiryColumn =
  | 'expires_at'
  | 'expired_at'
  | 'access_expires_at'
  | 'refresh_expires_at'
  | 'provider_expires_at'
  | 'refreshing_until'
  | 'revoke_at'
  | 'ends_at'
  | 'invited_at'
  | 'due_at'
  | 'next_at'
  | 'not_before';

type Expiring = {
  [Table in keyof Schema]: `${Table}.${Extract<keyof Schema[Table], ExpiryColumn>}`;
}[keyof Schema];

const perUser = ['user_id', 'id'];

/** Every moment by which something ends. A column without a decision does not compile, nor pass the test. */
export const expiring: Readonly<Record<Expiring, Decision>> = {
  // Redeemed or not: most are replaced by the next one of their kind, but not those that a server makes.
  'tokens.expires_at': { sweep: ended('tokens', perUser), ahead: issuedAhead('tokens') },
  // The token says until when it is valid.
  'lookups.expires_at': {
    sweep: ended('lookups', ['kind', 'value', 'holder_id', 'id']),
    ahead: 'not ours',
  },
  'sessions.expires_at': { sweep: sweepSessions, ahead: issuedAhead('sessions') },
  'sessions.provider_expires_at': { sweep: 'with another column', ahead: 'not ours' },
  'sessions.refreshing_until': { sweep: 'with another column', ahead: 'corrected at use' },
  'challenges.expires_at': {
    sweep: ended('challenges', perUser),
    ahead: endsAhead('challenges', { key: perUser, column: 'expires_at', longestMs: CHALLENGE_MS }),
  },
  'oauth_states.expires_at': {
    sweep: ended('oauth_states', ['id']),
    ahead: endsAhead('oauth_states', { key: ['id'], column: 'expires_at', longestMs: PENDING_MS }),
  },
  'device_codes.expires_at': {
    sweep: anyTime(deleteExpiredDeviceCodes),
    ahead: endsAhead('device_codes', { key: ['id'], column: 'expires_at', longestMs: CODE_SECONDS * 1000 }),
  },
  'device_grants.access_expires_at': {
    sweep: (core, of) => core.unaudited((tx) => deleteEndedGrants(tx, of)),
    ahead: grantsAhead({ access: ACCESS_SECONDS * 1000, refresh: REFRESH_MS }),
  },
  'device_grants.refresh_expires_at': { sweep: 'with another column', ahead: 'corrected at use' },
  // Invitations that were not accepted are listed to the team.
  'memberships.invited_at': { sweep: 'kept', ahead: invitationsAhead },
  // Also the counts of unknown addresses, in `attempts`.
  'rate_windows.ends_at': {
    sweep: anyTime(deleteExpiredLimits),
    ahead: 'corrected at use',
  },
  'leases.ends_at': { sweep: 'kept', ahead: 'corrected at use' },
  'admin_links.expires_at': {
    // One at most for each administrator.
    sweep: 'kept',
    ahead: endsAhead('admin_links', { key: ['user_id'], column: 'expires_at', longestMs: LINK_MS.invite }),
  },
  'attempts.not_before': { sweep: 'kept', ahead: 'corrected at use' },
  // Messages that were given up; others are delivered when their moment comes.
  'outbox.next_at': {
    sweep: anyTime(deleteDeadMessages),
    ahead: messagesAhead('outbox', [0, ...retryDelaysMs.map((delay) => Math.max(delay, LONGEST_LEASE_MS))]),
  },
  'webhook_deliveries.next_at': {
    sweep: anyTime(deleteDeadDeliveries),
    ahead: messagesAhead('webhook_deliveries', [
      0,
      ...deliveryDelaysMs.map((delay) => Math.max(delay * (1 + DELAY_JITTER), LONGEST_LEASE_MS)),
    ]),
  },
  'erasures.due_at': {
    sweep: 'kept',
    ahead: endsAhead('erasures', {
      key: ['user_id', 'through'],
      column: 'due_at',
      longestMs: ERASED_AFTER_MS,
    }),
  },
  'import_jobs.expires_at': {
    sweep: (core, of) => core.unaudited((tx) => deleteExpiredImportJobs(tx, of)),
    ahead: endsAhead('import_jobs', { key: ['id'], column: 'expires_at', longestMs: IMPORT_JOB_KEPT_MS }),
  },
  'jobs.expires_at': {
    sweep: (core, of) => core.unaudited((tx) => deleteExpiredJobs(tx, of)),
    ahead: endsAhead('jobs', { key: ['id'], column: 'expires_at', longestMs: JOB_KEPT_MS }),
  },
  // Operators and owners see what has expired, and the moments are theirs.
  'keys.expires_at': { sweep: 'kept', ahead: 'not ours' },
  'user_keys.revoke_at': { sweep: 'kept', ahead: 'not ours' },
  'targets.expired_at': { sweep: 'kept', ahead: 'not ours' },
  'identities.access_expires_at': { sweep: 'kept', ahead: 'not ours' },
};

/** The tables that are swept, each once. */
const swept = [
  'tokens',
  'lookups',
  'sessions',
  'challenges',
  'oauth_states',
  'device_codes',
  'device_grants',
  'rate_windows',
  'outbox',
  'webhook_deliveries',
  'import_jobs',
  'jobs',
] as const;
export type SweptTable = (typeof swept)[number];

/**
 * Reports whether the clock has not jumped for so long that what it says has expired may be deleted.
 */
export function isClockTrusted({ clock }: Pick<Core, 'clock'>): boolean {
  const now = clock.now();
  const jump = clock.lastJump();
  return !jump || Math.abs(now - jump.at) >= KEPT_MS;
}

/**
 * Deletes what has expired, in bounded steps. Does nothing after the clock jumped, until it can be trusted. Returns the
 * numbers of deleted rows.
 */
export async function sweepExpired(core: Core): Promise<Readonly<Record<SweptTable, number>>> {
  const counts = Object.fromEntries(swept.map((table) => [table, 0])) as Record<SweptTable, number>;
  if (!isClockTrusted(core)) return counts;
  const before = instantOf(core.clock.now() - KEPT_MS);
  for (const [column, { sweep }] of Object.entries(expiring)) {
    if (typeof sweep === 'string') continue;
    // Cast: a test compares the list with the table.
    const table = column.slice(0, column.indexOf('.')) as SweptTable;
    for (let steps = 0; steps < STEPS_AT_MOST; steps++) {
      const deleted = await sweep(core, { before, most: ROWS_AT_ONCE });
      counts[table] += deleted;
      if (deleted < ROWS_AT_ONCE) break;
    }
  }
  return counts;
}

/** Counts what has expired and is still there, up to 10,000 in each table. */
export async function countExpired(core: Core): Promise<Readonly<Record<CountedTable, number>>> {
  const before = instantOf(core.clock.now() - KEPT_MS);
  const count = (table: CountedTable) => countEnded(core.read, table, { before, most: COUNTED_AT_MOST });
  return {
    tokens: await count('tokens'),
    lookups: await count('lookups'),
    sessions: await count('sessions'),
    challenges: await count('challenges'),
    oauth_states: await count('oauth_states'),
    device_codes: await count('device_codes'),
    device_grants: await count('device_grants'),
    rate_windows: await count('rate_windows'),
  };
}

/**
 * Shortens what was stored while the clock was ahead to what it would be if it was issued now. To be called when a
 * server starts, and when the clock has gone back.
 */
export async function correctAhead(core: Core): Promise<void> {
  for (const { ahead } of Object.values(expiring)) {
    if (typeof ahead === 'string') continue;
    const correct = () =>
      core.unaudited((tx) => correctSome(tx, ahead, { now: core.clock.now(), most: ROWS_AT_ONCE }));
    while ((await correct()) === ROWS_AT_ONCE);
  }
}

/** Rows that are kept for a time of their own. */
function anyTime(sweep: (core: Core, most: number) => Promise<number>): Sweep {
  return (core, { most }) => sweep(core, most);
}

function ended(table: Parameters<typeof deleteEnded>[1]['table'], key: readonly string[]): Sweep {
  return (core, of) => core.unaudited((tx) => deleteEnded(tx, { table, key }, of));
}

/** The targets of a session end with it. Nothing is recorded, as when a session expires that its user replaces. */
async function sweepSessions(
  core: Core,
  { before, most }: { readonly before: Instant; readonly most: number },
): Promise<number> {
  const found = await listExpiredSessions(core.read, { before, most });
  const users = new Map(found.map((row) => [`${row.project_id}\n${row.user_id}`, row]));
  for (const { project_id, user_id } of users.values()) {
    // Cast: ids of projects are validated before rows name them.
    const project = { id: project_id as ProjectId, name: '', policies: defaultPolicies };
    const sweeper: Actor = { kind: 'system', project, scopes: new Set() };
    await core.write(sweeper, [], (tx) =>
      deleteExpiredSessions(tx, project.id, { user: user_id, now: before }),
    );
  }
  return found.length;
}
