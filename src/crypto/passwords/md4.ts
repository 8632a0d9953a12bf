/** MD4, RFC 1320, which OpenSSL 3 leaves out. Only for hashes that other systems made with it: it is broken. */
export function md4(message: Uint8Array): Buffer {
  const blocks = padded(message);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  const words = new Int32Array(16);
  for (let at = 0; at < blocks.length; at += 64) {
    for (let index = 0; index < 16; index++) words[index] = blocks.readInt32LE(at + 4 * index);
    addBlock(state, words);
  }
  const digest = Buffer.alloc(16);
  for (let index = 0; index < 4; index++) digest.writeInt32LE(state[index] ?? 0, 4 * index);
  return digest;
}

function padded(message: Uint8Array): Buffer {
  const blocks = Buffer.alloc((Math.floor((message.length + 8) / 64) + 1) * 64);
  blocks.set(message);
  blocks[message.length] = 0x80;
  blocks.writeBigUInt64LE(BigInt(message.length) * 8n, blocks.length - 8);
  return blocks;
}

type Round = {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly constant: number;
  readonly order: readonly number[];
  readonly shifts: readonly [number, number, number, number];
};

const roundsOfMd4: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

function addBlock(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (const { mix, constant, order, shifts } of roundsOfMd4) {
    for (const [step, word] of order.entries()) {
      const sum = (a + mix(b, c, d) + (words[word] ?? 0) + constant) | 0;
      const shift = shifts[step % 4] ?? 0;
      [a, d, c, b] = [d, c, b, (sum << shift) | (sum >>> (32 - shift))];
    }
  }
  for (const [index, value] of [a, b, c, d].entries()) state[index] = ((state[index] ?? 0) + value) | 0;
}
