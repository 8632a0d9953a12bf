import { listTeams, type TeamAttribute } from '../core/teams/list.ts';
import { createTeam, getTeam, removeTeam, renameTeam, setTeamPrefs } from '../core/teams/teams.ts';
import { optional } from '../http/param.ts';
import { teamListModel, teamModel } from './models/team.ts';
import { prefsModel } from './models/user.ts';
import * as params from './params.ts';
import { listingOf } from './queries.ts';
import type { QueryAttribute } from './query-values.ts';
import { type Route, route } from './route.ts';
import * as teamParams from './team-params.ts';

const read = { tag: 'teams', scope: 'teams.read', client: true } as const;
const write = { tag: 'teams', scope: 'teams.write', client: true } as const;
const { teamIdInPath: teamId } = teamParams;
const name = { ...params.newName, description: 'Name of the team.' };

export const attributes: Readonly<Record<string, QueryAttribute & { readonly core: TeamAttribute }>> = {
  $id: { core: 'id', type: 'text' },
  $sequence: { core: 'sequence', type: 'integer' },
  $createdAt: { core: 'createdAt', type: 'date' },
  $updatedAt: { core: 'updatedAt', type: 'date' },
  name: { core: 'name', type: 'text' },
  total: { core: 'total', type: 'integer' },
};

const OWNER = ['owner'] as const;

export const teamRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/teams',
    operation: 'teamsList',
    summary: 'List teams; users see the teams they belong to',
    ...read,
    params: {
      queries: optional(params.queries),
      search: optional({
        ...params.search,
        description: 'Words; each must be the prefix of a word in the id or the name.',
      }),
      total: optional(
        params.looseFlag(
          'Whether to count all matches. Up to 5,000 are counted where something filters. Default: true.',
        ),
      ),
    },
    model: teamListModel,
    run: (core, actor, input) => listTeams(core, actor, listingOf(attributes, input)),
  }),
  route({
    method: 'POST',
    path: '/teams',
    operation: 'teamsCreate',
    summary: 'Create a team; a user who creates it becomes its owner',
    ...write,
    params: {
      teamId: teamParams.newTeamId,
      name,
      roles: optional(teamParams.roles(36)),
    },
    status: 201,
    model: teamModel,
    run: (core, actor, { teamId: id, name, roles = OWNER }) =>
      createTeam(core, actor, { id: id === 'unique()' ? undefined : id, name, roles }),
  }),
  route({
    method: 'GET',
    path: '/teams/:teamId',
    operation: 'teamsGet',
    summary: 'Get a team',
    ...read,
    params: { teamId },
    model: teamModel,
    run: (core, actor, input) => getTeam(core, actor, input.teamId),
  }),
  route({
    method: 'PUT',
    path: '/teams/:teamId',
    operation: 'teamsUpdateName',
    summary: 'Update the name of a team',
    ...write,
    params: { teamId, name },
    model: teamModel,
    run: (core, actor, input) => renameTeam(core, actor, { id: input.teamId, name: input.name }),
  }),
  route({
    method: 'DELETE',
    path: '/teams/:teamId',
    operation: 'teamsDelete',
    summary: 'Delete a team and its memberships',
    ...write,
    params: { teamId },
    run: (core, actor, input) => removeTeam(core, actor, input.teamId),
  }),
  route({
    method: 'GET',
    path: '/teams/:teamId/prefs',
    operation: 'teamsGetPrefs',
    summary: 'Get the preferences of a team',
    ...read,
    params: { teamId },
    model: prefsModel,
    run: async (core, actor, input) => (await getTeam(core, actor, input.teamId)).prefs,
  }),
  route({
    method: 'PUT',
    path: '/teams/:teamId/prefs',
    operation: 'teamsUpdatePrefs',
    summary: 'Replace the preferences of a team',
    ...write,
    params: { teamId, prefs: params.prefs },
    model: prefsModel,
    run: (core, actor, input) => setTeamPrefs(core, actor, { id: input.teamId, prefs: input.prefs }),
  }),
];
