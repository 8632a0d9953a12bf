import { sweepExpired } from '../core/expiring.ts';
import type { ClaimedMessage } from '../core/outbox/queue.ts';
import { retryDelaysMs } from '../core/outbox/retries.ts';
import { startChannelWorker } from './channel-worker.ts';
import { type DeliveryContext, type DeliveryTiming, deliver } from './deliver.ts';
import { outageLogger } from './outages.ts';
import type { OutboxSignal } from './outbox-signal.ts';

export type DelivererContext = DeliveryContext & { readonly outboxSignal: OutboxSignal };

/** Durations; tests use shorter ones. */
export type Pace = DeliveryTiming & {
  /** Poll interval without a signal. */
  readonly pollMs: number;
  readonly cleanUpMs: number;
  /** Concurrent deliveries per channel. */
  readonly concurrency: number;
  /** Longer than a delivery and its settling: afterwards another server may deliver the message too. */
  readonly leaseMs: number;
  /** How long deliveries in progress may take during shutdown. */
  readonly finishMs: number;
};

export const defaultPace: Pace = {
  pollMs: 3_000,
  cleanUpMs: 60_000,
  retryDelaysMs,
  concurrency: 4,
  deadlineMs: 30_000,
  leaseMs: 120_000,
  finishMs: 3_000,
  settleMs: 1_000,
};

export type Deliverer = AsyncDisposable & {
  /**
   * Claims no more messages, lets deliveries in progress finish within bounds, and resolves when they are settled.
   */
  readonly stop: () => Promise<void>;
};

/** Delivers messages of the outbox, on a signal and every few seconds, until it is stopped. */
export function startDeliverer(parts: DelivererContext, pace: Pace = defaultPace): Deliverer {
  const { core, outboxSignal, log } = parts;
  const deadline = new AbortController();
  const deliverClaimed = (claimed: ClaimedMessage) =>
    deliver(parts, pace, { claimed, stopping: deadline.signal });
  const workers = (['mail', 'sms'] as const).map((kind) =>
    startChannelWorker({ core, kind, deliver: deliverClaimed, ...pace, report: outageLogger(log, kind) }),
  );
  const poll = (): void => {
    for (const worker of workers) worker.poll();
  };
  const reportCleanUp = outageLogger(log, 'tidying');
  const cleanUpNow = (): void => void sweepExpired(core).then(() => reportCleanUp(), reportCleanUp);

  const unsubscribe = outboxSignal.subscribe(poll);
  const timers = [setInterval(poll, pace.pollMs), setInterval(cleanUpNow, pace.cleanUpMs)];
  poll();

  const end = async (): Promise<void> => {
    unsubscribe();
    for (const timer of timers) clearInterval(timer);
    const cut = setTimeout(() => deadline.abort(), pace.finishMs);
    await Promise.all(workers.map((worker) => worker.finish()));
    clearTimeout(cut);
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}
