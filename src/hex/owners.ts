import type { Core } from '../core/core.ts';
import {
  findOrganization,
  type Organization,
  type OrganizationRole,
  roleIn,
} from '../core/organizations/organizations.ts';
import type { KeyOwner } from '../core/user-keys/user-key.ts';
import { forbidden, notFound } from './errors.ts';
import { PUBLIC_REPOSITORY } from './new-key.ts';
import type { Call } from './route.ts';
import { userOf } from './users.ts';

const rank: Readonly<Record<OrganizationRole, number>> = { read: 1, write: 2, admin: 3 };

/**
 * Returns the caller's role in the organization; nothing for outsiders. An organization's own key has its maker's
 * role.
 */
async function roleAt(
  core: Core,
  { actor, caller }: Call,
  name: string,
): Promise<OrganizationRole | undefined> {
  if (caller.kind === 'organization') {
    if (caller.name !== name) return undefined;
    const made = caller.key.maker?.role ?? 'owner';
    return made === 'owner' ? 'admin' : made;
  }
  return caller.kind === 'user' ? roleIn(core, actor.project.id, name, caller.user.id) : undefined;
}

/** Returns the organization of the path. Refuses outsiders with 404, and members below the role `least` with 403. */
export async function organizationOf(core: Core, call: Call, least: OrganizationRole): Promise<Organization> {
  const name = call.path.organization ?? '';
  const organization = await findOrganization(core, call.actor.project.id, name);
  const role = organization && (await roleAt(core, call, organization.name));
  if (!organization || !role) throw notFound();
  if (rank[role] < rank[least]) throw forbidden('account not authorized for this action');
  return organization;
}

/**
 * As `organizationOf`, to change who is in it. Whether a user may, the core decides; a key may where its maker owns the
 * team, or an operator made it.
 */
export async function managedOrganizationOf(core: Core, call: Call): Promise<Organization> {
  const organization = await organizationOf(core, call, 'read');
  const maker = call.caller.kind === 'organization' ? call.caller.key.maker : null;
  if (maker && maker.role !== 'owner') throw forbidden('account not authorized for this action');
  return organization;
}

/** Returns the owner of the keys that a call concerns: the organization of its path, else the caller. */
export async function ownerOf(core: Core, call: Call, least: OrganizationRole): Promise<KeyOwner> {
  if (call.path.organization === undefined) return { kind: 'user', id: userOf(call.caller).id };
  return { kind: 'team', id: (await organizationOf(core, call, least)).name };
}

/** Whether the caller may read a repository: the public one, or that of an organization. */
export async function mayRead(core: Core, call: Call, repository: string): Promise<boolean> {
  const organization = call.path.organization;
  if (repository === PUBLIC_REPOSITORY) return true;
  if (organization !== undefined) return repository === organization;
  return (await roleAt(core, call, repository)) !== undefined;
}
