import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { ProfileRow } from '../../db/schema-user-keys.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';

type OfUser = Pick<ProfileRow, 'project_id' | 'user_id'>;

const insert = prepared<ProfileRow, OfUser>(({ db }, row) =>
  db
    .insertInto('profiles')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning(['project_id', 'user_id']),
);

/** Later than before in any case, though the clock may stand still. */
const later = (at: number) => sql<number>`case when updated_at < ${at} then ${at} else updated_at + 1 end`;

const touch = prepared<OfUser & { at: number }, unknown>(({ db }, param) =>
  db
    .updateTable('profiles')
    .set({ updated_at: later(param.at) })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id),
);

const hide = prepared<OfUser & { at: number }, unknown>(({ db }, param) =>
  db
    .updateTable('profiles')
    .set({ email_public_at: null, updated_at: later(param.at) })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('email_public_at', 'is not', null),
);

const remove = prepared<OfUser, unknown>(({ db }, param) =>
  db.deleteFrom('profiles').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

/** Answers false when the user has one already. */
export async function insertProfile(tx: Tx, row: ProfileRow): Promise<boolean> {
  return (await insert(tx, row)).length === 1;
}

/** Notes that others see another name of the user from now on. */
export async function touchProfile(tx: Tx, project: ProjectId, user: string, now: Instant): Promise<void> {
  await touch(tx, { project_id: project, user_id: user, at: now * 1000 });
}

/** Shows the user's email to nobody any more. */
export async function hideEmail(tx: Tx, project: ProjectId, user: string, now: Instant): Promise<void> {
  await hide(tx, { project_id: project, user_id: user, at: now * 1000 });
}

export async function deleteProfile(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await remove(tx, { project_id: project, user_id: user });
}
