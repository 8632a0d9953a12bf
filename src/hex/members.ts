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
import type { HexUser } from '../core/usernames/username.ts';
import { findVisible } from '../core/usernames/usernames.ts';
import type { Fields } from '../http/body.ts';
import { notFound, unprocessable } from './errors.ts';
import { errorIn, type Field, refuseWrong, textField, valueIn } from './fields.ts';
import type { Json } from './media.ts';
import { organizationOf } from './owners.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';

const about = { tag: 'organizations', cached: true, access: 'verified' } as const;
const MEMBERS = '/orgs/:organization/members';
const MEMBER = `${MEMBERS}/:name`;

export const memberRoutes: readonly HexRoute[] = [
  {
    ...about,
    method: 'GET',
    path: MEMBERS,
    operation: 'membersList',
    summary: 'List the members of an organization',
    need: 'read',
    run: list,
  },
  {
    ...about,
    method: 'GET',
    path: MEMBER,
    operation: 'membersGet',
    summary: 'Get a member of an organization',
    need: 'read',
    run: show,
  },
  {
    ...about,
    method: 'POST',
    path: MEMBERS,
    operation: 'membersAdd',
    summary: 'Make a user a member of an organization',
    need: 'write',
    run: add,
  },
  {
    ...about,
    method: 'POST',
    path: MEMBER,
    operation: 'membersUpdate',
    summary: 'Set the role of a member',
    need: 'write',
    run: update,
  },
  {
    ...about,
    method: 'DELETE',
    path: MEMBER,
    operation: 'membersRemove',
    summary: 'Remove a member from an organization',
    need: 'write',
    run: remove,
  },
];

async function list(core: Core, call: Call): Promise<HexAnswer> {
  const { team } = await organizationOf(core, call, 'read');
  const members = await listNamedMembers(core, call.actor, team.id);
  return { status: 200, body: members.map((member) => viewOf(member, call.base)) };
}

async function show(core: Core, call: Call): Promise<HexAnswer> {
  const at = await memberAt(core, call);
  return { status: 200, body: viewOf(await getNamedMember(core, call.actor, at), call.base) };
}

async function add(core: Core, call: Call): Promise<HexAnswer> {
  const { team } = await organizationOf(core, call, 'read');
  const name = textField(call.fields.name, []);
  const role = roleIn(call.fields);
  refuseWrong({ name: errorIn(name), role: errorIn(role) });
  const member = await findVisible(core, call.actor.project.id, valueIn(name).toLowerCase());
  if (!member) throw unprocessable({ name: 'unknown user' });
  const added = await addNamedMember(core, call.actor, { team: team.id, member, role: valueIn(role) }).catch(
    rethrow,
  );
  const location = `/hex/api/orgs/${encodeURIComponent(team.id)}/members/${encodeURIComponent(member.username)}`;
  return { status: 200, body: viewOf(added, call.base), headers: { location } };
}

async function update(core: Core, call: Call): Promise<HexAnswer> {
  const at = await memberAt(core, call);
  const role = roleIn(call.fields);
  refuseWrong({ role: errorIn(role) });
  const member = await setNamedMemberRole(core, call.actor, { ...at, role: valueIn(role) });
  return { status: 200, body: viewOf(member, call.base) };
}

async function remove(core: Core, call: Call): Promise<HexAnswer> {
  await removeNamedMember(core, call.actor, await memberAt(core, call));
  return { status: 204 };
}

/** Whom the path names, and where. Refuses with 404. */
async function memberAt(
  core: Core,
  call: Call,
): Promise<{ readonly team: TeamId; readonly member: HexUser }> {
  const { team } = await organizationOf(core, call, 'read');
  const member = await findVisible(core, call.actor.project.id, (call.path.name ?? '').toLowerCase());
  if (!member) throw notFound();
  return { team: team.id, member };
}

function roleIn(fields: Fields): Field<OrganizationRole> {
  const role = textField(fields.role, [[isRole, 'is invalid']]);
  return 'error' in role ? role : { value: role.value as OrganizationRole };
}

function isRole(text: string): text is OrganizationRole {
  return ['read', 'write', 'admin'].includes(text);
}

function rethrow(error: unknown): never {
  const isMember = error instanceof Failure && error.code === 'membership_confirmed';
  throw isMember ? unprocessable({ name: 'is already member' }) : error;
}

function viewOf({ username, email, role }: NamedMember, base: string): Readonly<Record<string, Json>> {
  return {
    username,
    ...(email !== null && { email }),
    url: `${base}/api/users/${encodeURIComponent(username)}`,
    role,
  };
}
