import { pbkdf2 as pbkdf2Of } from 'node:crypto';
import { fromBase64, sameBytes, unpadded } from './bytes.ts';
import { NUMBER, outside, type ParsedScheme, scheme } from './scheme.ts';

/** Per block of output. Every further block costs all iterations again. */
const ITERATIONS_AT_MOST = 10_000_000;

/** Bytes per block, by digest. */
const blockBytes: Readonly<Record<string, number>> = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha512-224': 28,
  'sha512-256': 32,
};

export type Pbkdf2 = {
  readonly digest: string;
  readonly iterations: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
};

const FORM = new RegExp(
  `^\\$pbkdf2(?:-([a-z\\d-]+))?\\$(?:${NUMBER}|i=${NUMBER}(?:,l=${NUMBER})?)\\$([^$]*)\\$([^$]+)$`,
);

/** The default length of PHC strings, as Auth0 writes them. */
const PHC_BYTES = 64;

/**
 * `$pbkdf2-<digest>$`, then the iterations and possibly the length, as passlib (`12$`) or PHC strings (`i=12,l=32$`)
 * write them, then salt and hash in base64. Without a digest, SHA-1. The length is checked because a prefix of a
 * PBKDF2 hash is a valid hash: a truncated import would go unnoticed.
 */
export const pbkdf2: ParsedScheme<Pbkdf2> & {
  readonly encode: (parsed: {
    readonly digest: string;
    readonly iterations: number;
    readonly salt: Uint8Array;
    /** In base64. */
    readonly hash: string;
    /** Bytes of the hash; by default those of the digest. */
    readonly length?: number;
  }) => string;
} = {
  ...scheme<Pbkdf2>({
    name: 'pbkdf2',
    owns: /^\$pbkdf2[-$]/,
    parse: (stored) => {
      const found = FORM.exec(stored);
      const [salt, hash] = (found?.slice(5) ?? []).map(fromBase64);
      if (!found || !salt || !hash) return undefined;
      const [, digest = 'sha1', plainCount, count, lengthText = PHC_BYTES] = found;
      const length = plainCount === undefined ? Number(lengthText) : (blockOf(digest) ?? hash.length);
      return hash.length === length
        ? { digest, iterations: Number(plainCount ?? count), salt, hash }
        : undefined;
    },
    limits: pbkdf2Limits,
    matches: pbkdf2Matches,
    parameters: ({ digest, iterations, hash }) => ({ digest, iterations, length: hash.length }),
  }),
  encode: ({ digest, iterations, salt, hash, length = blockOf(digest) ?? PHC_BYTES }) =>
    `$pbkdf2-${digest}$i=${iterations},l=${length}$${unpadded(salt)}$${hash}`,
};

function blockOf(digest: string): number | undefined {
  return Object.hasOwn(blockBytes, digest) ? blockBytes[digest] : undefined;
}

export function pbkdf2Limits({ digest, iterations, hash }: Pbkdf2): string | undefined {
  const block = blockOf(digest);
  if (block === undefined) {
    return `PBKDF2 is known with ${Object.keys(blockBytes).join(', ')}; this hash names another digest.`;
  }
  const iterationsAtMost = Math.floor(ITERATIONS_AT_MOST / Math.ceil(hash.length / block));
  return (
    outside('The bytes of the hash', hash.length, 16, 512) ??
    outside('The iterations of PBKDF2', iterations, 1, iterationsAtMost)
  );
}

/** Runs in libuv's thread pool. */
export async function pbkdf2Matches(plain: string, parsed: Pbkdf2): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  pbkdf2Of(plain, parsed.salt, parsed.iterations, parsed.hash.length, parsed.digest, (error, key) =>
    error ? reject(error) : resolve(key),
  );
  return sameBytes(await promise, parsed.hash);
}
