import { z } from 'zod';
import type { Webhook } from '../../core/webhooks/webhook.ts';
import type { WebhookAndSecret } from '../../core/webhooks/webhooks.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

const schema = z.object({
  $id: z.string().describe('Id.'),
  $createdAt: date('Time of creation.'),
  $updatedAt: date('Time of the last change.'),
  name: z.string().describe('Name.'),
  url: z.string().describe('URL that events are posted to.'),
  events: z.array(z.string()).describe('Names of the events that it receives; `*` stands for any id.'),
  tls: z.boolean().describe('Whether the certificate of the receiver is verified.'),
  authUsername: z.string().describe('Username of HTTP basic authentication; empty if there is none.'),
  authPassword: z.string().describe('Always empty: the password cannot be read.'),
  secret: z.string().describe('Secret of the signatures; empty except in the answer that sets it.'),
  enabled: z.boolean().describe('Whether it receives events; false after it failed for a day.'),
  logs: z.string().describe('Outcome of the last attempt if it failed; empty otherwise.'),
  attempts: z.int().describe('Number of failed attempts in a row.'),
});

export const webhookModel: Model<Webhook> = {
  name: 'webhook',
  schema,
  view: (webhook) => viewOf(webhook, ''),
};

export const newWebhookModel: Model<WebhookAndSecret> = {
  name: 'webhook',
  schema,
  view: ({ webhook, secret }) => viewOf(webhook, secret),
};

export const webhookListModel: Model<{ readonly total: number; readonly rows: readonly Webhook[] }> = {
  name: 'webhookList',
  schema: z.object({
    total: z.int().describe('Number of webhooks over all pages.'),
    webhooks: z.array(schema).describe('The webhooks of this page.'),
  }),
  view: ({ total, rows }) => ({ total, webhooks: rows.map((webhook) => viewOf(webhook, '')) }),
};

function viewOf(webhook: Webhook, secret: string): z.infer<typeof schema> {
  return {
    $id: webhook.id,
    $createdAt: dateOf(webhook.createdAt),
    $updatedAt: dateOf(webhook.updatedAt),
    name: webhook.name,
    url: webhook.url,
    events: [...webhook.events],
    tls: webhook.verifiesTls,
    authUsername: webhook.authUsername,
    authPassword: '',
    secret,
    enabled: webhook.disabledAt === null,
    logs: webhook.error,
    attempts: webhook.failures,
  };
}
