/** The secrets of an import, until no hash needs them any more. */
export type ImportSecretsRow = {
  project_id: string;
  /** Of the import; named by the hashes. */
  id: string;
  /** JSON, sealed. */
  sealed: string;
  created_at: number;
};
