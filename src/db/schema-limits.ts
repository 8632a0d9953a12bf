/** Attempts at one factor of one user, or of an unknown address. */
export type AttemptsRow = {
  project_id: string;
  /** The user's id; for an unknown address, "~" and its keyed hash. */
  user_id: string;
  factor: string;
  /** The origin of the attempt: "" for strangers, else the key of a device that the user has signed in with. */
  bucket: string;
  /** Attempts begun since the last success. */
  tried: number;
  /** No attempt is evaluated before this moment. */
  not_before: number;
  updated_at: number;
};

/** The count of a rate limit within its window. */
export type RateWindowRow = {
  project_id: string;
  /** Digest of what is limited and for whom. */
  key: string;
  used: number;
  ends_at: number;
};
