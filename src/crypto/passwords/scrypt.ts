import { type ScryptOptions, scrypt as scryptOf } from 'node:crypto';
import { fromBase64, fromHex, sameBytes, unpadded } from './bytes.ts';
import { NUMBER, outside, type ParsedScheme, scheme } from './scheme.ts';

const MEBIBYTE = 1024 * 1024;
const MEMORY_AT_MOST = 256 * MEBIBYTE;
const N_AT_MOST = 131_072;
const R_AT_MOST = 16;
const P_AT_MOST = 10;

export type ScryptCost = { readonly n: number; readonly r: number; readonly p: number };

/** Returns an error sentence for costs that are too high or unsupported by OpenSSL. */
export function scryptLimits({ n, r, p }: ScryptCost, rAtMost = R_AT_MOST): string | undefined {
  if (!Number.isInteger(Math.log2(n)))
    return `The cost of scrypt (N) must be a power of two; this hash has ${n}.`;
  return (
    outside('The cost of scrypt (N)', n, 2, N_AT_MOST) ??
    outside('The block size of scrypt (r)', r, 1, rAtMost) ??
    outside('The parallelism of scrypt (p)', p, 1, P_AT_MOST) ??
    outside('The memory of scrypt in bytes (128 N r)', 128 * n * r, 0, MEMORY_AT_MOST) ??
    (r === 1 ? outside('The cost of scrypt (N) with a block size of 1', n, 2, 32_768) : undefined)
  );
}

/** Runs in libuv's thread pool. */
export function computeScrypt(
  plain: string | Uint8Array,
  salt: Uint8Array,
  length: number,
  cost: ScryptCost,
): Promise<Buffer> {
  const options: ScryptOptions = { N: cost.n, r: cost.r, p: cost.p, maxmem: MEMORY_AT_MOST + MEBIBYTE };
  return new Promise((resolve, reject) => {
    scryptOf(plain, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

type HexScrypt = ScryptCost & { readonly length: number; readonly salt: string; readonly hash: string };

const HEX_FORM = new RegExp(
  `^\\$scrypt-hex\\$n=${NUMBER},r=${NUMBER},p=${NUMBER},l=${NUMBER}\\$([^$]*)\\$((?:[\\da-fA-F]{2})+)$`,
);

/** A text salt, used as its UTF-8 bytes, and a hash in hex: `$scrypt-hex$n=…,r=…,p=…,l=…$`, base64 salt, hash. */
export const scrypt: ParsedScheme<HexScrypt> & {
  readonly encode: (parsed: {
    readonly hash: string;
    readonly salt: string;
    /** N itself, not its exponent. */
    readonly costCpu: number;
    /** The block size, r. */
    readonly costMemory: number;
    readonly costParallel: number;
    /** Bytes of the hash. */
    readonly length: number;
  }) => string;
} = {
  ...scheme<HexScrypt>({
    name: 'scrypt',
    owns: /^\$scrypt-hex\$/,
    parse: (stored) => {
      const found = HEX_FORM.exec(stored);
      if (!found) return undefined;
      const [n = 0, r = 0, p = 0, length = 0] = found.slice(1, 5).map(Number);
      const [saltText = '', hash = ''] = found.slice(5);
      const salt = fromBase64(saltText);
      return salt && { n, r, p, length, salt: salt.toString(), hash };
    },
    limits: (parsed) =>
      scryptLimits(parsed) ??
      outside('The bytes of the hash', parsed.length, 16, 512) ??
      outside('The bytes of the hash, by its text,', parsed.hash.length / 2, parsed.length, parsed.length),
    matches: async (plain, { salt, hash, length, ...cost }) => {
      const digest = fromHex(hash);
      return (
        digest !== undefined && sameBytes(await computeScrypt(plain, Buffer.from(salt), length, cost), digest)
      );
    },
    parameters: ({ n, r, p, length, salt }) => ({
      costCpu: n,
      costMemory: r,
      costParallel: p,
      length,
      salt,
    }),
    original: ({ hash }) => hash,
  }),
  encode: ({ hash, salt, costCpu, costMemory, costParallel, length }) =>
    `$scrypt-hex$n=${costCpu},r=${costMemory},p=${costParallel},l=${length}$${unpadded(Buffer.from(salt))}$${hash}`,
};

type PhcScrypt = ScryptCost & { readonly salt: Buffer; readonly digest: Buffer };

const PHC_FORM = new RegExp(
  `^\\$scrypt\\$ln=${NUMBER},r=${NUMBER},p=${NUMBER}(?:,l=${NUMBER})?\\$([^$]*)\\$([^$]+)$`,
);
const EXPONENT_AT_MOST = 31;

/**
 * The lengths accepted when the string names none. A prefix of a hash is a valid hash: other lengths are truncated.
 */
const PHC_BYTES = [32, 64];

/**
 * The PHC string format, whose `ln` is the exponent of N. Ory Kratos writes N itself there, recognised by its size.
 * The length `l` is our addition.
 */
export const phcScrypt: ParsedScheme<PhcScrypt> & {
  readonly encode: (
    parsed: ScryptCost & {
      readonly salt: Uint8Array;
      /** In base64. */
      readonly hash: string;
      /** Bytes of the hash. */
      readonly length: number;
    },
  ) => string;
} = {
  ...scheme<PhcScrypt>({
    name: 'scryptPhc',
    owns: /^\$scrypt\$/,
    parse: (stored) => {
      const found = PHC_FORM.exec(stored);
      const [salt, digest] = (found?.slice(5) ?? []).map(fromBase64);
      if (!found || !salt || !digest) return undefined;
      const [ln = 0, r = 0, p = 0] = found.slice(1, 4).map(Number);
      const lengths = found[4] === undefined ? PHC_BYTES : [Number(found[4])];
      if (!lengths.includes(digest.length)) return undefined;
      return { n: ln > EXPONENT_AT_MOST ? ln : 2 ** ln, r, p, salt, digest };
    },
    limits: (parsed) =>
      scryptLimits(parsed) ?? outside('The bytes of the hash', parsed.digest.length, 16, 512),
    matches: async (plain, { salt, digest, ...cost }) =>
      sameBytes(await computeScrypt(plain, salt, digest.length, cost), digest),
    parameters: ({ n, r, p, digest }) => ({
      costCpu: n,
      costMemory: r,
      costParallel: p,
      length: digest.length,
    }),
  }),
  encode: ({ n, r, p, salt, hash, length }) =>
    `$scrypt$ln=${Math.log2(n)},r=${r},p=${p},l=${length}$${unpadded(salt)}$${hash}`,
};
