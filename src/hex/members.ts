import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import {
  addNamedMember,
  getNamedMember,
  listNamedMembers,
  type NamedMember,
  removeNamedMember,
  setNamedMemberRole,
} from '../core/organizations/members.ts';
import type { OrganizationRole } from '../core/organizations/organizations.ts';
import type { TeamId } from '../core/teams/team.ts';
import type { NamedUser } from '../core/usernames/username.ts';
import { findVisible } from '../core/usernames/usernames.ts';
import { notFound, unprocessable } from './errors.ts';
import { type Field, textField } from './fields.ts';
import { memberListModel, memberModel } from './models.ts';
import { managedOrganizationOf, organizationOf } from './owners.ts';
import { inPath, newName, organizationInPath, required } from './params.ts';
import { type Call, type HexAnswer, type HexRoute, route } from './route.ts';

const about = { tag: 'organizations', caching: 'minute', access: 'verified' } as const;
const MEMBERS = '/orgs/:organization/members';
const MEMBER = `${MEMBERS}/:name`;
const roles: readonly string[] = ['read', 'write', 'admin'] satisfies readonly OrganizationRole[];

const organizationParams = { organization: organizationInPath };
const memberParams = {
  ...organizationParams,
  name: inPath('Username of the member, or a public email address.'),
};
const role = required(roleIn, {
  rule: 'must be one of read, write, admin',
  description: 'Role of the member.',
  schema: { enum: roles },
});

export const memberRoutes: readonly HexRoute[] = [
  route({
    ...about,
    method: 'GET',
    path: MEMBERS,
    operation: 'membersList',
    summary: 'List the members of an organization',
    need: 'read',
    input: organizationParams,
    output: { status: 200, model: memberListModel },
    run: async (core, call) => {
      const { team } = await organizationOf(core, call, 'read');
      return { value: await listNamedMembers(core, call.actor, team.id) };
    },
  }),
  route({
    ...about,
    method: 'GET',
    path: MEMBER,
    operation: 'membersGet',
    summary: 'Get a member of an organization',
    need: 'read',
    input: memberParams,
    output: { status: 200, model: memberModel },
    find: memberAt,
    run: async (core, { actor, found }) => ({ value: await getNamedMember(core, actor, found) }),
  }),
  route({
    ...about,
    method: 'POST',
    path: MEMBERS,
    operation: 'membersAdd',
    summary: 'Add a member to an organization',
    need: 'write',
    input: { ...organizationParams, name: newName('Username, or a public email address.'), role },
    output: { status: 200, model: memberModel },
    find: async (core, call) => (await managedOrganizationOf(core, call)).team.id,
    run: add,
  }),
  route({
    ...about,
    method: 'POST',
    path: MEMBER,
    operation: 'membersUpdate',
    summary: 'Update the role of a member',
    need: 'write',
    input: { ...memberParams, role },
    output: { status: 200, model: memberModel },
    find: managedMemberAt,
    run: async (core, { actor, found }, input) => ({
      value: await setNamedMemberRole(core, actor, { ...found, role: input.role }),
    }),
  }),
  route({
    ...about,
    method: 'DELETE',
    path: MEMBER,
    operation: 'membersRemove',
    summary: 'Remove a member from an organization',
    need: 'write',
    input: memberParams,
    output: { status: 204 },
    find: managedMemberAt,
    run: async (core, { actor, found }) => {
      await removeNamedMember(core, actor, found);
      return {};
    },
  }),
];

async function add(
  core: Core,
  { actor, found: team }: Call<TeamId>,
  input: { readonly name: string; readonly role: OrganizationRole },
): Promise<HexAnswer<NamedMember>> {
  const member = await findVisible(core, actor.project.id, input.name.toLowerCase());
  if (!member) throw unprocessable({ name: 'unknown user' });
  const value = await addNamedMember(core, actor, { team, member, role: input.role }).catch(rethrow);
  const location = `/hex/api/orgs/${encodeURIComponent(team)}/members/${encodeURIComponent(member.username)}`;
  return { value, headers: { location } };
}

/** Returns the organization and the member that the path names. Fails with 404. */
async function memberAt(
  core: Core,
  call: Call,
): Promise<{ readonly team: TeamId; readonly member: NamedUser }> {
  const { team } = await organizationOf(core, call, 'read');
  const member = await findVisible(core, call.actor.project.id, (call.path.name ?? '').toLowerCase());
  if (!member) throw notFound();
  return { team: team.id, member };
}

/** As `memberAt`, to change or remove the member. */
async function managedMemberAt(core: Core, call: Call): ReturnType<typeof memberAt> {
  await managedOrganizationOf(core, call);
  return memberAt(core, call);
}

function roleIn(value: unknown): Field<OrganizationRole> {
  const text = textField(value, [[(role) => roles.includes(role), 'is invalid']]);
  return 'error' in text ? text : { value: text.value as OrganizationRole };
}

function rethrow(error: unknown): never {
  const isMember = error instanceof Failure && error.code === 'membership_confirmed';
  throw isMember ? unprocessable({ name: 'is already member' }) : error;
}
