import type { ClaimedMessage } from '../core/outbox/queue.ts';
import { retryDelaysMs } from '../core/outbox/retries.ts';
import { createSweeper, type SweepReport } from '../core/sweeping.ts';
import { startChannelWorker } from './channel-worker.ts';
import { type DeliveryContext, type DeliveryTiming, deliver } from './deliver.ts';
import { outageLogger } from './outages.ts';
import type { OutboxSignal } from './outbox-signal.ts';

export type DelivererContext = DeliveryContext & {
  readonly outboxSignal: OutboxSignal;
  /** Called after each sweep of this server. */
  readonly onSwept?: ((report: SweepReport) => void) | undefined;
};

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
  const { core, outboxSignal, log, onSwept } = parts;
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
  const sweeper = createSweeper(core);
  let sweeping: Promise<void> | undefined;
  const cleanUpNow = (): void => {
    sweeping ??= sweeper
      .sweep()
      .then((report) => {
        if (report) onSwept?.(report);
        reportCleanUp();
      }, reportCleanUp)
      .finally(() => {
        sweeping = undefined;
      });
  };

  const unsubscribe = outboxSignal.subscribe(poll);
  const timers = [setInterval(poll, pace.pollMs), setInterval(cleanUpNow, pace.cleanUpMs)];
  poll();

  const end = async (): Promise<void> => {
    unsubscribe();
    for (const timer of timers) clearInterval(timer);
    const cut = setTimeout(() => deadline.abort(), pace.finishMs);
    await Promise.all(workers.map((worker) => worker.finish()));
    clearTimeout(cut);
    await sweeping;
    // Without it, others wait until the lease ends.
    await sweeper.stop().catch(() => {});
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}
