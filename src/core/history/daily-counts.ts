import { setImmediate } from 'node:timers/promises';
import type { AuditRow } from '../../db/schema.ts';
import type { DailyCountRow } from '../../db/schema-history.ts';
import type { Core } from '../core.ts';
import { hours, type Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { listProjects } from '../projects/store.ts';
import { countSomeSessions, deleteCountsBefore, listCounts, setCount } from './daily-counts-store.ts';
import { chains } from './status.ts';

const DAY_MS = hours(24);
const HOUR_MS = hours(1);
const KEPT_DAYS = 400;
/** A day and what a chain that is behind may add later. */
const KEPT_HOURS = 48;
/** The number of sessions, which is not added up. */
const SESSIONS = 'sessions';

/** A day of UTC, such as `2026-12-31`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** An hour of UTC, such as `2026-12-31T14`. It is in the column of the day. */
function hourOf(at: number): string {
  return new Date(at).toISOString().slice(0, 13);
}

/** Returns the last days, oldest first, ending with that of `now`. */
export function lastDays(now: Instant, days: number): readonly string[] {
  return Array.from({ length: days }, (_, index) => dayOf(now - (days - 1 - index) * DAY_MS));
}

/** Returns the last 24 hours, oldest first, ending with that of `now`. */
export function lastHours(now: Instant): readonly string[] {
  return Array.from({ length: 24 }, (_, index) => hourOf(now - (23 - index) * HOUR_MS));
}

type Counted = Pick<AuditRow, 'project_id' | 'at' | 'act' | 'actor_kind' | 'user_id' | 'details'>;

/** Returns what entries of the history add to the counts of their days and hours. */
export function countsOf(entries: readonly Counted[]): readonly DailyCountRow[] {
  const rows = new Map<string, DailyCountRow>();
  let known: { readonly hour: number; readonly texts: readonly string[] } = { hour: Number.NaN, texts: [] };
  for (const entry of entries) {
    const counted = countOf(entry);
    if (!counted) continue;
    const { project_id, at } = entry;
    const hour = Math.floor(at / HOUR_MS);
    // Most entries of a batch are of one hour, and to write it takes longer than all else here.
    if (hour !== known.hour) known = { hour, texts: [dayOf(at), hourOf(at)] };
    for (const day of known.texts) {
      const key = `${day} ${counted.name}`;
      const total = (rows.get(key)?.total ?? 0) + counted.times;
      rows.set(key, { project_id, day, name: counted.name, total });
    }
  }
  return [...rows.values()];
}

function countOf(entry: Counted): { readonly name: string; readonly times: number } | undefined {
  switch (entry.act) {
    case 'user.create': {
      const isOwn = entry.actor_kind === 'guest' || entry.actor_kind === 'user';
      return { name: isOwn ? 'signUp' : 'created', times: 1 };
    }
    case 'session.create':
      return { name: `signIn ${detailsOf(entry).provider}`, times: 1 };
    case 'session.refuse': {
      const { factor, reason, count } = detailsOf(entry);
      // Of unknown accounts, the first, second, fourth, eighth … is recorded: it stands for those since the one before.
      const times = entry.user_id === null && Number(count) > 1 ? Number(count) / 2 : 1;
      return { name: `refusal ${factor} ${reason}`, times };
    }
    default:
      return undefined;
  }
}

/** Cast: written as an object by `record`. */
function detailsOf({ details }: Counted): Readonly<Record<string, unknown>> {
  return JSON.parse(details) as Record<string, unknown>;
}

/** One line of the overview: how often it happened on each of the days, or in each of the hours. */
export type Series = { readonly name: string; readonly totals: readonly (number | null)[] };

/** Returns the series of a project over `lastDays` or `lastHours`, by name; null where the number of sessions is not known. */
export async function getSeries(
  core: Core,
  project: ProjectId,
  days: readonly string[],
): Promise<readonly Series[]> {
  const rows = await listCounts(core.read, project, days[0] ?? '');
  const names = [...new Set(['created', SESSIONS, 'signUp', ...rows.map(({ name }) => name)])].toSorted();
  const known = new Map(rows.map(({ day, name, total }) => [`${day} ${name}`, Number(total)]));
  return names.map((name) => ({
    name,
    totals: days.map((day) => known.get(`${day} ${name}`) ?? (name === SESSIONS ? null : 0)),
  }));
}

/**
 * Notes how many sessions each project has now, in bounded steps, and deletes the counts of days and hours long past. Sessions
 * that expired within the last hour are among them.
 */
export async function noteSessions(core: Core): Promise<void> {
  const now = core.clock.now();
  for (const { id } of await listProjects(core.read)) {
    let total = 0;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const { count, last }: Awaited<ReturnType<typeof countSomeSessions>> = await countSomeSessions(
        core.read,
        id,
        after,
      );
      total += count;
      after = last;
      // Others get their turn.
      await setImmediate();
    }
    await core.unaudited(async (tx) => {
      for (const day of [dayOf(now), hourOf(now)])
        await setCount(tx, { project_id: id, day, name: SESSIONS, total });
    });
  }
  const [day, hour] = [dayOf(now - KEPT_DAYS * DAY_MS), hourOf(now - KEPT_HOURS * HOUR_MS)];
  // Also of the server itself, which is no project and has a history.
  for await (const id of chains(core))
    await core.unaudited((tx) => deleteCountsBefore(tx, id, { day, hour }));
}
