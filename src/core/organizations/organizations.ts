import type { Core } from '../core.ts';
import { findMemberOf, joinedMembershipsOf } from '../memberships/store.ts';
import type { ProjectId } from '../projects/project.ts';
import { findTeam } from '../teams/store.ts';
import { type Team, teamIdOf } from '../teams/team.ts';
import type { UserId } from '../users/user.ts';
import { type OrganizationRole, roleOf } from './role.ts';

export type { OrganizationRole } from './role.ts';

/** A team as an organization, named by the team's id. */
export type Organization = {
  readonly name: string;
  readonly team: Team;
  readonly insertedAtMicros: number;
  readonly updatedAtMicros: number;
};

/** Returns the teams that the user has joined with the user's role in each, by name, 1,000 at most. */
export async function organizationsOf(
  core: Core,
  project: ProjectId,
  user: UserId,
): Promise<readonly { readonly name: string; readonly role: OrganizationRole }[]> {
  const memberships = await joinedMembershipsOf(core.read, project, { user });
  return memberships
    .map(({ teamId, roles }) => ({ name: teamId as string, role: roleOf(roles) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns the team of the id. */
export async function findOrganization(
  core: Core,
  project: ProjectId,
  name: string,
): Promise<Organization | undefined> {
  const id = teamIdOf(name);
  const team = id && (await findTeam(core.read, project, { id }));
  if (!team) return undefined;
  // `updatedAt` is in milliseconds: an update within the millisecond of creation would precede it.
  const updatedAtMicros = Math.max(team.sequence, team.updatedAt * 1000);
  return { name: team.id, team, insertedAtMicros: team.sequence, updatedAtMicros };
}

/** Returns the role of the user in the team; nothing for non-members and unconfirmed invitations. */
export async function roleIn(
  core: Core,
  project: ProjectId,
  name: string,
  user: UserId,
): Promise<OrganizationRole | undefined> {
  const team = teamIdOf(name);
  const membership = team && (await findMemberOf(core.read, project, { team, user }));
  return membership && membership.joinedAt !== null ? roleOf(membership.roles) : undefined;
}
