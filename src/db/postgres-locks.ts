import { DatabaseUnavailable } from './database.ts';

/** Beyond this many, a write that needs a locked row is refused at once. */
const WAITING_AT_MOST = 1_000;

/** A statement waited too long for a row, or would have: others of this process wait for the same one already. */
export class RowLocked extends DatabaseUnavailable {
  /** The statement with its values. Equal statements need the same rows. */
  readonly statement: string;

  constructor(statement: string, options: { readonly cause?: unknown } = {}) {
    super('a row stays locked', options);
    this.statement = statement;
  }
}

type Waiting = { readonly statement: string; readonly start: () => void };

/**
 * The writes that wait for locked rows. They hold no connection: the transaction is rolled back, and starts again when
 * its turn comes, a few at a time for all rows and fewer for one.
 */
export class LockQueue {
  readonly #atOnce: number;
  readonly #perRow: number;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();

  constructor({ atOnce, perRow }: { readonly atOnce: number; readonly perRow: number }) {
    this.#atOnce = atOnce;
    this.#perRow = perRow;
  }

  /** Reports whether a write waits for the rows of this statement. `statement` is called only if any write waits. */
  isContended(statement: () => string): boolean {
    return this.#running.size > 0 && this.#running.has(statement());
  }

  /** Runs the work in its turn. Refuses with `locked` after `waitMs`, or at once if too many wait. */
  async run<T>(locked: RowLocked, waitMs: number, work: () => Promise<T>): Promise<T> {
    await this.#turn(locked, waitMs);
    try {
      return await work();
    } finally {
      this.#leave(locked.statement);
    }
  }

  async #turn(locked: RowLocked, waitMs: number): Promise<void> {
    const { statement } = locked;
    if (this.#hasRoom(statement)) return this.#enter(statement);
    if (this.#waiting.size >= WAITING_AT_MOST) throw locked;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { statement, start: resolve };
    this.#waiting.add(waiting);
    const timer = setTimeout(() => {
      this.#waiting.delete(waiting);
      reject(locked);
    }, waitMs);
    await promise.finally(() => clearTimeout(timer));
  }

  #hasRoom(statement: string): boolean {
    const running = [...this.#running.values()].reduce((sum, count) => sum + count, 0);
    return running < this.#atOnce && (this.#running.get(statement) ?? 0) < this.#perRow;
  }

  #enter(statement: string): void {
    this.#running.set(statement, (this.#running.get(statement) ?? 0) + 1);
  }

  #leave(statement: string): void {
    const left = (this.#running.get(statement) ?? 0) - 1;
    if (left > 0) this.#running.set(statement, left);
    else this.#running.delete(statement);
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.statement)) continue;
      this.#waiting.delete(waiting);
      this.#enter(waiting.statement);
      waiting.start();
      return;
    }
  }
}
