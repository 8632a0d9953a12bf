import type { Read, Tx } from '../../db/database.ts';
import { type Actor, isClient } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { Membership } from '../memberships/membership.ts';
import { findMemberOf } from '../memberships/store.ts';
import { findTeam, lockTeam } from './store.ts';
import { OWNER, type Team, type TeamId } from './team.ts';

/** A team with the caller's own membership, if any. */
export type VisibleTeam = { readonly team: Team; readonly own: Membership | undefined };

/** Servers and the command line see and change every team; users only their own. */
export function isPrivileged(actor: Actor): boolean {
  return !isClient(actor);
}

/** Fails with `team_not_found`, also when the caller is not a member. */
export async function getVisibleTeam(core: Core, actor: Actor, id: TeamId): Promise<VisibleTeam> {
  return requireVisible(core.read, actor, await findTeam(core.read, actor.project.id, { id }));
}

/** Like `getVisibleTeam`, and locks the team until the transaction ends. */
export async function lockVisibleTeam(tx: Tx, actor: Actor, id: TeamId): Promise<VisibleTeam> {
  return requireVisible(tx, actor, await lockTeam(tx, actor.project.id, { id }));
}

/** Reports whether the caller may change the team and its members. */
export function isOwner(actor: Actor, { own }: VisibleTeam): boolean {
  return isPrivileged(actor) || (own?.roles.includes(OWNER) ?? false);
}

/** Fails with `not_allowed` when the caller is not an owner. */
export function requireOwner(actor: Actor, known: VisibleTeam, action?: 'invite' | 'set_roles'): void {
  if (!isOwner(actor, known)) throw new Failure({ code: 'not_allowed', ...(action && { action }) });
}

async function requireVisible(read: Read, actor: Actor, team: Team | undefined): Promise<VisibleTeam> {
  if (!team) throw new Failure('team_not_found');
  if (isPrivileged(actor)) return { team, own: undefined };
  const own =
    actor.user && (await findMemberOf(read, actor.project.id, { team: team.id, user: actor.user.id }));
  if (!own || own.joinedAt === null) throw new Failure('team_not_found');
  return { team, own };
}
