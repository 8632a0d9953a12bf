import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import { addPlatform, removePlatform } from '../core/projects/platforms.ts';
import { type PolicyName, parsePolicyValues, policies, policyNames } from '../core/projects/policies.ts';
import { defaultPolicies, type Policies, type Project } from '../core/projects/project.ts';
import { changePolicies } from '../core/projects/projects.ts';
import { rateLimitOf } from '../core/projects/rate-limits.ts';
import type { Model } from '../http/endpoint.ts';
import { input, optional } from '../http/param.ts';
import { flag, inPath, projectInPath, someText } from './params.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';

const tag = 'policies';
const mayRead = { access: { permission: 'policies.read' } } as const;
const mayWrite = { access: { permission: 'policies.write' }, isDangerous: true } as const;
const NAMES_AT_MOST = policyNames.length;

const value = z.union([z.boolean(), z.int(), z.array(z.string())]);

const policyListModel: Model<Project, Call> = {
  name: 'policyList',
  schema: z.object({
    rows: z.array(
      z.object({
        name: z.enum(policyNames),
        description: z.string(),
        kind: z.enum(['switch', 'number', 'choices', 'hosts', 'rateLimits']),
        takes: z.string().describe('The accepted values, in words.'),
        value,
        default: value,
        isSet: z.boolean().describe('Whether the value differs from the default.'),
        least: z.int().optional(),
        most: z.int().optional().describe('Of a number; or of the items of a list.'),
        also: z.int().optional().describe('A number outside of the bounds that is accepted too.'),
        choices: z.array(z.string()).optional().describe('Of a list; operations with a rate limit.'),
      }),
    ),
  }),
  view: (project, { parts: { limitedOperations } }) => ({
    rows: policyNames.map((name) => {
      const { form, sentence, takes } = policies[name];
      return {
        ...{ name, description: sentence, takes },
        ...form,
        ...(form.kind === 'rateLimits' && { choices: limitedOperations }),
        value: project.policies[name],
        default: defaultPolicies[name],
        isSet: isChanged(name, defaultPolicies, project.policies),
      };
    }),
  }),
};

type Changes = { readonly before: Policies; readonly after: Policies };

const changesModel: Model<Changes, Call> = {
  name: 'policyChanges',
  schema: z.object({
    changes: z.array(z.object({ name: z.enum(policyNames), before: value, after: value })),
  }),
  view: ({ before, after }) => ({
    changes: policyNames
      .filter((name) => isChanged(name, before, after))
      .map((name) => ({ name, before: before[name], after: after[name] })),
  }),
};

const platformsModel: Model<readonly string[], Call> = {
  name: 'platformList',
  schema: z.object({ rows: z.array(z.object({ host: z.string() })) }),
  view: (hosts) => ({ rows: hosts.map((host) => ({ host })) }),
};

const changes = input<Readonly<Record<string, unknown>>>(
  z.record(z.string(), z.unknown()).refine((given) => Object.keys(given).length <= NAMES_AT_MOST),
  'must be an object of policies with their new values, or null for the default',
  'Values by the name of the policy; null for the default.',
);
const host = someText('A host such as example.com, or *.example.org for those below.', 260);

/** Endpoints of policies and of the hosts of a project's own pages. */
export const policyRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/policies' },
    ...{ operation: 'listPolicies', summary: 'List the policies of a project' },
    ...{ tag, meta: mayRead, input: { project: projectInPath } },
    output: { status: 200, model: policyListModel },
    run: async (_core, { actor }) => actor.project,
  }),
  endpoint({
    ...{ method: 'PATCH', path: '/projects/:project/policies' },
    ...{ operation: 'updatePolicies', summary: 'Change policies, or show what a change would do' },
    ...{ tag, meta: mayWrite },
    input: {
      project: projectInPath,
      changes,
      dryRun: optional(flag('Whether to change nothing and return the differences only.')),
    },
    output: { status: 200, model: changesModel },
    run: async (core, { actor, parts }, input): Promise<Changes> => {
      const parsed = parsePolicyValues(input.changes);
      refuseUnknownLimits(parsed, parts.limitedOperations);
      const { policies: before } = actor.project;
      if (input.dryRun) return { before, after: { ...before, ...parsed } };
      const changed = await changePolicies(core, actor, parsed);
      return { before: changed.before, after: changed.after.policies };
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/platforms' },
    ...{ operation: 'listPlatforms', summary: 'List the hosts of a project' },
    ...{ tag, meta: mayRead, input: { project: projectInPath } },
    output: { status: 200, model: platformsModel },
    run: async (_core, { actor }) => actor.project.policies.hosts,
  }),
  endpoint({
    ...{ method: 'POST', path: '/projects/:project/platforms' },
    ...{ operation: 'createPlatform', summary: 'Add a host' },
    ...{ tag, meta: { access: { permission: 'platforms.write' } } },
    input: { project: projectInPath, host },
    output: { status: 201, model: platformsModel },
    run: (core, { actor }, input) => addPlatform(core, actor, input.host),
  }),
  endpoint({
    ...{ method: 'DELETE', path: '/projects/:project/platforms/:host' },
    ...{ operation: 'deletePlatform', summary: 'Remove a host' },
    ...{ tag, meta: { access: { permission: 'platforms.write' } } },
    input: { project: projectInPath, host: inPath(host) },
    output: { status: 200, model: platformsModel },
    run: (core, { actor }, input) => removePlatform(core, actor, input.host),
  }),
];

function isChanged(name: PolicyName, before: Policies, after: Policies): boolean {
  return JSON.stringify(before[name]) !== JSON.stringify(after[name]);
}

/** The core knows no operations, so that it takes any name. */
function refuseUnknownLimits({ rateLimits = [] }: Partial<Policies>, known: readonly string[]): void {
  const wrong = rateLimits.find((text) => {
    const operation = rateLimitOf(text)?.operation;
    return operation !== undefined && !known.includes(operation);
  });
  if (wrong !== undefined)
    throw new Failure({ code: 'policy_invalid', rule: 'value', policy: 'rateLimits', wrong });
}
