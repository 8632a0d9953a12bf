import { pbkdf2 as pbkdf2Of } from 'node:crypto';
import { fromBase64, sameBytes, unpadded } from './bytes.ts';
import { NUMBER, outside, type Scheme, scheme } from './scheme.ts';

/** Of one block of output; every further block runs them all again. */
const ITERATIONS_AT_MOST = 10_000_000;

/** The digests and how many bytes a block has. */
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

/** What PHC strings mean that say no length, as Auth0 writes them. */
const PHC_BYTES = 64;

/**
 * `$pbkdf2-<digest>$`, then the iterations and perhaps the length, as passlib (`12$`) or PHC strings (`i=12,l=32$`)
 * say them, salt and hash in base64. Without a digest, SHA-1. The length is checked since the beginning of a PBKDF2
 * hash is one too: a hash that was cut on its way here would go unnoticed.
 */
export const pbkdf2: Scheme & {
  readonly encode: (parsed: {
    readonly digest: string;
    readonly iterations: number;
    readonly salt: Uint8Array;
    /** In base64. */
    readonly hash: string;
    /** Of the hash, in bytes; that of the digest unless said. */
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

/** In a thread of libuv's pool. */
export async function pbkdf2Matches(plain: string, parsed: Pbkdf2): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  pbkdf2Of(plain, parsed.salt, parsed.iterations, parsed.hash.length, parsed.digest, (error, key) =>
    error ? reject(error) : resolve(key),
  );
  return sameBytes(await promise, parsed.hash);
}
