import { z } from 'zod';
import {
  type MemberField,
  type MfaFactor,
  memberFields,
  mfaFactors,
  type PasswordCharacter,
  type Policies,
  passwordCharacters,
} from '../core/projects/project.ts';
import { getCreatedAt, setPolicies } from '../core/projects/projects.ts';
import type { Params } from '../http/endpoint.ts';
import { input, optional, type Required } from '../http/param.ts';
import { type PolicyView, policyListModel, policyModel } from './models/policy.ts';
import { projectModel } from './models/project.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { pageOf } from './short-lists.ts';

const read = { tag: 'project', scope: ['policies.read', 'project.policies.read'] } as const;
const write = { tag: 'project', scope: ['policies.write', 'project.policies.write'] } as const;

type Values = Readonly<Record<string, boolean | number>>;
/** Parsed input; null stands for none. */
type Given = Readonly<Record<string, boolean | number | null | undefined>>;

type WirePolicy = {
  /** The end of `operation`. */
  readonly name: string;
  readonly summary: string;
  readonly params: Params;
  readonly valuesOf: (policies: Policies) => Values;
  readonly changeOf: (given: Given, policies: Policies) => Partial<Policies>;
};

const enabled = params.flag('Whether the policy is enabled.');

/** A whole number, or null for none. */
function wholeOrNull(least: number, most: number, description: string): Required<number | null> {
  const { schema, rule } = params.whole(least, most, description);
  return input(z.union([schema, z.null()]) as z.ZodType<number | null>, `${rule}, or be null`, description);
}

type Flag = { [Name in keyof Policies]: Policies[Name] extends boolean ? Name : never }[keyof Policies];

function switched(policy: Flag, name: string, summary: string): WirePolicy {
  return {
    name,
    summary,
    params: { enabled },
    valuesOf: (policies) => ({ enabled: policies[policy] }),
    changeOf: ({ enabled }) => ({ [policy]: enabled === true }),
  };
}

/** Flags by wire name, each of which says whether the list of a policy has the item. */
function flagsOf<Item extends string>(
  names: Readonly<Record<string, Item>>,
  has: (item: Item) => boolean,
): Values {
  return Object.fromEntries(Object.entries(names).map(([name, item]) => [name, has(item)]));
}

/** The items that are set after a change, in the order of the policy; flags that are not given stay. */
function itemsAfter<Item extends string>(
  all: readonly Item[],
  names: Readonly<Record<string, Item>>,
  { given, has }: { readonly given: Given; readonly has: (item: Item) => boolean },
): readonly Item[] {
  const changed = new Map(Object.entries(names).map(([name, item]) => [item, given[name]]));
  return all.filter((item) => changed.get(item) ?? has(item));
}

const characters: Readonly<Record<string, PasswordCharacter>> = {
  uppercase: 'uppercase',
  lowercase: 'lowercase',
  number: 'number',
  symbols: 'symbol',
};
const members: Readonly<Record<string, MemberField>> = {
  userId: 'userId',
  userEmail: 'userEmail',
  userPhone: 'userPhone',
  userName: 'userName',
  userMFA: 'mfa',
  userAccessedAt: 'userAccessedAt',
};
const factors: Readonly<Record<string, MfaFactor>> = {
  totp: 'totp',
  email: 'email',
  phone: 'phone',
  custom: 'custom',
};
const flagParams = (names: Readonly<Record<string, string>>, text: string): Params =>
  Object.fromEntries(Object.keys(names).map((name) => [name, optional(params.flag(`${text} (${name}).`))]));

/** The policies of the protocol, in its order. */
const wirePolicies: Readonly<Record<string, WirePolicy>> = {
  'password-dictionary': switched(
    'passwordDictionary',
    'PasswordDictionary',
    'Set whether common passwords are refused',
  ),
  'password-history': {
    name: 'PasswordHistory',
    summary: 'Set how many earlier passwords a new one must differ from',
    params: { total: wholeOrNull(1, 20, 'Number of earlier passwords; null for none.') },
    valuesOf: ({ passwordHistory }) => ({ total: passwordHistory }),
    changeOf: ({ total }) => ({ passwordHistory: Number(total ?? 0) }),
  },
  'password-strength': {
    name: 'PasswordStrength',
    summary: 'Set the length and the kinds of characters of new passwords',
    params: {
      min: optional(params.whole(8, 256, 'Minimum length in bytes.')),
      ...flagParams(characters, 'Whether a password needs this kind of characters'),
    },
    valuesOf: ({ passwordMinLength, passwordCharacters: known }) => ({
      min: passwordMinLength,
      ...flagsOf(characters, (kind) => known.includes(kind)),
    }),
    changeOf: (given, { passwordMinLength, passwordCharacters: known }) => ({
      passwordMinLength: Number(given.min ?? passwordMinLength),
      passwordCharacters: itemsAfter(passwordCharacters, characters, {
        given,
        has: (kind) => known.includes(kind),
      }),
    }),
  },
  'password-personal-data': switched(
    'passwordPersonalData',
    'PasswordPersonalData',
    'Set whether passwords with personal data are refused',
  ),
  'session-alert': switched(
    'sessionAlert',
    'SessionAlert',
    'Set whether users learn by mail of new sessions',
  ),
  'session-duration': {
    name: 'SessionDuration',
    summary: 'Set the lifetime of sessions',
    params: { duration: params.whole(60, 31_536_000, 'Lifetime in seconds.') },
    valuesOf: ({ sessionSeconds }) => ({ duration: sessionSeconds }),
    changeOf: ({ duration }) => ({ sessionSeconds: Number(duration) }),
  },
  'session-invalidation': switched(
    'invalidateSessions',
    'SessionInvalidation',
    'Set whether a new password ends sessions',
  ),
  'session-limit': {
    name: 'SessionLimit',
    summary: 'Set how many sessions a user has',
    params: { total: params.whole(1, 100, 'Number of sessions.') },
    valuesOf: ({ sessionsLimit }) => ({ total: sessionsLimit }),
    changeOf: ({ total }) => ({ sessionsLimit: Number(total) }),
  },
  'user-limit': {
    name: 'UserLimit',
    summary: 'Set at how many users sign-ups are refused',
    params: { total: wholeOrNull(0, 10_000, 'Number of users; 0 or null for no limit.') },
    valuesOf: ({ usersLimit }) => ({ total: usersLimit }),
    changeOf: ({ total }) => ({ usersLimit: Number(total ?? 0) }),
  },
  'membership-privacy': {
    name: 'MembershipPrivacy',
    summary: 'Set what members of a team see of each other',
    params: flagParams(members, 'Whether members see this of each other'),
    valuesOf: ({ hiddenMemberFields }) => flagsOf(members, (field) => !hiddenMemberFields.includes(field)),
    changeOf: (given, { hiddenMemberFields }) => {
      const seen = itemsAfter(memberFields, members, {
        given,
        has: (field) => !hiddenMemberFields.includes(field),
      });
      return { hiddenMemberFields: memberFields.filter((field) => !seen.includes(field)) };
    },
  },
  'mfa-factors': {
    name: 'MFAFactors',
    summary: 'Set which second factors are accepted',
    params: flagParams(factors, 'Whether this factor is accepted'),
    valuesOf: ({ mfaFactors: known }) => flagsOf(factors, (factor) => known.includes(factor)),
    changeOf: (given, { mfaFactors: known }) => ({
      mfaFactors: itemsAfter(mfaFactors, factors, { given, has: (factor) => known.includes(factor) }),
    }),
  },
  'deny-aliased-email': switched(
    'denyAliasedEmails',
    'DenyAliasedEmail',
    'Set whether aliases of mailboxes are refused',
  ),
  'deny-disposable-email': switched(
    'denyDisposableEmails',
    'DenyDisposableEmail',
    'Set whether disposable addresses are refused',
  ),
  'deny-free-email': switched(
    'denyFreeEmails',
    'DenyFreeEmail',
    'Set whether addresses of free providers are refused',
  ),
  // Named against its effect, which is upstream's: it demands corporate addresses.
  'deny-corporate-email': switched(
    'corporateEmailsOnly',
    'DenyCorporateEmail',
    'Set whether only corporate addresses are accepted',
  ),
};

const policyId: Required<string> = {
  ...input(
    z.enum(Object.keys(wirePolicies)),
    `must be one of ${Object.keys(wirePolicies).join(', ')}`,
    'Id of the policy.',
  ),
  place: 'path',
};

function viewOf(id: string, policies: Policies): PolicyView {
  return { $id: id, values: wirePolicies[id]?.valuesOf(policies) ?? {} };
}

function updateRoute([id, { name, summary, params: own, changeOf }]: [string, WirePolicy]): Route {
  const spec = {
    method: 'PATCH',
    path: `/project/policies/${id}`,
    operation: `projectUpdate${name}Policy`,
    summary,
    ...write,
    params: own,
  } as const;
  const change = (given: unknown) => (policies: Policies) =>
    // Cast: the parameters above have parsed it.
    changeOf(given as Given, policies);
  // Upstream answers the policy here, and the project for all others.
  if (id === 'password-strength')
    return route({
      ...spec,
      model: policyModel,
      run: async (core, actor, given) => viewOf(id, (await setPolicies(core, actor, change(given))).policies),
    });
  return route({
    ...spec,
    model: projectModel,
    run: async (core, actor, given) => ({
      project: await setPolicies(core, actor, change(given)),
      createdAt: await getCreatedAt(core, actor.project.id),
    }),
  });
}

/** Policies of the project, for servers. */
export const policyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/project/policies',
    operation: 'projectListPolicies',
    summary: 'List the policies of the project',
    ...read,
    params: {
      queries: optional({ ...params.queries, description: 'Queries as JSON strings: limit and offset.' }),
      total: optional(params.looseFlag('Whether to count all policies. Default: true.')),
    },
    model: policyListModel,
    run: async (_core, { project: { policies } }, input) =>
      pageOf(
        Object.keys(wirePolicies).map((id) => viewOf(id, policies)),
        input,
      ),
  }),
  route({
    method: 'GET',
    path: '/project/policies/:policyId',
    operation: 'projectGetPolicy',
    summary: 'Get a policy of the project',
    ...read,
    params: { policyId },
    model: policyModel,
    run: async (_core, { project }, input) => viewOf(input.policyId, project.policies),
  }),
  ...Object.entries(wirePolicies).map(updateRoute),
];
