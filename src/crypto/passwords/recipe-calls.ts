import { createHmac, pbkdf2 as pbkdf2Of } from 'node:crypto';
import { promisify } from 'node:util';
import { hashRaw } from '@node-rs/argon2';
import { digestOf, toSymbols } from './bytes.ts';
import { md4 } from './md4.ts';
import { rounds } from './rounds.ts';
import { outside } from './scheme.ts';
import { computeScrypt, scryptLimits } from './scrypt.ts';

/** `digests` run on the event loop; `steps` in other threads, each about a microsecond. */
export type Work = { readonly digests: number; readonly steps: number };

/** A function of the recipe language. */
export type Call = {
  /** How many expressions it takes, and how many numbers after them. */
  readonly parts: number;
  readonly numbers: number;
  /** Its arguments must be text, and its result is. */
  readonly takesText?: boolean;
  readonly makesText?: boolean;
  /** A digest of any kind. */
  readonly digests?: boolean;
  /** Reads the stored text itself; stands outermost. */
  readonly verifies?: boolean;
  /** May have rounds. */
  readonly repeats?: boolean;
  /** Does not run in one go. */
  readonly isSlow?: boolean;
  readonly work: (numbers: readonly number[]) => Work;
  readonly refusal?: (numbers: readonly number[]) => string | undefined;
  /** Bytes of the result, for digests that may stand outermost. */
  readonly bytes?: (numbers: readonly number[]) => number;
  /** Of all that is not slow. */
  readonly run?: (values: readonly Buffer[], numbers: readonly number[]) => Buffer;
  readonly runSlowly?: (values: readonly Buffer[], numbers: readonly number[]) => Promise<Buffer>;
};

const digestSizes: Readonly<Record<string, number>> = {
  md4: 16,
  md5: 16,
  ripemd160: 20,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha512-224': 28,
  'sha512-256': 32,
  'sha3-224': 28,
  'sha3-256': 32,
  'sha3-384': 48,
  'sha3-512': 64,
};

const NOTHING = Buffer.alloc(0);
const free = (): Work => ({ digests: 0, steps: 0 });

function digestCalls(): readonly (readonly [string, Call])[] {
  return Object.entries(digestSizes).flatMap(([digest, size]) => {
    const word = digest.replace('-', '_');
    const bytes = () => size;
    const plain: Call = {
      parts: 1,
      numbers: 0,
      digests: true,
      repeats: true,
      work: () => ({ digests: 1, steps: 0 }),
      bytes,
      run: ([value = NOTHING]) => digestOf(digest, value),
    };
    // OpenSSL has no MD4.
    const keyed: Call = {
      ...plain,
      parts: 2,
      work: () => ({ digests: 1, steps: 0 }),
      run: ([key = NOTHING, value = NOTHING]) =>
        digest === 'md4' ? hmacMd4(key, value) : createHmac(digest, key).update(value).digest(),
    };
    const calls: (readonly [string, Call])[] = [
      [word, plain],
      [`hmac_${word}`, keyed],
    ];
    if (/^sha(?:1|2|3|5)\d*$|^sha512-/.test(digest) || digest === 'md5')
      calls.push([`pbkdf2_${word}`, pbkdf2Call(digest, size)]);
    return calls;
  });
}

function hmacMd4(key: Buffer, value: Buffer): Buffer {
  const block = Buffer.alloc(64);
  block.set(key.length > block.length ? md4(key) : key);
  const inner = md4(Buffer.concat([block.map((byte) => byte ^ 0x36), value]));
  return md4(Buffer.concat([block.map((byte) => byte ^ 0x5c), inner]));
}

const PBKDF2_BYTES_AT_MOST = 512;
const pbkdf2 = promisify(pbkdf2Of);

/** `pbkdf2_sha256(text, salt, iterations, bytes)`. */
function pbkdf2Call(digest: string, size: number): Call {
  return {
    parts: 2,
    numbers: 2,
    digests: true,
    isSlow: true,
    work: ([iterations = 0, bytes = 0]) => ({ digests: 0, steps: iterations * Math.ceil(bytes / size) }),
    refusal: ([iterations = 0, bytes = 0]) =>
      small('the iterations of pbkdf2', iterations, 1, 10_000_000) ??
      small('the bytes of pbkdf2', bytes, 16, PBKDF2_BYTES_AT_MOST),
    bytes: ([, bytes = 0]) => bytes,
    runSlowly: ([value = NOTHING, salt = NOTHING], [iterations = 0, bytes = 0]) =>
      pbkdf2(value, salt, iterations, bytes, digest),
  };
}

/** What libxcrypt makes; the memory has a bound of its own. */
const SCRYPT_R_AT_MOST = 32;

/** `scrypt(text, salt, N, r, p, bytes)`. */
const scrypt: Call = {
  parts: 2,
  numbers: 4,
  digests: true,
  isSlow: true,
  work: ([n = 0, r = 0, p = 0]) => ({ digests: 0, steps: (n * r * p) / 4 }),
  refusal: ([n = 0, r = 0, p = 0, bytes = 0]) =>
    inner(scryptLimits({ n, r, p }, SCRYPT_R_AT_MOST)) ?? small('the bytes of scrypt', bytes, 16, 512),
  bytes: ([, , , bytes = 0]) => bytes,
  runSlowly: ([value = NOTHING, salt = NOTHING], [n = 0, r = 0, p = 0, bytes = 0]) =>
    computeScrypt(value, salt, bytes, { n, r, p }),
};

/** `argon2id(text, salt, passes, KiB, lanes, bytes)`: the raw digest, version 19. */
function argon2Call(algorithm: number): Call {
  return {
    parts: 2,
    numbers: 4,
    digests: true,
    isSlow: true,
    work: ([passes = 0, kib = 0]) => ({ digests: 0, steps: passes * kib }),
    refusal: ([passes = 0, kib = 0, lanes = 0, bytes = 0]) =>
      small('the passes of argon2', passes, 1, 10) ??
      small('the lanes of argon2', lanes, 1, 16) ??
      small('the KiB of argon2', kib, 8 * lanes, 131_072) ??
      small('the bytes of argon2', bytes, 16, 128),
    bytes: ([, , , bytes = 0]) => bytes,
    runSlowly: (
      [value = NOTHING, salt = NOTHING],
      [timeCost = 0, memoryCost = 0, parallelism = 0, outputLen = 0],
    ) => hashRaw(value, { algorithm, version: 1, salt, timeCost, memoryCost, parallelism, outputLen }),
  };
}

/** `phpass(text, salt, log2)`: the 22 symbols of a portable hash. */
const phpass: Call = {
  parts: 2,
  numbers: 1,
  makesText: true,
  digests: true,
  isSlow: true,
  work: ([log2 = 0]) => ({ digests: 2 ** log2, steps: 0 }),
  refusal: ([log2 = 0]) => small('the exponent of phpass', log2, 7, 20),
  runSlowly: async ([value = NOTHING, salt = NOTHING], [log2 = 0]) => {
    let digest = digestOf('md5', salt, value);
    await rounds(2 ** log2, () => {
      digest = digestOf('md5', digest, value);
    });
    return Buffer.from(toSymbols(digest));
  },
};

const text = (change: (text: string) => string): Call => ({
  parts: 1,
  numbers: 0,
  takesText: true,
  makesText: true,
  work: free,
  run: ([value = NOTHING]) => Buffer.from(change(value.toString())),
});

const bytes = (change: (value: Buffer) => Buffer, makesText = false): Call => ({
  parts: 1,
  numbers: 0,
  makesText,
  work: free,
  run: ([value = NOTHING]) => change(value),
});

const reads: Call = {
  parts: 1,
  numbers: 0,
  takesText: true,
  makesText: true,
  verifies: true,
  isSlow: true,
  work: free,
};

/** What Invision's boards did to passwords before they hashed them. */
const ipb: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '!': '&#33;',
  $: '&#036;',
  '\\': '&#092;',
};

/** Bytes that bcrypt reads; Symfony digests longer passwords first. */
const BCRYPT_BYTES = 72;

const textCalls: Readonly<Record<string, Call>> = {
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  // What PHP's `trim` removes.
  trim: text((value) => value.replace(/^[ \t\n\r\0\v]+/, '').replace(/[ \t\n\r\0\v]+$/, '')),
  nfc: text((value) => value.normalize('NFC')),
  nfkc: text((value) => value.normalize('NFKC')),
  slashes: text((value) => value.replace(/['"\\]/g, '\\$&').replaceAll('\0', '\\0')),
  entities: text((value) => Array.from(value, decimalEntity).join('')),
  ipb: text((value) => value.replace(/[&<>"'!$\\]/g, (sign) => ipb[sign] ?? sign)),
  symfony: text((value) =>
    Buffer.byteLength(value) > BCRYPT_BYTES
      ? digestOf('sha512', Buffer.from(value)).toString('base64')
      : value,
  ),
};

/** Browsers sent letters beyond the charset of a page like this. */
function decimalEntity(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return code > 127 ? `&#${code};` : letter;
}

const byteCalls: Readonly<Record<string, Call>> = {
  hex: bytes((value) => Buffer.from(value.toString('hex')), true),
  base64: bytes((value) => Buffer.from(value.toString('base64')), true),
  unhex: bytes((value) => Buffer.from(value.toString(), 'hex')),
  unbase64: bytes((value) => Buffer.from(value.toString(), 'base64')),
  utf16le: bytes((value) => Buffer.from(value.toString(), 'utf16le')),
  latin1: bytes((value) => Buffer.from(value.toString(), 'latin1')),
  /** `fill(text, 16)`: cut to so many bytes, or repeated up to them. */
  fill: {
    parts: 1,
    numbers: 1,
    work: free,
    refusal: ([length = 0]) => small('the bytes of fill', length, 1, 256),
    run: ([value = NOTHING], [length = 0]) => Buffer.alloc(length, value.length > 0 ? value : '\0'),
  },
};

export const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ...digestCalls(),
  ...Object.entries(textCalls),
  ...Object.entries(byteCalls),
  ['scrypt', scrypt],
  ['argon2d', argon2Call(0)],
  ['argon2i', argon2Call(1)],
  ['argon2id', argon2Call(2)],
  ['phpass', phpass],
  ['bcrypt', reads],
  ['argon2', reads],
  ['crypt', reads],
]);

function small(what: string, value: number, least: number, most: number): string | undefined {
  return inner(outside(what, value, least, most));
}

/** Without the full stop, inside another sentence. */
function inner(sentence: string | undefined): string | undefined {
  return sentence?.replace(/\.$/, '');
}
