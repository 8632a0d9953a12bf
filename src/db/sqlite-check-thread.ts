import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Told to a check thread once. */
export type CheckTask = { readonly path: string };

/** In MB. A step reads 1,000 rows, which are garbage after it. */
const YOUNG_MB = 8;

/**
 * Starts a thread that checks a database file when it is told which. It takes tens of milliseconds to come up, so that a server
 * starts it before it has a database open. Does not keep the process alive.
 */
export function startCheckThread(): Worker {
  // The worker has this file's extension: TypeScript in development, JavaScript when built.
  const file = new URL(`./sqlite-check-worker${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  // A check that fails for another reason than damage, such as a lock, runs again later.
  worker.on('error', () => {});
  worker.unref();
  return worker;
}

/** Whether it can be told something. */
export function isAlive({ threadId }: Worker): boolean {
  return threadId > 0;
}
