import { fromBase64 } from './bytes.ts';
import { type Pbkdf2, pbkdf2Limits, pbkdf2Matches } from './pbkdf2.ts';
import { type ParsedScheme, scheme } from './scheme.ts';

const DIGESTS = ['sha1', 'sha256', 'sha512'] as const;
const [V2_ITERATIONS, V2_SALT_BYTES, V2_BYTES] = [1000, 16, 49];
const [V3_HEADER_BYTES, V3_SALT_BYTES] = [13, 16];

/**
 * The format has no length field, and a prefix of a PBKDF2 hash is a valid hash: any other length is a truncated
 * hash.
 */
const V3_HASH_BYTES = [16, 20, 32, 64];

/** ASP.NET Identity, versions 2 and 3: `$aspnet$` and the base64 text as Identity stores it. */
export const aspnet: ParsedScheme<Pbkdf2> & {
  readonly encode: (parsed: { readonly hash: string }) => string;
} = {
  ...scheme<Pbkdf2>({
    name: 'aspnet',
    owns: /^\$aspnet\$/,
    parse: (stored) => {
      const bytes = stored.startsWith('$aspnet$') ? fromBase64(stored.slice('$aspnet$'.length)) : undefined;
      if (bytes?.[0] === 0) return version2(bytes);
      return bytes?.[0] === 1 ? version3(bytes) : undefined;
    },
    limits: pbkdf2Limits,
    matches: pbkdf2Matches,
    parameters: ({ digest, iterations, hash }) => ({ digest, iterations, length: hash.length }),
  }),
  original: (stored) => stored.replace(/^\$aspnet\$/, ''),
  encode: ({ hash }) => `$aspnet$${hash}`,
};

/** Version, salt, hash; SHA-1 with 1,000 iterations. */
function version2(bytes: Buffer): Pbkdf2 | undefined {
  if (bytes.length !== V2_BYTES) return undefined;
  const hashAt = 1 + V2_SALT_BYTES;
  return {
    digest: 'sha1',
    iterations: V2_ITERATIONS,
    salt: bytes.subarray(1, hashAt),
    hash: bytes.subarray(hashAt),
  };
}

/** Version, then digest number, iterations and salt length in four bytes each, then salt and hash. */
function version3(bytes: Buffer): Pbkdf2 | undefined {
  if (bytes.length < V3_HEADER_BYTES) return undefined;
  const [digest, iterations, saltBytes] = [
    DIGESTS[bytes.readUInt32BE(1)],
    bytes.readUInt32BE(5),
    bytes.readUInt32BE(9),
  ];
  const hashAt = V3_HEADER_BYTES + saltBytes;
  if (!digest || saltBytes < V3_SALT_BYTES || !V3_HASH_BYTES.includes(bytes.length - hashAt))
    return undefined;
  return { digest, iterations, salt: bytes.subarray(V3_HEADER_BYTES, hashAt), hash: bytes.subarray(hashAt) };
}
