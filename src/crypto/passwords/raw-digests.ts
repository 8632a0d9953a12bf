import { digestOf, fromHex, sameBytes } from './bytes.ts';
import { type ParsedScheme, scheme } from './scheme.ts';

/** An unsalted digest in hex, of either case. */
type RawDigest = { readonly algorithm: string; readonly hash: string; readonly bytes: Buffer };

/** `$md5$` and the hex. With a template or in base64, the prefix is Ory Kratos': see salted-digests. */
export const md5: ParsedScheme<RawDigest> & {
  readonly encode: (parsed: { readonly hash: string }) => string;
} = {
  ...scheme<RawDigest>({
    name: 'md5',
    owns: /^\$md5\$(?!pf=)(?!.{22}(?:==)?$)/,
    parse: (stored) => rawDigest(16, 'md5', /^\$md5\$([\da-fA-F]{32})$/.exec(stored)?.[1]),
    limits: () => undefined,
    matches,
    original: ({ hash }) => hash,
  }),
  encode: ({ hash }) => `$md5$${hash}`,
};

/** Digest length in bytes, by version of `sha`. */
export const shaVersions = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  'sha512/224': 28,
  'sha512/256': 32,
  sha512: 64,
  'sha3-224': 28,
  'sha3-256': 32,
  'sha3-384': 48,
  'sha3-512': 64,
} as const;

export type ShaVersion = keyof typeof shaVersions;

/** `$sha$`, the version, `$` and the hex. */
export const sha: ParsedScheme<RawDigest> & {
  readonly encode: (parsed: { readonly hash: string; readonly version: ShaVersion }) => string;
} = {
  ...scheme<RawDigest>({
    name: 'sha',
    owns: /^\$sha\$/,
    parse: (stored) => {
      const [, version = '', hash] = /^\$sha\$([^$]+)\$([\da-fA-F]+)$/.exec(stored) ?? [];
      return isShaVersion(version) ? rawDigest(shaVersions[version], version, hash) : undefined;
    },
    limits: () => undefined,
    matches,
    parameters: ({ algorithm }) => ({ version: algorithm }),
    original: ({ hash }) => hash,
  }),
  encode: ({ hash, version }) => `$sha$${version}$${hash}`,
};

function rawDigest(length: number, version: string, hash: string | undefined): RawDigest | undefined {
  const bytes = hash === undefined ? undefined : fromHex(hash);
  if (hash === undefined || bytes?.length !== length) return undefined;
  return { algorithm: version, hash, bytes };
}

/** OpenSSL writes the truncated SHA-512 variants with a dash. */
async function matches(plain: string, { algorithm, bytes }: RawDigest): Promise<boolean> {
  return sameBytes(digestOf(algorithm.replace('/', '-'), Buffer.from(plain)), bytes);
}

function isShaVersion(name: string): name is ShaVersion {
  return Object.hasOwn(shaVersions, name);
}
