import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import {
  listProviders,
  type ProviderView,
  removeProvider,
  setProvider,
} from '../core/oauth/provider-configs.ts';
import { listSignInErrors, type SignInError } from '../core/oauth/provider-errors.ts';
import { type ProviderTest, testProvider, testResults } from '../core/oauth/provider-test.ts';
import { type ProviderKey, providerKeys, providers } from '../core/oauth/providers/table.ts';
import type { Model } from '../http/endpoint.ts';
import { input, optional, textAtMost } from '../http/param.ts';
import { isoOf, moment } from './models.ts';
import { flag, inPath, projectInPath, someText } from './params.ts';
import { requireNetwork } from './private-network.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';

const tag = 'providers';
const mayWrite = { access: { permission: 'providers.write' }, isDangerous: true } as const;
const OPTIONS_AT_MOST = 20;
const VALUE_LENGTH = 8_192;

/** A provider with the configuration of the project and the last error, if it has them. */
type ProviderShown = {
  readonly key: ProviderKey;
  readonly view: ProviderView | undefined;
  readonly error: SignInError | undefined;
};

const providerModel: Model<ProviderShown, Call> = {
  name: 'provider',
  schema: z.object({
    key: z.string(),
    name: z.string(),
    isSetUp: z.boolean(),
    isEnabled: z.boolean(),
    clientId: z.string().nullable(),
    options: z.record(z.string(), z.string()),
    needsSecret: z.boolean(),
    forms: z
      .array(
        z.object({
          name: z.string(),
          takes: z.enum(['host', 'url', 'word', 'prompts', 'seconds', 'switch', 'clientIds']),
          isRequired: z.boolean(),
        }),
      )
      .describe('The options that the provider has.'),
    callbackUrl: z.string().describe('The redirect URL to register with the provider.'),
    lastError: z
      .object({
        at: moment('When it failed.'),
        step: z.string().describe('authorize, redirect or exchange.'),
        status: z.int().nullable().describe('HTTP status of the answer; null without one.'),
        error: z.string().describe('Standard error code of the answer; empty without one.'),
      })
      .nullable()
      .describe('The last sign-in that the provider failed, since the settings were changed.'),
  }),
  view: ({ key, view, error }, call) => {
    const provider = providers[key];
    return {
      ...{ key, name: provider.name, isSetUp: view !== undefined, isEnabled: view?.enabled ?? false },
      ...{ clientId: view?.clientId ?? null, options: view?.options ?? {} },
      needsSecret: !('credentials' in provider && provider.credentials === 'none'),
      forms: Object.entries(provider.options ?? {}).map(([name, { takes, required }]) => ({
        ...{ name, isRequired: required ?? false },
        takes: name === 'allowPrivate' ? 'switch' : takes,
      })),
      callbackUrl: callbackUrl(call, key),
      lastError: error
        ? { at: isoOf(error.at), step: error.step, status: error.status, error: error.error }
        : null,
    };
  },
};

const providerListModel: Model<{ readonly rows: readonly ProviderShown[] }, Call> = {
  name: 'providerList',
  schema: z.object({ rows: z.array(providerModel.schema) }),
  view: ({ rows }, call) => ({ rows: rows.map((row) => providerModel.view(row, call)) }),
};

const testModel: Model<ProviderTest, Call> = {
  name: 'providerTest',
  schema: z.object({
    result: z.enum(testResults).describe('Whether the provider accepts client id and secret.'),
    step: z.enum(['discovery', 'keys', 'token']).describe('The last step that was tried.'),
    status: z.int().nullable().describe('HTTP status of the last answer; null without one.'),
    error: z.string().describe('Standard error code of the last answer; empty without one.'),
  }),
  view: ({ result, step, status, error }) => ({ result, step, status, error }),
};

const key = inPath(someText('Key of the provider, such as github.', 64));
const options = input<Readonly<Record<string, string>>>(
  z
    .record(textAtMost(64), textAtMost(VALUE_LENGTH))
    .refine((given) => Object.keys(given).length <= OPTIONS_AT_MOST),
  `must be an object of at most ${OPTIONS_AT_MOST} texts`,
  'Options by name. They replace all earlier ones.',
);

/** Endpoints of identity providers. */
export const providerRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/providers' },
    ...{ operation: 'listProviders', summary: 'List the providers, set up or not' },
    ...{ tag, meta: { access: { permission: 'providers.read' } }, input: { project: projectInPath } },
    output: { status: 200, model: providerListModel },
    run: async (core, { actor }) => ({ rows: await shownProviders(core, actor) }),
  }),
  endpoint({
    ...{ method: 'PUT', path: '/projects/:project/providers/:key' },
    ...{ operation: 'setProvider', summary: 'Set up a provider' },
    ...{ tag, meta: mayWrite },
    input: {
      ...{ project: projectInPath, key },
      clientId: someText('Client id at the provider.', VALUE_LENGTH),
      secret: optional(someText('Client secret. Default: the one before.', VALUE_LENGTH)),
      enabled: flag('Whether users can sign in with it.'),
      options: optional(options),
    },
    output: { status: 200, model: providerModel },
    run: async (core, call, { key: named, clientId, secret, enabled, options: given = {} }) => {
      requireNetwork(call, given);
      const found = known(named);
      const pairs = Object.entries(given).map(([name, value]) => `${name}=${value}`);
      const view = await setProvider(core, call.actor, {
        key: found,
        clientId,
        secret,
        options: pairs,
        enabled,
      });
      return { key: found, view, error: undefined };
    },
  }),
  endpoint({
    ...{ method: 'DELETE', path: '/projects/:project/providers/:key' },
    ...{ operation: 'deleteProvider', summary: 'Remove a provider and its secret' },
    ...{ tag, meta: mayWrite, input: { project: projectInPath, key } },
    output: { status: 204 },
    run: async (core, { actor }, { key: named }) => {
      await removeProvider(core, actor, known(named)).catch((error: unknown) => {
        const isMissing = error instanceof Failure && error.code === 'provider_setting_invalid';
        throw isMissing ? new Failure('provider_not_found') : error;
      });
    },
  }),
  endpoint({
    ...{ method: 'POST', path: '/projects/:project/providers/:key/test' },
    ...{ operation: 'testProvider', summary: 'Ask a provider whether it knows the client' },
    ...{ tag, meta: { access: { permission: 'providers.write' } } },
    limits: [{ most: 20, seconds: 60, by: ['user'] }],
    input: { project: projectInPath, key },
    output: { status: 200, model: testModel },
    run: (core, call, { key: named }) =>
      testProvider(core, call.actor, { key: named, redirectUri: callbackUrl(call, named) }),
  }),
];

async function shownProviders(core: Core, actor: Actor): Promise<readonly ProviderShown[]> {
  const views = await listProviders(core, actor);
  const errors = await listSignInErrors(core, actor);
  return providerKeys.map((each) => ({
    key: each,
    view: views.find((view) => view.key === each),
    error: errors.get(each),
  }));
}

function known(named: string): ProviderKey {
  const found = providerKeys.find((each) => each === named);
  if (!found) throw new Failure('provider_not_found');
  return found;
}

/** The callback of the main protocol. */
function callbackUrl({ actor, parts, exchange: { request } }: Call, named: string): string {
  const origin = parts.publicOrigin ?? `${request.protocol}://${request.host}`;
  return `${origin}/v1/account/sessions/oauth2/callback/${named}/${actor.project.id}`;
}
