import { digestOf, fromBase64, sameBytes, unpadded } from './bytes.ts';
import { rounds } from './rounds.ts';
import { NUMBER, outside, type ParsedScheme, PLAIN_BYTES_AT_MOST, scheme } from './scheme.ts';

const ITERATIONS_AT_MOST = 2_000_000;

/** The digests of legacy systems, with their length in bytes. OpenSSL 3 has neither MD4 nor Whirlpool. */
export const digestBytes: Readonly<Record<string, number>> = {
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

/** Returns an error sentence for an unavailable digest or a wrong length. */
export function digestLimits(algorithm: string, hash: Buffer): string | undefined {
  const bytes = Object.hasOwn(digestBytes, algorithm) ? digestBytes[algorithm] : undefined;
  if (bytes !== undefined) return outside(`The bytes of a ${algorithm} digest`, hash.length, bytes, bytes);
  return `The digests known are ${Object.keys(digestBytes).join(', ')}; this hash names another.`;
}

type Salted = {
  readonly algorithm: string;
  /** The input of the digest, in order. */
  readonly pieces: readonly (Buffer | 'password')[];
  readonly iterations: number;
  /** The input of further iterations: the last digest, or its text in hex. */
  readonly again: 'bytes' | 'hex';
  readonly hash: Buffer;
};

/**
 * A digest of the password with salt around it. Our format: `$digest$<algorithm>$i=<n>,<bytes|hex>$`, then the text
 * before the password, the text after it, and the hash, in base64. Also Ory Kratos' `$<algorithm>$pf=` and bare
 * `$md5$`, and Zitadel's `$md5salted-prefix$` and `-suffix$`.
 */
export const saltedDigest: ParsedScheme<Salted> & {
  readonly encode: (parsed: {
    readonly algorithm: string;
    /** In base64. */
    readonly hash: string;
    readonly before?: Uint8Array;
    readonly behind?: Uint8Array;
    readonly iterations?: number;
    readonly again?: 'bytes' | 'hex';
  }) => string;
} = {
  ...scheme<Salted>({
    name: 'saltedDigest',
    owns: /^\$(?:digest\$|(?:md5|sha1|sha256|sha512)\$pf=|md5\$.{22}(?:==)?$|md5salted-)/,
    parse: (stored) => ours(stored) ?? kratos(stored) ?? zitadel(stored),
    limits: ({ algorithm, hash, iterations }) =>
      digestLimits(algorithm, hash) ??
      outside('The iterations of the digest', iterations, 1, ITERATIONS_AT_MOST),
    matches: async (plain, parsed) => {
      const bytes = Buffer.from(plain);
      return bytes.length <= PLAIN_BYTES_AT_MOST && sameBytes(await compute(bytes, parsed), parsed.hash);
    },
    parameters: ({ algorithm, iterations }) => ({ algorithm, iterations }),
  }),
  encode: ({ algorithm, hash, before, behind, iterations = 1, again = 'bytes' }) => {
    const around = [before, behind].map((salt) => unpadded(salt ?? Buffer.alloc(0)));
    return ['$digest', algorithm, `i=${iterations},${again}`, ...around, hash].join('$');
  },
};

async function compute(plain: Buffer, { algorithm, pieces, iterations, again }: Salted): Promise<Buffer> {
  let digest = digestOf(algorithm, ...pieces.map((piece) => (piece === 'password' ? plain : piece)));
  await rounds(iterations - 1, () => {
    digest = digestOf(algorithm, again === 'hex' ? Buffer.from(digest.toString('hex')) : digest);
  });
  return digest;
}

const OURS = new RegExp(`^\\$digest\\$([^$]+)\\$i=${NUMBER},(bytes|hex)\\$([^$]*)\\$([^$]*)\\$([^$]+)$`);

function ours(stored: string): Salted | undefined {
  const found = OURS.exec(stored);
  if (!found) return undefined;
  const [, algorithm = '', iterations, again] = found;
  const [before, behind, hash] = found.slice(4).map(fromBase64);
  if (!before || !behind || !hash) return undefined;
  const pieces = [before, 'password', behind] as const;
  return {
    algorithm,
    pieces,
    iterations: Number(iterations),
    again: again === 'hex' ? 'hex' : 'bytes',
    hash,
  };
}

const KRATOS = /^\$(md5|sha1|sha256|sha512)\$(?:pf=([^$]+)\$([^$]*)\$)?([^$]+)$/;

/** A template in base64 with `{SALT}` and `{PASSWORD}`; without one, the password alone. */
function kratos(stored: string): Salted | undefined {
  const [, algorithm = '', templateText, saltText = '', hashText] = KRATOS.exec(stored) ?? [];
  if (hashText === undefined || (templateText === undefined && algorithm !== 'md5')) return undefined;
  const template = templateText === undefined ? Buffer.from('{PASSWORD}') : fromBase64(templateText);
  const [salt, hash] = [fromBase64(saltText), fromBase64(hashText)];
  if (!template?.includes('{PASSWORD}') || !salt || !hash) return undefined;
  const pieces = template
    .toString('latin1')
    .split(/(\{SALT\}|\{PASSWORD\})/)
    .map((piece) => {
      if (piece === '{PASSWORD}') return 'password';
      return piece === '{SALT}' ? salt : Buffer.from(piece, 'latin1');
    });
  return { algorithm, pieces, iterations: 1, again: 'bytes', hash };
}

/** The salt is its text, even when that looks like base64. */
function zitadel(stored: string): Salted | undefined {
  const [, saltPosition, salt, hashText = ''] =
    /^\$md5salted-(prefix|suffix)\$([^$]*)\$([^$]+)$/.exec(stored) ?? [];
  const hash = fromBase64(hashText);
  if (salt === undefined || !hash) return undefined;
  const bytes = Buffer.from(salt);
  const pieces = saltPosition === 'prefix' ? ([bytes, 'password'] as const) : (['password', bytes] as const);
  return { algorithm: 'md5', pieces, iterations: 1, again: 'bytes', hash };
}
