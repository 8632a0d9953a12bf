import type { Read, ReplicaRead, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { ProfileRow } from '../../db/schema-user-keys.ts';
import { claim, ofOwner } from '../identifiers/store.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { type RowWithTargets, userOf } from '../users/rows.ts';
import { targetsOfUser, userColumns } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { findProfiles, insertProfile } from './profiles-store.ts';
import type { NamedUser } from './username.ts';

type OfUser = Pick<ProfileRow, 'project_id' | 'user_id'>;
type Found = RowWithTargets &
  Pick<ProfileRow, 'username' | 'email_public_at'> & { readonly profile_updated_at: number };

const select = (read: ReplicaRead, { project_id, user_id }: OfUser) =>
  read.db
    .selectFrom('profiles')
    .innerJoin('users', (join) =>
      join.onRef('users.project_id', '=', 'profiles.project_id').onRef('users.id', '=', 'profiles.user_id'),
    )
    .select([...userColumns])
    .select(['profiles.username', 'profiles.email_public_at'])
    .select('profiles.updated_at as profile_updated_at')
    .select(targetsOfUser(read, { project_id, id: user_id }))
    .where('profiles.project_id', '=', project_id)
    .where('profiles.user_id', '=', user_id)
    .where('users.id', '=', user_id);

const byId = first(prepared<OfUser, Found>((read, param) => select(read, param)));

const byIdentifier = {
  email: ofOwner<Found>((read, { project_id, value }, user_id) =>
    select(read, { project_id, user_id }).where('users.email', '=', value),
  ),
  username: ofOwner<Found>((read, { project_id, value }, user_id) =>
    select(read, { project_id, user_id }).where('profiles.username', '=', value),
  ),
};

export async function findProfile(
  read: Read,
  project: ProjectId,
  id: UserId,
): Promise<NamedUser | undefined> {
  const row = await byId(read, { project_id: project, user_id: id });
  return row && namedUserOf(row);
}

/** Finds a user with a username by username or email. */
export async function findProfileBy(
  read: Read,
  project: ProjectId,
  kind: 'email' | 'username',
  value: string,
): Promise<NamedUser | undefined> {
  const row = await byIdentifier[kind](read, { project_id: project, kind, value });
  return row && namedUserOf(row);
}

/** Returns the usernames of those users who have one. */
export async function usernamesOf(
  read: Read,
  project: ProjectId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await findProfiles(read, project, { users: [...new Set(ids)] });
  return new Map(rows.map(({ user_id, username }) => [user_id, username]));
}

/** Casts: validated on write. */
function namedUserOf(row: Found): NamedUser {
  const { username, email_public_at, profile_updated_at, ...stored } = row;
  const user = userOf(stored);
  return {
    user,
    username,
    emailPublicAt: email_public_at as Instant | null,
    insertedAtMicros: user.sequence,
    updatedAtMicros: profile_updated_at,
  };
}

type Naming = {
  readonly user: User;
  readonly username: string;
  readonly emailPublicAt: Instant | null;
  readonly updatedAtMicros: number;
};

/** Assigns the username. Returns nothing when it is taken, or when the user has another one. */
export async function assignUsername(
  tx: Tx,
  project: ProjectId,
  naming: Naming,
): Promise<NamedUser | undefined> {
  const { user, username, emailPublicAt, updatedAtMicros } = naming;
  if (!(await claim(tx, { project, kind: 'username', value: username }, user.id))) return undefined;
  const isFirst = await insertProfile(tx, project, {
    user_id: user.id,
    username,
    email_public_at: emailPublicAt,
    updated_at: updatedAtMicros,
  });
  return isFirst ? { ...naming, insertedAtMicros: user.sequence } : undefined;
}
