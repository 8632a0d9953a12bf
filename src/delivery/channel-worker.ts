import type { Core } from '../core/core.ts';
import type { Message } from '../core/outbox/message.ts';
import { type ClaimedMessage, claimDue } from '../core/outbox/queue.ts';

/** Delivers the messages of one channel, so that a hanging text message does not delay mail. */
export type ChannelWorker = {
  /** Checks for messages to deliver. */
  readonly poll: () => void;
  /** Claims no more messages, and resolves when the claimed ones are settled. */
  readonly finish: () => Promise<void>;
};

type ChannelWorkerParts = {
  readonly core: Core;
  readonly kind: Message['kind'];
  /** Delivers a message and records the outcome. */
  readonly deliver: (claimed: ClaimedMessage) => Promise<void>;
  readonly concurrency: number;
  readonly leaseMs: number;
  /** Called after every poll with the error of the database, or nothing. */
  readonly report: (error?: unknown) => void;
};

export function startChannelWorker({
  core,
  kind,
  deliver,
  concurrency,
  leaseMs,
  report,
}: ChannelWorkerParts): ChannelWorker {
  const inFlight = new Set<Promise<void>>();
  let pollRequested = false;
  let finished = false;
  let polling: Promise<void> | undefined;

  const poll = (): void => {
    pollRequested = true;
    polling ??= claimAll();
  };

  const claimAll = async (): Promise<void> => {
    try {
      while (pollRequested && !finished) {
        pollRequested = false;
        // After a full batch there may be more.
        if (await claimBatch()) pollRequested = true;
      }
      report();
    } catch (error) {
      report(error);
    } finally {
      // In the same turn in which the loop ended: a later poll starts another one.
      polling = undefined;
    }
  };

  const claimBatch = async (): Promise<boolean> => {
    const most = concurrency - inFlight.size;
    // Every completed delivery polls again.
    if (most === 0) return false;
    const { found, claimed } = await claimDue(core, { kind, most, leaseMs });
    for (const message of claimed) startDelivery(message);
    return found > 0;
  };

  const startDelivery = (message: ClaimedMessage): void => {
    const delivery = deliver(message)
      .catch(report)
      .finally(() => {
        inFlight.delete(delivery);
        poll();
      });
    inFlight.add(delivery);
  };

  const finish = async (): Promise<void> => {
    finished = true;
    await polling;
    await Promise.all(inFlight);
  };

  return { poll, finish };
}
