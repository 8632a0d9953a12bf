import { sql } from 'kysely';
import type { Read, ReplicaRead, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared, replicable } from '../../db/prepared.ts';
import { claim, release, releaseEach } from '../identifiers/store.ts';
import { bytesOf, rowSizes } from '../listing/row-sizes.ts';
import type { ProjectId } from '../projects/project.ts';
import { growTeams } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import type { Member, Membership } from './membership.ts';
import { type MemberRow, memberOf, membershipOf, rowOf } from './rows.ts';

const TEAMS_AT_MOST = 1_000;

const memberships = ownedTable('memberships', {
  owner: {},
  key: 'id',
  toRow: rowOf,
  toValue: membershipOf,
});

export const updateMembership = memberships.replace(['team_id', 'sequence', 'user_id']);
const take = memberships.take({ id: 'id' });
const takeOfTeam = memberships.takeAll({ team_id: 'team' });
const takeOfUser = memberships.takeAll({ user_id: 'user' });

/** Whether the user has a verified factor and MFA enabled. */
const HAS_FACTOR = sql<number>`case when users.mfa_enabled_at is not null and (users.email_verified_at is not null
  or users.phone_verified_at is not null or exists (select 1 from authenticators
    where authenticators.project_id = users.project_id and authenticators.user_id = users.id
    and authenticators.verified_at is not null)) then 1 else 0 end`;

const membersByIds = replicable<{ project_id: string; ids: string }, MemberRow>((read, param) =>
  read.db
    .selectFrom('memberships')
    // An invitation may name no user, which its inviter does not learn.
    .leftJoin('users', (join) =>
      join
        .onRef('users.project_id', '=', 'memberships.project_id')
        .onRef('users.id', '=', 'memberships.user_id'),
    )
    .innerJoin('teams', (join) =>
      join
        .onRef('teams.project_id', '=', 'memberships.project_id')
        .onRef('teams.id', '=', 'memberships.team_id'),
    )
    .selectAll('memberships')
    .select(['users.name as user_name', 'users.email as user_email', 'users.phone as user_phone'])
    .select(['users.accessed_at as user_accessed_at', 'teams.name as team_name', HAS_FACTOR.as('has_factor')])
    .where('memberships.project_id', '=', param.project_id)
    .where(
      'memberships.id',
      'in',
      read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value'),
    ),
);

const teamsOfLocked = prepared<{ project_id: string; user_id: string }, { id: string }>(
  ({ db, sql: dialect }, param) =>
    db
      .selectFrom('teams')
      .select('id')
      .where('project_id', '=', param.project_id)
      .where(
        'id',
        'in',
        db
          .selectFrom('memberships')
          .select('team_id')
          .where('project_id', '=', param.project_id)
          .where('user_id', '=', param.user_id),
      )
      .orderBy('id')
      .modifyEnd(dialect.forUpdate),
);

const joinedBy = prepared<{ project_id: string; user_id: string; most: number }, { team_id: string }>(
  ({ db }, param) =>
    db
      .selectFrom('memberships')
      .select('team_id')
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('joined_at', 'is not', null)
      .orderBy('sequence')
      .orderBy('id')
      .limit(param.most),
);

export const findMemberOf = memberships.find({ user_id: 'user', team_id: 'team' });
/** Reads and locks the membership until the transaction ends. */
export const lockMembership = memberships.lock({ id: 'id' });
/** Memberships of the teams that the user has joined, oldest first, 1,000 at most. */
export const joinedMembershipsOf = memberships.list(
  { user_id: 'user', joined_at: 'is not null' },
  { order: ['sequence', 'id'], most: TEAMS_AT_MOST },
);

/** Makes open invitations prove no address: they no longer sign in, but a signed-in user may accept them. */
export const voidInvitations = memberships.updateAll({ sent_to: null }, { user_id: 'user', joined_at: null });
/** The same for the invitations sent to the address. */
export const voidInvitationsTo = memberships.updateAll(
  { sent_to: null },
  { user_id: 'user', joined_at: null, sent_to: 'address' },
);

/** Returns false when the user is a member or an invitee of the team. */
export async function insertMembership(tx: Tx, project: ProjectId, membership: Membership): Promise<boolean> {
  if (!(await claim(tx, place(project, membership), membership.userId))) return false;
  await memberships.insert(tx, project, membership);
  return true;
}

/** Returns the size of each membership in JSON, with the names of its team and its user. */
export const membershipSizes = rowSizes('memberships', {
  fixed: 460,
  plain: ['roles'],
  others: ({
    sql: dialect,
  }) => sql`coalesce((select ${dialect.jsonBytes('users.name')} + ${bytesOf('users.email')}
      from users where users.project_id = memberships.project_id and users.id = memberships.user_id), 0)
    + coalesce((select ${dialect.jsonBytes('teams.name')}
      from teams where teams.project_id = memberships.project_id and teams.id = memberships.team_id), 0)`,
});

/** By id, in no order. */
export function findMembers(
  read: Read,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly Member[]> {
  return listMembersByIds(read, project, ids);
}

/** The same for a list. */
export async function listMembersByIds(
  read: ReplicaRead,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly Member[]> {
  return (await membersByIds(read, { project_id: project, ids: JSON.stringify(ids) })).map(memberOf);
}

/** Returns the teams that the user has joined, 1,000 at most. */
export async function teamsOf(read: Read, project: ProjectId, user: string): Promise<readonly string[]> {
  const rows = await joinedBy(read, { project_id: project, user_id: user, most: TEAMS_AT_MOST });
  return rows.map((row) => row.team_id);
}

/** Deletes the membership and decrements the team's count. */
export async function deleteMembership(tx: Tx, project: ProjectId, membership: Membership): Promise<void> {
  const gone = await take(tx, project, membership);
  if (!gone) return;
  await release(tx, place(project, membership), membership.userId);
  if (gone.joinedAt !== null) await growTeams(tx, project, [membership.teamId], -1);
}

export async function deleteMembershipsOfTeam(tx: Tx, project: ProjectId, team: TeamId): Promise<void> {
  const gone = await takeOfTeam(tx, project, { team });
  const values = gone.map((membership) => place(project, membership).value);
  if (values.length > 0) await releaseEach(tx, project, { kind: 'membership', values });
}

/**
 * Deletes all memberships of a user and decrements the counts of the teams. The user's identifiers are deleted with
 * the user.
 */
export async function deleteMembershipsOf(
  tx: Tx,
  project: ProjectId,
  { user }: { readonly user: string },
): Promise<void> {
  // Teams are locked first, as everywhere, and in a fixed order, so that two removals never deadlock.
  await teamsOfLocked(tx, { project_id: project, user_id: user });
  const gone = await takeOfUser(tx, project, { user });
  const joined = gone.filter(({ joinedAt }) => joinedAt !== null);
  await growTeams(
    tx,
    project,
    joined.map(({ teamId }) => teamId),
    -1,
  );
}

/** A user is in a team once. Ids contain no blank. */
function place(project: ProjectId, of: { readonly teamId: string; readonly userId: string }) {
  return { project, kind: 'membership', value: `${of.teamId} ${of.userId}` } as const;
}
