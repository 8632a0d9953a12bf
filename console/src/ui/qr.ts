/** QR codes of ISO/IEC 18004: byte mode, error correction M, versions 1 to 20. */

/** Rows of modules; true is dark. Without the quiet zone. */
export type QrModules = readonly (readonly boolean[])[];

/** Error correction codewords of a block, and the number of blocks, by version (ISO/IEC 18004, table 9, level M). */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26] as const;
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16] as const;
const LEVEL_M = 0b00;
const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11] as const;

/** Returns the QR code of a text, or `undefined` if its UTF-8 has more than 666 bytes. */
export function qrModulesOf(text: string): QrModules | undefined {
  const data = new TextEncoder().encode(text);
  const version = CORRECTION.findIndex((_, at) => bitsOf(data, at + 1) <= 8 * dataCodewords(at + 1)) + 1;
  if (version === 0) return undefined;
  const codewords = withCorrection(codewordsOf(data, version), version);
  const frame = drawFrame(version);
  drawData(frame, codewords);
  const masked = MASKS.map((mask, at) => {
    const modules = frame.modules.map((row, y) =>
      row.map((isDark, x) => isDark !== (!frame.isFixed(x, y) && mask(x, y))),
    );
    drawFormat(modules, at);
    return modules;
  });
  return masked.toSorted((one, other) => penaltyOf(one) - penaltyOf(other))[0];
}

const sizeOf = (version: number): number => 17 + 4 * version;

const bitsOf = (data: Uint8Array, version: number): number => 4 + (version < 10 ? 8 : 16) + 8 * data.length;

/** Modules that carry neither a pattern nor format or version, in bytes. */
function allCodewords(version: number): number {
  const steps = Math.floor(version / 7) + 2;
  const alignment = version === 1 ? 0 : 25 * (steps * steps - 3) - 10 * (steps - 2);
  const patterns = 3 * 64 + 2 * (sizeOf(version) - 16) + 31 + (version >= 7 ? 36 : 0) + alignment;
  return Math.floor((sizeOf(version) ** 2 - patterns) / 8);
}

function dataCodewords(version: number): number {
  return allCodewords(version) - (CORRECTION[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0);
}

function codewordsOf(data: Uint8Array, version: number): readonly number[] {
  const count = dataCodewords(version);
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  put(BYTE_MODE, 4);
  put(data.length, version < 10 ? 8 : 16);
  for (const byte of data) put(byte, 8);
  put(0, Math.min(4, 8 * count - bits.length));
  put(0, -bits.length & 7);
  for (let at = 0; bits.length < 8 * count; at++) put(PADDING[at % 2] ?? 0, 8);
  return Array.from({ length: count }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((byte, bit) => 2 * byte + bit, 0),
  );
}

/** Splits the data into blocks, adds their error correction, and interleaves them. */
function withCorrection(data: readonly number[], version: number): readonly number[] {
  const blocks = BLOCKS[version - 1] ?? 1;
  const short = Math.floor(data.length / blocks);
  const longer = data.length % blocks;
  const divisor = divisorOf(CORRECTION[version - 1] ?? 0);
  const parts = Array.from({ length: blocks }, (_, at) => {
    const start = at * short + Math.max(0, at - (blocks - longer));
    return data.slice(start, start + short + (at >= blocks - longer ? 1 : 0));
  });
  const rests = parts.map((part) => remainderOf(part, divisor));
  const interleaved = (lists: readonly (readonly number[])[]) =>
    Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, at) =>
      lists.flatMap((list) => list.slice(at, at + 1)),
    ).flat();
  return [...interleaved(parts), ...interleaved(rests)];
}

/** Product in GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1. */
function product(one: number, other: number): number {
  let result = 0;
  for (let bit = 7; bit >= 0; bit--) {
    result = (result << 1) ^ ((result >> 7) * 0x11d);
    result ^= ((other >> bit) & 1) * one;
  }
  return result;
}

/** Coefficients of the generator of a Reed-Solomon code, highest first, without the leading 1. */
function divisorOf(degree: number): readonly number[] {
  const result: number[] = [...Array.from({ length: degree - 1 }, () => 0), 1];
  let root = 1;
  for (let step = 0; step < degree; step++) {
    for (let at = 0; at < degree; at++) {
      result[at] = product(result[at] ?? 0, root) ^ (result[at + 1] ?? 0);
    }
    root = product(root, 2);
  }
  return result;
}

function remainderOf(data: readonly number[], divisor: readonly number[]): readonly number[] {
  let rest = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = divisor.map((each, at) => (rest[at + 1] ?? 0) ^ product(each, factor));
  }
  return rest;
}

type Frame = { readonly modules: boolean[][]; readonly isFixed: (x: number, y: number) => boolean };

/** Draws all patterns that do not depend on the data, and keeps the place of format and version. */
function drawFrame(version: number): Frame {
  const size = sizeOf(version);
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const fixed = modules.map((row) => [...row]);
  const put = (x: number, y: number, isDark: boolean) => {
    const [row, places] = [modules[y], fixed[y]];
    if (!row || !places || x < 0 || x >= size) return;
    row[x] = isDark;
    places[x] = true;
  };
  for (let at = 0; at < size; at++) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  const square = (x: number, y: number, radius: number, isDark: (distance: number) => boolean) => {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        put(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    square(x, y, 4, (distance) => distance !== 2 && distance !== 4);
  }
  const places = alignmentOf(version);
  for (const x of places) {
    for (const y of places) {
      const isFinder = (x === 6 && (y === 6 || y === size - 7)) || (x === size - 7 && y === 6);
      if (!isFinder) square(x, y, 2, (distance) => distance !== 1);
    }
  }
  for (let at = 0; at < 9; at++) {
    // The timing patterns cross the place of the format at 6.
    if (at !== 6) {
      put(8, at, false);
      put(at, 8, false);
    }
    if (at < 8) {
      put(size - 1 - at, 8, false);
      put(8, size - 1 - at, at === 7);
    }
  }
  if (version >= 7) {
    const bits = withRemainder(version, { length: 12, polynomial: 0x1f25 });
    for (let at = 0; at < 18; at++) {
      const [long, across] = [Math.floor(at / 3), size - 11 + (at % 3)];
      const isDark = ((bits >> at) & 1) === 1;
      put(across, long, isDark);
      put(long, across, isDark);
    }
  }
  return { modules, isFixed: (x, y) => fixed[y]?.[x] ?? true };
}

/** Centres of the alignment patterns, on both axes. */
function alignmentOf(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = 2 * Math.ceil((4 * version + 4) / (2 * count - 2));
  const fromEnd = Array.from({ length: count - 1 }, (_, at) => sizeOf(version) - 7 - at * step);
  return [6, ...fromEnd.toReversed()];
}

/** A value followed by its remainder, as format and version are protected (BCH codes). */
function withRemainder(
  value: number,
  { length, polynomial }: { readonly length: number; readonly polynomial: number },
): number {
  let rest = value;
  for (let bit = 0; bit < length; bit++) rest = (rest << 1) ^ ((rest >> (length - 1)) * polynomial);
  return (value << length) | rest;
}

function drawFormat(modules: boolean[][], mask: number): void {
  const bits = withRemainder((LEVEL_M << 3) | mask, { length: 10, polynomial: 0x537 }) ^ 0x5412;
  const size = modules.length;
  const put = (x: number, y: number, at: number) => {
    const row = modules[y];
    if (row) row[x] = ((bits >> at) & 1) === 1;
  };
  for (let at = 0; at < 15; at++) {
    // Around the first finder pattern, past the timing patterns; and once more at the other two.
    if (at < 8) put(8, at < 6 ? at : at + 1, at);
    else put(at === 8 ? 7 : 14 - at, 8, at);
    if (at < 8) put(size - 1 - at, 8, at);
    else put(8, size - 15 + at, at);
  }
}

/** Fills the free modules from the lower right, in columns of two that go up and down by turns. */
function drawData({ modules, isFixed }: Frame, codewords: readonly number[]): void {
  const size = modules.length;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    // The vertical timing pattern is in no column.
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        const row = modules[y];
        if (!row || isFixed(x, y)) continue;
        row[x] = (((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
        at++;
      }
    }
  }
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

const FINDER_LIKE = /(?=10111010000|00001011101)/g;

/** How hard a code is to read: long runs, blocks, what looks like a finder pattern, too much dark or light. */
function penaltyOf(modules: QrModules): number {
  const rows = modules.map((row) => row.map(Number).join(''));
  const columns = modules.map((_, x) => rows.map((row) => row[x]).join(''));
  const lines = [...rows, ...columns];
  const runs = lines
    .flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? [])
    .reduce((sum, run) => sum + run.length - 2, 0);
  const finders = lines.reduce((sum, line) => sum + [...line.matchAll(FINDER_LIKE)].length, 0);
  let blocks = 0;
  for (let y = 1; y < rows.length; y++) {
    for (let x = 1; x < rows.length; x++) {
      const dark = [rows[y - 1]?.slice(x - 1, x + 1), rows[y]?.slice(x - 1, x + 1)].join('');
      if (dark === '0000' || dark === '1111') blocks++;
    }
  }
  const share = rows.join('').replaceAll('0', '').length / rows.length ** 2;
  return runs + 3 * blocks + 40 * finders + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}
