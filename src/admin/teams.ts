import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { invite } from '../core/memberships/invitations.ts';
import { findOrCreateInvitee } from '../core/memberships/invitees.ts';
import { listMembers } from '../core/memberships/list.ts';
import type { Invitee, Member } from '../core/memberships/membership.ts';
import { addMember, removeMember, setRoles } from '../core/memberships/memberships.ts';
import { getVisibleTeam } from '../core/teams/access.ts';
import { listTeams, teams } from '../core/teams/list.ts';
import type { Team, TeamId } from '../core/teams/team.ts';
import { createTeam, getTeam, removeTeam, renameTeam, setTeamPrefs } from '../core/teams/teams.ts';
import type { Model } from '../http/endpoint.ts';
import { optional } from '../http/param.ts';
import * as userParams from '../http/user-params.ts';
import { listOwned, listPage, listParams, pageModelOf, pageParams } from './lists.ts';
import { isoOf, moment } from './models.ts';
import { idInPath, newTeamId, newUserId, projectInPath } from './params.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';
import { membershipListModel, membershipModel } from './user-parts-models.ts';

const tag = 'teams';
const path = '/projects/:project/teams';
const ofTeam = { project: projectInPath, team: userParams.teamIdInPath };
const ofMember = { ...ofTeam, membership: idInPath('Id of the membership.') };
const mayRead = { access: { permission: 'teams.read' } } as const;
const mayWrite = { access: { permission: 'teams.write' } } as const;
const ROLE_LENGTH = 81;

const name = { ...userParams.newName, description: 'Name of the team.' };
const roles = userParams.roles(ROLE_LENGTH);
const invitee = {
  user: optional({ ...newUserId, description: 'Id of the user.' }),
  email: optional(userParams.email),
  phone: optional(userParams.phone),
  name: optional({ ...userParams.name, description: 'Name of the user, if one is created.' }),
  roles,
};

const teamModel: Model<Team, Call> = {
  name: 'team',
  schema: z.object({
    id: z.string(),
    name: z.string(),
    prefs: z.record(z.string(), z.unknown()).describe('What apps keep for the team.'),
    members: z.int().describe('How many members have joined.'),
    createdAt: moment('When the team was created.'),
    updatedAt: moment('When it was last changed.'),
  }),
  view: ({ id, name, prefs, total, createdAt, updatedAt }) => ({
    ...{ id, name, prefs, members: total },
    createdAt: isoOf(createdAt),
    updatedAt: isoOf(updatedAt),
  }),
};

const teamListModel = pageModelOf(teamModel, 'teamList');
const one = { status: 200, model: teamModel } as const;

/** Endpoints of teams, members and invitations. */
export const teamRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path, operation: 'listTeams', summary: 'List teams' },
    ...{ tag, meta: mayRead, input: { project: projectInPath, ...listParams } },
    output: { status: 200, model: teamListModel },
    run: (core, { actor }, input) => listPage(teams, input, (listing) => listTeams(core, actor, listing)),
  }),
  endpoint({
    ...{ method: 'POST', path, operation: 'createTeam', summary: 'Create a team without members' },
    ...{ tag, meta: mayWrite, input: { project: projectInPath, id: optional(newTeamId), name } },
    output: { status: 201, model: teamModel },
    run: (core, { actor }, { id, name }) => createTeam(core, actor, { id, name, roles: [] }),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:team`, operation: 'getTeam', summary: 'Get a team' },
    ...{ tag, meta: mayRead, input: ofTeam },
    output: one,
    run: (core, { actor }, { team }) => getTeam(core, actor, team),
  }),
  endpoint({
    ...{ method: 'PATCH', path: `${path}/:team`, operation: 'updateTeam', summary: 'Update a team' },
    ...{ tag, meta: mayWrite },
    input: { ...ofTeam, name: optional(name), prefs: optional(userParams.prefs) },
    output: one,
    run: async (core, { actor }, { team: id, name, prefs }) => {
      const fields = ['name', 'prefs'] as const;
      if (name === undefined && prefs === undefined)
        throw new Failure({ code: 'argument_invalid', rule: 'one_of_required', fields });
      if (name !== undefined) await renameTeam(core, actor, { id, name });
      if (prefs !== undefined) await setTeamPrefs(core, actor, { id, prefs });
      return getTeam(core, actor, id);
    },
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/:team`, operation: 'deleteTeam' },
    ...{ summary: 'Delete a team and its memberships', tag },
    meta: { ...mayWrite, isDangerous: true },
    input: ofTeam,
    output: { status: 204 },
    run: (core, { actor }, { team }) => removeTeam(core, actor, team),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:team/memberships`, operation: 'listTeamMemberships' },
    ...{ summary: 'List the members of a team, open invitations included', tag, meta: mayRead },
    input: { ...ofTeam, ...pageParams },
    output: { status: 200, model: membershipListModel },
    run: (core, { actor }, { team, ...input }) =>
      listOwned(input, (listing) => listMembers(core, actor, team, listing)),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/:team/memberships`, operation: 'createTeamMembership' },
    ...{ summary: 'Add a user as a member at once; an unknown address gets a user', tag, meta: mayWrite },
    input: { ...ofTeam, ...invitee },
    output: { status: 201, model: membershipModel },
    run: (core, { actor }, { team, roles, ...input }) => join(core, actor, { team, roles, ...who(input) }),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/:team/invitations`, operation: 'inviteToTeam' },
    ...{ summary: 'Send an invitation, which the user accepts on a page of the app', tag, meta: mayWrite },
    input: { ...ofTeam, ...invitee, url: userParams.url },
    output: { status: 201, model: membershipModel },
    run: (core, { actor }, { team, roles, url, ...input }) =>
      invite(core, actor, { team, roles, url, ...who(input) }),
  }),
  endpoint({
    ...{ method: 'PATCH', path: `${path}/:team/memberships/:membership`, operation: 'updateTeamMembership' },
    ...{ summary: 'Replace the roles of a member', tag, meta: mayWrite },
    input: { ...ofMember, roles },
    output: { status: 200, model: membershipModel },
    run: (core, { actor }, { team, membership: id, roles }) => setRoles(core, actor, { team, id, roles }),
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/:team/memberships/:membership`, operation: 'deleteTeamMembership' },
    ...{ summary: 'Remove a member, or withdraw an invitation', tag, meta: mayWrite, input: ofMember },
    output: { status: 204 },
    run: (core, { actor }, { team, membership: id }) => removeMember(core, actor, { team, id }),
  }),
];

/** Leaves out what is not about the invitee. */
function who({ user, email, phone, name }: Invitee): Invitee {
  return {
    ...(user !== undefined && { user }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(name !== undefined && { name }),
  };
}

async function join(
  core: Core,
  actor: Actor,
  { team, roles, ...invitee }: Invitee & { readonly team: TeamId; readonly roles: readonly string[] },
): Promise<Member> {
  // Before a user is created for an unknown team.
  await getVisibleTeam(core, actor, team);
  const { id: user } = await findOrCreateInvitee(core, actor, invitee);
  return addMember(core, actor, { team, user, roles });
}
