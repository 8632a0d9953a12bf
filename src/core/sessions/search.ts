import type { ReplicaRead } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Device } from '../devices/device.ts';
import { Failure } from '../failure.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { readFor } from '../list-read.ts';
import { find } from '../listing/find.ts';
import { type Collection, type Filter, type Listing, TOTAL_AT_MOST } from '../listing/listing.ts';
import { type Bounds, defaultBounds } from '../listing/search.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import { type NetworkRange, networkOfKey } from './network.ts';
import {
  type FoundSession,
  findFoundSessions,
  findPlaceBefore,
  findPlaces,
  findTraits,
  type SessionTraits,
} from './search-store.ts';
import type { SessionFilter } from './search-terms.ts';

/** Sessions of a page. */
export const SESSIONS_AT_MOST = 100;
const FACETS_AT_MOST = 20;
const ROWS_AT_ONCE = 500;
/** Sessions of a part of the project that is searched by itself, where the whole is too large. */
const WINDOW = 50_000;

/** A session of any user. `use` is recorded at intervals, and only where the project ends idle sessions. */
export type SessionOfUser = {
  readonly id: string;
  readonly user: { readonly id: string; readonly name: string; readonly email: string | null };
  readonly ip: string | null;
  readonly country: string | null;
  readonly device: Device;
  readonly provider: string;
  readonly createdAt: Instant;
  readonly usedAt: Instant | null;
  readonly expiresAt: Instant;
};

/** A place in the order of creation, which stays when its session ends. */
export type SessionCursor = { readonly sequence: number; readonly id: string };

export type SessionsPage = {
  readonly rows: readonly SessionOfUser[];
  /** Counted up to 5,000. Missing when not asked for, and when counting would read too much. */
  readonly total?: number;
  /** The cursor of the next page; null at the end. */
  readonly next: string | null;
};

/** The attributes by which sessions are searched. */
export const sessionCollection = {
  table: 'sessions',
  idIndex: 'sessions_by_id',
  attributes: {
    id: { kind: 'text', column: 'id', exact: true, unique: true, indexed: true },
    sequence: { kind: 'number', column: 'sequence', scale: 1, indexed: true },
    createdAt: { kind: 'moment', column: 'sequence', scale: 1000, indexed: true },
    network: { kind: 'text', column: 'network', exact: true, indexed: true, nullable: true },
    ip: { kind: 'text', column: 'ip', exact: true, nullable: true },
    country: { kind: 'text', column: 'country', exact: true, indexed: true, nullable: true },
    os: { kind: 'text', column: 'os', exact: true, indexed: true, nullable: true },
    browser: { kind: 'text', column: 'browser', exact: true, indexed: true, nullable: true },
    device: { kind: 'text', column: 'device_kind', exact: true, indexed: true, nullable: true },
    provider: { kind: 'text', column: 'provider', exact: true, indexed: true },
    usedAt: { kind: 'moment', column: 'used_at', scale: 1, indexed: true, nullable: true },
    expiresAt: { kind: 'moment', column: 'expires_at', scale: 1 },
  },
} as const satisfies Collection;

/**
 * Returns valid sessions of all users of the actor's project, newest first. `limit` is 1 to 100. Fails with
 * `query_too_broad`.
 */
export async function searchSessions(
  core: Core,
  actor: Actor,
  input: {
    readonly filter: SessionFilter;
    readonly cursor?: SessionCursor | undefined;
    readonly limit: number;
    readonly counted?: boolean;
  },
  bounds: Bounds = defaultBounds,
): Promise<SessionsPage> {
  const read = readFor(core, actor);
  const project = actor.project.id;
  const limit = Math.min(input.limit, SESSIONS_AT_MOST);
  const filters = filtersOf(input.filter, core.clock.now());
  const { cursor, counted = false } = input;
  const listing = listingOf(filters, { cursor, limit: limit + 1, counted });
  const { ids, total, totalIsUnknown } = await find(read, project, sessionCollection, listing, bounds);
  const rows = new Map((await findFoundSessions(read, project, ids)).map((row) => [row.id, row]));
  const shown = ids.slice(0, limit).flatMap((id) => rows.get(id) ?? []);
  const last = shown.at(-1);
  return {
    rows: shown.map(sessionOfUser),
    ...(counted && !totalIsUnknown && { total }),
    next: ids.length > limit && last ? formatSessionCursor(last) : null,
  };
}

/** Formats a cursor for `parseSessionCursor`. */
export function formatSessionCursor({ sequence, id }: SessionCursor): string {
  return `${sequence}.${id}`;
}

/** Returns nothing for a text that is no cursor. */
export function parseSessionCursor(text: string): SessionCursor | undefined {
  const [, sequence, id] = /^(\d{1,16})\.([\w.-]{1,64})$/.exec(text) ?? [];
  return sequence !== undefined && id !== undefined ? { sequence: Number(sequence), id } : undefined;
}

/** A value and how many of the sessions have it. An empty value stands for unknown. */
export type Facet = { readonly value: string; readonly count: number };

export type SessionFacets = {
  readonly networks: readonly Facet[];
  readonly countries: readonly Facet[];
  readonly systems: readonly Facet[];
  readonly browsers: readonly Facet[];
  readonly devices: readonly Facet[];
  readonly providers: readonly Facet[];
  /** Whether all sessions were counted, and not only the newest 5,000. */
  readonly isExact: boolean;
};

/**
 * Counts the values of the newest 5,000 valid sessions that meet the filter: of each kind the 20 most frequent. Fails with
 * `query_too_broad`.
 */
export async function countSessionFacets(
  core: Core,
  actor: Actor,
  filter: SessionFilter,
): Promise<SessionFacets> {
  const read = readFor(core, actor);
  const project = actor.project.id;
  const listing = listingOf(filtersOf(filter, core.clock.now()), { limit: TOTAL_AT_MOST });
  const { ids } = await find(read, project, sessionCollection, listing);
  const counts = counters();
  const pace = core.memory.pacer();
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
    await pace();
    for (const row of await findTraits(read, project, ids.slice(at, at + ROWS_AT_ONCE))) counts.add(row);
  }
  return {
    networks: counts.top('network').map(({ value, count }) => ({
      value: value === '' ? '' : networkOfKey(value),
      count,
    })),
    countries: counts.top('country'),
    systems: counts.top('os'),
    browsers: counts.top('browser'),
    devices: counts.top('device_kind'),
    providers: counts.top('provider'),
    isExact: ids.length < TOTAL_AT_MOST,
  };
}

function counters() {
  const counts: { readonly [Trait in keyof SessionTraits]: Map<string, number> } = {
    network: new Map(),
    country: new Map(),
    os: new Map(),
    browser: new Map(),
    device_kind: new Map(),
    provider: new Map(),
  };
  return {
    add: (row: SessionTraits): void => {
      for (const [trait, values] of Object.entries(counts)) {
        const value = row[trait as keyof SessionTraits] ?? '';
        values.set(value, (values.get(value) ?? 0) + 1);
      }
    },
    top: (trait: keyof SessionTraits): readonly Facet[] =>
      [...counts[trait]]
        .map(([value, count]) => ({ value, count }))
        .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, FACETS_AT_MOST),
  };
}

/** A session, whose it is, and its place in the order of creation. */
export type SessionPlace = SessionCursor & { readonly user: UserId };

/**
 * Returns the newest 5,000 valid sessions that meet the filter and were opened before a moment. Fails with
 * `query_too_broad`.
 */
export async function newestSessions(
  core: Core,
  actor: Actor,
  filter: SessionFilter,
  { before }: { readonly before: Sequence },
): Promise<readonly SessionPlace[]> {
  const read = readFor(core, actor);
  const listing = listingOf(filtersOf(filter, core.clock.now()), {
    cursor: { sequence: before, id: '' },
    limit: TOTAL_AT_MOST,
  });
  const { ids } = await find(read, actor.project.id, sessionCollection, listing);
  const found: SessionPlace[] = [];
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE)
    found.push(...(await placesOf(read, actor.project.id, ids.slice(at, at + ROWS_AT_ONCE))));
  return found;
}

async function placesOf(
  read: ReplicaRead,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly SessionPlace[]> {
  const places = await findPlaces(read, project, ids);
  return places
    .toSorted((a, b) => b.sequence - a.sequence || (a.id < b.id ? 1 : -1))
    .map(({ id, sequence, user_id }) => ({ user: user_id as UserId, id, sequence }));
}

/** Sessions by which an act goes on, and where it goes on after them. */
export type SessionBatch = {
  readonly sessions: readonly SessionPlace[];
  readonly cursor: SessionCursor;
};

/**
 * Yields all valid sessions that meet the filter, newest first, in batches of 1 to 500. They may end meanwhile, and with
 * the `cursor` of the last batch another process goes on. Sessions that are opened meanwhile are not there. Unlike a
 * search, it is never too broad: where no index leads to the sessions, it goes through all of them in short steps.
 */
export async function* sessionsMatching(
  core: Core,
  actor: Actor,
  filter: SessionFilter,
  { after, most = ROWS_AT_ONCE }: { readonly after?: SessionCursor; readonly most?: number } = {},
  bounds: Bounds = defaultBounds,
): AsyncGenerator<SessionBatch> {
  const project = actor.project.id;
  // Newer ones would come first, so that the first page must not look for them again.
  let cursor: SessionCursor = after ?? { sequence: core.clock.nextSequence(), id: '' };
  for (;;) {
    const filters = filtersOf(filter, core.clock.now());
    const step = await nextIds(core.read, project, { filters, cursor, most, bounds });
    const sessions = await placesOf(core.read, project, step.ids);
    const last = sessions.at(-1);
    if (last) {
      cursor = { sequence: last.sequence, id: last.id };
      yield { sessions, cursor };
    }
    // Those of a step that all ended meanwhile are not found again.
    if (step.ids.length > 0) continue;
    if (step.end === undefined) return;
    cursor = step.end;
  }
}

type Step = {
  readonly filters: readonly Filter[];
  readonly cursor: SessionCursor;
  readonly most: number;
  readonly bounds: Bounds;
};

/** Returns ids after the cursor; without any, `end` is where to look next, if there is more. */
async function nextIds(
  read: Core['read'],
  project: ProjectId,
  { filters, cursor, most, bounds }: Step,
): Promise<{ readonly ids: readonly string[]; readonly end?: SessionCursor }> {
  const look = (all: readonly Filter[]) =>
    find(read, project, sessionCollection, listingOf(all, { cursor, limit: most }), bounds);
  try {
    return await look(filters);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'query_too_broad') throw error;
  }
  const window = Math.min(WINDOW, Math.floor(bounds.scanned / 2));
  const end = await findPlaceBefore(read, project, { before: cursor.sequence, offset: window });
  if (end === undefined)
    return look([...filters, { is: 'greaterThanEqual', attribute: 'sequence', values: [0] }]);
  const { ids } = await look([...filters, { is: 'greaterThanEqual', attribute: 'sequence', values: [end] }]);
  // All of that moment were looked at.
  return { ids, end: { sequence: end, id: '' } };
}

function listingOf(
  filters: readonly Filter[],
  {
    cursor,
    limit,
    counted = false,
  }: { readonly cursor?: SessionCursor | undefined; readonly limit: number; readonly counted?: boolean },
): Listing {
  return {
    filters,
    orders: [{ attribute: 'sequence', descending: true }],
    limit,
    offset: 0,
    counted,
    ...(cursor && { cursor: { id: cursor.id, before: false, key: [cursor.sequence, cursor.id] } }),
  };
}

function filtersOf(filter: SessionFilter, now: Instant): readonly Filter[] {
  const { ip, network, createdBefore, unusedSince, usedSince } = filter;
  const equal = ['country', 'os', 'browser', 'device', 'provider'] as const;
  return [
    ...(ip ? inNetwork(ip) : []),
    ...(network ? inNetwork(network) : []),
    ...equal.flatMap((attribute): Filter[] => {
      const value = filter[attribute];
      return value === undefined ? [] : [{ is: 'equal', attribute, values: [value] }];
    }),
    ...(createdBefore === undefined ? [] : [before('createdAt', createdBefore)]),
    ...(unusedSince === undefined
      ? []
      : [
          before('createdAt', unusedSince),
          anyOf({ is: 'isNull', attribute: 'usedAt', values: [] }, before('usedAt', unusedSince)),
        ]),
    ...(usedSince === undefined ? [] : [anyOf(since('createdAt', usedSince), since('usedAt', usedSince))]),
    { is: 'greaterThan', attribute: 'expiresAt', values: [now] },
  ];
}

/** Within one network, an index has the order of creation. */
function inNetwork({ from, to, ips }: NetworkRange): readonly Filter[] {
  const within: Filter =
    from === to
      ? { is: 'equal', attribute: 'network', values: [from] }
      : { is: 'between', attribute: 'network', values: [from, to] };
  return ips === undefined ? [within] : [within, { is: 'equal', attribute: 'ip', values: ips }];
}

function before(attribute: string, at: Instant): Filter {
  return { is: 'lessThan', attribute, values: [at] };
}

function since(attribute: string, at: Instant): Filter {
  return { is: 'greaterThanEqual', attribute, values: [at] };
}

function anyOf(...filters: readonly Filter[]): Filter {
  return { is: 'or', filters };
}

function sessionOfUser(row: FoundSession): SessionOfUser {
  return {
    id: row.id,
    user: { id: row.user_id, name: row.name, email: row.email },
    ip: row.ip,
    country: row.country,
    // Casts: validated on write.
    device: JSON.parse(row.device) as Device,
    provider: row.provider,
    createdAt: createdAt(row.sequence as Sequence),
    usedAt: row.used_at as Instant | null,
    expiresAt: row.expires_at as Instant,
  };
}
