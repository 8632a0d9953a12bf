import type { Core } from '../core/core.ts';
import { chainHistory } from '../core/history/chain.ts';
import { type Cadence, everyThousand, signHistory } from '../core/history/checkpoints.ts';
import { eraseHistory } from '../core/history/erasing/erasing.ts';

const TROUBLE_AT_MOST = 200;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** How often it is looked and how much is done in one transaction; tests have less time. */
export type Pace = {
  readonly lookMs: number;
  readonly most: number;
  readonly cadence: Cadence;
};

/** Small enough that nobody waits long for the one writer of SQLite. */
const defaultPace: Pace = { lookMs: 1_000, most: 250, cadence: everyThousand };

export type Upkeep = AsyncDisposable & {
  /** Begins nothing more, and resolves when what is under way has ended. */
  readonly stop: () => Promise<void>;
};

/** Chains and signs the history, and erases from it what has to go, until it is stopped. */
export function startUpkeep(
  { core, log }: { readonly core: Core; readonly log: Log },
  pace: Pace = defaultPace,
): Upkeep {
  let stopped = false;
  let looking: Promise<void> | undefined;
  const noted = troubleNoter(log);
  const keepUp = async (): Promise<void> => {
    // As long as there was something, there may be more.
    while (!stopped && (await keep(core, log, pace)) > 0);
  };
  const look = (): void => {
    looking ??= keepUp()
      .then(() => noted(), noted)
      .finally(() => {
        looking = undefined;
      });
  };
  const timer = setInterval(look, pace.lookMs);
  look();
  const stop = async (): Promise<void> => {
    stopped = true;
    clearInterval(timer);
    await looking;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

/** Each of them is tried, whatever became of the others. Answers how much was done. */
async function keep(core: Core, log: Log, { most, cadence }: Pace): Promise<number> {
  const done = await Promise.allSettled([
    chainHistory(core, { most }),
    signHistory(core, cadence).then((signed) => {
      // What is written here is the copy that nobody who has the database can change.
      for (const checkpoint of signed) log.info({ checkpoint }, 'history checkpoint');
      return 0;
    }),
    eraseHistory(core, { most }),
  ]);
  const failed = done.find((part) => part.status === 'rejected');
  if (failed) throw failed.reason;
  return done.reduce((sum, part) => sum + (part.status === 'fulfilled' ? part.value : 0), 0);
}

/** One line when the trouble begins and one when it is over, however often it is looked. */
function troubleNoter(log: Log): (error?: unknown) => void {
  let troubled = false;
  return (error) => {
    if (troubled === (error !== undefined)) return;
    troubled = error !== undefined;
    const said = error instanceof Error ? `${error.name}: ${error.message}` : 'Error';
    if (troubled) log.warn({ error: said.slice(0, TROUBLE_AT_MOST) }, 'the history cannot be chained');
    else log.info({}, 'the history can be chained again');
  };
}
