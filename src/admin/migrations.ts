import { z } from 'zod';
import type { Core } from '../core/core.ts';
import { testOldSystem } from '../core/old-systems/ask.ts';
import { getContracts, setContracts } from '../core/old-systems/contracts.ts';
import { askResults } from '../core/old-systems/lanes.ts';
import { type ContractName, contractNames, systemNames } from '../core/old-systems/old-system.ts';
import {
  findOldSystem,
  type OldSystemView,
  removeOldSystem,
  setOldSystem,
  viewOf,
} from '../core/old-systems/old-systems.ts';
import { systems } from '../core/old-systems/systems.ts';
import type { Model } from '../http/endpoint.ts';
import { input, listAtMost, optional, textAtMost } from '../http/param.ts';
import { isoOf, moment } from './models.ts';
import { password, projectInPath, someText } from './params.ts';
import { requireNetwork } from './private-network.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';

const tag = 'migrations';
const mayRead = { access: { permission: 'migrations.read' } } as const;
const mayWrite = { access: { permission: 'migrations.write' }, isDangerous: true } as const;
const VALUE_LENGTH = 8_192;
const OPTIONS_AT_MOST = 20;

type Shown = {
  readonly old: OldSystemView | undefined;
  readonly contracts: readonly ContractName[];
  /** Shown only when it was made by this request. */
  readonly madeSecret?: string | undefined;
};

const migrationsModel: Model<Shown, Call> = {
  name: 'migrations',
  schema: z.object({
    asked: z
      .object({
        system: z.enum(systemNames),
        url: z.string(),
        asks: z.array(z.string()).describe('About whom: pending users, and unknown addresses.'),
        options: z.record(z.string(), z.string()),
        updatedAt: moment('When it was set.'),
      })
      .nullable()
      .describe('The old system that is asked at first sign-ins.'),
    madeSecret: z.string().nullable().describe('The secret that signs requests, if it was made now.'),
    contracts: z.array(z.enum(contractNames)).describe('By which other systems may ask here.'),
    forms: z.array(
      z.object({
        system: z.enum(systemNames),
        title: z.string(),
        secret: z.enum(['required', 'optional', 'made']),
        options: z.array(z.object({ name: z.string(), isRequired: z.boolean() })),
      }),
    ),
  }),
  view: ({ old, contracts, madeSecret }) => ({
    asked: old
      ? {
          ...{ system: old.system, url: old.url, asks: old.asks, options: old.options },
          updatedAt: isoOf(old.updatedAt),
        }
      : null,
    madeSecret: madeSecret ?? null,
    contracts,
    forms: systemNames.map((system) => {
      const { title, secret, options } = systems[system];
      const named = Object.entries(options).map(([name, { required }]) => ({
        ...{ name, isRequired: required ?? false },
      }));
      return { system, title, secret, options: named };
    }),
  }),
};

const testModel: Model<Awaited<ReturnType<typeof testOldSystem>>, Call> = {
  name: 'migrationTest',
  schema: z.object({
    result: z.enum(askResults).describe('What the old system says, or why it says nothing.'),
    profile: z
      .object({
        email: z.string().nullable(),
        emailVerified: z.boolean(),
        name: z.string(),
        username: z.string().nullable(),
        hasTotp: z.boolean(),
      })
      .nullable()
      .describe('What would be kept of the user.'),
  }),
  view: ({ result, profile }) => ({
    result,
    profile: profile
      ? {
          ...{ email: profile.email ?? null, emailVerified: profile.emailVerified, name: profile.name },
          ...{ username: profile.username ?? null, hasTotp: profile.totp !== undefined },
        }
      : null,
  }),
};

const options = input<Readonly<Record<string, string>>>(
  z
    .record(textAtMost(64), textAtMost(VALUE_LENGTH))
    .refine((given) => Object.keys(given).length <= OPTIONS_AT_MOST),
  `must be an object of at most ${OPTIONS_AT_MOST} texts`,
  'Options by name. They replace all earlier ones.',
);
const names = (description: string) =>
  input(
    listAtMost(OPTIONS_AT_MOST, textAtMost(64)),
    `must be a list of at most ${OPTIONS_AT_MOST} names`,
    description,
  );

const of = '/projects/:project/migrations';

/** Endpoints of old systems, and of systems that take users over from here. */
export const migrationRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{
      method: 'GET',
      path: of,
      operation: 'getMigrations',
      summary: 'Show whom first sign-ins ask, and who may ask here',
    },
    ...{ tag, meta: mayRead, input: { project: projectInPath } },
    output: { status: 200, model: migrationsModel },
    run: (core, call) => shown(core, call),
  }),
  endpoint({
    ...{
      method: 'PUT',
      path: `${of}/asked`,
      operation: 'setOldSystem',
      summary: 'Set the old system that is asked',
    },
    ...{ tag, meta: mayWrite },
    input: {
      project: projectInPath,
      system: someText(`One of ${systemNames.join(', ')}.`, 64),
      url: someText('Where it is asked.', 2_048),
      asks: names('About whom it is asked: pending, unknown.'),
      options: optional(options),
      secret: optional(someText('Secret of requests. Default: the one before.', VALUE_LENGTH)),
    },
    output: { status: 200, model: migrationsModel },
    run: async (core, call, { system, url, asks, options: given = {}, secret }) => {
      requireNetwork(call, given);
      const settings = { system, url, asks, options: given, secret };
      const { madeSecret } = await setOldSystem(core, call.actor, settings);
      return { ...(await shown(core, call)), madeSecret };
    },
  }),
  endpoint({
    ...{
      method: 'DELETE',
      path: `${of}/asked`,
      operation: 'deleteOldSystem',
      summary: 'Ask the old system no more',
    },
    ...{ tag, meta: mayWrite, input: { project: projectInPath } },
    output: { status: 204 },
    run: (core, { actor }) => removeOldSystem(core, actor),
  }),
  endpoint({
    ...{
      method: 'POST',
      path: `${of}/asked/test`,
      operation: 'testOldSystem',
      summary: 'Ask the old system about a login',
    },
    ...{ tag, meta: mayWrite },
    limits: [{ most: 20, seconds: 60, by: ['user'] }],
    input: { project: projectInPath, login: someText('Email address or username.', 320), password },
    output: { status: 200, model: testModel },
    run: (core, { actor }, given) => testOldSystem(core, actor, given),
  }),
  endpoint({
    ...{
      method: 'PUT',
      path: `${of}/contracts`,
      operation: 'setContracts',
      summary: 'Choose how other systems may ask here',
    },
    ...{ tag, meta: mayWrite },
    input: { project: projectInPath, contracts: names(`Some of ${contractNames.join(', ')}.`) },
    output: { status: 200, model: migrationsModel },
    run: async (core, call, { contracts }) => {
      await setContracts(core, call.actor, contracts);
      return shown(core, call);
    },
  }),
];

async function shown(core: Core, { actor }: Call): Promise<Shown> {
  const old = await findOldSystem(core, actor);
  return { old: old && viewOf(old), contracts: await getContracts(core, actor) };
}
