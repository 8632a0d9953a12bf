import type { Instant } from '../instant.ts';

export type MetadataObject = Readonly<Record<string, unknown>>;

/** What servers and administrators keep about a user, who cannot write it. */
export type Metadata = {
  /** What the user may read. */
  readonly readOnly: MetadataObject;
  readonly private: MetadataObject;
  /** Null before it is first written. */
  readonly updatedAt: Instant | null;
};

/** Most bytes of each of the two objects as JSON. */
export const METADATA_BYTES = 65_535;
