import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { addMember, removeMember, setRoles } from '../memberships/memberships.ts';
import { findMemberOf } from '../memberships/store.ts';
import { getVisibleTeam, isOwner, requireOwner } from '../teams/access.ts';
import { OWNER, type Team, type TeamId } from '../teams/team.ts';
import type { NamedUser } from '../usernames/username.ts';
import { joinedWithName } from './members-store.ts';
import { type OrganizationRole, roleOf } from './role.ts';

const MEMBERS_AT_MOST = 1_000;

/** A member as other members see it. */
export type NamedMember = {
  readonly username: string;
  /** Only when public. */
  readonly email: string | null;
  readonly role: OrganizationRole;
};

/** A team's owners are admins of the organization; the other roles keep their names. */
const teamRoles: Readonly<Record<OrganizationRole, readonly string[]>> = {
  admin: [OWNER],
  write: ['write'],
  read: ['read'],
};

/**
 * Returns the members who have a username, 1,000 at most. Fails with `team_not_found`, and with `not_allowed` for
 * members when the project hides members from each other.
 */
export async function listNamedMembers(
  core: Core,
  actor: Actor,
  team: TeamId,
): Promise<readonly NamedMember[]> {
  await seeMembers(core, actor, team);
  const hidden = actor.project.policies.hiddenMemberFields;
  const rows = await joinedWithName(core.read, actor.project.id, team, MEMBERS_AT_MOST);
  return rows.map((row) => ({
    username: row.username,
    email: row.email_public_at === null || hidden.includes('userEmail') ? null : row.email,
    // Written only by this program, as a list of texts.
    role: roleOf(JSON.parse(row.roles) as string[]),
  }));
}

/** Returns the team if the caller may see its members. Fails as `listNamedMembers`. */
export async function seeMembers(core: Core, actor: Actor, team: TeamId): Promise<Team> {
  const visible = await getVisibleTeam(core, actor, team);
  const hidden = actor.project.policies.hiddenMemberFields;
  const isHidden = hidden.includes('userId') || hidden.includes('userName');
  if (isHidden && !isOwner(actor, visible)) throw new Failure('not_allowed');
  return visible.team;
}

/** Returns one member as other members see it. Fails as `listNamedMembers`, and with `membership_not_found`. */
export async function getNamedMember(
  core: Core,
  actor: Actor,
  { team, member }: { readonly team: TeamId; readonly member: NamedUser },
): Promise<NamedMember> {
  const role = roleOf((await membershipOf(core, actor, { team, member })).roles);
  return { username: member.username, email: publicEmail(member), role };
}

/**
 * Adds a user as a member. Requires an owner, or a key of the organization, which cannot add admins. Fails with
 * `team_not_found`, `not_allowed`, `user_not_found` and `membership_confirmed`.
 */
export async function addNamedMember(
  core: Core,
  actor: Actor,
  input: { readonly team: TeamId; readonly member: NamedUser; readonly role: OrganizationRole },
): Promise<NamedMember> {
  const { team, member, role } = input;
  await refuseNotManaging(core, actor, team, [role]);
  await addMember(core, actor, { team, user: member.user.id, roles: teamRoles[role] });
  return getNamedMember(core, actor, { team, member });
}

/** Fails as `addNamedMember`, and with `membership_not_found`. */
export async function setNamedMemberRole(
  core: Core,
  actor: Actor,
  input: { readonly team: TeamId; readonly member: NamedUser; readonly role: OrganizationRole },
): Promise<NamedMember> {
  const { team, member, role } = input;
  const known = await membershipOf(core, actor, { team, member });
  await refuseNotManaging(core, actor, team, [role, roleOf(known.roles)]);
  await setRoles(core, actor, { team, id: known.id, roles: teamRoles[role] });
  return { username: member.username, email: publicEmail(member), role };
}

/** Fails as `setNamedMemberRole`. Members may remove themselves. */
export async function removeNamedMember(
  core: Core,
  actor: Actor,
  { team, member }: { readonly team: TeamId; readonly member: NamedUser },
): Promise<void> {
  const known = await membershipOf(core, actor, { team, member });
  const isOwn = actor.user?.id === member.user.id;
  if (!isOwn) await refuseNotManaging(core, actor, team, [roleOf(known.roles)]);
  await removeMember(core, actor, { team, id: known.id });
}

/**
 * A member with the write role can create keys of the organization: such a key must not make anyone an owner or
 * change one.
 */
async function refuseNotManaging(
  core: Core,
  actor: Actor,
  team: TeamId,
  roles: readonly OrganizationRole[],
): Promise<void> {
  requireOwner(actor, await getVisibleTeam(core, actor, team));
  if (actor.kind === 'key' && roles.includes('admin')) throw new Failure('not_allowed');
}

async function membershipOf(
  core: Core,
  actor: Actor,
  { team, member }: { readonly team: TeamId; readonly member: NamedUser },
) {
  // When members are hidden, a caller must not learn name by name who is one.
  const isOwn = actor.user?.id === member.user.id;
  await (isOwn ? getVisibleTeam(core, actor, team) : seeMembers(core, actor, team));
  const known = await findMemberOf(core.read, actor.project.id, { team, user: member.user.id });
  if (!known || known.joinedAt === null) throw new Failure('membership_not_found');
  return known;
}

function publicEmail({ user, emailPublicAt }: NamedUser): string | null {
  return emailPublicAt === null ? null : user.email;
}
