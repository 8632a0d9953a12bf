import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Order, Result } from './sqlite-disk-worker.ts';

/** The log is cut to this size when it begins anew after a time of many writes. */
export const LOG_BYTES_KEPT = 67_108_864;

/**
 * A thread that waits for the disk: it syncs the log and makes checkpoints, one order at a time. The thread pool of the
 * process would do for a sync, but there it queues behind password hashes, which also run at a low priority.
 */
export class SqliteDiskThread {
  readonly #path: string;
  #worker: Worker | undefined;
  #isBusy = false;
  #hasCrashed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether an order would be carried out at once. A thread that has crashed gets no more syncs. */
  get isFree(): boolean {
    return !this.#isBusy && !this.#hasCrashed;
  }

  async run(order: Order): Promise<Result> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#isBusy = true;
    worker.ref();
    try {
      const answer = once(worker, 'message');
      worker.postMessage(order);
      const [result] = (await answer) as [Result];
      return result;
    } finally {
      worker.unref();
      this.#isBusy = false;
    }
  }

  async close(): Promise<void> {
    if (!this.#worker) return;
    await this.run({ kind: 'close' }).catch(() => undefined);
    await this.#worker?.terminate();
  }

  #start(): Worker {
    // The worker has this file's extension: TypeScript in development, JavaScript when built.
    const url = new URL(`./sqlite-disk-worker${extname(import.meta.filename)}`, import.meta.url);
    const started = new Worker(url, {
      workerData: { path: this.#path, logBytesKept: LOG_BYTES_KEPT },
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 2 },
    });
    // The order under way fails with it; the next checkpoint starts another thread.
    started.on('error', () => {
      this.#worker = undefined;
      this.#hasCrashed = true;
    });
    return started;
  }
}
