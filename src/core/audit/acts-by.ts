import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import { readFor } from '../list-read.ts';
import type { Team } from '../teams/team.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import type { ListedAct, TeamAct } from './listed-acts.ts';
import { type ByRow, listEntriesBy, listEntriesOn } from './store.ts';

/** One recorded act. */
export type RecordedAct<Name extends ListedAct = ListedAct> = {
  readonly act: Name;
  /** The act's own fields, beside actor, time and user. Empty after erasure. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The user the act was done to, if any. */
  readonly user: string | null;
  readonly userAgent: string | null;
  readonly at: Instant;
};

const SCANNED_AT_MOST = 100_000;

/**
 * Returns the acts of a user over all protocols, newest first, filtered by name: `limit` after the first `offset`.
 * Acts of an earlier user of the same id are excluded, and so is everything beyond the newest 100,000.
 */
export async function listActsBy(
  core: Core,
  actor: Actor,
  id: UserId,
  page: { readonly acts: readonly ListedAct[]; readonly offset: number; readonly limit: number },
): Promise<readonly RecordedAct[]> {
  const user = page.offset <= SCANNED_AT_MOST && (await findUser(core.read, actor.project.id, id));
  if (!user) return [];
  const rows = await listEntriesBy(
    readFor(core, actor),
    { project: actor.project.id, user: id, since: user.sequence },
    page,
  );
  return rows.map((row) => recordedActOf(row));
}

/**
 * Returns the acts on a team and its keys by any actor, newest first: `limit` after the first `offset`. Acts on an
 * earlier team of the same id are excluded, and so is everything beyond the newest 100,000.
 */
export async function listActsInTeam(
  core: Core,
  actor: Actor,
  { id, sequence }: Pick<Team, 'id' | 'sequence'>,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly RecordedAct<TeamAct>[]> {
  if (page.offset > SCANNED_AT_MOST) return [];
  const of = { project: actor.project.id, subject: `team ${id}`, since: sequence };
  return (await listEntriesOn(readFor(core, actor), of, page)).map((row) => recordedActOf<TeamAct>(row));
}

/** Casts: values are validated on write and trusted on read. */
function recordedActOf<Name extends ListedAct>(row: ByRow): RecordedAct<Name> {
  return {
    act: row.act as Name,
    details: JSON.parse(row.details) as RecordedAct['details'],
    user: row.user_id,
    userAgent: row.user_agent,
    at: row.at as Instant,
  };
}
