import type { SourceItem, SourceTeam } from '../../imports/source.ts';
import type { BatchRow, Notes } from './candidate.ts';
import type { Duplicates } from './duplicates.ts';
import { IdWindow, type SourceRow } from './id-window.ts';
import type { ImportSource, RowOrder } from './import.ts';
import { type Judging, judge } from './judge.ts';

/** A row with what was noticed of it, or a team. */
export type JudgedRow =
  | { readonly team: SourceTeam }
  | { readonly row: BatchRow; readonly item: SourceItem; readonly notes?: Notes };

/**
 * Reads and judges the rows of a source, in the same order each time: that of the files, or that of ids in windows. Positions
 * are those of the files and count from 1; teams do not count. The first `after` rows of that order are passed over. With
 * `duplicates`, what several rows claim is settled too.
 */
export async function* judgedRows(
  source: ImportSource,
  judging: Judging,
  {
    after = 0,
    duplicates,
    order = 'files',
  }: { readonly after?: number; readonly duplicates?: Duplicates; readonly order?: RowOrder } = {},
): AsyncGenerator<JudgedRow> {
  let position = 0;
  const window = order === 'ids' ? new IdWindow(judging, after) : undefined;
  for await (const item of source.items()) {
    if (item.kind === 'team') {
      yield { team: item };
      continue;
    }
    position++;
    if (!window) {
      if (position > after) yield judgedRow(item, position, judging, duplicates);
      continue;
    }
    window.add(item, position);
    if (!window.isFull) continue;
    for (const placed of window.take()) yield judgedRow(placed.item, placed.position, judging, duplicates);
  }
  for (const placed of window?.take() ?? [])
    yield judgedRow(placed.item, placed.position, judging, duplicates);
}

function judgedRow(
  item: SourceRow,
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
