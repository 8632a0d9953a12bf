import { createHmac } from 'node:crypto';
import { fromBase64, sameBytes, unpadded } from './bytes.ts';
import { digestLimits } from './salted-digests.ts';
import { type ParsedScheme, scheme } from './scheme.ts';

type Hmac = { readonly algorithm: string; readonly key: Buffer; readonly hash: Buffer };

/** Ory Kratos' format: `$hmac-<digest>$`, base64 of the digest's hex text, `$`, the key in base64. */
export const hmac: ParsedScheme<Hmac> & {
  readonly encode: (parsed: {
    readonly algorithm: string;
    readonly hash: Uint8Array;
    readonly key: Uint8Array;
  }) => string;
} = {
  ...scheme<Hmac>({
    name: 'hmac',
    owns: /^\$hmac-/,
    parse: (stored) => {
      const [, algorithm = '', hashText = '', keyText = ''] =
        /^\$hmac-([^$]+)\$([^$]+)\$([^$]+)$/.exec(stored) ?? [];
      const [hex, key] = [fromBase64(hashText)?.toString('latin1') ?? '', fromBase64(keyText)];
      return /^[\da-f]+$/.test(hex) && key?.length
        ? { algorithm, key, hash: Buffer.from(hex, 'hex') }
        : undefined;
    },
    limits: ({ algorithm, hash }) => digestLimits(algorithm, hash),
    matches: async (plain, { algorithm, key, hash }) =>
      sameBytes(createHmac(algorithm, key).update(plain).digest(), hash),
    parameters: ({ algorithm }) => ({ algorithm }),
  }),
  encode: ({ algorithm, hash, key }) => {
    const hex = Buffer.from(Buffer.from(hash).toString('hex'));
    return `$hmac-${algorithm}$${unpadded(hex)}$${unpadded(key)}`;
  },
};
