import { readFileSync } from 'node:fs';

/** Reads often enough to know of a process that has ended. */
const LOOK_AGAIN_MS = 20;

/** A process by its id, which is missing before it has begun. */
type Watched = { readonly process: { readonly pid?: number | undefined } };

/** Measures what a program promises to do in time. */
type OwnTime = Disposable & {
  /** Milliseconds since the beginning, without those for which this process or a watched one was ready and others ran. */
  readonly spentMs: () => number;
  /** The milliseconds that were left out. */
  readonly keptWaitingMs: () => number;
};

/**
 * Begins to measure. On a busy machine, a process waits for a processor before it does anything: that time says nothing of
 * the program, and neither does a limit that it breaks. Where the system does not tell of it, all time counts.
 */
export function ownTime(...watched: readonly Watched[]): OwnTime {
  const begun = performance.now();
  const ids = [process.pid, ...watched.flatMap((one) => one.process.pid ?? [])];
  const last = new Map(ids.map((id) => [id, waitedMs(id) ?? 0]));
  const atFirst = sum(last);
  const look = () => {
    for (const id of ids) last.set(id, waitedMs(id) ?? last.get(id) ?? 0);
    return sum(last) - atFirst;
  };
  const timer = setInterval(look, LOOK_AGAIN_MS).unref();
  return {
    spentMs: () => performance.now() - begun - look(),
    keptWaitingMs: look,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** How long the main thread of a process has waited for a processor. See sched-stats in the documentation of Linux. */
function waitedMs(id: number): number | undefined {
  try {
    const [, nanoseconds = ''] = readFileSync(`/proc/${id}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1_000_000;
  } catch {
    return undefined;
  }
}

function sum(numbers: ReadonlyMap<number, number>): number {
  return [...numbers.values()].reduce((all, one) => all + one, 0);
}
