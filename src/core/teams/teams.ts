import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import { newMembership } from '../memberships/membership.ts';
import { deleteMembershipsOfTeam, insertMembership } from '../memberships/store.ts';
import { deleteOwnedKeys } from '../user-keys/store.ts';
import { lockUser } from '../users/store.ts';
import type { Prefs } from '../users/user.ts';
import { getVisibleTeam, lockVisibleTeam, requireOwner } from './access.ts';
import { deleteTeam, insertTeam, updateTeam } from './store.ts';
import { OWNER, type Team, type TeamId } from './team.ts';

export type NewTeam = {
  /** Defaults to a new id. */
  readonly id: TeamId | undefined;
  readonly name: string;
  /** Roles of a creating user beside owner. */
  readonly roles: readonly string[];
};

/** Creates a team. A creating user becomes its first member. Fails with `team_exists`. */
export async function createTeam(core: Core, actor: Actor, input: NewTeam): Promise<Team> {
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const user = actor.user?.id;
  const team: Team = {
    id: input.id ?? (freshId(sequence) as TeamId),
    sequence,
    createdAt: at,
    updatedAt: at,
    name: input.name,
    prefs: {},
    total: user === undefined ? 0 : 1,
  };
  const act = { act: 'team.create', ...(user && { user }), details: { teamId: team.id } } as const;
  return core.write(actor, act, async (tx) => {
    if (user !== undefined && !(await lockUser(tx, actor.project.id, user)))
      throw new Failure('user_not_found');
    if (!(await insertTeam(tx, actor.project.id, team))) throw new Failure('team_exists');
    if (user !== undefined) {
      const roles = input.roles.includes(OWNER) ? input.roles : [...input.roles, OWNER];
      const first = newMembership(core, { team: team.id, user, roles, joined: true });
      await insertMembership(tx, actor.project.id, first);
    }
    return team;
  });
}

/** Fails with `team_not_found`. */
export async function getTeam(core: Core, actor: Actor, id: TeamId): Promise<Team> {
  return (await getVisibleTeam(core, actor, id)).team;
}

/** Fails with `team_not_found`, and with `not_allowed` when the caller is not an owner. */
export function renameTeam(core: Core, actor: Actor, input: { id: TeamId; name: string }): Promise<Team> {
  return changeTeam(core, actor, 'team.update', input.id, { name: input.name });
}

/** Replaces all preferences. Fails as `renameTeam`. */
export async function setTeamPrefs(
  core: Core,
  actor: Actor,
  input: { id: TeamId; prefs: Prefs },
): Promise<Prefs> {
  return (await changeTeam(core, actor, 'team.prefs.update', input.id, { prefs: input.prefs })).prefs;
}

/** Deletes the team and its memberships. Fails as `renameTeam`. */
export async function removeTeam(core: Core, actor: Actor, id: TeamId): Promise<void> {
  await core.write(actor, { act: 'team.delete', details: { teamId: id } }, async (tx) => {
    const visible = await lockVisibleTeam(tx, actor, id);
    requireOwner(actor, visible);
    await deleteMembershipsOfTeam(tx, actor.project.id, id);
    await deleteOwnedKeys(tx, actor.project.id, { owner: { kind: 'team', id } });
    await deleteTeam(tx, actor.project.id, visible.team);
  });
}

function changeTeam(
  core: Core,
  actor: Actor,
  act: 'team.update' | 'team.prefs.update',
  id: TeamId,
  change: Partial<Pick<Team, 'name' | 'prefs'>>,
): Promise<Team> {
  return core.write(actor, { act, details: { teamId: id } }, async (tx) => {
    const visible = await lockVisibleTeam(tx, actor, id);
    requireOwner(actor, visible);
    const after: Team = { ...visible.team, ...change, updatedAt: core.clock.now() };
    await updateTeam(tx, actor.project.id, visible.team, after);
    return after;
  });
}
