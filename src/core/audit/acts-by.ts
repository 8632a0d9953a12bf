import type { listedActs } from '../../db/schema-hex.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { listEntriesBy } from './store.ts';

/** An act that can be listed to the user who did it. */
export type ListedAct = (typeof listedActs)[number];

/** Something that a user did. */
export type DoneAct = {
  readonly act: ListedAct;
  /** What the act records beside who, when and whom; empty when it was erased. */
  readonly details: Readonly<Record<string, unknown>>;
  /** To which user it was done, if to one. */
  readonly user: string | null;
  readonly userAgent: string | null;
  readonly at: Instant;
};

const PASSED_AT_MOST = 100_000;

/**
 * What the user did, by whatever protocol, newest first: of the given acts, `limit` after the first `offset`. What was
 * done by an earlier user of the same id is not theirs; what is further back than 100,000 is not shown.
 */
export async function listActsBy(
  core: Core,
  project: ProjectId,
  id: UserId,
  page: { readonly acts: readonly ListedAct[]; readonly offset: number; readonly limit: number },
): Promise<readonly DoneAct[]> {
  const user = page.offset <= PASSED_AT_MOST && (await findUser(core.read, project, id));
  if (!user) return [];
  const rows = await listEntriesBy(core.read, { project, user: id, since: user.sequence }, page);
  // What was written when it was validated is trusted when it is read.
  return rows.map((row) => ({
    act: row.act as ListedAct,
    details: JSON.parse(row.details) as DoneAct['details'],
    user: row.user_id,
    userAgent: row.user_agent,
    at: row.at as Instant,
  }));
}
