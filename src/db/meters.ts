import type { StatementTimes } from './statement-times.ts';

/** Connections of a pool in this process. */
export type PoolState = {
  readonly pool: string;
  readonly used: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
  readonly most: number;
};

/** What an engine counts of its work in this process. */
export type EngineMeters = {
  readonly statements: StatementTimes;
  /** None on SQLite. */
  readonly pools: () => readonly PoolState[];
  /** Writes by the size of the group in which they were committed; missing where each is alone. */
  readonly groups?: GroupSizes | undefined;
  /** Bytes of the write-ahead log beside the database file; `undefined` where the database server keeps it. */
  readonly logBytes: () => number | undefined;
  /** What is remembered of rows; `undefined` where nothing is. */
  readonly cache: () =>
    | { readonly hits: number; readonly misses: number; readonly bytes: number }
    | undefined;
};

/** Upper bounds of group sizes. */
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const;

/** A histogram of how many writes are committed at once. */
export class GroupSizes {
  readonly bounds: readonly number[] = SIZES;
  readonly counts: number[] = SIZES.map(() => 0);
  groups = 0;
  writes = 0;

  add(size: number): void {
    const at = this.bounds.findIndex((bound) => size <= bound);
    // The last bound is the largest group.
    const place = at < 0 ? this.counts.length - 1 : at;
    this.counts[place] = (this.counts[place] ?? 0) + 1;
    this.groups++;
    this.writes += size;
  }
}
