import { sweepExpired } from '../core/expiring.ts';
import type { ClaimedMessage } from '../core/outbox/queue.ts';
import { retryDelaysMs } from '../core/outbox/retries.ts';
import { startChannelWorker } from './channel-worker.ts';
import { type DeliveryContext, type DeliveryTiming, deliver, type Log } from './deliver.ts';
import type { OutboxSignal } from './outbox-signal.ts';

const ERROR_LENGTH_AT_MOST = 200;

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

/**
 * Logs one line when an outage begins and one when it ends, per kind of work, since one kind may fail while another
 * works.
 */
function outageLogger(log: Log, work: string): (error?: unknown) => void {
  let isDown = false;
  return (error) => {
    if (isDown === (error !== undefined)) return;
    isDown = error !== undefined;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : 'Error';
    const fields = { work, error: message.slice(0, ERROR_LENGTH_AT_MOST) };
    if (isDown) log.warn(fields, 'the outbox cannot be read or written');
    else log.info({ work }, 'the outbox can be read and written again');
  };
}
