import type { SourceItem, SourceTeam } from '../../imports/source.ts';
import type { Judging } from './judge.ts';
import { idOf } from './judge.ts';

/**
 * Rows that are sorted at once. Most indexes have their rows in the order of users' ids, so that a batch of sorted rows shares
 * pages: of a large directory, it changes 9 a user instead of 15. They are in memory together. Another number is another order, in which
 * no import that has begun may go on: it needs another name in `RowOrder`.
 */
export const WINDOW_ROWS = 16_384;

export type SourceRow = Exclude<SourceItem, SourceTeam>;
type Placed = { readonly item: SourceRow; readonly position: number; readonly id: string };

/** Sorts rows by the ids of their users, a window at a time. It depends on nothing but the rows and the plan. */
export class IdWindow {
  readonly #by: Pick<Judging, 'system' | 'plan'>;
  readonly #after: number;
  #rows: Placed[] = [];
  /** Rows that came before those here. */
  #before = 0;

  /** The first `after` rows of the order are left out. */
  constructor(by: Pick<Judging, 'system' | 'plan'>, after: number) {
    this.#by = by;
    this.#after = after;
  }

  get isFull(): boolean {
    return this.#rows.length >= WINDOW_ROWS;
  }

  add(item: SourceRow, position: number): void {
    // A whole window is left out by counting.
    const isLeftOut = position <= this.#after - (this.#after % WINDOW_ROWS);
    if (isLeftOut) this.#before++;
    else this.#rows.push({ item, position, id: this.#idOf(item) });
  }

  /** Yields the rows in order, and forgets them. */
  *take(): Generator<Placed> {
    const rows = this.#rows;
    this.#rows = [];
    const passed = Math.max(0, this.#after - this.#before);
    this.#before += rows.length;
    // Users without a time of creation are made in the order of the files, which lists show.
    if (rows.every(({ item }) => item.kind !== 'user' || isDated(item))) rows.sort(byId);
    // From the end, so that what was taken is not kept.
    rows.reverse();
    rows.length = Math.max(0, rows.length - passed);
    for (let placed = rows.pop(); placed; placed = rows.pop()) yield placed;
  }

  #idOf(item: SourceRow): string {
    return item.kind === 'user' ? idOf(item, this.#by) : (item.sourceId ?? '');
  }
}

function isDated({ createdAt }: { readonly createdAt?: number }): boolean {
  return createdAt !== undefined && Number.isFinite(createdAt) && createdAt > 0;
}

function byId(a: Placed, b: Placed): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.position - b.position;
}
