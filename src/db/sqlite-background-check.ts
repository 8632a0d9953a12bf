import type { Worker } from 'node:worker_threads';
import type { BackgroundChecks, CheckProgress, Damage } from './damage.ts';
import { type CheckTask, isAlive, startCheckThread } from './sqlite-check-thread.ts';

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
 * soon after damage. What it finds is added to `damage`, which is cleared by a whole check that finds nothing. The first check runs in
 * the `prepared` thread, if there is one.
 */
export function startSqliteChecks(path: string, damage: Damage, prepared?: Worker): BackgroundChecks {
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
  let next = prepared;
  const begin = (): void => {
    let found = 0;
    worker = next && isAlive(next) ? next : startCheckThread();
    next = undefined;
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
    worker.on('exit', () => {
      worker = undefined;
      quick.resolve();
      schedule();
    });
    worker.postMessage({ path } satisfies CheckTask);
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
