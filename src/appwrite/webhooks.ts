import { z } from 'zod';
import { withCommas } from '../core/text.ts';
import { SECRET_PREFIX } from '../core/webhooks/standard-webhooks.ts';
import {
  createWebhook,
  getWebhook,
  getWebhooks,
  removeWebhook,
  updateWebhook,
  updateWebhookSecret,
} from '../core/webhooks/webhooks.ts';
import {
  ID,
  ID_RULE,
  idInPath,
  input,
  length,
  listAtMost,
  optional,
  type Required,
  storable,
  textAtMost,
} from '../http/param.ts';
import { isEventName } from './event-names.ts';
import { newWebhookModel, webhookListModel, webhookModel } from './models/webhook.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { pageOf } from './short-lists.ts';

const read = { tag: 'webhooks', scope: 'webhooks.read' } as const;
const write = { tag: 'webhooks', scope: 'webhooks.write' } as const;

const URL_LENGTH = 2_048;
const EVENTS = { most: 100, length: 256 };
const AUTH_LENGTH = 256;
const SECRET = { least: 8, most: 256 };

const webhookId = idInPath('Id of the webhook.');
const newWebhookId: Required<string> = input(
  z.string().refine((text) => text === 'unique()' || ID.test(text)),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new webhook, or "unique()" for a generated one.',
);
/** As signed: the parser would drop blanks and line breaks, and add missing slashes. */
const URL_FORM = /^https?:\/\/[^\\\s\p{Cc}]+$/iu;

function isUrl(text: string): boolean {
  if (text.length > URL_LENGTH || !URL_FORM.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
const url: Required<string> = input(
  storable.refine(isUrl).meta({ maxLength: URL_LENGTH, examples: ['https://example.com/events'] }),
  `must be a URL that begins with https:// or http://, without credentials or blanks, of at most ${withCommas(URL_LENGTH)} characters`,
  'URL that events are posted to: https, of a public host.',
);
const events: Required<readonly string[]> = input(
  listAtMost(EVENTS.most, textAtMost(EVENTS.length).refine(isEventName)).meta({
    examples: [['users.*.create']],
  }),
  `must be an array of at most ${EVENTS.most} names of events`,
  'Names of the events to receive, such as `users.*.create`; `*` stands for any id.',
);
const authText = (description: string): Required<string> =>
  input(
    storable.refine((text) => length(text) <= AUTH_LENGTH).meta({ maxLength: AUTH_LENGTH }),
    `must be a text of at most ${AUTH_LENGTH} characters without NUL`,
    description,
  );
const secret: Required<string> = input(
  storable
    .refine((text) => length(text) >= SECRET.least && length(text) <= SECRET.most && isSecret(text))
    .meta({ minLength: SECRET.least, maxLength: SECRET.most, examples: ['a-secret-of-the-receiver'] }),
  `must be a text of ${SECRET.least} to ${SECRET.most} characters without NUL; after ${SECRET_PREFIX}, base64 of at least ${SECRET.least} bytes`,
  'Secret of the signatures. Default: a random one.',
);

/** Other text after the prefix would be a shorter key, or none, with which any caller could sign. */
function isSecret(text: string): boolean {
  if (!text.startsWith(SECRET_PREFIX)) return true;
  const encoded = text.slice(SECRET_PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  return key.length >= SECRET.least && key.toString('base64') === encoded;
}

const settings = {
  url,
  name: { ...params.newName, description: 'Name of the webhook.' },
  events,
  enabled: optional(params.flag('Whether it receives events. Default: true.')),
  tls: optional(params.flag('Whether the certificate of the receiver is verified. Default: true.')),
  authUsername: optional(authText('Username of HTTP basic authentication.')),
  authPassword: optional(authText('Password of HTTP basic authentication.')),
};
const list = {
  queries: optional({ ...params.queries, description: 'Queries as JSON strings: limit and offset.' }),
  total: optional(params.looseFlag('Whether to count all webhooks. Default: true.')),
};

type Settings = {
  readonly url: string;
  readonly name: string;
  readonly events: readonly string[];
  readonly enabled?: boolean;
  readonly tls?: boolean;
  readonly authUsername?: string;
  readonly authPassword?: string;
};

function settingsOf({ url, name, events, enabled, tls, authUsername, authPassword }: Settings) {
  return {
    url,
    name,
    events,
    enabled: enabled ?? true,
    verifiesTls: tls ?? true,
    authUsername: authUsername ?? '',
    authPassword: authPassword ?? '',
  };
}

/** Receivers of events, for servers. */
export const webhookRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/webhooks',
    operation: 'webhooksList',
    summary: 'List webhooks',
    ...read,
    params: list,
    model: webhookListModel,
    run: async (core, actor, input) => pageOf(await getWebhooks(core, actor), input),
  }),
  route({
    method: 'POST',
    path: '/webhooks',
    operation: 'webhooksCreate',
    summary: 'Create a webhook',
    ...write,
    params: { webhookId: newWebhookId, ...settings, secret: optional(secret) },
    status: 201,
    model: newWebhookModel,
    run: (core, actor, { webhookId: id, secret, ...input }) =>
      createWebhook(core, actor, { ...settingsOf(input), id: id === 'unique()' ? undefined : id, secret }),
  }),
  route({
    method: 'GET',
    path: '/webhooks/:webhookId',
    operation: 'webhooksGet',
    summary: 'Get a webhook',
    ...read,
    params: { webhookId },
    model: webhookModel,
    run: (core, actor, input) => getWebhook(core, actor, input.webhookId),
  }),
  route({
    method: 'PUT',
    path: '/webhooks/:webhookId',
    operation: 'webhooksUpdate',
    summary: 'Update a webhook; enabling it forgets its failures',
    ...write,
    params: { webhookId, ...settings },
    model: webhookModel,
    run: (core, actor, { webhookId: id, ...input }) =>
      updateWebhook(core, actor, { ...settingsOf(input), id }),
  }),
  route({
    method: 'DELETE',
    path: '/webhooks/:webhookId',
    operation: 'webhooksDelete',
    summary: 'Delete a webhook and what waits for it',
    ...write,
    params: { webhookId },
    run: (core, actor, input) => removeWebhook(core, actor, input.webhookId),
  }),
  route({
    method: 'PATCH',
    path: '/webhooks/:webhookId/secret',
    operation: 'webhooksUpdateSecret',
    summary: 'Replace the secret of a webhook',
    ...write,
    params: { webhookId, secret: optional(secret) },
    model: newWebhookModel,
    run: (core, actor, input) =>
      updateWebhookSecret(core, actor, { id: input.webhookId, secret: input.secret }),
  }),
];
