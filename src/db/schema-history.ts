import type { ColumnType } from 'kysely';

type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** What chaining adds to an entry of `audit`. */
export type ChainColumns = {
  /** Starts at 1 in each project, without gaps. */
  position: Later<number>;
  /** SHA-256 of the previous hash and the entry, hex. */
  hash: Later<string>;
  /** SHA-256 of the salt and the personal fields, hex; stays when they are erased. */
  personal_hash: Later<string>;
  /** Random, hex; null after the personal fields were erased. */
  salt: Later<string>;
};

/** The end of a project's chain. A writer that extends the chain locks this row. */
export type HistoryHeadRow = {
  project_id: string;
  position: number;
  hash: string;
  updated_at: number;
  /** The position of the last checkpoint, and when it was signed. */
  signed_position: number;
  signed_at: number;
};

export type HistoryCheckpointRow = {
  project_id: string;
  position: number;
  hash: string;
  at: number;
  /** HMAC-SHA-256 over the rest, hex. */
  signature: string;
};

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
