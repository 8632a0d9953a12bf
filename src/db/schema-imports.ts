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
