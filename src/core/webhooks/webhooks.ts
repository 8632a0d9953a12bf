import { freshSecret } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import { isRefusedTarget } from '../oauth/http-client.ts';
import { lockProject, updateWebhookCount } from '../projects/store.ts';
import {
  deleteDeliveriesTo,
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockWebhook,
  replaceWebhook,
  takeWebhook,
} from './store.ts';
import { WEBHOOKS_AT_MOST, type Webhook, type WebhookSecrets } from './webhook.ts';

const SECRET_BYTES = 64;

type Settings = {
  readonly name: string;
  /** A valid `http` or `https` URL. Kept as given: receivers verify signatures over it. */
  readonly url: string;
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly verifiesTls: boolean;
  readonly authUsername: string;
  readonly authPassword: string;
};

export type NewWebhook = Settings & {
  /** Defaults to a new id. */
  readonly id: string | undefined;
  /** Defaults to a random one. */
  readonly secret: string | undefined;
};

/** A webhook and its secret, which is shown only once. */
export type WebhookAndSecret = { readonly webhook: Webhook; readonly secret: string };

/**
 * Creates a webhook. Requests that began before do not notify it. Fails with `argument_invalid` for a URL that
 * deliveries must not go to, `webhook_exists` and `webhooks_limit`.
 */
export async function createWebhook(core: Core, actor: Actor, input: NewWebhook): Promise<WebhookAndSecret> {
  refuseTarget(core, new URL(input.url));
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const secret = input.secret ?? freshSecret(SECRET_BYTES);
  const webhook: Webhook = {
    id: input.id ?? freshId(sequence),
    sequence,
    createdAt: at,
    updatedAt: at,
    name: input.name,
    url: input.url,
    events: [...new Set(input.events)],
    authUsername: input.authUsername,
    verifiesTls: input.verifiesTls,
    failures: 0,
    failingSince: null,
    disabledAt: input.enabled ? null : at,
    error: '',
    sealed: seal(core, { secret, authPassword: input.authPassword }),
  };
  const act = { act: 'webhook.create', details: { webhookId: webhook.id } } as const;
  await core.write(actor, act, async (tx) => {
    await withCount(tx, actor, async () => {
      const known = await listWebhooks(tx, actor.project.id);
      if (known.some(({ id }) => id === webhook.id)) throw new Failure('webhook_exists');
      if (known.length >= WEBHOOKS_AT_MOST)
        throw new Failure({ code: 'webhooks_limit', most: WEBHOOKS_AT_MOST });
      if (!(await insertWebhook(tx, actor.project.id, webhook))) throw new Failure('webhook_exists');
    });
  });
  return { webhook, secret };
}

/** Oldest first; there are `WEBHOOKS_AT_MOST`. */
export function getWebhooks(core: Core, actor: Actor): Promise<readonly Webhook[]> {
  return listWebhooks(core.read, actor.project.id);
}

/** Fails with `webhook_not_found`. */
export async function getWebhook(core: Core, actor: Actor, id: string): Promise<Webhook> {
  return (await findWebhook(core.read, actor.project.id, { id })) ?? unknown(id);
}

/**
 * Replaces everything except the secret. Enabling it forgets its failures. Fails with `argument_invalid` for a URL that
 * deliveries must not go to, and `webhook_not_found`.
 */
export async function updateWebhook(
  core: Core,
  actor: Actor,
  { id, ...input }: Settings & { readonly id: string },
): Promise<Webhook> {
  refuseTarget(core, new URL(input.url));
  const details = { webhookId: id, enabled: input.enabled };
  return core.write(actor, { act: 'webhook.update', details }, (tx) =>
    withCount(tx, actor, async () => {
      const before = (await lockWebhook(tx, actor.project.id, { id })) ?? unknown(id);
      const { secret } = openSecrets(core, before) ?? unreadable();
      const at = core.clock.now();
      const isResumed = input.enabled && before.disabledAt !== null;
      const after: Webhook = {
        ...before,
        updatedAt: at,
        name: input.name,
        url: input.url,
        events: [...new Set(input.events)],
        authUsername: input.authUsername,
        verifiesTls: input.verifiesTls,
        disabledAt: input.enabled ? null : (before.disabledAt ?? at),
        ...(isResumed && { failures: 0, failingSince: null, error: '' }),
        sealed: seal(core, { secret, authPassword: input.authPassword }),
      };
      await replaceWebhook(tx, actor.project.id, after);
      return after;
    }),
  );
}

/** Replaces the secret from the next attempt on, by a random one unless it is given. Fails with `webhook_not_found`. */
export async function updateWebhookSecret(
  core: Core,
  actor: Actor,
  { id, secret = freshSecret(SECRET_BYTES) }: { readonly id: string; readonly secret: string | undefined },
): Promise<WebhookAndSecret> {
  const act = { act: 'webhook.secret.update', details: { webhookId: id } } as const;
  const webhook = await core.write(actor, act, async (tx) => {
    const before = (await lockWebhook(tx, actor.project.id, { id })) ?? unknown(id);
    const { authPassword } = openSecrets(core, before) ?? { authPassword: '' };
    const sealed = seal(core, { secret, authPassword });
    const after: Webhook = { ...before, updatedAt: core.clock.now(), sealed };
    await replaceWebhook(tx, actor.project.id, after);
    return after;
  });
  return { webhook, secret };
}

/** Deletes the webhook and what waits for it. Fails with `webhook_not_found`. */
export async function removeWebhook(core: Core, actor: Actor, id: string): Promise<void> {
  await core.write(actor, { act: 'webhook.delete', details: { webhookId: id } }, (tx) =>
    withCount(tx, actor, async () => {
      if (!(await takeWebhook(tx, actor.project.id, { id }))) unknown(id);
      await deleteDeliveriesTo(tx, actor.project.id, { webhook: id });
    }),
  );
}

/** Returns the secrets; nothing when no known key opens them. */
export function openSecrets(core: Pick<Core, 'seal'>, { sealed }: Webhook): WebhookSecrets | undefined {
  const text = core.seal.open(sealed);
  // Cast: the seal authenticates it as written by this program.
  return text === undefined ? undefined : (JSON.parse(text) as WebhookSecrets);
}

/** Runs a change of webhooks under the lock of the project, and updates how many of them are enabled. */
export async function withCount<T>(tx: Tx, { project }: Actor, change: () => Promise<T>): Promise<T> {
  if (!(await lockProject(tx, project.id)))
    throw new Failure({ code: 'project_not_found', project: project.id });
  const result = await change();
  const enabled = (await listWebhooks(tx, project.id)).filter(({ disabledAt }) => disabledAt === null);
  await updateWebhookCount(tx, project.id, enabled.length);
  return result;
}

function seal(core: Core, secrets: WebhookSecrets): string {
  return core.seal.seal(JSON.stringify(secrets));
}

/** Names are looked up when a delivery connects; this refuses what can be seen before. */
function refuseTarget(core: Core, url: URL): void {
  if (!isRefusedTarget({ url, allowPrivate: core.channels.privateWebhooks ?? false })) return;
  const expected = 'must be an https URL of a public host';
  throw new Failure({ code: 'argument_invalid', field: 'url', rule: 'malformed', expected });
}

function unknown(id: string): never {
  throw new Failure({ code: 'webhook_not_found', webhook: id });
}

function unreadable(): never {
  throw new Failure({ code: 'internal', reason: 'sealing_key_unknown' });
}
