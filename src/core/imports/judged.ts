import type { SourceItem, SourceTeam } from '../../imports/source.ts';
import type { BatchRow, Notes } from './candidate.ts';
import type { Duplicates } from './duplicates.ts';
import type { ImportSource } from './import.ts';
import { type Judging, judge } from './judge.ts';

/** A row with what was noticed of it, or a team. */
export type JudgedRow =
  | { readonly team: SourceTeam }
  | { readonly row: BatchRow; readonly item: SourceItem; readonly notes?: Notes };

/**
 * Reads and judges the rows of a source in order. Rows count from 1; teams do not count. Rows up to `after` are passed
 * over. With `duplicates`, what several rows claim is settled too.
 */
export async function* judgedRows(
  source: ImportSource,
  judging: Judging,
  { after = 0, duplicates }: { readonly after?: number; readonly duplicates?: Duplicates } = {},
): AsyncGenerator<JudgedRow> {
  let position = 0;
  for await (const item of source.items()) {
    if (item.kind === 'team') {
      yield { team: item };
      continue;
    }
    position++;
    if (position > after) yield judgedRow(item, position, judging, duplicates);
  }
}

function judgedRow(
  item: Exclude<SourceItem, SourceTeam>,
  position: number,
  judging: Judging,
  duplicates: Duplicates | undefined,
): JudgedRow {
  const place = { position, file: item.file, row: item.row, sourceId: item.sourceId ?? null };
  if (item.kind !== 'user') return { row: { ...place, outcome: item.kind, reason: item.reason }, item };
  const judged = judge(item, position, judging);
  const { notes } = judged;
  const refuse = (reason: string) => ({ ...place, outcome: 'refused', reason }) as const;
  if ('refused' in judged) return { row: refuse(judged.refused), item, notes };
  if (!duplicates) return { row: judged, item, notes };
  const resolved = duplicates.resolve(judged.candidate);
  if ('refused' in resolved)
    return { row: refuse(resolved.refused), item, notes: { ...notes, duplicate: resolved.duplicate } };
  const leftOut = [...notes.leftOut, ...resolved.leftOut];
  return { row: { candidate: resolved.candidate }, item, notes: { ...notes, leftOut } };
}
