import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import { chainHistory } from '../core/history/chain.ts';
import { type Cadence, type Checkpoint, defaultCadence, signHistory } from '../core/history/checkpoints.ts';
import { eraseHistory } from '../core/history/erasure.ts';
import { preparePartitions } from '../core/history/partitions.ts';
import { hours } from '../core/instant.ts';
import { removeDeletedProjects } from '../core/projects/removal.ts';
import { watchClock } from './clock-watch.ts';
import { outageLines } from './outage-lines.ts';

const ERROR_LENGTH_AT_MOST = 200;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** The poll interval and the work per transaction; tests use shorter ones. */
export type Pace = {
  readonly pollMs: number;
  readonly most: number;
  readonly cadence: Cadence;
};

/** Small enough not to block SQLite's single writer for long. */
const defaultPace: Pace = { pollMs: 1_000, most: 250, cadence: defaultCadence };

/** A stopping server signs its progress, so that nothing is left unsigned until the next start. */
const finalCadence: Cadence = { entries: 1, milliseconds: 0 };
const FINAL_RUN_MS = 2_000;
const REST_AT_MOST_MS = 100;
/** How often partitions are created ahead. After a failure it is tried again soon: others may have used the table. */
const PARTITIONS_MS = hours(1);
/** Tries that fail one after another, in about a minute, before a line is logged. */
const FAILURES_BEFORE_LINE = 6;

export type Maintenance = AsyncDisposable & {
  /**
   * Lets work in progress finish, then chains and signs what is waiting. Starts no transaction after `withinMs`,
   * 2,000 by default; the next server continues.
   */
  readonly stop: (withinMs?: number) => Promise<void>;
};

type MaintenanceParts = {
  readonly core: Core;
  readonly log: Log;
  /** Where checkpoints go. It writes whatever the level of `log`. */
  readonly checkpointLog?: Pick<Log, 'info'>;
};

/** Chains and signs the history, runs due erasures, and removes deleted projects, until it is stopped. */
export function startMaintenance(
  { core, log, checkpointLog: checkpoints = log }: MaintenanceParts,
  pace: Pace = defaultPace,
): Maintenance {
  let stopped = false;
  let running: Promise<void> | undefined;
  const report = outageLines(log, {
    begins: 'the history cannot be chained',
    ends: 'the history can be chained again',
  });
  const lookAtClock = watchClock({ core, log });
  const prepare = hourly(core, log, pace);
  const runUntilDone = async (): Promise<void> => {
    await lookAtClock();
    await prepare();
    // After work there may be more. While much is waiting, as after an import, half of the time is for others.
    for (let began = performance.now(); !stopped; began = performance.now()) {
      if ((await runOnce(core, checkpoints, pace)) === 0) return;
      await sleep(Math.min(performance.now() - began, REST_AT_MOST_MS));
    }
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
    await finish(core, checkpoints, { most: pace.most, deadline }).then(() => report(), report);
  };
  let ended: Promise<void> | undefined;
  const stop = (withinMs = FINAL_RUN_MS): Promise<void> => {
    ended ??= end(performance.now() + withinMs);
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: () => stop() };
}

/**
 * Returns a function that prepares partitions, now and then. A failure is tried again after a pause that doubles, and is
 * logged when it lasts: entries have a place without.
 */
function hourly(core: Core, log: Log, { pollMs }: Pace): () => Promise<void> {
  let nextAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  const failed = (error: unknown): void => {
    nextAt = performance.now() + Math.min(PARTITIONS_MS, pollMs * 2 ** failures);
    failures += 1;
    if (failures !== FAILURES_BEFORE_LINE) return;
    const message = error instanceof Error ? error.message : 'Error';
    log.warn({ error: message.slice(0, ERROR_LENGTH_AT_MOST) }, 'no partition for the next month yet');
  };
  return async () => {
    if (performance.now() < nextAt) return;
    nextAt = performance.now() + PARTITIONS_MS;
    await preparePartitions(core).then(() => {
      failures = 0;
    }, failed);
  };
}

/** Chains and signs what is waiting, within a time. Erasures can wait for the next start. */
async function finish(
  core: Core,
  checkpoints: Pick<Log, 'info'>,
  { most, deadline }: { readonly most: number; readonly deadline: number },
): Promise<void> {
  const isTime = () => performance.now() < deadline;
  while (isTime() && (await chainHistory(core, { most })) > 0);
  while (isTime() && (await sign(core, checkpoints, finalCadence)) > 0);
}

/** Runs every task, even after another failed. Returns the amount of work done. */
async function runOnce(core: Core, checkpoints: Pick<Log, 'info'>, { most, cadence }: Pace): Promise<number> {
  const done = await Promise.allSettled([
    chainHistory(core, { most }),
    sign(core, checkpoints, cadence).then(() => 0),
    eraseHistory(core, { most }),
    removeSome(core, checkpoints, most),
  ]);
  const failed = done.find((part) => part.status === 'rejected');
  if (failed) throw failed.reason;
  return done.reduce((sum, part) => sum + (part.status === 'fulfilled' ? part.value : 0), 0);
}

/** Returns the number of new checkpoints. */
async function sign(core: Core, log: Pick<Log, 'info'>, cadence: Cadence): Promise<number> {
  const signed = await signHistory(core, cadence);
  for (const checkpoint of signed) logCheckpoint(log, checkpoint);
  return signed.length;
}

/** This log is the copy that access to the database cannot change. */
function logCheckpoint(log: Pick<Log, 'info'>, checkpoint: Checkpoint): void {
  log.info({ checkpoint }, 'history checkpoint');
}

/**
 * Removes rows of deleted projects, then pauses for as long: the writer of SQLite has at least half of its time for
 * others. Returns the number of transactions that removed something.
 */
async function removeSome(core: Core, log: Pick<Log, 'info'>, most: number): Promise<number> {
  const start = performance.now();
  const onSigned = (checkpoint: Checkpoint) => logCheckpoint(log, checkpoint);
  const steps = await removeDeletedProjects(core, { most, onSigned });
  if (steps > 0) await sleep(performance.now() - start);
  return steps;
}
