import { createHmac, pbkdf2Sync } from 'node:crypto';
import { digestOf } from './bytes.ts';

/**
 * yescrypt 1.1 with the flags of crypt(3)'s `$y$j…` (0xb6): read and write, six rounds, four lanes, two multiplications,
 * tables of 12 KiB; without parallelism, extra time and ROM. Holds 128·N·r bytes, takes a second for N·r = 2^17.
 * Source: https://www.openwall.com/yescrypt/
 */
export type YescryptCost = { readonly n: number; readonly r: number };

/** Words of a block of Salsa20. */
const BLOCK = 16;
/** Words of each of the three tables. */
const TABLE = 1024;
const ROUNDS = 6;
const LANES = 4;
/** 4,080: a multiple of 16 within a table of 4,096 bytes. */
const TABLE_MASK = 4080;

/** From here on the memory is filled once more, at a 64th of the cost, before the work proper. */
const PREHASH_FROM = 131_072;
const PREHASH_N_FROM = 256;
const PREHASH_PART = 64;

/** Returns the 32 bytes of the hash. */
export function yescryptKey(password: Uint8Array, salt: Uint8Array, { n, r }: YescryptCost): Buffer {
  const prehashes = n >= PREHASH_N_FROM && n * r >= PREHASH_FROM;
  const input = prehashes
    ? body(password, salt, { n: n / PREHASH_PART, r }, 'yescrypt-prehash')
    : Buffer.from(password);
  return digestOf('sha256', hmac(body(input, salt, { n, r }, 'yescrypt'), 'Client Key'));
}

function hmac(key: string | Uint8Array, value: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

function body(password: Uint8Array, salt: Uint8Array, { n, r }: YescryptCost, word: string): Buffer {
  const blocks = wordsOf(pbkdf2Sync(hmac(word, password), salt, 1, 128 * r, 'sha256'));
  const start = bytesOf(blocks).subarray(0, 32);
  const tables = tablesFrom(blocks);
  const key = hmac(bytesOf(blocks).subarray(-64), start);
  fill(blocks, n, tables);
  return pbkdf2Sync(key, bytesOf(blocks), 1, 32, 'sha256');
}

function wordsOf(bytes: Buffer): Uint32Array {
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(4 * index));
}

function bytesOf(words: Uint32Array): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, 4 * index);
  return bytes;
}

/** Three tables in one array, which change places, and where the next lane is written into the third. */
type Tables = { readonly words: Uint32Array; places: readonly [number, number, number]; at: number };

/** Fills the tables with the states of scrypt's first loop (r = 1) over the first two blocks, which it changes. */
function tablesFrom(blocks: Uint32Array): Tables {
  const words = new Uint32Array(3 * TABLE);
  const state = shuffled(blocks.subarray(0, 2 * BLOCK));
  for (let at = 0; at < words.length; at += state.length) {
    words.set(state, at);
    const last = state.slice(BLOCK);
    for (let block = 0; block < 2; block++) {
      xorInto(last, state, block * BLOCK);
      salsa20(last, 8);
      state.set(last, block * BLOCK);
    }
  }
  blocks.set(unshuffled(state));
  return { words, places: [2 * TABLE, TABLE, 0], at: 0 };
}

/** Both loops over the memory. */
function fill(blocks: Uint32Array, n: number, tables: Tables): void {
  const state = shuffled(blocks);
  const size = state.length;
  const memory = new Uint32Array(n * size);
  // Casts here and below: the indexes are in range.
  const pick = (): number => state[size - BLOCK] as number;
  for (let index = 0; index < n; index++) {
    memory.set(state, index * size);
    if (index > 1) {
      const power = 2 ** Math.floor(Math.log2(index));
      xorInto(state, memory, ((pick() % power) + index - power) * size);
    }
    mix(state, tables);
  }
  const again = Math.floor((n + 2) / 3);
  for (let count = again + (again % 2); count > 0; count--) {
    const at = (pick() % n) * size;
    xorInto(state, memory, at);
    memory.set(state, at);
    mix(state, tables);
  }
  blocks.set(unshuffled(state));
}

function mix(state: Uint32Array, tables: Tables): void {
  const last = state.slice(-BLOCK);
  for (let at = 0; at < state.length; at += BLOCK) {
    xorInto(last, state, at);
    multiply(last, tables);
    state.set(last, at);
  }
  salsa20(last, 2);
  state.set(last, state.length - BLOCK);
}

/** pwxform: multiplications and look-ups in the tables, which change with it. */
function multiply(lanes: Uint32Array, tables: Tables): void {
  const { words, places } = tables;
  const [first, second, third] = places;
  let write = tables.at;
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at < 4 * LANES; at += 4) {
      const one = first + (((lanes[at] as number) & TABLE_MASK) >>> 2);
      const other = second + (((lanes[at + 1] as number) & TABLE_MASK) >>> 2);
      for (let half = 0; half < 4; half += 2) {
        const [low, high] = [lanes[at + half] as number, lanes[at + half + 1] as number];
        const sum = (Math.imul(high, low) >>> 0) + (words[one + half] as number);
        const carry = sum > 0xffffffff ? 1 : 0;
        lanes[at + half] = sum ^ (words[other + half] as number);
        lanes[at + half + 1] =
          (upperHalf(high, low) + (words[one + half + 1] as number) + carry) ^
          (words[other + half + 1] as number);
      }
      if (round === 0 || round === ROUNDS - 1) continue;
      for (let word = 0; word < 4; word++) words[third + write + word] = lanes[at + word] as number;
      write += 4;
    }
  }
  tables.places = [third, first, second];
  tables.at = write % TABLE;
}

/** The upper 32 bits of the product of two numbers of 32 bits. */
function upperHalf(one: number, other: number): number {
  const [low, high] = [one & 0xffff, one >>> 16];
  const [otherLow, otherHigh] = [other & 0xffff, other >>> 16];
  const middle = low * otherHigh + high * otherLow + ((low * otherLow) >>> 16);
  return high * otherHigh + Math.floor(middle / 65_536);
}

function xorInto(target: Uint32Array, source: Uint32Array, from: number): void {
  for (let index = 0; index < target.length; index++)
    target[index] = (target[index] as number) ^ (source[from + index] as number);
}

/** Word i of a block is word 5i mod 16 outside of the memory. */
function shuffled(blocks: Uint32Array): Uint32Array {
  return blocks.map((_, index) => blocks[index - (index % BLOCK) + ((5 * index) % BLOCK)] as number);
}

function unshuffled(state: Uint32Array): Uint32Array {
  const blocks = new Uint32Array(state.length);
  for (const [index, word] of state.entries()) blocks[index - (index % BLOCK) + ((5 * index) % BLOCK)] = word;
  return blocks;
}

/** The four words of each quarter round: columns, then rows. */
const QUARTERS: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
];

/** Salsa20 on a shuffled block. */
function salsa20(block: Uint32Array, rounds: number): void {
  const x = unshuffled(block);
  for (let round = 0; round < rounds; round += 2) {
    for (const [a, b, c, d] of QUARTERS) {
      x[b] = (x[b] as number) ^ rotated((x[a] as number) + (x[d] as number), 7);
      x[c] = (x[c] as number) ^ rotated((x[b] as number) + (x[a] as number), 9);
      x[d] = (x[d] as number) ^ rotated((x[c] as number) + (x[b] as number), 13);
      x[a] = (x[a] as number) ^ rotated((x[d] as number) + (x[c] as number), 18);
    }
  }
  for (const [index, word] of shuffled(x).entries()) block[index] = (block[index] as number) + word;
}

function rotated(sum: number, bits: number): number {
  return (sum << bits) | (sum >>> (32 - bits));
}
