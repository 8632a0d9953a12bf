import { setTimeout } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import { DatabaseUnavailable } from './database.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteDiskThread } from './sqlite-disk-thread.ts';
import type { SqliteLog } from './sqlite-log.ts';

/** Length of the log, in frames: a page of 4 KiB each. */
export type LogLimits = {
  /** A checkpoint begins after so many more frames. */
  readonly checkpoint: number;
  /** Writes wait for the checkpoint that is running, for a bounded time. */
  readonly wait: number;
  /** Writes are refused. Another process that keeps a snapshot open for long lets the log grow this far, or a disk that is much slower than what is written. */
  readonly refuse: number;
};

/** 8 MB, 64 MB, 1 GB. */
export const defaultLogLimits: LogLimits = { checkpoint: 2_000, wait: 16_000, refuse: 262_144 };

const WAIT_AT_MOST_MS = 2_000;
const RETRY_AFTER_MS = 1_000;
const IO_ERROR = 10;
const LENGTH = CompiledQuery.raw('pragma wal_checkpoint(noop)');

/**
 * Copies the log of one database into its file in a thread, so that no checkpoint blocks the event loop, and begins the
 * log anew between two groups of writes.
 */
export class SqliteCheckpoints {
  readonly #connection: Pick<SqliteConnection, 'rows'>;
  readonly #thread: SqliteDiskThread;
  readonly #log: SqliteLog;
  readonly #limits: LogLimits;
  #running: Promise<void> | undefined;
  #isRestartDue = false;
  /** The length of the log at the last checkpoint that could not begin it anew, else 0. */
  #base = 0;
  #retryAfter = 0;

  constructor(parts: {
    readonly connection: Pick<SqliteConnection, 'rows'>;
    readonly thread: SqliteDiskThread;
    readonly log: SqliteLog;
    readonly limits: LogLimits;
  }) {
    this.#connection = parts.connection;
    this.#thread = parts.thread;
    this.#log = parts.log;
    this.#limits = parts.limits;
  }

  /** Resolves when a write may begin. Called between groups; fails when the log is too long. */
  async beforeWrite(): Promise<void> {
    let frames = this.frames();
    if (frames >= this.#limits.wait) {
      await this.#runEnds();
      frames = this.frames();
    }
    const isTooLong = frames >= this.#limits.refuse;
    if (!this.#running && (this.#isRestartDue || isTooLong)) await this.#restart();
    if (!isTooLong || this.frames() < this.#limits.refuse) return;
    throw new DatabaseUnavailable(
      'the write-ahead log is too long: the disk is too slow for it, or another process keeps it from being emptied',
    );
  }

  /** Begins a checkpoint if one is due in a log of so many frames. Called outside of transactions. */
  afterWrite(frames: number): void {
    if (frames < this.#base) this.#base = 0;
    // After a failed sync, a checkpoint could put pages into the file that the log on the disk does not cover.
    const isDue = frames - this.#base >= this.#limits.checkpoint && !this.#log.failure;
    if (!isDue || this.#running || this.#isRestartDue || performance.now() < this.#retryAfter) return;
    this.#run('checkpoint', () => {
      this.#isRestartDue = true;
    });
  }

  /** The number of committed frames in the log. Called outside of transactions. */
  frames(): number {
    // Cast: a column of this pragma.
    return (this.#connection.rows(LENGTH)[0] as { readonly log: number }).log;
  }

  /** Resolves when no checkpoint runs. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #restart(): Promise<void> {
    this.#isRestartDue = false;
    this.#run('restart', () => {
      const frames = this.frames();
      this.#base = frames >= this.#limits.checkpoint ? frames : 0;
    });
    await this.#runEnds();
  }

  #run(kind: 'checkpoint' | 'restart', done: () => void): void {
    this.#running = this.#thread
      .run({ kind })
      .then(({ error }) => {
        if (!error) return done();
        this.#retryAfter = performance.now() + RETRY_AFTER_MS;
        // It may have been the sync of the log, whose next sync would then prove nothing.
        if (error.code === IO_ERROR) this.#log.fail(new Error(error.message));
      })
      .catch(() => {
        this.#retryAfter = performance.now() + RETRY_AFTER_MS;
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Waits for the run, for a bounded time. */
  async #runEnds(): Promise<void> {
    if (!this.#running) return;
    const waited = new AbortController();
    const { signal } = waited;
    await Promise.race([this.#running, setTimeout(WAIT_AT_MOST_MS, undefined, { signal }).catch(() => {})]);
    waited.abort();
  }
}
