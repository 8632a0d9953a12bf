import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared } from '../../db/prepared.ts';
import type { ProfileRow } from '../../db/schema-user-keys.ts';
import { releaseEach } from '../identifiers/store.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';

type OfUser = Pick<ProfileRow, 'project_id' | 'user_id'>;

const profiles = ownedTable('profiles', { owner: { user_id: 'user' }, key: 'user_id' });

/** Strictly later than before, even when the clock stands still. */
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

/** Returns false when the user has a profile. */
export const insertProfile = profiles.insertIfFree;
/** The profiles of those users who have a username. */
export const findProfiles = profiles.ofAnyOwner.list({ user_id: 'in users' }, {});
const takeAll = profiles.takeAll({});

/** Deletes the profile and releases the username. */
export async function deleteProfile(
  tx: Tx,
  project: ProjectId,
  { user }: { readonly user: string },
): Promise<readonly string[]> {
  const usernames = (await takeAll(tx, project, { user })).map(({ username }) => username);
  await releaseEach(tx, project, { kind: 'username', values: usernames });
  return usernames;
}

/** Records that the user's visible name changed. */
export async function touchProfile(tx: Tx, project: ProjectId, user: string, now: Instant): Promise<void> {
  await touch(tx, { project_id: project, user_id: user, at: now * 1000 });
}

/** Makes the user's email private. */
export async function hideEmail(tx: Tx, project: ProjectId, user: string, now: Instant): Promise<void> {
  await hide(tx, { project_id: project, user_id: user, at: now * 1000 });
}
