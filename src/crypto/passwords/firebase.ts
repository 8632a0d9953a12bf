import { createCipheriv } from 'node:crypto';
import { fromBase64, sameBytes } from './bytes.ts';
import { NUMBER, outside, type SpellingScheme, scheme, spelling } from './scheme.ts';
import { computeScrypt, type ScryptCost, scryptLimits } from './scrypt.ts';

const MEMORY_COST_AT_MOST = 17;
const KEY_BYTES = 32;

/** The default of a Firebase project, and what Appwrite always uses. */
const USUAL = { memoryCost: 14, rounds: 8 } as const;

type Firebase = ScryptCost & {
  readonly memoryCost: number;
  /** The texts as imported. */
  readonly salt: string;
  readonly saltSeparator: string;
  readonly signerKey: string;
  readonly hash: string;
  readonly bytes: { readonly salt: Buffer; readonly signerKey: Buffer; readonly hash: Buffer };
};

const FORM = new RegExp(
  `^\\$fbscrypt\\$v=1,n=${NUMBER},r=${NUMBER},p=${NUMBER}(?:,ss=([^,$]*))?,sk=([^,$]+)\\$([^$]+)\\$([^$]+)$`,
);

/** Firebase's modified scrypt, in Supabase's format. https://github.com/firebase/scrypt */
export const fbscrypt = scheme<Firebase>({
  name: 'scryptMod',
  owns: /^\$fbscrypt\$/,
  parse: (stored) => {
    const found = FORM.exec(stored);
    if (!found) return undefined;
    const [memoryCost = 0, r = 0, p = 0] = found.slice(1, 4).map(Number);
    const [saltSeparator = '', signerKey = '', salt = '', hash = ''] = found.slice(4);
    const bytes = bytesOf({ salt, saltSeparator, signerKey, hash });
    return bytes && { n: 2 ** memoryCost, r, p, memoryCost, salt, saltSeparator, signerKey, hash, bytes };
  },
  limits: ({ memoryCost, bytes, ...cost }) =>
    outside('The memory cost of the modified scrypt', memoryCost, 1, MEMORY_COST_AT_MOST) ??
    scryptLimits(cost) ??
    outside('The bytes of the signer key', bytes.signerKey.length, 16, 512) ??
    outside('The bytes of the hash', bytes.hash.length, bytes.signerKey.length, bytes.signerKey.length),
  matches: async (plain, { bytes, ...cost }) => {
    const key = await computeScrypt(plain, bytes.salt, KEY_BYTES, cost);
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    return sameBytes(Buffer.concat([cipher.update(bytes.signerKey), cipher.final()]), bytes.hash);
  },
  parameters: ({ salt, saltSeparator, signerKey, memoryCost, r }) => {
    const usual = memoryCost === USUAL.memoryCost && r === USUAL.rounds;
    return { salt, saltSeparator, signerKey, ...(usual ? {} : { memoryCost, rounds: r }) };
  },
  original: ({ hash }) => hash,
});

/** Also in Ory Kratos' format: `$firescrypt$`, costs, salt, hash, separator, signer key. */
export const scryptMod: SpellingScheme & {
  readonly encode: (parsed: {
    readonly hash: string;
    readonly salt: string;
    readonly saltSeparator: string;
    readonly signerKey: string;
    /** The exponent of N. */
    readonly memoryCost?: number;
    readonly rounds?: number;
  }) => string;
} = {
  ...spelling({
    name: 'scryptMod',
    owns: /^\$(?:fbscrypt|firescrypt)\$/,
    read: (stored) => {
      const standard = stored.replace(
        /^\$firescrypt\$ln=([^$,]+),r=([^$,]+),p=([^$,]+)\$([^$]+)\$([^$]+)\$([^$]*)\$([^$]+)$/,
        '$$fbscrypt$$v=1,n=$1,r=$2,p=$3,ss=$6,sk=$7$$$4$$$5',
      );
      return fbscrypt.owns(standard) ? { scheme: fbscrypt, stored: standard } : undefined;
    },
    original: (stored) => fbscrypt.original(stored),
  }),
  encode: ({ hash, salt, saltSeparator, signerKey, memoryCost = USUAL.memoryCost, rounds = USUAL.rounds }) =>
    `$fbscrypt$v=1,n=${memoryCost},r=${rounds},p=1,ss=${saltSeparator},sk=${signerKey}$${salt}$${hash}`,
};

/** The separator follows the salt. Undefined when a text is not base64 or the salt is empty. */
function bytesOf(parsed: Readonly<Record<'salt' | 'saltSeparator' | 'signerKey' | 'hash', string>>) {
  const salt = fromBase64(parsed.salt);
  const separator = fromBase64(parsed.saltSeparator);
  const signerKey = fromBase64(parsed.signerKey);
  const hash = fromBase64(parsed.hash);
  if (!salt?.length || !separator || !signerKey || !hash) return undefined;
  return { salt: Buffer.concat([salt, separator]), signerKey, hash };
}
