import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import type { Instant } from '../core/instant.ts';
import { createHttpClient, type HttpClient, HttpClientError } from '../core/oauth/http-client.ts';
import { type ActorIn, claimDeliveries, giveUp, markDelivered, markFailed } from '../core/webhooks/queue.ts';
import { DELAY_JITTER, deliveryDelaysMs } from '../core/webhooks/retries.ts';
import type { ClaimedDelivery, DeliveryPayload, Webhook, WebhookSecrets } from '../core/webhooks/webhook.ts';
import { startClaimLoop } from './claim-loop.ts';
import type { Log } from './deliver.ts';
import { outageLogger } from './outages.ts';
import type { OutboxSignal } from './outbox-signal.ts';

const SETTLE_ATTEMPTS = 3;
/** The share of concurrent deliveries from which on webhooks that fail wait: their backlog is due before new events. */
const FAILING_SHARE = 0.5;

/** A delivery as a protocol writes its headers, signatures among them. */
export type Outgoing = {
  readonly project: string;
  /** The same for every attempt, so that a receiver can detect duplicates. */
  readonly id: string;
  readonly at: Instant;
  readonly webhook: Webhook;
  readonly content: DeliveryPayload & WebhookSecrets;
};

export type HeadersOf = (outgoing: Outgoing) => Readonly<Record<string, string>>;

export type WebhookParts = {
  readonly core: Core;
  readonly outboxSignal: OutboxSignal;
  readonly log: Log;
  readonly headersOf: HeadersOf;
  readonly actorIn: ActorIn;
};

/** Durations and bounds; tests use smaller ones. */
export type WebhookPace = {
  readonly pollMs: number;
  /** Delay after each failure. One failure more gives the delivery up. */
  readonly retryDelaysMs: readonly number[];
  readonly jitter: number;
  /** Concurrent deliveries, in all and to one webhook: a slow receiver must not hold up the others. */
  readonly concurrency: number;
  readonly perWebhook: number;
  readonly deadlineMs: number;
  /** Longer than a delivery and its settling: afterwards another server may deliver it too. */
  readonly leaseMs: number;
  /** How long deliveries in progress may take during shutdown. */
  readonly finishMs: number;
  readonly settleMs: number;
};

export const defaultWebhookPace: WebhookPace = {
  pollMs: 3_000,
  retryDelaysMs: deliveryDelaysMs,
  jitter: DELAY_JITTER,
  concurrency: 16,
  perWebhook: 4,
  deadlineMs: 15_000,
  leaseMs: 60_000,
  finishMs: 3_000,
  settleMs: 1_000,
};

export type WebhookWorker = AsyncDisposable & {
  /** Claims no more, lets deliveries in progress finish within bounds, and resolves when they are settled. */
  readonly stop: () => Promise<void>;
};

/** Delivers events to webhooks, on a signal and every few seconds, until it is stopped. */
export function startWebhooks(parts: WebhookParts, pace: WebhookPace = defaultWebhookPace): WebhookWorker {
  const { core, outboxSignal, log } = parts;
  const stopping = new AbortController();
  const client = createHttpClient({ deadlineMs: pace.deadlineMs });
  const { poll, finish } = startClaimLoop<ClaimedDelivery>({
    claim: async (inProgress) => {
      const most = Math.min(pace.concurrency - inProgress.length, pace.perWebhook);
      if (most <= 0) return undefined;
      return claimDeliveries(core, {
        most,
        busy: busyWebhooks(inProgress, pace.perWebhook),
        skipsFailing: failingIn(inProgress) >= pace.concurrency * FAILING_SHARE,
        leaseMs: pace.leaseMs,
      });
    },
    deliver: (claimed) => deliver(parts, pace, { claimed, client, stopping: stopping.signal }),
    report: outageLogger(log, 'webhooks'),
  });
  const unsubscribe = outboxSignal.subscribe(poll);
  const timer = setInterval(poll, pace.pollMs);
  poll();

  const end = async (): Promise<void> => {
    unsubscribe();
    clearInterval(timer);
    const cut = setTimeout(() => stopping.abort(), pace.finishMs);
    await finish();
    clearTimeout(cut);
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

/** The webhooks with as many deliveries in progress as one may have. */
function busyWebhooks(inProgress: readonly ClaimedDelivery[], most: number): readonly string[] {
  const ids = inProgress.map(({ webhookId }) => webhookId);
  return [...new Set(ids)].filter((id) => ids.filter((other) => other === id).length >= most);
}

function failingIn(inProgress: readonly ClaimedDelivery[]): number {
  return inProgress.filter(({ webhook }) => (webhook?.failures ?? 0) > 0).length;
}

type Delivering = {
  readonly claimed: ClaimedDelivery;
  readonly client: HttpClient;
  readonly stopping: AbortSignal;
};

/** Makes one attempt and records its outcome. Rejects only when recording fails. */
async function deliver(
  parts: WebhookParts,
  pace: WebhookPace,
  { claimed, client, stopping }: Delivering,
): Promise<void> {
  const { core, actorIn, log } = parts;
  if (!claimed.webhook || claimed.webhook.disabledAt !== null) {
    await withRetries(pace, () => giveUp(core, claimed));
    return;
  }
  const error = await attempt(parts, { claimed, client, stopping });
  if (error === undefined) {
    await withRetries(pace, () => markDelivered(core, claimed));
    return;
  }
  const delay = pace.retryDelaysMs[claimed.tries - 1];
  const delayMs = delay === undefined ? undefined : delay * (1 + pace.jitter * (2 * Math.random() - 1));
  const next = await withRetries(pace, () => markFailed(core, actorIn, claimed, { error, delayMs }));
  const { project, webhookId: webhook, id, tries } = claimed;
  const fields = { project, webhook, delivery: id, tries, error };
  log.warn(fields, next === undefined ? 'event given up' : 'event not delivered yet');
}

/** Returns why the receiver did not accept the event; nothing when it did. */
async function attempt(
  { core, headersOf }: WebhookParts,
  { claimed, client, stopping }: Delivering,
): Promise<string | undefined> {
  const { project, id, webhook, content } = claimed;
  if (!webhook || !content) return 'it is sealed with an unknown key';
  try {
    const { status } = await client({
      url: new URL(webhook.url),
      method: 'POST',
      headers: headersOf({ project, id, at: core.clock.now(), webhook, content }),
      body: content.body,
      allowPrivate: core.channels.privateWebhooks ?? false,
      verifiesTls: webhook.verifiesTls,
      ignoresBody: true,
      signal: stopping,
    });
    return status >= 200 && status < 300 ? undefined : `the receiver answered with ${status}`;
  } catch (error) {
    if (stopping.aborted) return 'the server stopped meanwhile';
    if (!(error instanceof HttpClientError)) return 'the request could not be sent';
    return error.needsPrivate ? `${error.message}, which DENIZEN_PRIVATE_WEBHOOKS=on allows` : error.message;
  }
}

/** A delivered event that is not settled because of a short outage would be delivered twice. */
async function withRetries<T>(pace: WebhookPace, settle: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await settle();
    } catch (error) {
      if (tries === SETTLE_ATTEMPTS) throw error;
      await wait(pace.settleMs);
    }
  }
}
