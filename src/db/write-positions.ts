/** A position in the write-ahead log of PostgreSQL, in bytes. */
export type Position = bigint;

/** So many callers are remembered one by one. */
const CALLERS_AT_MOST = 10_000;
const PAGE_BYTES = 8_192n;
/** Headers of a page of the log, and of the first page of a file. */
const HEADER_BYTES: readonly bigint[] = [24n, 40n];

/**
 * Parses a position such as `16/B374D848`. One right behind the header of a page becomes the end of the page before:
 * nothing lies in between, and a replica that has replayed everything before stands there.
 */
export function positionOf(text: string): Position {
  const [high = '', low = ''] = text.split('/');
  const position = (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
  const beyond = position % PAGE_BYTES;
  return HEADER_BYTES.includes(beyond) ? position - beyond : position;
}

export function formatPosition(position: Position): string {
  return `${(position >> 32n).toString(16)}/${(position & 0xffff_ffffn).toString(16)}`;
}

/**
 * Remembers how far the log was when callers wrote last. What is forgotten raises the floor, which holds for all
 * callers: a position that is returned is never too low.
 */
export class WritePositions {
  readonly #most: number;
  readonly #byCaller = new Map<string, Position>();
  #floor: Position;

  constructor(floor: Position, most: number = CALLERS_AT_MOST) {
    this.#floor = floor;
    this.#most = most;
  }

  /** Positions are noted in ascending order, so that the first caller has the lowest. */
  note(caller: string, position: Position): void {
    this.#byCaller.delete(caller);
    this.#byCaller.set(caller, position);
    if (this.#byCaller.size <= this.#most) return;
    const [first] = this.#byCaller;
    if (first) this.#forget(first);
  }

  /** Raises the floor, and forgets who is below. */
  raise(floor: Position): void {
    if (floor > this.#floor) this.#floor = floor;
    for (const entry of this.#byCaller) {
      if (entry[1] > this.#floor) return;
      this.#forget(entry);
    }
  }

  /** Returns how far a replica must be to know all that these callers have written. */
  of(callers: readonly string[]): Position {
    let most = this.#floor;
    for (const caller of callers) {
      const position = this.#byCaller.get(caller);
      if (position !== undefined && position > most) most = position;
    }
    return most;
  }

  get size(): number {
    return this.#byCaller.size;
  }

  #forget([caller, position]: readonly [string, Position]): void {
    this.#byCaller.delete(caller);
    if (position > this.#floor) this.#floor = position;
  }
}
