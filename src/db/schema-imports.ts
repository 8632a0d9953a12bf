import type { ColumnType } from 'kysely';

export type ImportRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  /** Name of the system that the files are of. */
  system: string;
  /** SHA-256 of the files, hex. */
  digest: string;
  /** JSON object: how the rows are read and what becomes of them. Without secrets. */
  options: string;
  /** running, ended, or undone */
  state: string;
  /** JSON object: rows by outcome. */
  counts: string;
  /** JSON array of names. */
  files: string;
  /** How many rows of the files are dealt with. */
  position: number;
  ended_at: number | null;
};

export type ImportItemRow = {
  project_id: string;
  import_id: string;
  /** Counts the rows of the files from 1; teams are below 0. */
  position: number;
  /** user or team */
  kind: string;
  /** The id at the source, where it is not the id here. */
  source_id: string | null;
  user_id: string | null;
  team_id: string | null;
  outcome: string;
  /** The state in which the import left what it created: see `core/imports/undo.ts`. */
  stamp: string | null;
};

/** An import of files that an administrator uploaded, and how far it is. */
export type ImportJobRow = {
  project_id: string;
  id: string;
  sequence: ColumnType<number, number, never>;
  updated_at: number;
  state: string;
  /** Name of the machine on whose disk the files are. */
  server: string;
  /** JSON object: on whose word it runs. */
  actor: string;
  /** JSON array: name, size and SHA-256 of each file, and of which system it may be. */
  files: string;
  /** JSON object: the system and how rows become users. Without secrets. */
  settings: string | null;
  /** JSON object: the step, and how many rows of it are done. */
  progress: string | null;
  /** JSON object: what the dry run found. */
  result: string | null;
  /** JSON array: sign-ins that were tried, without passwords. */
  canaries: string | null;
  /** JSON object: rows by outcome. */
  counts: string | null;
  /** JSON object: how many users were deleted and kept. */
  undone: string | null;
  /** Why it failed, or why the last step did. */
  problem: string | null;
  /** Id of the row of `imports` that has what was written. */
  journal_id: string | null;
  ended_at: number | null;
  /** When it is deleted with its files. */
  expires_at: number | null;
};
