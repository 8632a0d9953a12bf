import { digestOf, fromBase64, sameBytes, unpadded } from './bytes.ts';
import { rounds } from './rounds.ts';
import { digestLimits } from './salted-digests.ts';
import { NUMBER, outside, PLAIN_BYTES_AT_MOST, type Scheme, scheme } from './scheme.ts';

const ITERATIONS_AT_MOST = 2_000_000;

type Symfony = {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly hash: string;
  readonly bytes: Buffer;
};

const FORM = new RegExp(`^\\$symfony-sha512\\$${NUMBER}\\$([^$]*)\\$([^$]+)$`);

/** Symfony's MessageDigest with SHA-512: `$symfony-sha512$`, iterations, salt and hash in base64. */
export const symfony: Scheme & {
  readonly encode: (parsed: {
    readonly hash: string;
    readonly salt: string;
    readonly iterations?: number;
  }) => string;
} = {
  ...scheme<Symfony>({
    name: 'symfony',
    owns: /^\$symfony-sha512\$/,
    parse: (stored) => {
      const [, iterations, saltText = '', hash = ''] = FORM.exec(stored) ?? [];
      const [salt, bytes] = [fromBase64(saltText), fromBase64(hash)];
      return iterations && salt && bytes ? { iterations: Number(iterations), salt, hash, bytes } : undefined;
    },
    limits: ({ iterations, bytes }) =>
      digestLimits('sha512', bytes) ??
      outside('The iterations of the digest', iterations, 1, ITERATIONS_AT_MOST),
    matches: async (plain, parsed) => {
      const bytes = Buffer.from(plain);
      return bytes.length <= PLAIN_BYTES_AT_MOST && sameBytes(await compute(bytes, parsed), parsed.bytes);
    },
    parameters: ({ iterations }) => ({ iterations }),
    original: ({ hash }) => hash,
  }),
  encode: ({ hash, salt, iterations = 5000 }) =>
    `$symfony-sha512$${iterations}$${unpadded(Buffer.from(salt))}$${hash}`,
};

async function compute(plain: Buffer, { salt, iterations }: Symfony): Promise<Buffer> {
  const salted = salt.length ? Buffer.concat([plain, Buffer.from('{'), salt, Buffer.from('}')]) : plain;
  let digest = digestOf('sha512', salted);
  await rounds(iterations - 1, () => {
    digest = digestOf('sha512', digest, salted);
  });
  return digest;
}
