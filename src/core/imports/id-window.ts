import type { SourceItem, SourceTeam } from '../../imports/source.ts';
import type { Judging } from './judge.ts';
import { idOf } from './judge.ts';

/**
 * Rows that are sorted at once. Most indexes have their rows in the order of users' ids, so that a batch of sorted rows shares
 * pages: of a large directory, it changes 9 a user instead of 15. They are in memory together, as long as their texts are. Another bound is
 * another order, in which no import that has begun may go on: it needs another name in `RowOrder`.
 */
export const WINDOW_ROWS = 16_384;
export const WINDOW_LETTERS = 8_000_000;

export type SourceRow = Exclude<SourceItem, SourceTeam>;
type Placed = { readonly item: SourceRow; readonly position: number; readonly id: string };

/** Sorts rows by the ids of their users, a window at a time. It depends on nothing but the rows and the plan. */
export class IdWindow {
  readonly #by: Pick<Judging, 'system' | 'plan'>;
  /** Rows of the order that are still left out. */
  #leftOut: number;
  #rows: Placed[] = [];
  #letters = 0;

  /** The first `after` rows of the order are left out. */
  constructor(by: Pick<Judging, 'system' | 'plan'>, after: number) {
    this.#by = by;
    this.#leftOut = after;
  }

  get isFull(): boolean {
    return this.#rows.length >= WINDOW_ROWS || this.#letters >= WINDOW_LETTERS;
  }

  add(item: SourceRow, position: number): void {
    this.#rows.push({ item, position, id: this.#idOf(item) });
    this.#letters += lettersIn(item);
  }

  /** Yields the rows in order, and forgets them. */
  *take(): Generator<Placed> {
    const rows = this.#rows;
    const passed = Math.min(this.#leftOut, rows.length);
    this.#rows = [];
    this.#letters = 0;
    this.#leftOut -= passed;
    if (passed === rows.length) return;
    // Users without a time of creation are made in the order of the files, which lists show.
    if (rows.every(({ item }) => item.kind !== 'user' || isDated(item))) rows.sort(byId);
    // From the end, so that what was taken is not kept.
    rows.reverse();
    rows.length -= passed;
    for (let placed = rows.pop(); placed; placed = rows.pop()) yield placed;
  }

  #idOf(item: SourceRow): string {
    return item.kind === 'user' ? idOf(item, this.#by) : (item.sourceId ?? '');
  }
}

/** The letters and bytes that a row holds, names of members included. */
function lettersIn(row: SourceRow): number {
  let letters = 0;
  const left: unknown[] = [row];
  for (let value = left.pop(); left.length > 0 || value !== undefined; value = left.pop()) {
    if (typeof value === 'string' || value instanceof Uint8Array) letters += value.length;
    else if (Array.isArray(value)) for (const each of value) left.push(each);
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) {
        letters += name.length;
        left.push(member);
      }
  }
  return letters;
}

function isDated({ createdAt }: { readonly createdAt?: number }): boolean {
  return createdAt !== undefined && Number.isFinite(createdAt) && createdAt > 0;
}

function byId(a: Placed, b: Placed): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.position - b.position;
}
