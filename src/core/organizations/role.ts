import { OWNER } from '../teams/team.ts';

/** The roles of a member. Each includes the one before. */
export type OrganizationRole = 'read' | 'write' | 'admin';

/** What the roles of a team mean in it as an organization. */
export function roleOf(roles: readonly string[]): OrganizationRole {
  if (roles.includes(OWNER) || roles.includes('admin')) return 'admin';
  return roles.includes('write') ? 'write' : 'read';
}
