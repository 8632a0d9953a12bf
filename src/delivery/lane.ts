import type { Core } from '../core/core.ts';
import type { Message } from '../core/outbox/message.ts';
import { type Claimed, claimDue } from '../core/outbox/queue.ts';

/** Delivers the messages of one kind, so that a text message that hangs holds up no mail. */
export type Lane = {
  /** Looks whether there is something to deliver. */
  readonly look: () => void;
  /** Takes no more messages, and resolves when those that were taken are settled. */
  readonly finish: () => Promise<void>;
};

type LaneParts = {
  readonly core: Core;
  readonly kind: Message['kind'];
  /** Delivers a message and writes down what became of it. */
  readonly deliver: (claimed: Claimed) => Promise<void>;
  readonly atOnce: number;
  readonly leaseMs: number;
  /** Told of every look whether the database answered: the error, or nothing. */
  readonly noted: (error?: unknown) => void;
};

export function openLane({ core, kind, deliver, atOnce, leaseMs, noted }: LaneParts): Lane {
  const inFlight = new Set<Promise<void>>();
  let asked = false;
  let finished = false;
  let looking: Promise<void> | undefined;

  const look = (): void => {
    asked = true;
    looking ??= takeAll();
  };

  const takeAll = async (): Promise<void> => {
    try {
      while (asked && !finished) {
        asked = false;
        // As long as there was something, there may be more.
        if (await take()) asked = true;
      }
      noted();
    } catch (error) {
      noted(error);
    } finally {
      // In the same turn in which the loop ended: what is asked from now on begins another.
      looking = undefined;
    }
  };

  const take = async (): Promise<boolean> => {
    const most = atOnce - inFlight.size;
    // Every delivery that ends looks again.
    if (most === 0) return false;
    const { looked, claimed } = await claimDue(core, { kind, most, leaseMs });
    for (const message of claimed) begin(message);
    return looked > 0;
  };

  const begin = (message: Claimed): void => {
    const delivery = deliver(message)
      .catch(noted)
      .finally(() => {
        inFlight.delete(delivery);
        look();
      });
    inFlight.add(delivery);
  };

  const finish = async (): Promise<void> => {
    finished = true;
    await looking;
    await Promise.all(inFlight);
  };

  return { look, finish };
}
