import { setTimeout as wait } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import { type Batch, defaultBatch } from '../core/jobs/run.ts';
import { createJobRunner } from '../core/jobs/runner.ts';
import { outageLines } from './outage-lines.ts';

const ERROR_LENGTH_AT_MOST = 200;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** Durations and sizes; tests use smaller ones. */
export type JobPace = {
  /** How often new jobs are looked for. */
  readonly pollMs: number;
  /** The pause after each batch: this, and as long as the batch took, so that half of the time is for others. */
  readonly pauseMs: number;
  readonly batch: Batch;
};

export const defaultJobPace: JobPace = { pollMs: 1_000, pauseMs: 50, batch: defaultBatch };

export type Jobs = AsyncDisposable & {
  /** Lets the users in progress finish, and lets another server go on. */
  readonly stop: () => Promise<void>;
};

/** Works on the jobs of all projects, one batch after the other, until it is stopped. */
export function startJobs(
  { core, log }: { readonly core: Core; readonly log: Log },
  { pollMs, pauseMs, batch }: JobPace = defaultJobPace,
): Jobs {
  const stopping = new AbortController();
  const { signal } = stopping;
  const report = (error: unknown) => log.warn({ error: textOf(error) }, 'an act of a job failed');
  const runner = createJobRunner(core, report, batch);
  const changed = outageLines(log, { begins: 'jobs cannot go on', ends: 'jobs can go on again' });
  const pause = (ms: number) => wait(ms, undefined, { signal, ref: false }).catch(() => {});
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      let began = performance.now();
      const between = async (): Promise<boolean> => {
        await pause(pauseMs + performance.now() - began);
        began = performance.now();
        return !signal.aborted;
      };
      const isBusy = await runner.turn(between).then(
        (more) => {
          changed();
          return more;
        },
        (error: unknown) => {
          changed(error);
          return false;
        },
      );
      if (!isBusy) await pause(pollMs);
    }
  };
  const running = run();
  const end = async (): Promise<void> => {
    stopping.abort();
    await running;
    await runner.stop().catch(changed);
  };
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ended ??= end();
    return ended;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

/** Without what the error says of values. */
function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, ERROR_LENGTH_AT_MOST) : 'Error';
}
