import { createHmac } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/instant.ts';
import { standardWebhookHeaders } from '../core/webhooks/standard-webhooks.ts';
import type { EventFormat, Subject, Webhook, WebhookSecrets } from '../core/webhooks/webhook.ts';
import { eventNames } from './event-names.ts';
import { usedTokenModel } from './models/credentials.ts';
import { identityModel } from './models/identity.ts';
import { memberModel } from './models/membership.ts';
import { challengeModel } from './models/mfa.ts';
import { sessionModel } from './models/session.ts';
import { targetModel } from './models/target.ts';
import { teamModel } from './models/team.ts';
import { userModel } from './models/user.ts';
import { SPOKEN_VERSION } from './version.ts';

/** How this protocol publishes what happens: the names of upstream, and the model that a route would answer. */
export const eventFormat: EventFormat = {
  namesOf: eventNames,
  bodyOf: (subject, { project }) => viewOf(subject, { kind: 'system', project, scopes: new Set() }),
};

/** As a caller without any scope sees it: no hash, no secret, no token of a provider. */
function viewOf(subject: Subject, receiver: Actor): unknown {
  switch (subject.kind) {
    case 'user':
      return userModel.view(subject.value, receiver);
    case 'session':
      return sessionModel.view(subject.value, receiver);
    case 'token':
      return usedTokenModel.view(subject.value, receiver);
    case 'target':
      return targetModel.view(subject.value, receiver);
    case 'identity':
      return identityModel.view(subject.value, receiver);
    case 'challenge':
      return challengeModel.view(subject.value, receiver);
    case 'team':
      return teamModel.view(subject.value, receiver);
    case 'membership':
      return memberModel.view(subject.value, receiver);
  }
}

type Outgoing = {
  readonly project: string;
  readonly id: string;
  readonly at: Instant;
  readonly webhook: Webhook;
  readonly content: WebhookSecrets & {
    readonly names: readonly string[];
    readonly body: string;
    readonly causedBy: string;
  };
};

/** Headers hold printable ASCII only. */
const NOT_IN_HEADERS = /[^\x20-\x7e]/g;

/**
 * Returns the headers of a delivery: those of upstream, with the signature that its clients verify, and those of
 * Standard Webhooks 1.0 (https://www.standardwebhooks.com).
 */
export function webhookHeaders({
  project,
  id,
  at,
  webhook,
  content,
}: Outgoing): Readonly<Record<string, string>> {
  const { names, body, causedBy, secret, authPassword } = content;
  const { authUsername } = webhook;
  const basic = Buffer.from(`${authUsername}:${authPassword}`).toString('base64');
  return {
    'Content-Type': 'application/json',
    'User-Agent': `Appwrite-Server v${SPOKEN_VERSION} (Denizen)`,
    'X-Appwrite-Webhook-Id': webhook.id,
    'X-Appwrite-Webhook-Events': names.join(','),
    'X-Appwrite-Webhook-Name': webhook.name.replaceAll(NOT_IN_HEADERS, '?'),
    'X-Appwrite-Webhook-User-Id': causedBy,
    'X-Appwrite-Webhook-Project-Id': project,
    'X-Appwrite-Webhook-Signature': createHmac('sha1', secret)
      .update(webhook.url + body)
      .digest('base64'),
    ...standardWebhookHeaders(secret, { id: `${project}.${id}`, at, body }),
    ...((authUsername !== '' || authPassword !== '') && { Authorization: `Basic ${basic}` }),
  };
}
