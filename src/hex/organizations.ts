import type { Core } from '../core/core.ts';
import { organizationsOf } from '../core/organizations/organizations.ts';
import { findTeamSummarys } from '../core/teams/store.ts';
import type { TeamSummary } from '../core/teams/team.ts';
import { organizationListModel, organizationModel } from './models.ts';
import { organizationOf } from './owners.ts';
import { organizationInPath } from './params.ts';
import { type Call, type HexAnswer, type HexRoute, route } from './route.ts';

const about = { tag: 'organizations', caching: 'minute' } as const;

export const organizationRoutes: readonly HexRoute[] = [
  route({
    ...about,
    method: 'GET',
    path: '/orgs',
    operation: 'organizationsList',
    summary: 'List the organizations that the caller belongs to',
    access: 'open',
    need: 'read',
    input: {},
    output: { status: 200, model: organizationListModel },
    run: list,
  }),
  route({
    ...about,
    method: 'GET',
    path: '/orgs/:organization',
    operation: 'organizationsGet',
    summary: 'Get an organization',
    access: 'verified',
    need: 'read',
    input: { organization: organizationInPath },
    output: { status: 200, model: organizationModel },
    run: async (core, call) => ({ value: (await organizationOf(core, call, 'read')).team }),
  }),
];

async function list(core: Core, { actor, caller }: Call): Promise<HexAnswer<readonly TeamSummary[]>> {
  if (caller.kind === 'anonymous') return { value: [] };
  const project = actor.project.id;
  const names =
    caller.kind === 'organization'
      ? [caller.name]
      : (await organizationsOf(core, project, caller.user.id)).map(({ name }) => name);
  const teams = await findTeamSummarys(core.read, project, names);
  return { value: teams.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}
