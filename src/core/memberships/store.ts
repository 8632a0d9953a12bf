import { type RawBuilder, sql } from 'kysely';
import type { Read, ReplicaRead, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared, replicable } from '../../db/prepared.ts';
import type { MembershipRow } from '../../db/schema.ts';
import { claim, ofOwner, releaseEach } from '../identifiers/store.ts';
import { bytesOf, rowSizes } from '../listing/row-sizes.ts';
import type { ProjectId } from '../projects/project.ts';
import { growTeams, lockTeams, teamNames } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import type { Member, Membership } from './membership.ts';
import { type MemberRow, memberOf, membershipOf, rowOf } from './rows.ts';

const TEAMS_AT_MOST = 1_000;
/** 128 letters of four bytes, and the quotes. */
const TEAM_NAME_BYTES = 514;

type Row = Omit<MembershipRow, 'sequence'> & { sequence: number };

const memberships = ownedTable('memberships', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: rowOf,
  toValue: membershipOf,
});

export const updateMembership = memberships.replace(['team_id', 'sequence']);
const take = memberships.take({ id: 'id' });
const takeOfTeam = memberships.ofAnyOwner.takeAll({ team_id: 'team' });
const takeOfUser = memberships.takeAll({});

/** Whether the user has a verified factor and MFA enabled. */
const hasFactor = (user: RawBuilder<unknown>) =>
  sql<number>`case when users.mfa_enabled_at is not null and (users.email_verified_at is not null
  or users.phone_verified_at is not null or exists (select 1 from authenticators
    where authenticators.project_id = users.project_id and authenticators.user_id = ${user}
    and authenticators.verified_at is not null)) then 1 else 0 end`;

/** Memberships with their users, whose rows are beside them on shards. For those of one `user`, by value. */
const withUsers = (read: ReplicaRead, project_id: string, user: RawBuilder<unknown> = sql.ref('users.id')) =>
  read.db
    .selectFrom('memberships')
    // An invitation may name no user, which its inviter does not learn.
    .leftJoin('users', (join) =>
      join
        .onRef('users.project_id', '=', 'memberships.project_id')
        .onRef('users.id', '=', 'memberships.user_id'),
    )
    .selectAll('memberships')
    .select(['users.name as user_name', 'users.email as user_email', 'users.phone as user_phone'])
    .select(['users.accessed_at as user_accessed_at', hasFactor(user).as('has_factor')])
    .where('memberships.project_id', '=', project_id);

type WithUser = Omit<MemberRow, 'team_name'>;

const byIds = replicable<{ project_id: string; ids: string }, WithUser>((read, param) =>
  withUsers(read, param.project_id).where(
    'memberships.id',
    'in',
    read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value'),
  ),
);
const byId = ofOwner<WithUser>((read, { project_id, value }, user_id) =>
  withUsers(read, project_id, sql`${user_id}`)
    .where('memberships.user_id', '=', user_id)
    .where('memberships.id', '=', value),
);
const byIdLocked = ofOwner<Row>(({ db, sql: dialect }, { project_id, value }, user_id) =>
  db
    .selectFrom('memberships')
    .selectAll()
    .where('project_id', '=', project_id)
    .where('user_id', '=', user_id)
    .where('id', '=', value)
    .modifyEnd(dialect.forUpdate),
);

const teamIds = prepared<{ project_id: string; user_id: string }, { team_id: string }>(({ db }, param) =>
  db
    .selectFrom('memberships')
    .select('team_id')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .orderBy('team_id'),
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

export const findMemberOf = memberships.find({ team_id: 'team' });
/** Memberships of the teams that the user has joined, oldest first, 1,000 at most. */
export const joinedMembershipsOf = memberships.list(
  { joined_at: 'is not null' },
  { order: ['sequence', 'id'], most: TEAMS_AT_MOST },
);

/** Makes open invitations prove no address: they no longer sign in, but a signed-in user may accept them. */
export const voidInvitations = memberships.updateAll({ sent_to: null }, { joined_at: null });
/** The same for the invitations sent to the address. */
export const voidInvitationsTo = memberships.updateAll(
  { sent_to: null },
  { joined_at: null, sent_to: 'address' },
);

/** Returns false when the user is a member or an invitee of the team. */
export async function insertMembership(tx: Tx, project: ProjectId, membership: Membership): Promise<boolean> {
  const { id, userId } = membership;
  if (!(await claim(tx, place(project, membership), userId))) return false;
  await claim(tx, { project, kind: 'membership-id', value: id }, userId);
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
    + ${
      // On shards, the team is on another node.
      dialect.isSharded
        ? sql.lit(TEAM_NAME_BYTES)
        : sql`coalesce((select ${dialect.jsonBytes('teams.name')}
      from teams where teams.project_id = memberships.project_id and teams.id = memberships.team_id), 0)`
    }`,
});

/** Reads and locks the membership until the transaction ends. */
export async function lockMembership(
  tx: Tx,
  project: ProjectId,
  { id }: { readonly id: string },
): Promise<Membership | undefined> {
  const row = await byIdLocked(tx, { project_id: project, kind: 'membership-id', value: id });
  return row && membershipOf(row);
}

export async function findMember(read: Read, project: ProjectId, id: string): Promise<Member | undefined> {
  const row = await byId(read, { project_id: project, kind: 'membership-id', value: id });
  return row && (await withTeams(read, project, [row]))[0];
}

/** By id, in no order. */
export async function findMembers(
  read: ReplicaRead,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly Member[]> {
  return withTeams(read, project, await byIds(read, { project_id: project, ids: JSON.stringify(ids) }));
}

async function withTeams(
  read: ReplicaRead,
  project: ProjectId,
  rows: readonly WithUser[],
): Promise<readonly Member[]> {
  const names = await teamNames(read, project, [...new Set(rows.map((row) => row.team_id))]);
  return rows.flatMap((row) => {
    const team_name = names.get(row.team_id);
    return team_name === undefined ? [] : [memberOf({ ...row, team_name })];
  });
}

/** Returns the teams that the user has joined, 1,000 at most. */
export async function teamsOf(read: Read, project: ProjectId, user: string): Promise<readonly string[]> {
  const rows = await joinedBy(read, { project_id: project, user_id: user, most: TEAMS_AT_MOST });
  return rows.map((row) => row.team_id);
}

/** Deletes the membership and decrements the team's count. */
export async function deleteMembership(tx: Tx, project: ProjectId, membership: Membership): Promise<void> {
  const gone = await take(tx, project, { user: membership.userId, id: membership.id });
  if (!gone) return;
  await releaseMemberships(tx, project, [gone]);
  if (gone.joinedAt !== null) await growTeams(tx, project, [membership.teamId], -1);
}

export async function deleteMembershipsOfTeam(tx: Tx, project: ProjectId, team: TeamId): Promise<void> {
  await releaseMemberships(tx, project, await takeOfTeam(tx, project, { team }));
}

/** Deletes all memberships of a user and decrements the counts of the teams, which are given in the order of their ids. */
export async function deleteMembershipsOf(
  tx: Tx,
  project: ProjectId,
  { user, teams }: { readonly user: string; readonly teams: readonly string[] },
): Promise<void> {
  // Teams are locked first, as everywhere, and in a fixed order, so that two removals never deadlock.
  await lockTeams(tx, project, teams);
  const gone = await takeOfUser(tx, project, { user });
  await releaseMemberships(tx, project, gone);
  const joined = gone.filter(({ joinedAt }) => joinedAt !== null);
  await growTeams(
    tx,
    project,
    joined.map(({ teamId }) => teamId),
    -1,
  );
}

/** Returns the teams of all memberships of the user, joined or not, in the order of their ids. */
export async function teamIdsOf(read: Read, project: ProjectId, user: string): Promise<readonly string[]> {
  return (await teamIds(read, { project_id: project, user_id: user })).map((row) => row.team_id);
}

async function releaseMemberships(tx: Tx, project: ProjectId, gone: readonly Membership[]): Promise<void> {
  const values = gone.map((membership) => place(project, membership).value);
  await releaseEach(tx, project, { kind: 'membership', values });
  await releaseEach(tx, project, { kind: 'membership-id', values: gone.map(({ id }) => id) });
}

/** A user is in a team once. Ids contain no blank. */
function place(project: ProjectId, of: { readonly teamId: string; readonly userId: string }) {
  return { project, kind: 'membership', value: `${of.teamId} ${of.userId}` } as const;
}
