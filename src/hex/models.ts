import { z } from 'zod';
import type { NamedMember } from '../core/organizations/members.ts';
import type { OrganizationRole } from '../core/organizations/organizations.ts';
import type { Team, TeamSummary } from '../core/teams/team.ts';
import type { UserKey } from '../core/user-keys/user-key.ts';
import type { NamedUser } from '../core/usernames/username.ts';
import type { Model as HttpModel } from '../http/endpoint.ts';
import type { Log } from './logs.ts';
import type { Call } from './route.ts';
import { authenticatingKey, keyView, memberView, organizationView, ownerView, userView } from './views.ts';

type Model<T> = HttpModel<T, Call>;

const moment = z.string().meta({
  description:
    'Time in UTC, such as 2026-06-04T00:53:31.880685Z; without fractions of a second in Erlang terms.',
});
const role = z.enum(['read', 'write', 'admin']);
const link = z.string().meta({ description: 'URL on this server.' });

const userFields = {
  username: z.string().meta({ description: 'Username in lower case.' }),
  full_name: z.string().nullable(),
  handles: z
    .record(z.string(), z.string())
    .meta({ description: 'Profiles at other services, by their names.' }),
  email: z.string().optional().meta({ description: 'Email address, if it is public.' }),
  url: link,
  inserted_at: moment,
  updated_at: moment,
};
const ownerFields = {
  ...userFields,
  packages: z.array(z.unknown()).meta({ description: 'Always empty, since this server has no packages.' }),
  owned_packages: z.record(z.string(), z.string()).meta({ description: 'Always empty.' }),
};

export const userModel: Model<NamedUser> = {
  name: 'user',
  schema: z.object(userFields),
  view: (user, { base }) => userView(user, base),
};

export const ownerModel: Model<NamedUser> = {
  name: 'owner',
  schema: z.object(ownerFields),
  view: (user, { base }) => ownerView(user, base),
};

export type CurrentUser = {
  readonly user: NamedUser;
  readonly organizations: readonly { readonly name: string; readonly role: OrganizationRole }[];
};

export const currentUserModel: Model<CurrentUser> = {
  name: 'currentUser',
  schema: z.object({ ...ownerFields, organizations: z.array(z.object({ name: z.string(), role })) }),
  view: ({ user, organizations }, { base }) => ({ ...ownerView(user, base), organizations }),
};

/** A key, with its secret only in the response that creates it. */
export type ShownKey = { readonly key: UserKey; readonly secret?: string };

export const keyModel: Model<ShownKey> = {
  name: 'key',
  schema: z.object({
    name: z.string(),
    authing_key: z.boolean().meta({ description: 'Whether this key authenticated the request.' }),
    secret: z
      .string()
      .nullable()
      .meta({ description: 'Secret of the key; null except in the response that creates it.' }),
    permissions: z.array(z.object({ domain: z.string(), resource: z.string().nullable() })),
    revoke_at: moment.nullable(),
    inserted_at: moment,
    updated_at: moment,
    url: link,
    last_use: z.object({ used_at: moment, ip: z.string(), user_agent: z.string() }).optional(),
  }),
  view: ({ key, secret }, { base, caller }) =>
    keyView(key, base, { authing: authenticatingKey(caller), secret }),
};

export const keyListModel: Model<readonly UserKey[]> = {
  name: 'keyList',
  schema: z.array(keyModel.schema),
  view: (keys, call) => keys.map((key) => keyModel.view({ key }, call)),
};

export type KeyOwnerName = {
  readonly key: string;
  readonly kind: 'user' | 'organization';
  readonly owner: string;
};

export const keyOwnerModel: Model<KeyOwnerName> = {
  name: 'keyOwner',
  schema: z.object({
    key: z.object({
      name: z.string(),
      owner: z.object({ type: z.enum(['user', 'organization']), name: z.string() }),
    }),
  }),
  view: ({ key, kind, owner }) => ({ key: { name: key, owner: { type: kind, name: owner } } }),
};

export const logListModel: Model<readonly Log[]> = {
  name: 'logList',
  schema: z.array(
    z.object({
      action: z.string().meta({ description: 'Action in the terms of hex.pm, such as `key.generate`.' }),
      params: z.record(z.string(), z.unknown()).meta({ description: 'Objects of the action, by kind.' }),
      user_agent: z.string(),
    }),
  ),
  view: (logs) => logs,
};

const organizationFields = {
  name: z.string(),
  billing_active: z.boolean().meta({ description: 'Always true, since this server bills nothing.' }),
  inserted_at: moment,
  updated_at: moment,
};

export const organizationModel: Model<Team> = {
  name: 'organization',
  schema: z.object({ ...organizationFields, seats: z.null() }),
  view: (team) => ({ ...organizationView(team), seats: null }),
};

export const organizationListModel: Model<readonly TeamSummary[]> = {
  name: 'organizationList',
  schema: z.array(z.object(organizationFields)),
  view: (teams) => teams.map(organizationView),
};

export const memberModel: Model<NamedMember> = {
  name: 'member',
  schema: z.object({
    username: z.string(),
    email: z.string().optional().meta({ description: 'Email address, if it is public.' }),
    url: link,
    role,
  }),
  view: (member, { base }) => memberView(member, base),
};

export const memberListModel: Model<readonly NamedMember[]> = {
  name: 'memberList',
  schema: z.array(memberModel.schema),
  view: (members, call) => members.map((member) => memberModel.view(member, call)),
};

/** Links that begin with the address at which the caller reached the server. */
export const startModel: Model<string> = {
  name: 'start',
  schema: z.object({
    documentation_url: link,
    users_url: link,
    user_url: link,
    keys_url: link,
    key_url: link,
    organizations_url: link,
    organization_url: link,
  }),
  view: (base) => ({
    documentation_url: `${base}/openapi.json`,
    users_url: `${base}/api/users`,
    user_url: `${base}/api/users/{name}`,
    keys_url: `${base}/api/keys`,
    key_url: `${base}/api/keys/{name}`,
    organizations_url: `${base}/api/orgs`,
    organization_url: `${base}/api/orgs/{name}`,
  }),
};

const errors = z.union([z.string(), z.record(z.string(), z.unknown())]);

export const errorModel = {
  name: 'error',
  schema: z.object({
    status: z.int().meta({ description: 'HTTP status code.' }),
    message: z.string().nullable().meta({ description: 'Error message for people.' }),
    errors: errors.optional().meta({
      description: 'Errors by field, with status 422; nested for fields with subfields.',
    }),
  }),
};
