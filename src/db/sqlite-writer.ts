import { setImmediate } from 'node:timers/promises';
import { DatabaseUnavailable, type Tx } from './database.ts';
import { GroupSizes } from './meters.ts';
import { runTransaction, type TxHandle } from './run-transaction.ts';
import type { SqliteChanges } from './sqlite-changes.ts';
import { patiently, type SqliteConnection } from './sqlite-connection.ts';
import type { Durability } from './sqlite-durability.ts';

const WAITING_AT_MOST = 10_000;
const GROUP_AT_MOST = 512;
const GATHER_SHARE = 0.1;
const GATHER_AT_MOST_MS = 5;
/** Groups that run in savepoints after a write has failed: more may. */
const WARY_GROUPS = 64;

type Job = {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** In milliseconds of `performance.now()`. */
  readonly since: number;
};
type Outcome = { readonly job: Job } & ({ readonly value: unknown } | { readonly error: unknown });

type WriterParts = {
  readonly handle: TxHandle;
  readonly durability: Durability;
  readonly changes: SqliteChanges;
};

/**
 * The single writer. Writes waiting when a commit begins share it. A refused one leaves nothing, and the others stay: the
 * group is rolled back and runs again, each write in its own savepoint. Works may run twice, as on PostgreSQL after a
 * deadlock. Without a refusal there are no savepoints, for which SQLite copies each page before a write changes it. A write is acknowledged when its commit is on the disk, never before. While the
 * disk syncs, the event loop serves reads, and the next group gathers.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #handle: TxHandle;
  readonly #durability: Durability;
  readonly #changes: SqliteChanges;
  /** Of the groups that were committed. */
  readonly groups = new GroupSizes();
  #waiting: Job[] = [];
  #draining: Promise<void> | undefined;
  /** Whether the group waits for a lock or for the disk to be in order. */
  #isLocked = false;
  #group: Promise<number> | undefined;
  /** How many of the next groups run in savepoints at once. */
  #wary = 0;

  constructor(connection: SqliteConnection, { handle, durability, changes }: WriterParts) {
    this.#connection = connection;
    this.#handle = handle;
    this.#durability = durability;
    this.#changes = changes;
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

  /** Returns how long the first waiting write has waited for others, in milliseconds; 0 while another process locks the file. */
  delay(): number {
    const [first] = this.#waiting;
    // Reads go on then, and a lock says nothing about the load.
    return first && !this.#isLocked ? performance.now() - first.since : 0;
  }

  waiting(): { readonly waiting: number; readonly most: number } {
    return { waiting: this.#waiting.length, most: WAITING_AT_MOST };
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
      const group = this.#waiting.splice(0, GROUP_AT_MOST);
      this.#group = this.#commit(group);
      const syncMs = await this.#group;
      this.#group = undefined;
      await this.#gather(group.length, syncMs);
    }
    this.#draining = undefined;
  }

  /**
   * Waits for the next writes of the clients that were just answered. Without this, clients fall into two halves, each
   * of which waits for the syncs of both. Bounded by a share of the time of a sync, which a write waits for anyway.
   */
  async #gather(answered: number, syncMs: number): Promise<void> {
    const expected = this.#waiting.length + answered;
    const until = performance.now() + Math.min(syncMs * GATHER_SHARE, GATHER_AT_MOST_MS);
    do await setImmediate();
    while (this.#waiting.length > 0 && this.#waiting.length < expected && performance.now() < until);
  }

  /** Returns how long the sync took, in milliseconds. */
  async #commit(group: readonly Job[]): Promise<number> {
    // A transaction left open by a failed disk would keep every later group from beginning.
    this.#rollBack();
    try {
      this.#isLocked = true;
      await this.#durability.beforeGroup();
      await this.#begin();
      this.#isLocked = false;
    } catch (error) {
      this.#isLocked = false;
      // Later writes waited for the same lock or disk: reject them too, rather than let each group wait in turn.
      for (const job of [...group, ...this.#waiting.splice(0)]) job.reject(error);
      return 0;
    }
    try {
      const outcomes = await this.#run(group);
      this.#connection.exec('commit');
      // In the same turn: from here on, others read what was committed.
      this.#changes.ended();
      const committedAt = performance.now();
      await this.#durability.afterCommit();
      this.groups.add(group.length);
      for (const outcome of outcomes) settle(outcome);
      return performance.now() - committedAt;
    } catch (error) {
      this.#rollBack();
      this.#changes.ended();
      for (const job of group) job.reject(error);
      return 0;
    }
  }

  async #begin(): Promise<void> {
    await patiently(() => this.#changes.watch());
    await patiently(() => this.#connection.exec('begin immediate'));
  }

  #rollBack(): void {
    try {
      if (this.#connection.raw.isTransaction) this.#connection.exec('rollback');
    } catch {
      // Rollback is retried before the next batch; this batch fails with the original error.
    }
  }

  async #run(group: readonly Job[]): Promise<readonly Outcome[]> {
    if (this.#wary === 0) {
      const outcomes = await this.#runTogether(group);
      if (outcomes) return outcomes;
      this.#wary = WARY_GROUPS;
      await this.#begin();
    }
    this.#wary--;
    return this.#runApart(group);
  }

  /** Returns `undefined` when a write fails whose group must run again; nothing is left of it then. */
  async #runTogether(group: readonly Job[]): Promise<readonly Outcome[] | undefined> {
    const outcomes: Outcome[] = [];
    for (const job of group) {
      try {
        outcomes.push({ job, value: await runTransaction(this.#handle, job.work) });
      } catch (error) {
        // A full disk may have rolled back everything: then the whole group fails.
        if (!this.#connection.raw.isTransaction) throw error;
        this.#connection.exec('rollback');
        if (group.length > 1) return undefined;
        // The caller commits.
        await this.#begin();
        return [{ job, error }];
      }
    }
    return outcomes;
  }

  /** A write that fails is undone alone. */
  async #runApart(group: readonly Job[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const job of group) {
      this.#connection.exec('savepoint job');
      try {
        const value = await runTransaction(this.#handle, job.work);
        this.#connection.exec('release job');
        outcomes.push({ job, value });
      } catch (error) {
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
