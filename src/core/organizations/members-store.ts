import type { Read } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { ProjectId } from '../projects/project.ts';
import type { TeamId } from '../teams/team.ts';

export type NamedMemberRow = {
  readonly id: string;
  readonly user_id: string;
  readonly roles: string;
  readonly username: string;
  readonly email: string | null;
  readonly email_public_at: number | null;
};

const joined = prepared<{ project_id: string; team_id: string; most: number }, NamedMemberRow>(
  ({ db }, param) =>
    db
      .selectFrom('memberships')
      .innerJoin('profiles', (join) =>
        join
          .onRef('profiles.project_id', '=', 'memberships.project_id')
          .onRef('profiles.user_id', '=', 'memberships.user_id'),
      )
      .innerJoin('users', (join) =>
        join
          .onRef('users.project_id', '=', 'memberships.project_id')
          .onRef('users.id', '=', 'memberships.user_id'),
      )
      .select(['memberships.id', 'memberships.user_id', 'memberships.roles'])
      .select(['profiles.username', 'profiles.email_public_at', 'users.email'])
      .where('memberships.project_id', '=', param.project_id)
      .where('memberships.team_id', '=', param.team_id)
      .where('memberships.joined_at', 'is not', null)
      .orderBy('memberships.sequence')
      .orderBy('memberships.id')
      .limit(param.most),
);

/** Members who have joined and have a username, in the order of their invitations. */
export function joinedWithName(
  read: Read,
  project: ProjectId,
  team: TeamId,
  most: number,
): Promise<readonly NamedMemberRow[]> {
  return joined(read, { project_id: project, team_id: team, most });
}
