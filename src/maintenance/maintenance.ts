import type { Core } from '../core/core.ts';
import { chainHistory } from '../core/history/chain.ts';
import { type Cadence, defaultCadence, signHistory } from '../core/history/checkpoints.ts';
import { eraseHistory } from '../core/history/erasure.ts';

const ERROR_LENGTH_AT_MOST = 200;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** How often it is looked and how much is done in one transaction; tests have less time. */
export type Pace = {
  readonly pollMs: number;
  readonly most: number;
  readonly cadence: Cadence;
};

/** Small enough that nobody waits long for the one writer of SQLite. */
const defaultPace: Pace = { pollMs: 1_000, most: 250, cadence: defaultCadence };

/** A server that stops signs how far it came, so that nothing stands unsigned until the next one starts. */
const finalCadence: Cadence = { entries: 1, milliseconds: 0 };
const FINAL_RUN_MS = 2_000;

export type Maintenance = AsyncDisposable & {
  /**
   * Lets what is under way end, then chains and signs what still waits. Begins no further transaction after so many
   * milliseconds, 2,000 without a number; the next server goes on with what is left.
   */
  readonly stop: (withinMs?: number) => Promise<void>;
};

/** Chains and signs the history, and erases from it what has to go, until it is stopped. */
export function startMaintenance(
  { core, log }: { readonly core: Core; readonly log: Log },
  pace: Pace = defaultPace,
): Maintenance {
  let stopped = false;
  let running: Promise<void> | undefined;
  const report = outageLogger(log);
  const runUntilDone = async (): Promise<void> => {
    // As long as there was something, there may be more.
    while (!stopped && (await runOnce(core, log, pace)) > 0);
  };
  const poll = (): void => {
    running ??= runUntilDone()
      .then(() => report(), report)
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(poll, pace.pollMs);
  poll();
  const end = async (deadline: number): Promise<void> => {
    stopped = true;
    clearInterval(timer);
    await running;
    await finish(core, log, { most: pace.most, deadline }).then(() => report(), report);
  };
  let ended: Promise<void> | undefined;
  const stop = (withinMs = FINAL_RUN_MS): Promise<void> => {
    ended ??= end(performance.now() + withinMs);
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: () => stop() };
}

/** Chains and signs what waits, for so long. What has to be erased has time until the next start. */
async function finish(
  core: Core,
  log: Log,
  { most, deadline }: { readonly most: number; readonly deadline: number },
): Promise<void> {
  const isTime = () => performance.now() < deadline;
  while (isTime() && (await chainHistory(core, { most })) > 0);
  while (isTime() && (await sign(core, log, finalCadence)) > 0);
}

/** Each of them is tried, whatever became of the others. Answers how much was done. */
async function runOnce(core: Core, log: Log, { most, cadence }: Pace): Promise<number> {
  const done = await Promise.allSettled([
    chainHistory(core, { most }),
    sign(core, log, cadence).then(() => 0),
    eraseHistory(core, { most }),
  ]);
  const failed = done.find((part) => part.status === 'rejected');
  if (failed) throw failed.reason;
  return done.reduce((sum, part) => sum + (part.status === 'fulfilled' ? part.value : 0), 0);
}

/** Answers how many checkpoints were made. */
async function sign(core: Core, log: Log, cadence: Cadence): Promise<number> {
  const signed = await signHistory(core, cadence);
  // What is written here is the copy that nobody who has the database can change.
  for (const checkpoint of signed) log.info({ checkpoint }, 'history checkpoint');
  return signed.length;
}

/** One line when the trouble begins and one when it is over, however often it is looked. */
function outageLogger(log: Log): (error?: unknown) => void {
  let isDown = false;
  return (error) => {
    if (isDown === (error !== undefined)) return;
    isDown = error !== undefined;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : 'Error';
    if (isDown) log.warn({ error: message.slice(0, ERROR_LENGTH_AT_MOST) }, 'the history cannot be chained');
    else log.info({}, 'the history can be chained again');
  };
}
