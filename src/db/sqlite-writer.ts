import { setImmediate } from 'node:timers/promises';
import { DatabaseUnavailable, type Tx } from './database.ts';
import { patiently, type SqliteConnection } from './sqlite-connection.ts';

const WAITING_AT_MOST = 10_000;
const GROUP_AT_MOST = 512;

type Job = {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** In milliseconds of `performance.now()`. */
  readonly since: number;
};
type Outcome = { readonly job: Job } & ({ readonly value: unknown } | { readonly error: unknown });

/**
 * The single writer. Writes waiting when a commit begins share it, each in its own savepoint, so that a refused one
 * leaves nothing and the others stay. A write is acknowledged after the commit, never before.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #tx: Tx;
  #waiting: Job[] = [];
  #draining: Promise<void> | undefined;
  #group: Promise<void> | undefined;

  constructor(connection: SqliteConnection, tx: Tx) {
    this.#connection = connection;
    this.#tx = tx;
  }

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#waiting.length >= WAITING_AT_MOST) {
      return Promise.reject(new DatabaseUnavailable('too many writes are waiting'));
    }
    return new Promise<T>((resolve, reject) => {
      const since = performance.now();
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject, since });
      this.#draining ??= this.#drain();
    });
  }

  /** Returns how long the first waiting write has waited, in milliseconds. */
  delay(): number {
    const [first] = this.#waiting;
    return first ? performance.now() - first.since : 0;
  }

  /** Resolves when no write is waiting. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  /** Resolves when no group is between begin and commit. */
  async groupDone(): Promise<void> {
    while (this.#group) await this.#group;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop first, so that all requests of this turn form one group.
    await setImmediate();
    while (this.#waiting.length > 0) {
      this.#group = this.#commit(this.#waiting.splice(0, GROUP_AT_MOST));
      await this.#group;
      this.#group = undefined;
      await setImmediate();
    }
    this.#draining = undefined;
  }

  async #commit(group: readonly Job[]): Promise<void> {
    // A transaction left open by a failed disk would keep every later group from beginning.
    this.#rollBack();
    try {
      await patiently(() => this.#connection.exec('begin immediate'));
    } catch (error) {
      // Later writes waited for the same lock: reject them too, rather than let each group wait in turn.
      for (const job of [...group, ...this.#waiting.splice(0)]) job.reject(error);
      return;
    }
    try {
      const outcomes = await this.#run(group);
      this.#connection.exec('commit');
      for (const outcome of outcomes) settle(outcome);
    } catch (error) {
      this.#rollBack();
      for (const job of group) job.reject(error);
    }
  }

  #rollBack(): void {
    try {
      if (this.#connection.raw.isTransaction) this.#connection.exec('rollback');
    } catch {
      // Rollback is retried before the next batch; this batch fails with the original error.
    }
  }

  async #run(group: readonly Job[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const job of group) {
      this.#connection.exec('savepoint job');
      try {
        const value = await job.work(this.#tx);
        this.#connection.exec('release job');
        outcomes.push({ job, value });
      } catch (error) {
        // A full disk may have rolled back everything: then the whole group fails.
        if (!this.#connection.raw.isTransaction) throw error;
        this.#connection.exec('rollback to job');
        this.#connection.exec('release job');
        outcomes.push({ job, error });
      }
    }
    return outcomes;
  }
}

function settle(outcome: Outcome): void {
  if ('error' in outcome) outcome.job.reject(outcome.error);
  else outcome.job.resolve(outcome.value);
}
