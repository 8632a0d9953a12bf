import { z } from 'zod';
import type { Core } from '../core/core.ts';
import { hours, type Instant, instantOf } from '../core/instant.ts';
import type { Key } from '../core/keys/key.ts';
import { createKey, getKey, listKeys, revokeKey, rotateKey } from '../core/keys/keys.ts';
import { everyScope, isScope, type Scope, scopes as scopeTable } from '../core/keys/scopes.ts';
import type { Model } from '../http/endpoint.ts';
import { input, optional, type Required, someListAtMost } from '../http/param.ts';
import { whole } from '../http/user-params.ts';
import { isoOf, isoOrNull, moment, momentOrNull } from './models.ts';
import { idInPath, projectInPath, someText } from './params.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';

const tag = 'keys';
const mayRead = { access: { permission: 'keys.read' } } as const;
const mayWrite = { access: { permission: 'keys.write' }, isDangerous: true } as const;
const UNUSED_AFTER_MS = 90 * hours(24);
const OVERLAP_AT_MOST = 30 * 86_400;
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A key, and the moment at which it is looked at. */
type KeyShown = { readonly key: Key; readonly now: Instant };

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()).describe('`*` stands for all, also those of later versions.'),
  createdAt: moment('When it was created.'),
  expiresAt: momentOrNull('When it ends; null for never.'),
  lastUsedAt: momentOrNull('When it was last used, to an hour.'),
  isUnused: z.boolean().describe('Whether it was not used for 90 days.'),
  replacedBy: z
    .string()
    .nullable()
    .describe('The key whose secret this was before its rotation. It ends with that key.'),
});

const keyModel: Model<KeyShown, Call> = {
  name: 'key',
  schema: keySchema,
  view: ({ key, now }) => ({
    ...{ id: key.id, name: key.name, scopes: key.scopes, replacedBy: key.replacedBy ?? null },
    createdAt: isoOf(key.createdAt),
    expiresAt: isoOrNull(key.expiresAt),
    lastUsedAt: isoOrNull(key.lastUsedAt),
    isUnused: now - (key.lastUsedAt ?? key.createdAt) >= UNUSED_AFTER_MS,
  }),
};

const keyListModel: Model<{ readonly keys: readonly Key[]; readonly now: Instant }, Call> = {
  name: 'keyList',
  schema: z.object({
    rows: z.array(keySchema),
    scopes: z.array(z.object({ name: z.string(), description: z.string() })).describe('What a key can have.'),
  }),
  view: ({ keys, now }, call) => ({
    rows: keys.map((key) => keyModel.view({ key, now }, call)),
    scopes: everyScope.map((name) => ({ name, description: scopeTable[name] })),
  }),
};

type NewSecret = KeyShown & { readonly secret: string; readonly previous?: Key | undefined };

const newSecretModel: Model<NewSecret, Call> = {
  name: 'keyWithSecret',
  schema: z.object({
    key: keySchema,
    secret: z.string().describe('It is not shown again.'),
    previous: keySchema.nullable().describe('The secret before, as long as it works.'),
  }),
  view: ({ key, now, secret, previous }, call) => ({
    key: keyModel.view({ key, now }, call),
    secret,
    previous: previous ? keyModel.view({ key: previous, now }, call) : null,
  }),
};

const id = idInPath('Id of the key.');

const scopes = input<readonly (Scope | '*')[]>(
  someListAtMost(
    100,
    z.string().refine((text) => text === '*' || isScope(text)),
  ) as unknown as z.ZodType<readonly (Scope | '*')[]>,
  'must be a list of 1 to 100 scopes, or of * for all',
  'What the key may do.',
);

const expiresAt: Required<Instant> = input(
  z
    .string()
    .regex(DATE)
    .refine((text) => !Number.isNaN(Date.parse(text)))
    .transform((text) => instantOf(Date.parse(text))),
  'must be a moment in ISO 8601 with a time zone',
  'When the key ends. Default: never.',
);

/** Endpoints of API keys. */
export const keyRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/keys' },
    ...{ operation: 'listKeys', summary: 'List the API keys of a project' },
    ...{ tag, meta: mayRead, input: { project: projectInPath } },
    output: { status: 200, model: keyListModel },
    run: async (core, { actor }) => ({
      keys: (await listKeys(core, actor.project.id)).filter((key) => isShown(core, key)),
      now: core.clock.now(),
    }),
  }),
  endpoint({
    ...{ method: 'POST', path: '/projects/:project/keys' },
    ...{ operation: 'createKey', summary: 'Create an API key' },
    ...{ tag, meta: mayWrite },
    input: { project: projectInPath, name: someText('Name.', 128), scopes, expiresAt: optional(expiresAt) },
    output: { status: 201, model: newSecretModel },
    run: async (core, { actor }, { name, scopes: given, expiresAt: end = null }): Promise<NewSecret> => {
      const created = await createKey(core, actor, { name, scopes: [...new Set(given)], expiresAt: end });
      return { ...created, now: core.clock.now() };
    },
  }),
  endpoint({
    ...{ method: 'POST', path: '/projects/:project/keys/:key/rotate' },
    ...{ operation: 'rotateKey', summary: 'Give an API key another secret' },
    ...{ tag, meta: mayWrite },
    input: {
      project: projectInPath,
      key: id,
      overlapSeconds: whole(0, OVERLAP_AT_MOST, 'How long the secret before works on.'),
    },
    output: { status: 200, model: newSecretModel },
    run: async (core, { actor }, { key, overlapSeconds }): Promise<NewSecret> => {
      const rotated = await rotateKey(core, actor, { id: key, overlapSeconds });
      return { ...rotated, now: core.clock.now() };
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/keys/:key' },
    ...{ operation: 'getKey', summary: 'Get an API key' },
    ...{ tag, meta: mayRead, input: { project: projectInPath, key: id } },
    output: { status: 200, model: keyModel },
    run: async (core, { actor }, { key }) => ({
      key: await getKey(core, actor, key),
      now: core.clock.now(),
    }),
  }),
  endpoint({
    ...{ method: 'DELETE', path: '/projects/:project/keys/:key' },
    ...{ operation: 'deleteKey', summary: 'Revoke an API key and its earlier secrets' },
    ...{ tag, meta: mayWrite, input: { project: projectInPath, key: id } },
    output: { status: 204 },
    run: (core, { actor }, { key }) => revokeKey(core, actor, key),
  }),
];

/** An earlier secret that has ended is of no more use. */
function isShown(core: Core, { replacedBy, expiresAt: end }: Key): boolean {
  return replacedBy === undefined || end === null || end > core.clock.now();
}
