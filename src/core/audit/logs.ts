import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { type Device, unknownDevice } from '../devices/device.ts';
import type { Instant } from '../instant.ts';
import { type Page, TOTAL_AT_MOST } from '../listing/listing.ts';
import type { User, UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import type { ActName } from './acts.ts';
import { countEntries, type EntryRow, listEntries } from './store.ts';

/** Rows of a page at most, and rows passed over. */
export const LOGS_AT_MOST = TOTAL_AT_MOST;

/** Agents are told one after another, so that a page of them holds up nobody's sign-in; the rest are not told. */
const DEVICES_WITHIN_MS = 2_000;

/** What can only be done by whoever has the user's secrets, though no session is shown with it. */
const proving: ReadonlySet<string> = new Set<ActName>([
  'user.create',
  'session.create',
  'recovery.update',
  'user.email.verification.update',
  'user.phone.verification.update',
  'membership.accept',
]);

/** One thing that was done to a user. */
export type LogEntry = {
  readonly at: Instant;
  readonly act: string;
  /** Who did it, as they are called today; who acted as another is named here. */
  readonly by: {
    readonly kind: Actor['kind'];
    readonly id: string;
    readonly name: string;
    readonly email: string;
  };
  /** As whom it was done, of what an impersonator did. */
  readonly actingAs: string | null;
  readonly ip: string | null;
  /** Two letters in upper case, or null. */
  readonly country: string | null;
  readonly device: Device;
};

/**
 * What was done to a user, newest first; `total` counts up to 5,000. `limit` and `offset` are 5,000 at most. What was
 * done to an earlier user of the same id is not theirs. Refuses with `user_not_found`.
 */
export async function listLogs(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly limit: number; readonly offset: number; readonly total: boolean },
): Promise<Page<LogEntry>> {
  const user = await getUser(core, actor, input.user);
  const of = { project: actor.project.id, user: user.id, since: user.sequence };
  const [entries, total] = await Promise.all([
    listEntries(core.read, of, input),
    input.total ? countEntries(core.read, of) : 0,
  ]);
  const devices = await devicesOf(core, entries);
  const rows = entries.map(async (entry) => ({
    at: entry.at as Instant,
    act: entry.act,
    by: actorOf(entry, user),
    actingAs: entry.acting_as,
    ip: entry.ip,
    country: (await core.clientInfo.country(entry.ip ?? undefined)) ?? null,
    device: devices.get(entry.user_agent) ?? unknownDevice,
  }));
  return { rows: await Promise.all(rows), total };
}

function actorOf(entry: EntryRow, user: User): LogEntry['by'] {
  // What was written when it was validated is trusted when it is read.
  const kind = entry.actor_kind as Actor['kind'];
  const isUser = kind === 'guest' && proving.has(entry.act);
  if (isUser || (kind === 'user' && entry.actor_id === user.id)) {
    return { kind: 'user', id: user.id, name: user.name, email: user.email ?? '' };
  }
  return { kind, id: entry.actor_id ?? '', name: entry.name ?? '', email: entry.email ?? '' };
}

async function devicesOf(
  core: Core,
  entries: readonly EntryRow[],
): Promise<ReadonlyMap<string | null, Device>> {
  const devices = new Map<string | null, Device>();
  const until = core.clock.now() + DEVICES_WITHIN_MS;
  for (const { user_agent: agent } of entries) {
    if (agent === null || devices.has(agent)) continue;
    if (core.clock.now() > until) break;
    devices.set(agent, await core.clientInfo.device(agent));
  }
  return devices;
}
