import type { ColumnType } from 'kysely';

type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** What an entry of `audit` gets when it is chained, after it was written. */
export type ChainColumns = {
  /** From 1 on without a gap, in each project. */
  position: Later<number>;
  /** SHA-256 of the hash before it and the entry, hex. */
  hash: Later<string>;
  /** SHA-256 of the salt and the personal fields, hex; stays when they are erased. */
  personal_hash: Later<string>;
  /** Random, hex; null also when the personal fields were erased. */
  salt: Later<string>;
};

/** How far the chain of a project reaches; whoever goes on with it locks this row. */
export type HistoryHeadRow = {
  project_id: string;
  position: number;
  hash: string;
  updated_at: number;
  /** The position of the last checkpoint, and when it was made. */
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

/** A deleted user whose personal data has yet to go from the history, and how far that has come. */
export type ErasureRow = {
  project_id: string;
  user_id: string;
  /** The last entry that is meant: that of the deletion. */
  through: string;
  due_at: number;
  /** Which of the ways to be in an entry is walked, and the last entry that was looked at. */
  part: number;
  after: string;
};
