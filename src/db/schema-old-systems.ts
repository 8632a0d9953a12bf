/** An old system that is asked about passwords which only it knows. */
export type OldSystemRow = {
  project_id: string;
  /** The name of the contract: `okta`. */
  system: string;
  url: string;
  /** About whom it is asked, separated by commas: `pending`, `unknown`. */
  asks: string;
  /** JSON object of texts. */
  options: string;
  /** The sealed secret of requests; sealed and empty if there is none. */
  sealed: string;
  updated_at: number;
};

/** A contract by which other systems may ask about passwords. Without a row, it is off. */
export type ServedContractRow = {
  project_id: string;
  contract: string;
  enabled_at: number;
};
