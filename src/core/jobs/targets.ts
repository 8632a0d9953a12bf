import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Sequence } from '../instant.ts';
import { type Filter, LIMIT_AT_MOST, type Listing } from '../listing/listing.ts';
import { type Bounds, defaultBounds } from '../listing/search.ts';
import { formatSessionCursor, parseSessionCursor, sessionsMatching } from '../sessions/search.ts';
import type { SessionFilter } from '../sessions/search-terms.ts';
import { listUserIds } from '../users/list.ts';
import type { UserId } from '../users/user.ts';
import type { DoneItem, FailedItem, Job, Note, StoredTarget, UserFilter } from './job.ts';
import { findPartAt, listParts, listSequences } from './store.ts';

/** One user that a job is to meet, or one session of a user. */
export type Found = {
  readonly user: UserId;
  /** Where the job goes on after this one: see `Job.after`. */
  readonly after: string;
  /** What the act noted that is to be undone. */
  readonly note?: Note;
  /** The only session that is meant. */
  readonly session?: string;
};

/**
 * Returns at most `most` users whom the job has not met, in an order of its own: those after `after`, an earlier
 * `Found.after`, or from the beginning. None when there are no more.
 */
export type FindTargets = (
  core: Core,
  actor: Actor,
  job: Job,
  window: { readonly after: string; readonly most: number },
) => Promise<readonly Found[]>;

/** A job reads the whole directory if it must, in short steps. What is found is what the list finds. */
const bounds: Bounds = {
  ...defaultBounds,
  batch: 1_000,
  scanned: Number.MAX_SAFE_INTEGER,
  whole: defaultBounds.scanned,
};
const PARTS_AT_ONCE = 20;

/** Finds the next users or sessions of a job. */
export const findTargets: FindTargets = (core, actor, job, window) => {
  const { target } = job;
  if ('filter' in target)
    return byFilter(core, actor, { filter: target.filter, upper: job.upperSequence }, window);
  if ('ids' in target) return byIds(core, actor, job, window);
  if ('sessions' in target)
    return bySessions(core, actor, { filter: target.sessions, upper: job.upperSequence }, window);
  return ofJob(core, actor, target, window);
};

/** The listing of a filter in the order of creation, up to a moment. */
export function listingOf(
  { queries, search }: UserFilter,
  { from, upper, limit }: { readonly from?: number; readonly upper: Sequence; readonly limit: number },
): Listing {
  const range: Filter[] = [{ is: 'lessThanEqual', attribute: 'sequence', values: [upper] }];
  if (from !== undefined) range.push({ is: 'greaterThanEqual', attribute: 'sequence', values: [from] });
  return {
    filters: [...queries, ...range],
    ...(search !== undefined && { search }),
    orders: [{ attribute: 'sequence', descending: false }],
    limit,
    offset: 0,
    counted: false,
  };
}

async function byFilter(
  core: Core,
  actor: Actor,
  { filter, upper }: { readonly filter: UserFilter; readonly upper: Sequence },
  { after, most }: { readonly after: string; readonly most: number },
): Promise<readonly Found[]> {
  const last = keyOf(after);
  // The user who was met last may be in the page, and others of the same microsecond.
  for (let limit = most + 1; ; limit = Math.min(2 * limit, LIMIT_AT_MOST)) {
    const listing = listingOf(filter, { ...(last && { from: last.sequence }), upper, limit });
    const { ids } = await listUserIds(core, actor, listing, bounds);
    const rows = await listSequences(core.read, actor.project.id, ids);
    const found = rows
      .filter(
        ({ sequence, id }) =>
          !last || sequence > last.sequence || (sequence === last.sequence && id > last.id),
      )
      .slice(0, most);
    if (found.length > 0 || ids.length < limit || limit === LIMIT_AT_MOST)
      return found.map(({ id, sequence }) => ({ user: id as UserId, after: `${sequence}.${id}` }));
  }
}

function keyOf(after: string): { readonly sequence: number; readonly id: string } | undefined {
  if (after === '') return undefined;
  const at = after.indexOf('.');
  return { sequence: Number(after.slice(0, at)), id: after.slice(at + 1) };
}

/** The ids of a job are in pieces; `after` is how many were met. */
const byIds: FindTargets = async (core, { project }, { id: job }, { after, most }) => {
  const met = Number(after);
  const part = await findPartAt(core.read, project.id, { job, kind: 'ids', to: met });
  if (!part) return [];
  // Cast: written by this program.
  const ids = (JSON.parse(part.content) as UserId[]).slice(met - part.position);
  return ids.slice(0, most).map((user, at) => ({ user, after: String(met + at + 1) }));
};

/** Sessions newest first, from those that were there at a moment. `after` is the cursor of a session. */
async function bySessions(
  core: Core,
  actor: Actor,
  { filter, upper }: { readonly filter: SessionFilter; readonly upper: Sequence },
  { after, most }: { readonly after: string; readonly most: number },
): Promise<readonly Found[]> {
  const from = parseSessionCursor(after) ?? { sequence: upper, id: '' };
  for await (const { sessions } of sessionsMatching(core, actor, filter, { after: from, most }))
    return sessions.map(({ user, id, sequence }) => ({
      user,
      session: id,
      after: formatSessionCursor({ sequence, id }),
    }));
  return [];
}

/** The users that another job changed, or failed to; `after` is a position and a number within the piece. */
async function ofJob(
  core: Core,
  { project }: Actor,
  { job, of }: Extract<StoredTarget, { readonly job: string }>,
  { after, most }: { readonly after: string; readonly most: number },
): Promise<readonly Found[]> {
  const [position = 0, met = 0] = after === '' ? [] : after.split('.').map(Number);
  const parts = await listParts(core.read, project.id, {
    ...{ job, kind: of, from: position, most: PARTS_AT_ONCE },
  });
  const found = parts.flatMap((part) => {
    // Cast: written by this program.
    const items = JSON.parse(part.content) as readonly (DoneItem | FailedItem)[];
    return items.map((item, at) => ({
      user: item[0],
      note: of === 'done' ? (item[1] as Note) : (item as FailedItem)[2],
      ...(item[3] !== undefined && { session: item[3] }),
      after: `${part.position}.${at + 1}`,
      isMet: part.position === position && after !== '' && at < met,
    }));
  });
  return found
    .filter(({ isMet }) => !isMet)
    .slice(0, most)
    .map(({ isMet: _, ...each }) => each);
}
