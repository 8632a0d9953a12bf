import { sql } from 'kysely';
import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import { claim, release, releaseEach } from '../identifiers/store.ts';
import type { ProjectId } from '../projects/project.ts';
import { growTeams } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import type { UserId } from '../users/user.ts';
import type { Member, Membership } from './membership.ts';
import { type MemberRow, memberOf, membershipOf, type Row, rowOf } from './rows.ts';

const TEAMS_AT_MOST = 1_000;

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('memberships').values(row));

const update = prepared<Row, { id: string }>(
  ({ db }, { project_id, id, team_id: _, sequence: __, user_id: ___, ...columns }) =>
    db
      .updateTable('memberships')
      .set(columns)
      .where('project_id', '=', project_id)
      .where('id', '=', id)
      .returning('id'),
);

const ofUser = first(
  prepared<{ project_id: string; team_id: string; user_id: string }, Row>(({ db }, param) =>
    db
      .selectFrom('memberships')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('team_id', '=', param.team_id),
  ),
);

const byIdLocked = first(
  prepared<{ project_id: string; id: string }, Row>(({ db, sql: dialect }, param) =>
    db
      .selectFrom('memberships')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id)
      .modifyEnd(dialect.forUpdate),
  ),
);

/** Whether the user has shown a second factor that it could be asked for. */
const HAS_FACTOR = sql<number>`case when users.mfa_enabled_at is not null and (users.email_verified_at is not null
  or users.phone_verified_at is not null or exists (select 1 from authenticators
    where authenticators.project_id = users.project_id and authenticators.user_id = users.id
    and authenticators.verified_at is not null)) then 1 else 0 end`;

const membersByIds = prepared<{ project_id: string; ids: string }, MemberRow>((read, param) =>
  read.db
    .selectFrom('memberships')
    .innerJoin('users', (join) =>
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

const remove = prepared<{ project_id: string; id: string }, Row>(({ db }, param) =>
  db
    .deleteFrom('memberships')
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id)
    .returningAll(),
);

const removeOfTeam = prepared<{ project_id: string; team_id: string }, { user_id: string }>(({ db }, param) =>
  db
    .deleteFrom('memberships')
    .where('project_id', '=', param.project_id)
    .where('team_id', '=', param.team_id)
    .returning('user_id'),
);

const removeOfUser = prepared<
  { project_id: string; user_id: string },
  { team_id: string; joined_at: number | null }
>(({ db }, param) =>
  db
    .deleteFrom('memberships')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .returning(['team_id', 'joined_at']),
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

const joinedRows = prepared<{ project_id: string; user_id: string; most: number }, Row>(({ db }, param) =>
  db
    .selectFrom('memberships')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('joined_at', 'is not', null)
    .orderBy('sequence')
    .orderBy('id')
    .limit(param.most),
);

/** Answers false when the user belongs to the team already, or was asked to. */
export async function insertMembership(tx: Tx, project: ProjectId, membership: Membership): Promise<boolean> {
  if (!(await claim(tx, place(project, membership), membership.userId))) return false;
  await insert(tx, rowOf(project, membership));
  return true;
}

export async function updateMembership(tx: Tx, project: ProjectId, membership: Membership): Promise<void> {
  await update(tx, rowOf(project, membership));
}

export async function findMemberOf(
  read: Read,
  project: ProjectId,
  of: { readonly team: TeamId; readonly user: UserId },
): Promise<Membership | undefined> {
  const row = await ofUser(read, { project_id: project, team_id: of.team, user_id: of.user });
  return row && membershipOf(row);
}

/** The membership as it stands, and stays until the transaction ends. */
export async function lockMembership(
  tx: Tx,
  project: ProjectId,
  id: string,
): Promise<Membership | undefined> {
  const row = await byIdLocked(tx, { project_id: project, id });
  return row && membershipOf(row);
}

/** Those that have these ids, in no order. */
export async function findMembers(
  read: Read,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly Member[]> {
  return (await membersByIds(read, { project_id: project, ids: JSON.stringify(ids) })).map(memberOf);
}

/** The teams that the user has joined, 1,000 at most. */
export async function teamsOf(read: Read, project: ProjectId, user: string): Promise<readonly string[]> {
  const rows = await joinedBy(read, { project_id: project, user_id: user, most: TEAMS_AT_MOST });
  return rows.map((row) => row.team_id);
}

/** Memberships of the teams that the user has joined, 1,000 at most. */
export async function joinedMembershipsOf(
  read: Read,
  project: ProjectId,
  user: UserId,
): Promise<readonly Membership[]> {
  const rows = await joinedRows(read, { project_id: project, user_id: user, most: TEAMS_AT_MOST });
  return rows.map(membershipOf);
}

/** Removes the membership and counts the member out. */
export async function deleteMembership(tx: Tx, project: ProjectId, membership: Membership): Promise<void> {
  const [gone] = await remove(tx, { project_id: project, id: membership.id });
  if (!gone) return;
  await release(tx, place(project, membership), membership.userId);
  if (gone.joined_at !== null) await growTeams(tx, project, [membership.teamId], -1);
}

export async function deleteMembershipsOfTeam(tx: Tx, project: ProjectId, team: TeamId): Promise<void> {
  const gone = await removeOfTeam(tx, { project_id: project, team_id: team });
  const places = gone.map(({ user_id }) => place(project, { teamId: team, userId: user_id }).value);
  if (places.length > 0) await releaseEach(tx, project, 'membership', places);
}

/** Removes all memberships of a user and counts the member out of the teams; what leads to the user goes with the user. */
export async function deleteMembershipsOf(tx: Tx, project: ProjectId, user: string): Promise<void> {
  // Teams are locked before what belongs to them, as everywhere, and in one order: no two removals wait for each other.
  await teamsOfLocked(tx, { project_id: project, user_id: user });
  const gone = await removeOfUser(tx, { project_id: project, user_id: user });
  const joined = gone.filter(({ joined_at }) => joined_at !== null);
  await growTeams(
    tx,
    project,
    joined.map(({ team_id }) => team_id),
    -1,
  );
}

/** A user is in a team once. Ids hold no blank. */
function place(project: ProjectId, of: { readonly teamId: string; readonly userId: string }) {
  return { project, kind: 'membership', value: `${of.teamId} ${of.userId}` } as const;
}
