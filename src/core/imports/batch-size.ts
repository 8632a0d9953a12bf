import { ReadablePassword } from '../../crypto/passwords/readable.ts';
import type { BatchRow } from './candidate.ts';
import type { ImportPlan } from './import.ts';

/** Powers of two, so that the users of a batch are few statements. */
const LEAST_ROWS = 1_024;
/** Larger ones save nothing on PostgreSQL and little on SQLite, and their rows are in memory. */
const MOST_ROWS = 2_048;
/** What rows of a batch may hold of free form together: it is in memory. */
const MOST_BYTES = 8 * 1_048_576;
/** Hashing so many takes some seconds, which an import that is stopped has to wait or to repeat. */
const MOST_READABLE = 128;
/**
 * Other writers wait for a transaction, at most 2 s on SQLite (`sqlite-connection.ts`). The more rows one has, the fewer
 * pages it changes for each.
 */
const SHORT_MS = 400;
const LONG_MS = 1_000;

/** How many rows one transaction writes: as many as others can wait for. */
export class BatchSize {
  readonly #most: number;
  #rows = LEAST_ROWS;
  #bytes = 0;
  #readable = 0;

  constructor({ onConflict, mergesEmails, history }: ImportPlan) {
    // Users who are changed, and entries of the history, are written one by one.
    const isEach = onConflict === 'update' || mergesEmails || history === 'user';
    this.#most = isEach ? LEAST_ROWS : MOST_ROWS;
  }

  /** Adds a row to a batch that has `rows` with it. Reports whether the batch is full. */
  isFull(row: BatchRow, rows: number): boolean {
    if ('candidate' in row) {
      this.#bytes += row.candidate.freeBytes;
      if (row.candidate.password instanceof ReadablePassword) this.#readable++;
    }
    return rows >= this.#rows || this.#bytes >= MOST_BYTES || this.#readable >= MOST_READABLE;
  }

  /** Begins the next batch. */
  next(): void {
    this.#bytes = 0;
    this.#readable = 0;
  }

  /** Learns how long a transaction of `rows` held what others may wait for. */
  took(ms: number, rows: number): void {
    if (ms > LONG_MS) this.#rows = Math.max(LEAST_ROWS, this.#rows / 2);
    else if (ms < SHORT_MS && rows >= this.#rows) this.#rows = Math.min(this.#most, this.#rows * 2);
  }
}
