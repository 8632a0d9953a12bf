import { setImmediate } from 'node:timers/promises';
import { DatabaseUnavailable, type Tx } from './database.ts';
import { patiently, type SqliteConnection } from './sqlite-connection.ts';
import type { Durability } from './sqlite-durability.ts';

const WAITING_AT_MOST = 10_000;
const GROUP_AT_MOST = 512;

type Job = {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};
type Outcome = { readonly job: Job } & ({ readonly value: unknown } | { readonly error: unknown });

/**
 * The single writer. Writes waiting when a commit begins share it, each in its own savepoint, so that a refused one
 * leaves nothing and the others stay. A write is acknowledged when its commit is on the disk, never before. While the
 * disk syncs, the event loop serves reads, and the next group gathers.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #tx: Tx;
  readonly #durability: Durability;
  #waiting: Job[] = [];
  #draining: Promise<void> | undefined;
  #group: Promise<void> | undefined;

  constructor(connection: SqliteConnection, tx: Tx, durability: Durability) {
    this.#connection = connection;
    this.#tx = tx;
    this.#durability = durability;
  }

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#waiting.length >= WAITING_AT_MOST) {
      return Promise.reject(new DatabaseUnavailable('too many writes are waiting'));
    }
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
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
      await this.#durability.beforeGroup();
      await patiently(() => this.#connection.exec('begin immediate'));
    } catch (error) {
      // Later writes waited for the same lock or disk: reject them too, rather than let each group wait in turn.
      for (const job of [...group, ...this.#waiting.splice(0)]) job.reject(error);
      return;
    }
    try {
      const outcomes = await this.#run(group);
      this.#connection.exec('commit');
      await this.#durability.afterCommit();
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
