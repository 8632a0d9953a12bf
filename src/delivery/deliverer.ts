import type { Core } from '../core/core.ts';
import { deleteExpiredDeviceCodes } from '../core/device-grants/device-codes.ts';
import { deleteExpiredLimits } from '../core/limits/rates.ts';
import { type ClaimedMessage, deleteDeadMessages } from '../core/outbox/queue.ts';
import { retryDelaysMs } from '../core/outbox/retries.ts';
import { startChannelWorker } from './channel-worker.ts';
import { type DeliveryContext, type DeliveryTiming, deliver, type Log } from './deliver.ts';
import type { OutboxSignal } from './outbox-signal.ts';

const CLEANED_AT_ONCE = 200;
const ERROR_LENGTH_AT_MOST = 200;

export type DelivererContext = DeliveryContext & { readonly outboxSignal: OutboxSignal };

/** How long things take; tests have less time. */
export type Pace = DeliveryTiming & {
  /** Between two looks when nobody rings. */
  readonly pollMs: number;
  readonly cleanUpMs: number;
  /** At once, of each kind. */
  readonly concurrency: number;
  /** Longer than a delivery and its settling may take: afterwards another server may deliver the message too. */
  readonly leaseMs: number;
  /** What is under way when the server stops may go on for so long. */
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
  /** Takes no more messages, lets those under way end within bounds, and resolves when they are settled. */
  readonly stop: () => Promise<void>;
};

/** Delivers what waits in the outbox, at the sound of the bell and every few seconds, until it is stopped. */
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
  const cleanUpNow = (): void => void cleanUp(core).then(() => reportCleanUp(), reportCleanUp);

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

async function cleanUp(core: Core): Promise<void> {
  await deleteExpiredLimits(core, CLEANED_AT_ONCE);
  await deleteDeadMessages(core, CLEANED_AT_ONCE);
  await deleteExpiredDeviceCodes(core, CLEANED_AT_ONCE);
}

/**
 * Of each kind of work apart, since one may find nothing wrong where another does: one line when the trouble begins and
 * one when it is over, however often it is looked.
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
