import { OWNER } from '../teams/team.ts';

/** The roles of a member. Each includes the one before. */
export type OrganizationRole = 'read' | 'write' | 'admin';

/** The role of a key that a member made: at most the member's. Only owners change the members. */
export type KeyRole = OrganizationRole | 'owner';

/** Each may do more than the one before. */
export const keyRoles = ['read', 'write', 'admin', 'owner'] as const satisfies readonly KeyRole[];

/** Returns the role of a key for a member with these roles. */
export function keyRoleOf(roles: readonly string[]): KeyRole {
  return roles.includes(OWNER) ? 'owner' : roleOf(roles);
}

export function outranks(a: KeyRole, b: KeyRole): boolean {
  return keyRoles.indexOf(a) > keyRoles.indexOf(b);
}

/** Maps the roles of a team to the role in the organization. */
export function roleOf(roles: readonly string[]): OrganizationRole {
  if (roles.includes(OWNER) || roles.includes('admin')) return 'admin';
  return roles.includes('write') ? 'write' : 'read';
}
