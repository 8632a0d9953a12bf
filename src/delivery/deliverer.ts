import type { Core } from '../core/core.ts';
import { tidyDeviceCodes } from '../core/device-grants/codes/codes.ts';
import { tidyLimits } from '../core/limits/rates.ts';
import { type Claimed, tidyOutbox } from '../core/outbox/queue.ts';
import { retryDelaysMs } from '../core/outbox/retries.ts';
import type { Bell } from './bell.ts';
import { openLane } from './lane.ts';
import { deliverOne, type Log, type TryPace, type TryParts } from './trying.ts';

const TIDIED_AT_ONCE = 200;
const TROUBLE_AT_MOST = 200;

export type DelivererParts = TryParts & { readonly bell: Bell };

/** How long things take; tests have less time. */
export type Pace = TryPace & {
  /** Between two looks when nobody rings. */
  readonly lookMs: number;
  readonly tidyMs: number;
  /** At once, of each kind. */
  readonly atOnce: number;
  /** Longer than a delivery and its settling may take: afterwards another server may deliver the message too. */
  readonly leaseMs: number;
  /** What is under way when the server stops may go on for so long. */
  readonly finishMs: number;
};

export const defaultPace: Pace = {
  lookMs: 3_000,
  tidyMs: 60_000,
  retryDelaysMs,
  atOnce: 4,
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
export function startDeliverer(parts: DelivererParts, pace: Pace = defaultPace): Deliverer {
  const { core, bell, log } = parts;
  const cutting = new AbortController();
  const deliver = (claimed: Claimed) => deliverOne(parts, pace, { claimed, stopping: cutting.signal });
  const lanes = (['mail', 'sms'] as const).map((kind) =>
    openLane({ core, kind, deliver, ...pace, noted: troubleNoter(log, kind) }),
  );
  const look = (): void => {
    for (const lane of lanes) lane.look();
  };
  const tidied = troubleNoter(log, 'tidying');
  const tidy = (): void => void tidyUp(core).then(() => tidied(), tidied);

  const deafen = bell.listen(look);
  const timers = [setInterval(look, pace.lookMs), setInterval(tidy, pace.tidyMs)];
  look();

  const end = async (): Promise<void> => {
    deafen();
    for (const timer of timers) clearInterval(timer);
    const cut = setTimeout(() => cutting.abort(), pace.finishMs);
    await Promise.all(lanes.map((lane) => lane.finish()));
    clearTimeout(cut);
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

async function tidyUp(core: Core): Promise<void> {
  await tidyLimits(core, TIDIED_AT_ONCE);
  await tidyOutbox(core, TIDIED_AT_ONCE);
  await tidyDeviceCodes(core, TIDIED_AT_ONCE);
}

/**
 * Of each kind of work apart, since one may find nothing wrong where another does: one line when the trouble begins and
 * one when it is over, however often it is looked.
 */
function troubleNoter(log: Log, work: string): (error?: unknown) => void {
  let troubled = false;
  return (error) => {
    if (troubled === (error !== undefined)) return;
    troubled = error !== undefined;
    const said = error instanceof Error ? `${error.name}: ${error.message}` : 'Error';
    const fields = { work, error: said.slice(0, TROUBLE_AT_MOST) };
    if (troubled) log.warn(fields, 'the outbox cannot be read or written');
    else log.info({ work }, 'the outbox can be read and written again');
  };
}
