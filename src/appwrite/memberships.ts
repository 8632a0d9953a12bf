import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { allowedPage } from '../core/links.ts';
import { accept, invite } from '../core/memberships/invitations.ts';
import { findOrCreateInvitee } from '../core/memberships/invitees.ts';
import { listMembers, listMembershipsOf, type MembershipAttribute } from '../core/memberships/list.ts';
import type { Invitee, Member } from '../core/memberships/membership.ts';
import { addMember, getMember, removeMember, setRoles } from '../core/memberships/memberships.ts';
import { getVisibleTeam, isPrivileged } from '../core/teams/access.ts';
import type { TeamId } from '../core/teams/team.ts';
import { idInPath, optional } from '../http/param.ts';
import * as accountParams from './account-params.ts';
import { AppwriteError } from './failures.ts';
import {
  acceptedModel,
  memberListModel,
  memberModel,
  membershipListModel,
  membershipModel,
} from './models/membership.ts';
import * as params from './params.ts';
import { listingOf } from './queries.ts';
import type { QueryAttribute } from './query-values.ts';
import { type Route, route } from './route.ts';
import * as teamParams from './team-params.ts';

const read = { tag: 'teams', scope: 'teams.read', client: true } as const;
const write = { tag: 'teams', scope: 'teams.write', client: true } as const;
const { teamIdInPath: teamId } = teamParams;
const membershipId = idInPath('Id of the membership.');
const ROLE_LENGTH = 81;

export const attributes: Readonly<Record<string, QueryAttribute & { readonly core: MembershipAttribute }>> = {
  $id: { core: 'id', type: 'text' },
  $sequence: { core: 'sequence', type: 'integer' },
  $createdAt: { core: 'createdAt', type: 'date' },
  $updatedAt: { core: 'updatedAt', type: 'date' },
  userId: { core: 'userId', type: 'text' },
  teamId: { core: 'teamId', type: 'text' },
  invited: { core: 'invitedAt', type: 'date' },
  joined: { core: 'joinedAt', type: 'date' },
  confirm: { core: 'confirmed', type: 'boolean' },
  roles: { core: 'roles', type: 'list' },
};

const listing = {
  queries: optional(params.queries),
  search: optional({
    ...params.search,
    description: 'Prefix of the id of the membership or of its user.',
  }),
  total: optional(params.looseFlag('Whether to count all matches, up to 5,000. Default: true.')),
};

export const membershipRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/teams/:teamId/memberships',
    operation: 'teamsCreateMembership',
    summary: 'Create a membership; users send an invitation, API keys add the member at once',
    ...write,
    limits: [{ most: 10, by: ['ip'] }],
    params: {
      teamId,
      email: optional(params.email),
      userId: optional(accountParams.userIdGiven),
      phone: optional(params.phone),
      roles: teamParams.roles(ROLE_LENGTH),
      url: optional(accountParams.url),
      name: optional({ ...params.newName, description: 'Name of the user, if a user is created.' }),
    },
    status: 201,
    model: membershipModel,
    run: (core, actor, { teamId: team, userId: user, url, roles, email, phone, name }) =>
      join(core, actor, {
        team,
        roles,
        url,
        invitee: {
          ...(user !== undefined && { user }),
          ...(email !== undefined && { email }),
          ...(phone !== undefined && { phone }),
          ...(name !== undefined && { name }),
        },
      }),
  }),
  route({
    method: 'GET',
    path: '/teams/:teamId/memberships',
    operation: 'teamsListMemberships',
    summary: 'List the memberships of a team, open invitations included',
    ...read,
    params: { teamId, ...listing },
    model: memberListModel,
    run: (core, actor, { teamId: team, ...query }) =>
      listMembers(core, actor, team, listingOf(attributes, query)),
  }),
  route({
    method: 'GET',
    path: '/teams/:teamId/memberships/:membershipId',
    operation: 'teamsGetMembership',
    summary: 'Get a membership',
    ...read,
    params: { teamId, membershipId },
    model: memberModel,
    run: (core, actor, input) => getMember(core, actor, { team: input.teamId, id: input.membershipId }),
  }),
  route({
    method: 'PATCH',
    path: '/teams/:teamId/memberships/:membershipId',
    operation: 'teamsUpdateMembership',
    summary: 'Replace the roles of a membership',
    ...write,
    params: { teamId, membershipId, roles: teamParams.roles(ROLE_LENGTH) },
    model: membershipModel,
    run: (core, actor, { teamId: team, membershipId: id, roles }) =>
      setRoles(core, actor, { team, id, roles }),
  }),
  route({
    method: 'PATCH',
    path: '/teams/:teamId/memberships/:membershipId/status',
    operation: 'teamsUpdateMembershipStatus',
    summary: 'Accept an invitation; a caller without a session gets one',
    tag: 'teams',
    scope: null,
    client: true,
    session: 'may-open',
    limits: [{ most: 10, by: ['ip', { param: 'membershipId' }] }],
    params: { teamId, membershipId, userId: accountParams.userIdGiven, secret: accountParams.secret },
    model: acceptedModel,
    run: (core, actor, { teamId: team, membershipId: id, userId: user, secret }) =>
      accept(core, actor, { team, id, user, secret }),
  }),
  route({
    method: 'DELETE',
    path: '/teams/:teamId/memberships/:membershipId',
    operation: 'teamsDeleteMembership',
    summary: 'Delete a membership: remove a member, leave a team, or decline an invitation',
    ...write,
    params: { teamId, membershipId },
    run: (core, actor, input) => removeMember(core, actor, { team: input.teamId, id: input.membershipId }),
  }),
  route({
    method: 'GET',
    path: '/users/:userId/memberships',
    operation: 'usersListMemberships',
    summary: 'List the memberships of a user, open invitations included',
    tag: 'users',
    scope: 'users.read',
    params: { userId: params.userIdInPath, ...listing },
    model: membershipListModel,
    run: (core, actor, { userId, ...query }) =>
      listMembershipsOf(core, actor, userId, listingOf(attributes, query)),
  }),
];

type JoinInput = {
  readonly team: TeamId;
  readonly roles: readonly string[];
  readonly url: string | undefined;
  readonly invitee: Invitee;
};

async function join(core: Core, actor: Actor, { team, roles, url, invitee }: JoinInput): Promise<Member> {
  if (isPrivileged(actor)) {
    // Not used, but validated, since old clients rely on the error.
    if (url !== undefined) allowedPage(core, actor, url);
    // Before a user is created for an unknown team.
    await getVisibleTeam(core, actor, team);
    const user = await findOrCreateInvitee(core, actor, invitee);
    return addMember(core, actor, { team, user: user.id, roles });
  }
  if (actor.project.policies.disabledAuthMethods.includes('invites'))
    throw new Failure('auth_method_disabled');
  if (url === undefined)
    throw new AppwriteError({ code: 'argument_invalid', field: 'url', rule: 'required' }, 'URL is required');
  return invite(core, actor, { ...invitee, team, roles, url });
}
