import type { Core } from '../core.ts';
import { isGrantAlive } from '../device-grants/store.ts';
import { findMemberOf } from '../memberships/store.ts';
import { keyRoleOf, outranks } from '../organizations/role.ts';
import type { ProjectId } from '../projects/project.ts';
import type { TeamId } from '../teams/team.ts';
import type { UserId } from '../users/user.ts';
import { findKeyById } from './store.ts';
import { isActive, type UserKey } from './user-key.ts';

/**
 * Reports whether the key is valid: neither it nor a key or grant that it was made with has ended, and its maker's
 * membership exists and still permits the key's role. A key without parent, grant and maker needs no query.
 */
export async function isStanding(core: Core, project: ProjectId, key: UserKey): Promise<boolean> {
  if (!isActive(key, core.clock.now())) return false;
  return (
    (await isLineageActive(core, project, key)) &&
    (await isGrantStanding(core, project, key)) &&
    (await isMakerStanding(core, project, key))
  );
}

async function isLineageActive(core: Core, project: ProjectId, { lineage }: UserKey): Promise<boolean> {
  for (const id of lineage) {
    const key = await findKeyById(core.read, project, id);
    if (!key || !isActive(key, core.clock.now())) return false;
  }
  return true;
}

async function isGrantStanding(
  core: Core,
  project: ProjectId,
  { grantId, owner, maker }: UserKey,
): Promise<boolean> {
  if (grantId === null) return true;
  // The user who approved the grant: the owner of a user's key, or the maker of a team's key.
  const user = owner.kind === 'user' ? (owner.id as UserId) : maker?.id;
  if (user === undefined) return false;
  return isGrantAlive(core.read, project, { user, id: grantId, now: core.clock.now() });
}

async function isMakerStanding(core: Core, project: ProjectId, { maker, owner }: UserKey): Promise<boolean> {
  if (maker === null) return true;
  // Cast: only keys of teams have a maker.
  const of = { team: owner.id as TeamId, user: maker.id };
  const membership = await findMemberOf(core.read, project, of);
  if (membership?.id !== maker.membershipId || membership.joinedAt === null) return false;
  return !outranks(maker.role, keyRoleOf(membership.roles));
}
