import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Team } from '../teams/team.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import type { ListedAct, TeamAct } from './listed-acts.ts';
import { type ByRow, listEntriesBy, listEntriesOn } from './store.ts';

/** Something that was done. */
export type RecordedAct<Name extends ListedAct = ListedAct> = {
  readonly act: Name;
  /** What the act records beside who, when and whom; empty when it was erased. */
  readonly details: Readonly<Record<string, unknown>>;
  /** To which user it was done, if to one. */
  readonly user: string | null;
  readonly userAgent: string | null;
  readonly at: Instant;
};

const SCANNED_AT_MOST = 100_000;

/**
 * What the user did, by whatever protocol, newest first: of the given acts, `limit` after the first `offset`. What was
 * done by an earlier user of the same id is not theirs; what is further back than 100,000 is not shown.
 */
export async function listActsBy(
  core: Core,
  project: ProjectId,
  id: UserId,
  page: { readonly acts: readonly ListedAct[]; readonly offset: number; readonly limit: number },
): Promise<readonly RecordedAct[]> {
  const user = page.offset <= SCANNED_AT_MOST && (await findUser(core.read, project, id));
  if (!user) return [];
  const rows = await listEntriesBy(core.read, { project, user: id, since: user.sequence }, page);
  return rows.map((row) => recordedActOf(row));
}

/**
 * What was done to a team and its keys, by whomever, newest first: `limit` after the first `offset`. What is further back
 * than 100,000 is not shown, nor what was done to an earlier team of the same id.
 */
export async function listActsInTeam(
  core: Core,
  project: ProjectId,
  { id, sequence }: Pick<Team, 'id' | 'sequence'>,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly RecordedAct<TeamAct>[]> {
  if (page.offset > SCANNED_AT_MOST) return [];
  const of = { project, subject: `team ${id}`, since: sequence };
  return (await listEntriesOn(core.read, of, page)).map((row) => recordedActOf<TeamAct>(row));
}

/** What was written when it was validated is trusted when it is read: hence the casts. */
function recordedActOf<Name extends ListedAct>(row: ByRow): RecordedAct<Name> {
  return {
    act: row.act as Name,
    details: JSON.parse(row.details) as RecordedAct['details'],
    user: row.user_id,
    userAgent: row.user_agent,
    at: row.at as Instant,
  };
}
