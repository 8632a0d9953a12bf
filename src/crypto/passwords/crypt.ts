import { digestOf, sameText, toSymbols } from './bytes.ts';
import { rounds } from './rounds.ts';
import { outside, PLAIN_BYTES_AT_MOST, scheme, spelling } from './scheme.ts';

const ROUNDS_AT_MOST = 2_000_000;

/** crypt(3) leaves its default number of rounds out, writes no fewer than 1,000, and cuts longer salts. */
const SHA_FORM = /^\$([56])\$(?:rounds=([1-9]\d{3,8})\$)?([!-#%-9;-~]{0,16})\$([./\dA-Za-z]+)$/;
const SHA_ROUNDS = 5000;

const shaKinds: Readonly<Record<string, { algorithm: string; symbols: number }>> = {
  5: { algorithm: 'sha256', symbols: 43 },
  6: { algorithm: 'sha512', symbols: 86 },
};

type Sha = {
  readonly algorithm: string;
  readonly rounds: number;
  readonly salt: Buffer;
  readonly symbols: string;
};

/** `$5$` and `$6$`. Specification: https://www.akkadia.org/drepper/SHA-crypt.txt */
export const unixSha = scheme<Sha>({
  name: 'shaCrypt',
  owns: /^\$[56]\$/,
  parse: (stored) => {
    const [, id = '', count, salt = '', symbols = ''] = SHA_FORM.exec(stored) ?? [];
    const kind = shaKinds[id];
    if (!kind || symbols.length !== kind.symbols) return undefined;
    const number = count === undefined ? SHA_ROUNDS : Number(count);
    return { algorithm: kind.algorithm, rounds: number, salt: Buffer.from(salt), symbols };
  },
  limits: (parsed) => outside('The rounds of SHA-crypt', parsed.rounds, 1000, ROUNDS_AT_MOST),
  matches: async (plain, parsed) => {
    const key = Buffer.from(plain);
    return key.length <= PLAIN_BYTES_AT_MOST && sameText(await shaSymbols(key, parsed), parsed.symbols);
  },
  parameters: ({ algorithm, rounds: count }) => ({ algorithm, rounds: count }),
});

/** Also in Ory Kratos' format: `$sha256-crypt$`, `$sha512-crypt$`. */
export const shaCrypt = spelling({
  name: 'shaCrypt',
  owns: /^\$(?:[56]|sha(?:256|512)-crypt)\$/,
  read: (stored) => {
    const standard = stored.replace(/^\$sha256-crypt\$/, '$5$').replace(/^\$sha512-crypt\$/, '$6$');
    return unixSha.owns(standard) ? { scheme: unixSha, stored: standard } : undefined;
  },
});

async function shaSymbols(key: Buffer, { algorithm, rounds: count, salt }: Sha): Promise<string> {
  const second = digestOf(algorithm, key, salt, key);
  const mixed: Buffer[] = [key, salt, stretched(second, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) mixed.push(bits & 1 ? second : key);
  let digest = digestOf(algorithm, ...mixed);

  const p = stretched(digestOf(algorithm, ...Array<Buffer>(key.length).fill(key)), key.length);
  const s = stretched(digestOf(algorithm, ...Array<Buffer>(16 + (digest[0] ?? 0)).fill(salt)), salt.length);
  await rounds(count, (index) => {
    digest = digestOf(algorithm, ...roundOf(index, digest, p, s));
  });
  return toSymbols(reordered(digest, shaOrder(digest.length)));
}

/** The byte order of the last step: triples, each the rotation of the one before, moved on by one. */
function shaOrder(length: number): readonly number[] {
  const third = Math.floor(length / 3);
  const order: number[] = [];
  let triple: readonly [number, number, number] = [0, third, 2 * third];
  for (let count = 0; count < third; count++) {
    order.push(triple[2], triple[1], triple[0]);
    const [a, b, c] = triple;
    triple = length === 64 ? [b + 1, c + 1, a + 1] : [c + 1, a + 1, b + 1];
  }
  return length === 64 ? [...order, 63] : [...order, 30, 31];
}

type Md5 = { readonly magic: string; readonly salt: Buffer; readonly symbols: string };

const MD5_FORM = /^(\$(?:1|apr1)\$)([!-#%-9;-~]{0,8})\$([./\dA-Za-z]{21}[./01])$/;

/** `$1$` and Apache's `$apr1$`, which differ in nothing but that text: always 1,000 rounds. */
export const unixMd5 = scheme<Md5>({
  name: 'md5Crypt',
  owns: /^\$(?:1|apr1)\$/,
  parse: (stored) => {
    const [, magic, salt, symbols] = MD5_FORM.exec(stored) ?? [];
    if (magic === undefined || salt === undefined || symbols === undefined) return undefined;
    return { magic, salt: Buffer.from(salt), symbols };
  },
  limits: () => undefined,
  matches: async (plain, parsed) => {
    const key = Buffer.from(plain);
    return key.length <= PLAIN_BYTES_AT_MOST && sameText(await md5Symbols(key, parsed), parsed.symbols);
  },
});

/** Also in Ory Kratos' format: `$md5-crypt$`. */
export const md5Crypt = spelling({
  name: 'md5Crypt',
  owns: /^\$(?:1|apr1|md5-crypt)\$/,
  read: (stored) => ({ scheme: unixMd5, stored: stored.replace(/^\$md5-crypt\$/, '$1$') }),
});

/** The text of an MD5-crypt hash whose digest another system keeps as bytes. */
export function md5CryptOf(magic: '$1$' | '$apr1$', salt: string, digest: Buffer): string {
  return `${magic}${salt}$${toSymbols(reordered(digest, MD5_ORDER))}`;
}

const MD5_ORDER = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];

async function md5Symbols(key: Buffer, { magic, salt }: Md5): Promise<string> {
  const mixed = [key, Buffer.from(magic), salt, stretched(digestOf('md5', key, salt, key), key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1)
    mixed.push(bits & 1 ? Buffer.alloc(1) : key.subarray(0, 1));
  let digest = digestOf('md5', ...mixed);
  await rounds(1000, (index) => {
    digest = digestOf('md5', ...roundOf(index, digest, key, salt));
  });
  return toSymbols(reordered(digest, MD5_ORDER));
}

function roundOf(index: number, digest: Buffer, key: Buffer, salt: Buffer): readonly Buffer[] {
  const odd = index % 2 === 1;
  const pieces = [odd ? key : digest];
  if (index % 3 !== 0) pieces.push(salt);
  if (index % 7 !== 0) pieces.push(key);
  pieces.push(odd ? digest : key);
  return pieces;
}

/** Repeats a digest up to a length. */
function stretched(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, digest);
}

function reordered(bytes: Buffer, order: readonly number[]): Buffer {
  return Buffer.from(order.map((at) => bytes[at] ?? 0));
}
