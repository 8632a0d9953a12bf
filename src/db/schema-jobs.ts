import type { ColumnType } from 'kysely';

/** An act on many users, and how far it is. */
export type JobRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  act: string;
  /** JSON object. */
  parameters: string;
  /** JSON object: whom it meets. Ids are parts of the job. */
  target: string;
  /** JSON object: on whose word. */
  actor: string;
  state: string;
  /** Why it failed; null unless it did. */
  reason: string | null;
  /** Users who were created later are not met. */
  upper_sequence: number;
  /** The last target that was met, as the kind of target writes it; empty before the first. */
  after: string;
  total: number;
  /** 1 when `total` is exact: no more users are met. */
  is_exact: number;
  done: number;
  skipped: number;
  failed: number;
  /** Bytes of its result, as they are stored. */
  result_bytes: number;
  /** JSON object: how many were skipped for which reason. */
  skips: string;
  /** The job whose acts this one undoes, or whose failures it tries again. */
  undoes: string | null;
  retries: string | null;
  /** The jobs that do so with this one. */
  undone_by: string | null;
  retried_by: string | null;
  started_at: number | null;
  ended_at: number | null;
  /** When it is deleted with its parts; null until it has ended. */
  expires_at: number | null;
};

/** What a job keeps, in pieces: `ids`, `done`, `failed`, or `result`. */
export type JobPartRow = {
  project_id: string;
  job_id: string;
  kind: string;
  /** How many targets come before the piece. */
  position: number;
  /** JSON array; of a result, lines of JSON, compressed, in base64. */
  content: string;
};
