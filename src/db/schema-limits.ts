/** Guesses at one factor of one user, or of an address that nobody has. */
export type AttemptsRow = {
  project_id: string;
  /** The user's id; for an unknown address, "~" and its keyed hash. */
  user_id: string;
  factor: string;
  /** Whose guesses: "" for strangers, else what tells a device that the user has signed in with. */
  bucket: string;
  /** Guesses begun since the last success. */
  tried: number;
  /** Nothing is evaluated before this moment. */
  not_before: number;
  updated_at: number;
};

/** How often something was done within a window of time. */
export type RateWindowRow = {
  project_id: string;
  /** Digest of what is limited and for whom. */
  key: string;
  used: number;
  ends_at: number;
};
