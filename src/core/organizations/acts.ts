import type { Actor } from '../actor.ts';
import { listActsInTeam, type RecordedAct } from '../audit/acts-by.ts';
import type { TeamAct } from '../audit/listed-acts.ts';
import type { Core } from '../core.ts';
import type { TeamId } from '../teams/team.ts';
import { seeMembers } from './members.ts';

/**
 * What was done in an organization and to its keys, as `listActsInTeam`, for its members. It says who they are: refuses
 * as `listNamedMembers`.
 */
export async function listOrganizationActs(
  core: Core,
  actor: Actor,
  team: TeamId,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly RecordedAct<TeamAct>[]> {
  return listActsInTeam(core, actor.project.id, await seeMembers(core, actor, team), page);
}
