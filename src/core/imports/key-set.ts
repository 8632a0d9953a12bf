import { randomInt } from 'node:crypto';

const FIRST_SIZE = 4_096;
const UINT32 = 2 ** 32;

/**
 * Finds texts that were added more than once, in 8 bytes of memory each. Compares keyed hashes of 64 bits, so that a
 * file cannot be made to collide; among four million texts, two fall together once in two million runs.
 */
export class KeySet {
  readonly #seeds = [randomInt(UINT32), randomInt(UINT32)] as const;
  #keys = new BigUint64Array(FIRST_SIZE);
  #halves = new Uint32Array(this.#keys.buffer);
  #size = 0;
  readonly #wanted = new BigUint64Array(1);
  readonly #wantedHalves = new Uint32Array(this.#wanted.buffer);
  #repeated = new BigUint64Array(0);

  add(text: string): void {
    if (this.#size === this.#keys.length) {
      const larger = new BigUint64Array(this.#size * 2);
      larger.set(this.#keys);
      this.#keys = larger;
      this.#halves = new Uint32Array(larger.buffer);
    }
    this.#hash(text, this.#halves, this.#size++);
  }

  /** Ends the adding, and frees what is not needed to answer. */
  seal(): void {
    const keys = this.#keys.subarray(0, this.#size).sort();
    let repeats = 0;
    for (let at = 1; at < keys.length; at++) {
      if (keys[at] !== keys[at - 1]) continue;
      const isNew = repeats === 0 || keys[repeats - 1] !== keys[at];
      // In place: the repeats are fewer than the keys before `at`.
      if (isNew) keys[repeats++] = keys[at] ?? 0n;
    }
    this.#repeated = keys.slice(0, repeats);
    this.#keys = new BigUint64Array(0);
    this.#halves = new Uint32Array(0);
    this.#size = 0;
  }

  /** Reports whether the text was added more than once. */
  isRepeated(text: string): boolean {
    if (this.#repeated.length === 0) return false;
    this.#hash(text, this.#wantedHalves, 0);
    const key = this.#wanted[0] ?? 0n;
    let [low, high] = [0, this.#repeated.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#repeated[middle] ?? 0n) < key) low = middle + 1;
      else high = middle;
    }
    return this.#repeated[low] === key;
  }

  /** Puts the hash into the place of a key, in halves, since each `bigint` would be an object. */
  #hash(text: string, halves: Uint32Array, at: number): void {
    let [first, second]: [number, number] = [this.#seeds[0], this.#seeds[1]];
    for (let at = 0; at < text.length; at++) {
      const letter = text.charCodeAt(at);
      first = Math.imul(first ^ letter, 2654435761);
      second = Math.imul(second ^ letter, 1597334677);
    }
    first = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
    second = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
    halves[at * 2] = first;
    halves[at * 2 + 1] = second;
  }
}
