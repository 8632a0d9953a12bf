import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '../core.ts';
import { type ChainedRow, listChained, listHeads } from '../history/store.ts';
import type { ProjectId } from '../projects/project.ts';
import { entriesOf, type HistoryEntry } from './search.ts';

const ROWS_AT_ONCE = 200;
const POLL_MS = 1_000;

/**
 * How far the chains of a project were read: the position by lane. An entry gets its position after its transaction has
 * committed, and no position is given before all lower ones are visible, so that nothing is skipped.
 */
export type TailPosition = ReadonlyMap<number, number>;

const POSITION = /^\d{1,15}$/;
const POSITIONS = /^\d{1,4}:\d{1,15}(?:,\d{1,4}:\d{1,15})*$/;

/** Formats a position: `17` in a history of one chain, `0:17,3:5` in one of several. */
export function formatPosition(position: TailPosition): string {
  const lanes = [...position].filter(([, at]) => at > 0).toSorted(([one], [other]) => one - other);
  if (lanes.every(([lane]) => lane === 0)) return String(lanes[0]?.[1] ?? 0);
  return lanes.map(([lane, at]) => `${lane}:${at}`).join(',');
}

/** Returns nothing for a text that is no position. */
export function parsePosition(text: string): TailPosition | undefined {
  if (POSITION.test(text)) return new Map([[0, Number(text)]]);
  if (!POSITIONS.test(text)) return undefined;
  return new Map(
    text.split(',').map((part) => {
      const [lane, at] = part.split(':');
      return [Number(lane), Number(at)];
    }),
  );
}

/** Returns where the history of a project ends now. */
export async function findTail({ read }: Pick<Core, 'read'>, project: ProjectId): Promise<TailPosition> {
  return new Map((await listHeads(read, project)).map(({ lane, position }) => [lane, position]));
}

export type TailBatch = {
  /** In the order of time within a batch. */
  readonly entries: readonly HistoryEntry[];
  /** How far was read with each of the entries. */
  readonly positions: readonly TailPosition[];
  readonly position: TailPosition;
};

/**
 * Returns the entries after a position that have one, at most `most`. Asks no entries while nothing was added: one
 * statement for the ends of the chains.
 */
export async function readTail(
  core: Pick<Core, 'read' | 'seal'>,
  project: ProjectId,
  { after, most }: { readonly after: TailPosition; readonly most: number },
): Promise<TailBatch> {
  const grown = (await listHeads(core.read, project)).filter(
    ({ lane, position }) => position > (after.get(lane) ?? 0),
  );
  const rows: ChainedRow[] = [];
  for (const { lane } of grown) {
    const from = { after: after.get(lane) ?? 0, most };
    rows.push(...(await listChained(core.read, { project, lane }, from)));
  }
  // Within a lane, positions decide: an entry that was committed late has an older id.
  const merged = mergeLanes(rows).slice(0, most);
  const positions: TailPosition[] = [];
  let position = after;
  for (const row of merged) {
    position = new Map([...position, [row.lane, row.position]]);
    positions.push(position);
  }
  const entries = await entriesOf(core, core.read, { project, rows: merged });
  return { entries, positions, position };
}

/** Merges the lanes by time without changing the order of any. */
function mergeLanes(rows: readonly ChainedRow[]): readonly ChainedRow[] {
  const lanes = [...new Set(rows.map(({ lane }) => lane))].map((lane) => ({
    lane: rows.filter((row) => row.lane === lane),
    at: 0,
  }));
  const merged: ChainedRow[] = [];
  for (;;) {
    let next: { readonly lane: readonly ChainedRow[]; at: number } | undefined;
    let first: ChainedRow | undefined;
    for (const each of lanes) {
      const row = each.lane[each.at];
      if (row && (first === undefined || row.id < first.id)) [next, first] = [each, row];
    }
    if (!next || !first) return merged;
    next.at++;
    merged.push(first);
  }
}

/**
 * Yields what is added to the history of a project after a position, by default from now on, until the signal aborts.
 * Looks once in `pollMs`, 1,000 by default. Entries come about a second after they were made, when a server has chained
 * them.
 */
export async function* followHistory(
  core: Pick<Core, 'read' | 'seal'>,
  project: ProjectId,
  {
    after,
    signal,
    pollMs = POLL_MS,
  }: {
    readonly after?: TailPosition;
    readonly signal: AbortSignal;
    readonly pollMs?: number;
  },
): AsyncGenerator<TailBatch> {
  let position = after ?? (await findTail(core, project));
  while (!signal.aborted) {
    const batch = await readTail(core, project, {
      after: position,
      most: ROWS_AT_ONCE,
    });
    position = batch.position;
    if (batch.entries.length > 0) yield batch;
    if (batch.entries.length < ROWS_AT_ONCE)
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
