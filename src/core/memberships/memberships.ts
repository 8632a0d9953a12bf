import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { keyRoleOf, keyRoles, outranks, roleOf } from '../organizations/role.ts';
import { getVisibleTeam, isOwner, lockVisibleTeam, requireOwner } from '../teams/access.ts';
import { findTeam, growTeams, lockTeam } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import { revokeKeysForTeam } from '../user-keys/store.ts';
import { keyAct } from '../user-keys/user-keys.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { type Member, type Membership, newMembership } from './membership.ts';
import {
  deleteMembership,
  findMember,
  findMemberOf,
  insertMembership,
  lockMembership,
  updateMembership,
} from './store.ts';

type Ref = { readonly team: TeamId; readonly id: string };

/** Fails with `team_not_found`, `membership_not_found` and `membership_mismatch`. */
export async function getMember(core: Core, actor: Actor, ref: Ref): Promise<Member> {
  await getVisibleTeam(core, actor, ref.team);
  return memberNamed(core, actor, ref);
}

/**
 * Adds a user as a member at once, for servers; also confirms an open invitation. Fails with `team_not_found`,
 * `user_not_found` and `membership_confirmed`.
 */
export async function addMember(
  core: Core,
  actor: Actor,
  input: { readonly team: TeamId; readonly user: UserId; readonly roles: readonly string[] },
): Promise<Member> {
  const { team, user, roles } = input;
  const fresh = newMembership(core, { team, user, roles, joined: true });
  const id = await core.write(actor, createAct(team, user), async (tx) => {
    if (!(await lockUser(tx, actor.project.id, user))) throw new Failure('user_not_found');
    await lockVisibleTeam(tx, actor, team);
    const known = await findMemberOf(tx, actor.project.id, { team, user });
    if (known?.joinedAt != null) throw new Failure('membership_confirmed');
    if (known) await updateMembership(tx, actor.project.id, { ...known, ...joinedNow(core) });
    else await insertMembership(tx, actor.project.id, fresh);
    await growTeams(tx, actor.project.id, [team], 1);
    // An invited user keeps the id of the invitation.
    return known?.id ?? fresh.id;
  });
  return memberNamed(core, actor, { team, id });
}

/** The act of adding a member, by the id of the membership. */
export function createAct(team: TeamId, user: UserId) {
  return (membershipId: string) =>
    ({ act: 'membership.create', user, details: { teamId: team, membershipId } }) as const;
}

/**
 * Fails as `getMember`, and with `not_allowed` when the caller is not an owner. Revokes the member's keys of the team
 * that now exceed the member's role.
 */
export async function setRoles(
  core: Core,
  actor: Actor,
  input: Ref & { readonly roles: readonly string[] },
): Promise<Member> {
  const details = { teamId: input.team, membershipId: input.id, role: roleOf(input.roles) };
  const { userId } = await getMember(core, actor, input);
  const act = { act: 'membership.update', user: userId, details } as const;
  await core.write(actor, actsWith(act), async (tx) => {
    const visible = await lockVisibleTeam(tx, actor, input.team);
    const known = await membershipNamed(tx, actor, input);
    requireOwner(actor, visible, 'set_roles');
    const updatedAt = core.clock.now();
    await updateMembership(tx, actor.project.id, { ...known, roles: input.roles, updatedAt });
    const role = keyRoleOf(input.roles);
    return revokeMadeBy(core, actor, tx, {
      ...known,
      roles: keyRoles.filter((each) => outranks(each, role)),
    });
  });
  return memberNamed(core, actor, input);
}

type Revoked = Parameters<ReturnType<typeof keyAct>>[0];

/** Returns the act, and one for each key that is revoked with it. */
function actsWith<A>(act: A) {
  return (keys: readonly Revoked[]) => [act, ...keys.map(keyAct('user-key.revoke'))];
}

/**
 * Revokes the keys of these roles that the member made for the team, and returns them. The caller has locked the
 * team.
 */
function revokeMadeBy(
  core: Core,
  actor: Actor,
  tx: Tx,
  { teamId, userId, roles }: Pick<Membership, 'teamId' | 'userId' | 'roles'>,
): Promise<readonly Revoked[]> {
  const owner = { kind: 'team', id: teamId } as const;
  const at = { now: core.clock.now(), sequence: core.clock.nextSequence() };
  return revokeKeysForTeam(tx, actor.project.id, { owner, maker: userId, roles, ...at });
}

/**
 * Removes a member, or withdraws an invitation; members may leave. Revokes the keys of the team that the member made.
 * Fails with `invite_not_found`, `team_not_found`, `membership_mismatch` and `not_allowed`.
 */
export async function removeMember(core: Core, actor: Actor, { team, id }: Ref): Promise<void> {
  const found = await findMember(core.read, actor.project.id, id);
  if (!found) throw new Failure('invite_not_found');
  const details = { teamId: team, membershipId: id };
  const act = { act: 'membership.delete', user: found.userId, details } as const;
  await core.write(actor, actsWith(act), async (tx) => {
    const known = await findTeam(tx, actor.project.id, { id: team });
    if (!known) throw new Failure('team_not_found');
    // An invitee does not see the team, but may decline.
    const isOwn = actor.user?.id === found.userId && found.teamId === team;
    const visible = isOwn ? undefined : await lockVisibleTeam(tx, actor, team);
    if (isOwn) await lockTeam(tx, actor.project.id, { id: team });
    const membership = await lockMembership(tx, actor.project.id, { id });
    if (!membership) throw new Failure('invite_not_found');
    if (membership.teamId !== team) throw new Failure('membership_mismatch');
    if (visible && !isOwner(actor, visible)) throw new Failure('not_allowed');
    await deleteMembership(tx, actor.project.id, membership);
    return revokeMadeBy(core, actor, tx, { ...membership, roles: keyRoles });
  });
}

/** Returns the member with details of team and user. Fails with `membership_not_found` and `membership_mismatch`. */
export async function memberNamed(core: Core, actor: Actor, { team, id }: Ref): Promise<Member> {
  const member = await findMember(core.read, actor.project.id, id);
  if (!member) throw new Failure('membership_not_found');
  if (member.teamId !== team) throw new Failure('membership_mismatch');
  return member;
}

/** Returns the changes of a membership when the user joins. */
export function joinedNow(core: Core): Pick<Membership, 'joinedAt' | 'updatedAt'> {
  const at = core.clock.now();
  return { joinedAt: at, updatedAt: at };
}

async function membershipNamed(tx: Tx, actor: Actor, { team, id }: Ref): Promise<Membership> {
  const known = await lockMembership(tx, actor.project.id, { id });
  if (!known) throw new Failure('membership_not_found');
  if (known.teamId !== team) throw new Failure('membership_mismatch');
  return known;
}
