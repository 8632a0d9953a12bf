import type { ExportField } from '../src/exports/target.ts';

type Field = ExportField | 'user';

/** What does not return when the sample of a system is imported, exported to the same system, and imported again. */
export type RoundTrip = {
  /** The export itself reports it as lost. */
  readonly reported: readonly Field[];
  /** The file has it, and the import reads it otherwise: why. */
  readonly otherwise: Readonly<Partial<Record<Field, string>>>;
};

/** By the name of the target. Those that differ in nothing have an entry too. */
export const roundTrips: Readonly<Record<string, RoundTrip>> = {
  csv: { reported: [], otherwise: { preferences: 'a mapping reads no JSON within a value' } },
};
