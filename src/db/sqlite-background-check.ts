import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BackgroundChecks, CheckProgress, Damage } from './damage.ts';

export type CheckTask = { readonly path: string };
export type CheckMessage =
  | { readonly is: 'step'; readonly share?: number; readonly findings: readonly string[] }
  | { readonly is: 'quick check done' }
  | { readonly is: 'done' };

/** A start waits this long for the quick check: enough for a few hundred MB that the system has in memory. */
const START_WAITS_MS = 2_000;
const AGAIN_AFTER_MS = 24 * 3_600_000;
/** Damage that only requests met, or that is gone again, was a disk that could not be read. */
const AGAIN_AFTER_DAMAGE_MS = 5_000;

/**
 * Checks a database file in a thread with a connection of its own: quickly, then every row slowly; again each day, and
 * soon after damage. What it finds is added to `damage`, which is cleared by a whole check that finds nothing.
 */
export function startSqliteChecks(path: string, damage: Damage): BackgroundChecks {
  let progress: CheckProgress = { share: 0, finishedAt: undefined };
  let worker: Worker | undefined;
  let again: NodeJS.Timeout | undefined;
  let isStopped = false;
  const quick = Promise.withResolvers<void>();

  const schedule = (): void => {
    clearTimeout(again);
    if (isStopped || worker) return;
    const delay = damage.findings().length > 0 ? AGAIN_AFTER_DAMAGE_MS : AGAIN_AFTER_MS;
    again = setTimeout(begin, delay).unref();
  };
  const begin = (): void => {
    let found = 0;
    worker = checkThread(path);
    worker.on('message', (message: CheckMessage) => {
      if (message.is === 'quick check done') quick.resolve();
      else if (message.is === 'step') {
        for (const finding of message.findings) damage.add(finding);
        found += message.findings.length;
        progress = { ...progress, share: message.share ?? progress.share };
      } else {
        progress = { share: 1, finishedAt: Date.now() };
        if (found === 0) damage.clear();
      }
    });
    // A check that fails for another reason than damage, such as a lock, runs again later.
    worker.on('error', () => {});
    worker.on('exit', () => {
      worker = undefined;
      quick.resolve();
      schedule();
    });
  };
  begin();
  damage.listen(schedule);
  // Referenced: while the start waits for the check, nothing else may keep the process alive.
  const bound = setTimeout(quick.resolve, START_WAITS_MS);
  return {
    quickCheck: quick.promise.finally(() => clearTimeout(bound)),
    progress: () => progress,
    stop: async () => {
      isStopped = true;
      clearTimeout(again);
      await worker?.terminate();
    },
  };
}

function checkThread(path: string): Worker {
  // The worker has this file's extension: TypeScript in development, JavaScript when built.
  const file = new URL(`./sqlite-check-worker${extname(import.meta.filename)}`, import.meta.url);
  const task: CheckTask = { path };
  const worker = new Worker(file, { workerData: task });
  worker.unref();
  return worker;
}
