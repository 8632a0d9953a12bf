import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { deleteTargetsOfSessions } from '../targets/store.ts';

type OfUser = { project_id: string; user_id: string };

const remove = prepared<OfUser & { id: string }, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('sessions')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .returning('id'),
);

const removeAll = prepared<OfUser, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('sessions')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .returning('id'),
);

const removeExpired = prepared<OfUser & { now: number }, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('sessions')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('expires_at', '<=', param.now)
    .returning('id'),
);

const removeOthers = prepared<OfUser & { id: string }, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('sessions')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '!=', param.id)
    .returning('id'),
);

/** All but the newest. */
const removeOldest = prepared<OfUser & { kept: number }, { id: string }>(({ db }, param) =>
  db
    .deleteFrom('sessions')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where(
      'id',
      'not in',
      db
        .selectFrom('sessions')
        .select('id')
        .where('project_id', '=', param.project_id)
        .where('user_id', '=', param.user_id)
        .orderBy('sequence', 'desc')
        .orderBy('id', 'desc')
        .limit(param.kept),
    )
    .returning('id'),
);

/** Removes what has expired and, of the rest, all but the newest `kept`; 0 keeps them all. */
export async function trimSessions(
  tx: Tx,
  project: ProjectId,
  to: { readonly user: string; readonly kept: number; readonly now: Instant },
): Promise<void> {
  const of = { project_id: project, user_id: to.user };
  const expired = await removeExpired(tx, { ...of, now: to.now });
  const oldest = to.kept === 0 ? [] : await removeOldest(tx, { ...of, kept: to.kept });
  await deleteTargetsOfSessions(tx, project, to.user, idsOf([...expired, ...oldest]));
}

/** Answers false when the user has no such session. */
export async function deleteSession(tx: Tx, project: ProjectId, user: string, id: string): Promise<boolean> {
  const gone = await remove(tx, { project_id: project, user_id: user, id });
  await deleteTargetsOfSessions(tx, project, user, idsOf(gone));
  return gone.length === 1;
}

/** Ends all sessions of the user, or all but one. */
export async function deleteSessions(
  tx: Tx,
  project: ProjectId,
  user: string,
  except?: string,
): Promise<void> {
  const of = { project_id: project, user_id: user };
  const gone = except === undefined ? await removeAll(tx, of) : await removeOthers(tx, { ...of, id: except });
  await deleteTargetsOfSessions(tx, project, user, idsOf(gone));
}

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}
