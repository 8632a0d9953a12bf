import type { ColumnType } from 'kysely';

type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** What chaining adds to an entry of `audit`. */
export type ChainColumns = {
  /** Starts at 1 in each lane of a project, without gaps. */
  position: Later<number>;
  /** SHA-256 of the previous hash and the entry, hex. */
  hash: Later<string>;
  /** SHA-256 of the salt and the personal fields, hex; stays when they are erased. */
  personal_hash: Later<string>;
  /** Random, hex; null after the personal fields were erased. */
  salt: Later<string>;
};

/**
 * The end of a chain of a project. A writer that extends the chain locks this row, so that no position is given twice:
 * a table that is partitioned or distributed has no unique index that says so.
 */
export type HistoryHeadRow = {
  project_id: string;
  lane: number;
  position: number;
  hash: string;
  updated_at: number;
  /** The position of the project's last checkpoint, and when it was signed; in the row of lane 0. */
  signed_position: number;
  signed_at: number;
};

export type HistoryCheckpointRow = {
  project_id: string;
  /** The sum of the positions of all lanes. */
  position: number;
  /** The hash of the chain; with `heads`, SHA-256 over them. */
  hash: string;
  at: number;
  /** HMAC-SHA-256 over the rest, hex. */
  signature: string;
  /** JSON array of `[lane, position, hash]` in order; null for a project that has only lane 0. */
  heads: string | null;
};

/**
 * The removal of the beginning of a project's history, up to a checkpoint: the chain goes on from there. A cut stays
 * for good, since it is the proof that no other process removed the entries.
 */
export type HistoryCutRow = {
  project_id: string;
  /** The checkpoint, as in `history_checkpoints`. */
  position: number;
  hash: string;
  heads: string | null;
  at: number;
  signature: string;
  /** The position of the cut before, or 0. */
  from_position: number;
  /** Whether the entries were written to a file, or were only too old. */
  kind: 'archive' | 'retention';
  /** SHA-256 of the lines of the file before its last, hex; empty without a file. */
  digest: string;
  made_at: number;
  /** HMAC-SHA-256 over the rest, hex. */
  proof: string;
  /** When all its entries were gone from the database; null until then. */
  removed_at: number | null;
};

/** A deleted project of which rows are left, and how far they are removed (`core/projects/removal.ts`). */
export type ProjectRemovalRow = {
  project_id: string;
  name: string;
  deleted_at: number;
  /** When the pass over its tables began. */
  pass_at: number;
  /** The table that the pass has come to; empty at its beginning. */
  part: string;
  /** When the end of its history was recorded, which then is removed too. */
  recorded_at: number | null;
};

/** Work that one server does at a time, and until when it does. */
export type LeaseRow = { project_id: string; name: string; holder: string; ends_at: number };

/** The number of lanes of each project's history, in one row without a project; without it, one. */
export type HistoryLanesRow = { project_id: string; lanes: number };

/** A deleted user whose personal data is to be erased from the history, and the progress. */
export type ErasureRow = {
  project_id: string;
  user_id: string;
  /** The last entry to erase: that of the deletion. */
  through: string;
  due_at: number;
  /** The index being scanned, and the last entry processed. */
  part: number;
  after: string;
};

/** How often something happened in a project on a day of UTC, such as `2026-12-31`; or how many there were. */
export type DailyCountRow = { project_id: string; day: string; name: string; total: number };
