import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { YescryptCost } from './yescrypt-kdf.ts';
import type { YescryptOrder, YescryptResult } from './yescrypt-worker.ts';

/** The thread ends after this time without work: hashes of this kind are replaced at the first sign-in. */
const IDLE_MS = 10_000;
/** Of an order with those before it. Callers bound how many wait. */
const DEADLINE_MS = 60_000;

type Waiting = { readonly resolve: (key: Buffer) => void; readonly reject: (error: Error) => void };

/** Computes yescrypt in a thread that starts with the first order. One order runs at a time. */
export class YescryptThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #orders = 0;

  compute(password: Uint8Array, salt: Uint8Array, cost: YescryptCost): Promise<Buffer> {
    const id = this.#orders++;
    this.#worker ??= this.#start();
    clearTimeout(this.#idle);
    // A process does not end while someone waits.
    this.#worker.ref();
    const order: YescryptOrder = { id, password, salt, ...cost };
    this.#worker.postMessage(order);
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#waiting.set(id, { resolve, reject });
    const deadline = setTimeout(() => this.#fail(new Error('yescrypt took too long')), DEADLINE_MS);
    return promise.finally(() => {
      clearTimeout(deadline);
      this.#rest(id);
    });
  }

  #start(): Worker {
    // The worker has this file's extension: TypeScript in development, JavaScript when built.
    const url = new URL(`./yescrypt-worker${extname(import.meta.filename)}`, import.meta.url);
    const started = new Worker(url, { resourceLimits: { maxYoungGenerationSizeMb: 4 } });
    started.on('message', ({ id, key }: YescryptResult) => this.#waiting.get(id)?.resolve(Buffer.from(key)));
    started.on('error', (error: Error) => this.#fail(error));
    return started;
  }

  #rest(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    this.#worker?.unref();
    this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
  }

  /** The next order starts another thread. */
  #fail(error: Error): void {
    this.#end();
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.terminate().catch(() => undefined);
  }
}
