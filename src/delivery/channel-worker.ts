import type { Core } from '../core/core.ts';
import type { Message } from '../core/outbox/message.ts';
import { type ClaimedMessage, claimDue } from '../core/outbox/queue.ts';
import { type ClaimLoop, startClaimLoop } from './claim-loop.ts';

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

/** Delivers the messages of one channel, so that a hanging text message does not delay mail. */
export function startChannelWorker(parts: ChannelWorkerParts): ClaimLoop {
  const { core, kind, deliver, concurrency, leaseMs, report } = parts;
  return startClaimLoop({
    claim: async (inProgress) => {
      const most = concurrency - inProgress.length;
      return most > 0 ? claimDue(core, { kind, most, leaseMs }) : undefined;
    },
    deliver,
    report,
  });
}
