import { randomInt } from 'node:crypto';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { readFor } from '../list-read.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { TOTAL_AT_MOST } from '../listing/listing.ts';
import { newestSessions } from '../sessions/search.ts';
import { sessionFilterOf } from '../sessions/search-terms.ts';
import { listUserIds, usersByIds } from '../users/list.ts';
import type { User } from '../users/user.ts';
import { acts } from './act.ts';
import type { JobTarget, SelectedUser, SkipReason } from './job.ts';
import { checkedSelection, digestOf, needsConfirmation, type Seen, type Selection } from './selection.ts';
import { listSelected } from './store.ts';
import { listingOf } from './targets.ts';

const SAMPLES = 20;
const SAMPLES_SKIPPED = 3;
const USERS_AT_ONCE = 500;

/** A user whom a job would skip; of an unknown id, nothing else is known. */
type Named = Pick<User, 'id' | 'name' | 'email'>;

export type Skipped = {
  readonly reason: SkipReason;
  /** Users, or sessions. */
  readonly count: number;
  /** At most three users. */
  readonly samples: readonly Named[];
};

/** What an act would do to many users, before it does. */
export type Preview = {
  /** How many users, or sessions, would be met: exact, or the first 5,000 of more. */
  readonly count: number;
  readonly countIsExact: boolean;
  /** At most 20 of the users, by chance. */
  readonly samples: readonly User[];
  /** How many of them were looked at to find those that would be skipped: 5,000 at most. */
  readonly examined: number;
  readonly skipped: readonly Skipped[];
  /** Whether the number must be typed. */
  readonly confirm: boolean;
  /** `createJob` needs it, within 15 minutes. */
  readonly digest: string;
};

/**
 * Counts whom a job would meet and whom it would skip. Fails with `argument_invalid`, and as the list of users, or the
 * search of sessions, does with the same filter, counted: `query_too_broad`.
 */
export async function previewJob(core: Core, actor: Actor, wanted: Selection): Promise<Preview> {
  const selection = checkedSelection(core, actor, wanted);
  const { act, parameters } = selection;
  const moment = { upperSequence: core.clock.nextSequence(), at: core.clock.now() };
  const { upperSequence } = moment;
  const { ids, ...counted } = await idsOf(core, actor, selection.target, moment);
  const reasons = new Map<SkipReason, string[]>();
  const known: string[] = [];
  for await (const { id, user } of selectedOf(core, actor, ids)) {
    const isThere = user !== undefined && user.sequence <= upperSequence;
    if (isThere) known.push(id);
    const reason = isThere ? acts[act].skips(user, actor, { parameters }) : 'not_found';
    if (reason)
      reasons
        .set(reason, reasons.get(reason) ?? [])
        .get(reason)
        ?.push(id);
  }
  const count = counted.count ?? known.length;
  const seen: Seen = { count, countIsExact: counted.countIsExact, ...moment };
  return {
    count,
    countIsExact: seen.countIsExact,
    samples: await samplesOf(core, actor, selection.target, { known, seen }),
    examined: known.length,
    skipped: await Promise.all(
      [...reasons].map(async ([reason, users]) => ({
        reason,
        count: users.length,
        samples: await namesOf(core, actor, [...new Set(users)].slice(0, SAMPLES_SKIPPED)),
      })),
    ),
    confirm: needsConfirmation(act, count),
    digest: digestOf(core, actor, selection, seen),
  };
}

/** The ids to look at, of sessions a user for each. The count is missing where they have to be looked up first. */
async function idsOf(
  core: Core,
  actor: Actor,
  target: JobTarget,
  { upperSequence: upper, at }: Pick<Seen, 'upperSequence' | 'at'>,
): Promise<{ ids: readonly string[]; count?: number; countIsExact: boolean }> {
  if ('ids' in target) return { ids: target.ids, countIsExact: true };
  if ('sessions' in target) {
    const filter = sessionFilterOf(target.sessions, at);
    const found = await newestSessions(core, actor, filter, { before: upper });
    const ids = found.map(({ user }) => user);
    return { ids, count: ids.length, countIsExact: ids.length < TOTAL_AT_MOST };
  }
  const { filter } = target;
  const { ids } = await listUserIds(core, actor, listingOf(filter, { upper, limit: TOTAL_AT_MOST }));
  if (ids.length < TOTAL_AT_MOST) return { ids, countIsExact: true };
  const isEveryone = filter.queries.length === 0 && filter.search === undefined;
  if (!isEveryone) return { ids, count: TOTAL_AT_MOST, countIsExact: false };
  return { ids, count: await keptCount(readFor(core, actor), actor.project.id, 'users'), countIsExact: true };
}

/** Looks users up in short steps. */
async function* selectedOf(
  core: Core,
  actor: Actor,
  ids: readonly string[],
): AsyncGenerator<{ readonly id: string; readonly user: SelectedUser | undefined }> {
  for (let at = 0; at < ids.length; at += USERS_AT_ONCE) {
    const some = ids.slice(at, at + USERS_AT_ONCE);
    const rows = await listSelected(readFor(core, actor), actor.project.id, [...new Set(some)]);
    const byId = new Map<string, SelectedUser>(rows.map((user) => [user.id, user]));
    for (const id of some) yield { id, user: byId.get(id) };
  }
}

/** Users by chance: of all, where the list can find them by chance, else of those that were looked at. */
async function samplesOf(
  core: Core,
  actor: Actor,
  target: JobTarget,
  { known, seen }: { readonly known: readonly string[]; readonly seen: Seen },
): Promise<readonly User[]> {
  const isPart = 'filter' in target && known.length >= TOTAL_AT_MOST;
  const byChance = isPart ? await randomIds(core, actor, target, seen) : undefined;
  return usersByIds(core, actor, byChance ?? shuffled([...new Set(known)]).slice(0, SAMPLES));
}

async function randomIds(
  core: Core,
  actor: Actor,
  { filter }: Extract<JobTarget, { readonly filter: unknown }>,
  { upperSequence }: Seen,
): Promise<readonly string[] | undefined> {
  const listing = listingOf(filter, { upper: upperSequence, limit: SAMPLES });
  try {
    return (await listUserIds(core, actor, { ...listing, orders: 'random' })).ids;
  } catch (error) {
    if (error instanceof Failure && error.code === 'query_too_broad') return undefined;
    throw error;
  }
}

async function namesOf(core: Core, actor: Actor, ids: readonly string[]): Promise<readonly Named[]> {
  const users = new Map((await usersByIds(core, actor, ids)).map((user) => [user.id as string, user]));
  return ids.map((id) => {
    const { name = '', email = null } = users.get(id) ?? {};
    // Cast: as it was given, where there is no user.
    return { id: id as User['id'], name, email };
  });
}

function shuffled<T>(some: readonly T[]): readonly T[] {
  const all = [...some];
  for (let at = all.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    // Casts: both are within the list.
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}
