import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { type Device, unknownDevice } from '../devices/device.ts';
import type { Instant } from '../instant.ts';
import { readFor } from '../list-read.ts';
import { type Page, TOTAL_AT_MOST } from '../listing/listing.ts';
import { PAGE_BYTES, responseTooLarge } from '../response-memory.ts';
import type { User, UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import type { ActName } from './acts.ts';
import { countEntries, type EntryRow, listEntries } from './store.ts';

/** Limits both rows per page and offset. */
export const LOGS_AT_MOST = TOTAL_AT_MOST;

/** User agents are parsed one at a time within this limit; the rest stay unknown. */
const DEVICES_WITHIN_MS = 2_000;

/** So many entries are smaller than a response may be, whatever they hold. */
const FEW_ENTRIES = 1_000;
/** Bytes of an ordinary entry in JSON. */
const ENTRY_BYTES = 800;
/** Bytes that an entry on the wire has beside those of its value here: longer names, the name of the country. */
const WIRE_BYTES = 200;

/** Acts that prove possession of the user's secrets although the request has no session. */
const proving: ReadonlySet<string> = new Set<ActName>([
  'user.create',
  'session.create',
  'recovery.update',
  'user.email.verification.update',
  'user.phone.verification.update',
  'membership.accept',
]);

/** One entry in the log of a user. */
export type LogEntry = {
  readonly at: Instant;
  readonly act: string;
  /** The actor by current name; for impersonated acts, the impersonator. */
  readonly by: {
    readonly kind: Actor['kind'];
    readonly id: string;
    readonly name: string;
    readonly email: string;
  };
  /** The impersonated user, if any. */
  readonly actingAs: string | null;
  readonly ip: string | null;
  /** ISO 3166-1 alpha-2 in upper case, or null. */
  readonly country: string | null;
  readonly device: Device;
};

/**
 * Returns what was done to a user, newest first. `total` counts up to 5,000; `limit` and `offset` are 5,000 at most.
 * Entries of an earlier user of the same id are excluded. Fails with `user_not_found`, `response_too_large` and
 * `unavailable`.
 */
export async function listLogs(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly limit: number; readonly offset: number; readonly total: boolean },
): Promise<Page<LogEntry>> {
  const user = await getUser(core, actor, input.user);
  const of = { project: actor.project.id, user: user.id, since: user.sequence };
  const read = readFor(core, actor);
  const [entries, total] = await Promise.all([
    listEntries(read, of, input),
    input.total ? countEntries(read, of) : 0,
  ]);
  await core.memory.reserve(entries.length * ENTRY_BYTES);
  const devices = await devicesOf(core, entries);
  const pace = core.memory.pacer();
  const rows: LogEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    await pace();
    const row = {
      at: entry.at as Instant,
      act: entry.act,
      by: actorOf(entry, user),
      actingAs: entry.acting_as,
      ip: entry.ip,
      country: (await core.clientInfo.country(entry.ip ?? undefined)) ?? null,
      device: devices.get(entry.user_agent) ?? unknownDevice,
    };
    if (entries.length > FEW_ENTRIES) bytes += Buffer.byteLength(JSON.stringify(row)) + WIRE_BYTES;
    if (bytes > PAGE_BYTES) throw responseTooLarge(rows.length);
    rows.push(row);
  }
  return { rows, total };
}

function actorOf(entry: EntryRow, user: User): LogEntry['by'] {
  // Cast: validated on write.
  const kind = entry.actor_kind as Actor['kind'];
  const isUser = kind === 'guest' && proving.has(entry.act);
  if (isUser || (kind === 'user' && entry.actor_id === user.id)) {
    return { kind: 'user', id: user.id, name: user.name, email: user.email ?? '' };
  }
  return { kind, id: entry.actor_id ?? '', name: entry.name ?? '', email: entry.email ?? '' };
}

/** Returns the devices of the user agents, by user agent. Those that take too long are missing. */
export async function devicesOf(
  core: Pick<Core, 'clientInfo' | 'clock'>,
  entries: readonly Pick<EntryRow, 'user_agent'>[],
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
