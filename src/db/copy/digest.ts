import { hash } from 'node:crypto';

const LANES = 8;
const LANE_DIGITS = 8;
/** So that summing reads bytes of a string: the cheapest result of `hash`. */
const BYTES = 'latin1';

/**
 * The sum of the SHA-256 of all rows of a table, in eight lanes of 32 bits: independent of the order, and a row can be
 * taken out again. It finds what was lost, added or damaged on the way. It proves nothing against someone who chooses rows
 * to collide.
 */
export class TableDigest {
  readonly #lanes = new Uint32Array(LANES);
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(line: string): void {
    this.#sum(line, 1);
    this.#rows++;
  }

  remove(line: string): void {
    this.#sum(line, -1);
    this.#rows--;
  }

  /** Returns the sum in hex. */
  text(): string {
    return [...this.#lanes].map((lane) => lane.toString(16).padStart(LANE_DIGITS, '0')).join('');
  }

  static from(stored: { readonly digest: string; readonly rows: number }): TableDigest {
    const made = new TableDigest();
    for (let lane = 0; lane < LANES; lane++) {
      const digits = stored.digest.slice(lane * LANE_DIGITS, (lane + 1) * LANE_DIGITS);
      made.#lanes[lane] = Number.parseInt(digits, 16);
    }
    made.#rows = stored.rows;
    return made;
  }

  #sum(line: string, sign: 1 | -1): void {
    const bytes = hash('sha256', line, BYTES);
    for (let lane = 0; lane < LANES; lane++) {
      const at = lane * 4;
      const value =
        (bytes.charCodeAt(at) << 24) |
        (bytes.charCodeAt(at + 1) << 16) |
        (bytes.charCodeAt(at + 2) << 8) |
        bytes.charCodeAt(at + 3);
      // The array keeps the lower 32 bits.
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + sign * value;
    }
  }
}

export const EMPTY_DIGEST = new TableDigest().text();
