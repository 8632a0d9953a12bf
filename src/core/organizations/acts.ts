import type { Actor } from '../actor.ts';
import { listActsInTeam, type RecordedAct } from '../audit/acts-by.ts';
import type { TeamAct } from '../audit/listed-acts.ts';
import type { Core } from '../core.ts';
import type { TeamId } from '../teams/team.ts';
import { seeMembers } from './members.ts';

/**
 * Returns the acts in an organization and on its keys to its members, like `listActsInTeam`. The acts name members:
 * fails as `listNamedMembers`.
 */
export async function listOrganizationActs(
  core: Core,
  actor: Actor,
  team: TeamId,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly RecordedAct<TeamAct>[]> {
  return listActsInTeam(core, actor, await seeMembers(core, actor, team), page);
}
