/** What an export contains beside what every one does. */
export type ExportOptions = { readonly withSecrets: boolean; readonly withSessions: boolean };

/**
 * The first line of an export, in JSON. Each other line is `{"table":…,"row":{…}}`, in the order of tables and keys; the
 * last one is an `ExportEnd`. Two exports of the same rows are the same bytes.
 */
export type ExportHeader = {
  readonly denizen: 'export';
  readonly format: number;
  readonly projects: readonly string[];
  /** The newest migration that the version knew. An import fills that schema, and migrates it to its own. */
  readonly schema: string;
  readonly secrets: boolean;
  readonly sessions: boolean;
  /** The first and the last moment of the history, in milliseconds since 1970. */
  readonly history: { readonly from: number; readonly to: number } | null;
};

/** `sha256` is over all lines before it. */
export type ExportEnd = { readonly end: true; readonly rows: number; readonly sha256: string };

export const EXPORT_FORMAT = 1;
