import type { ReplicaRead } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import { installation } from '../admins/installation.ts';
import type { Core } from '../core.ts';
import { checkpointOf, headsOf, signatures } from '../history/checkpoints.ts';
import { listLastCheckpoints } from '../history/store.ts';
import type { Instant } from '../instant.ts';
import { readFor } from '../list-read.ts';
import type { ProjectId } from '../projects/project.ts';
import { type EntryFilter, type FoundEntry, findEntries, findKeyNames } from './search-store.ts';
import { findActors } from './store.ts';

/** Entries of a page. */
export const ENTRIES_AT_MOST = 100;
/** Entries that one page may read where no index leads to just the wanted ones. */
const SCANNED_AT_MOST = 100_000;

export type HistoryFilter = EntryFilter;

/** An entry of a project's history, with the names that actor and user have now; their emails where they have no name. */
export type HistoryEntry = {
  readonly id: string;
  /** The chain that the entry belongs to. 0 except on a cluster. */
  readonly lane: number;
  /** The place in its chain, from 1; null until a server has chained the entry, about a second. */
  readonly position: number | null;
  readonly at: Instant;
  readonly act: string;
  /** `id` is null for guests, the command line and the server; `name` is null for who is not there any more. */
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  /** The user whom the actor impersonated. */
  readonly actingAs: string | null;
  readonly user: { readonly id: string; readonly name: string | null } | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  /** The fields of the act. Empty after erasure. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Whether a signed checkpoint covers the entry. */
  readonly isSigned: boolean;
};

/** `next` is the cursor of the next page; null at the end. A page with `next` may have fewer rows than asked for. */
export type HistoryPage = { readonly rows: readonly HistoryEntry[]; readonly next: string | null };

/**
 * Returns entries of the actor's project, newest first. `cursor` is the `next` of the page before. `limit` is 1 to 100.
 * Where no index leads to just the wanted entries, a page ends after 100,000 others: its `next` goes on there.
 */
export async function searchHistory(
  core: Core,
  actor: Actor,
  input: {
    readonly filter: HistoryFilter;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<HistoryPage> {
  const read = readFor(core, actor);
  const project = actor.project.id;
  const { rows, reached } = await findEntries(read, project, {
    filter: input.filter,
    before: input.cursor,
    limit: Math.min(input.limit, ENTRIES_AT_MOST),
    most: SCANNED_AT_MOST,
  });
  return {
    rows: await entriesOf(core, read, { project, rows }),
    next: reached ?? null,
  };
}

/** Adds names, and whether a checkpoint covers them, to entries as stored. */
export async function entriesOf(
  core: Pick<Core, 'read' | 'seal'>,
  read: ReplicaRead,
  { project, rows }: { readonly project: ProjectId; readonly rows: readonly FoundEntry[] },
): Promise<readonly HistoryEntry[]> {
  if (rows.length === 0) return [];
  const [nameOf, signedUpTo] = await Promise.all([namesOf(read, project, rows), findSigned(core, project)]);
  return rows.map((row) => ({
    id: row.id,
    lane: row.lane,
    position: row.position,
    // Casts: validated on write.
    at: row.at as Instant,
    act: row.act,
    actor: { kind: row.actor_kind, id: row.actor_id, name: nameOf(row.actor_kind, row.actor_id) },
    actingAs: row.acting_as,
    user: row.user_id === null ? null : { id: row.user_id, name: nameOf('user', row.user_id) },
    ip: row.ip,
    userAgent: row.user_agent,
    requestId: row.request_id,
    details: JSON.parse(row.details) as HistoryEntry['details'],
    isSigned: row.position !== null && row.position <= (signedUpTo.get(row.lane) ?? 0),
  }));
}

type NameOf = (kind: string, id: string | null) => string | null;

async function namesOf(read: ReplicaRead, project: ProjectId, rows: readonly FoundEntry[]): Promise<NameOf> {
  const ids = new Map<string, Set<string>>();
  const add = (kind: string, id: string | null) => {
    if (id !== null) ids.set(kind, (ids.get(kind) ?? new Set()).add(id));
  };
  for (const row of rows) {
    add(row.actor_kind, row.actor_id);
    add('user', row.user_id);
  }
  const listed = (kind: string) => [...(ids.get(kind) ?? [])];
  const [users, admins, keys] = await Promise.all([
    findActors(read, project, listed('user')),
    findActors(read, installation.id, listed('admin')),
    findKeyNames(read, project, listed('key')),
  ]);
  const namesOfUsers = (some: typeof users) =>
    new Map([...some].map(([id, { name, email }]) => [id, name || (email ?? '')]));
  const names = new Map<string, ReadonlyMap<string, string>>([
    ['user', namesOfUsers(users)],
    ['admin', namesOfUsers(admins)],
    ['key', keys],
  ]);
  return (kind, id) => (id === null ? null : (names.get(kind)?.get(id) ?? null));
}

/** Returns the position of each lane up to which the last checkpoint covers it; none if no known key has signed it. */
async function findSigned(
  core: Pick<Core, 'read' | 'seal'>,
  project: ProjectId,
): Promise<ReadonlyMap<number, number>> {
  const [row] = await listLastCheckpoints(core.read, project);
  const checkpoint = row && checkpointOf(row);
  if (!checkpoint || !signatures(core)(checkpoint)) return new Map();
  return new Map(headsOf(checkpoint).map(([lane, position]) => [lane, position]));
}
