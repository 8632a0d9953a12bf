import type { Settled } from './batch.ts';
import type { ReportedRow } from './import.ts';

/** Returns what a report says of a row. */
export function reported({ row, outcome, user, reason }: Settled): ReportedRow {
  const { file, row: number, sourceId } = 'candidate' in row ? row.candidate : row;
  return {
    ...{ file, row: number, outcome },
    ...(sourceId !== null && { sourceId }),
    ...(user !== undefined && { user }),
    ...(reason !== undefined && { reason }),
  };
}
