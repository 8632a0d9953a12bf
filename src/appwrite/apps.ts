import { z } from 'zod';
import { getTeam } from '../core/teams/teams.ts';
import { optional } from '../http/param.ts';
import * as params from './params.ts';
import { type Model, type Route, route } from './route.ts';
import * as teamParams from './team-params.ts';

const listing = {
  queries: optional(params.queries),
  total: optional(params.looseFlag('Whether to count all matches. Default: true.')),
};

const none = z.array(z.record(z.string(), z.unknown()));

const consentListModel: Model<readonly never[]> = {
  name: 'oauth2ConsentList',
  schema: z.object({
    total: z.int().describe('Always 0.'),
    consents: none.describe('Always empty: no app signs users in with this server.'),
  }),
  view: (consents) => ({ total: 0, consents }),
};

const installationListModel: Model<readonly never[]> = {
  name: 'appInstallationList',
  schema: z.object({
    total: z.int().describe('Always 0.'),
    installations: none.describe('Always empty: no app can be installed.'),
  }),
  view: (installations) => ({ total: 0, installations }),
};

/** Lists that clients show beside others. They are empty, since this server is no OAuth2 server for apps of others. */
export const appRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/account/consents',
    operation: 'accountListConsents',
    summary: 'List the consents of the current user; there are none',
    tag: 'account',
    scope: 'account',
    client: true,
    params: listing,
    model: consentListModel,
    run: async () => [],
  }),
  route({
    method: 'GET',
    path: '/teams/:teamId/installations',
    operation: 'teamsListInstallations',
    summary: 'List the apps that are installed in a team; there are none',
    tag: 'teams',
    scope: 'teams.read',
    client: true,
    params: { teamId: teamParams.teamIdInPath, ...listing },
    model: installationListModel,
    run: async (core, actor, { teamId }) => {
      // A team that the caller may not see has no list.
      await getTeam(core, actor, teamId);
      return [];
    },
  }),
];
