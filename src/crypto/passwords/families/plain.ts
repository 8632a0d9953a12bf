import { fromBase64, fromSymbols, symbolValue, unpadded } from '../bytes.ts';
import { PENDING } from '../pending.ts';
import { md5, type ShaVersion, sha, shaVersions } from '../raw-digests.ts';
import { phcScrypt } from '../scrypt.ts';
import {
  byRecipe,
  type Family,
  isHex,
  keep,
  type Outcome,
  quoted,
  readable,
  refuse,
  type Source,
} from './family.ts';

/** Texts that name their own algorithm and are stored as they are. Prefixes of Denizen's own forms are not among them. */
const OWN = /^\$(?:argon2(?:id|i|d)|2[abxy]?|pbkdf2(?:-[a-z\d-]+)?|[156]|[PHS]|y|apr1)\$/;

/** Known, and refused: what they are, by their beginning. */
const refusedForms: readonly (readonly [RegExp, string])[] = [
  [/^[!*]/, 'The field has no usable password.'],
  [/^\$(?:gy|sm3y?)\$/, 'Hashes of gost-yescrypt and SM3 cannot be checked.'],
  [/^\$md5[,$]/, "Sun's MD5 hashes cannot be checked."],
  [/^\$3\$/, 'NT hashes of FreeBSD cannot be checked.'],
  [/^_[./\dA-Za-z]{19}$/, 'DES hashes of BSDi cannot be checked.'],
  [/^[./\dA-Za-z]{13}$/, 'DES hashes read eight characters of a password, and are refused.'],
];

/** A text that names its own algorithm. */
export const plain: Family = (source) => plainText(source, source.stored);

/** The password itself. */
export const clear: Family = ({ stored }) => readable(stored);

/** Strings of an export of Denizen. One that refers to the secrets of an import is of no use elsewhere. */
export const denizen: Family = ({ stored }) =>
  stored.startsWith('$sealed$') || stored === PENDING
    ? refuse('The hash needs something that stayed where it was exported.')
    : keep(stored);

export function plainText(source: Source, text: string): Outcome {
  if (OWN.test(text)) return keep(text);
  const reader = readers.find(([form]) => form.test(text));
  if (reader) return reader[1](source, text);
  const refused = refusedForms.find(([form]) => form.test(text));
  return refuse(refused?.[1] ?? 'The hash does not name its algorithm, or names an unknown one.');
}

const readers: readonly (readonly [RegExp, (source: Source, text: string) => Outcome])[] = [
  [/^\$scrypt\$ln=/, (_, text) => keep(text)],
  [/^\$scrypt\$n=/, adonisScrypt],
  [/^\$7\$/, cryptScrypt],
  [/^\$sha1\$\d/, netBsdSha1],
  [/^\$bcrypt-sha256\$/, bcryptSha256],
  [/^\$fbscrypt\$.*,sk=/, (_, text) => keep(text)],
  [/^fakeHash:/, firebaseEmulator],
];

/** crypt(3) and htpasswd. */
export const crypt: Family = (source) => {
  const { scheme, stored } = source;
  if (/^nt/i.test(scheme) && isHex(stored, 16))
    return byRecipe(source, 'md4(utf16le(password))', { hash: stored });
  // htpasswd -s
  if (/^\{SHA\}/.test(stored)) return keep(stored);
  return plainText(source, stored);
};

/** The emulator of Firebase keeps the password itself: `fakeHash:salt=…:password=…`. */
function firebaseEmulator(_: Source, text: string): Outcome {
  return readable(/^fakeHash:salt=[^:]*:password=(.*)$/s.exec(text)?.[1] ?? '');
}

/** AdonisJS writes N itself, under the name `n`. */
function adonisScrypt(_: Source, text: string): Outcome {
  const [, n, r, p, saltText = '', hash = ''] =
    /^\$scrypt\$n=(\d{1,9}),r=(\d{1,3}),p=(\d{1,3})\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  const [salt, digest] = [fromBase64(saltText), fromBase64(hash)];
  if (!salt || !digest) return refuse('The hash is no well-formed scrypt hash of AdonisJS.');
  return scrypt({ n: Number(n), r: Number(r), p: Number(p), salt, digest });
}

export function scrypt(of: { n: number; r: number; p: number; salt: Buffer; digest: Buffer }): Outcome {
  const { n, r, p, salt, digest } = of;
  if (!Number.isInteger(Math.log2(n)))
    return refuse(`The cost of scrypt (N) must be a power of two; this hash has ${n}.`);
  // Smaller exponents alone mean what they say: `phcScrypt` takes greater ones for N itself.
  if (n > 2 ** 31) return refuse('The cost of scrypt (N) is too high.');
  return keep(phcScrypt.encode({ n, r, p, salt, hash: unpadded(digest), length: digest.length }));
}

/** `$7$`: the exponent of N as one symbol, r and p as five, then the salt as it is. */
function cryptScrypt(source: Source, text: string): Outcome {
  const [, log2 = '', r = '', p = '', salt = '', symbols = ''] =
    /^\$7\$([./\dA-Za-z])([./\dA-Za-z]{5})([./\dA-Za-z]{5})([^$]{1,64})\$([./\dA-Za-z]{43})$/.exec(text) ??
    [];
  const digest = fromSymbols(symbols);
  if (digest?.length !== 32) return refuse('The hash is no well-formed $7$ hash.');
  const exponent = symbolValue(log2);
  if (exponent > SCRYPT_LOG2_AT_MOST)
    return refuse(
      `The cost of scrypt (N) must be at most 2^${SCRYPT_LOG2_AT_MOST}; this hash has 2^${exponent}.`,
    );
  const costs = `${2 ** exponent}, ${number30(r)}, ${number30(p)}`;
  return byRecipe(source, `scrypt(password, salt, ${costs}, 32)`, { salt, hash: digest.toString('hex') });
}

const SCRYPT_LOG2_AT_MOST = 17;

/** Five symbols, the lowest six bits first. */
function number30(symbols: string): number {
  return Array.from(symbols, symbolValue).reduce((sum, value, index) => sum + value * 64 ** index, 0);
}

/** HMAC-SHA1 in rounds, keyed with the password; the bytes of the digest come in another order, the first one twice. */
function netBsdSha1(source: Source, text: string): Outcome {
  const [, rounds, salt = '', symbols = ''] =
    /^\$sha1\$([1-9]\d{0,8})\$([./\dA-Za-z]{1,64})\$([./\dA-Za-z]{28})$/.exec(text) ?? [];
  const bytes = fromSymbols(symbols);
  if (rounds === undefined || bytes?.length !== 21)
    return refuse('The hash is no well-formed SHA-1-crypt hash.');
  const digest = Buffer.alloc(20);
  const order = [2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 17, 16, 15, 0, 19, 18];
  for (const [index, at] of order.entries()) digest[at] = bytes[index] ?? 0;
  if (bytes[18] !== bytes[2]) return refuse('The hash is no well-formed SHA-1-crypt hash.');
  const recipe = `hmac_sha1(password, salt + ${quoted(`$sha1$${rounds}`)}), rounds=${rounds}`;
  return byRecipe(source, recipe, { salt, hash: digest.toString('hex') });
}

/** passlib's, in two versions. */
function bcryptSha256(source: Source, text: string): Outcome {
  const [, version, variant, cost = '', salt = '', digest = ''] =
    /^\$bcrypt-sha256\$(?:(v=2),t=)?(2[aby]),(?:r=)?(\d{1,2})\$([./\dA-Za-z]{22})\$([./\dA-Za-z]{31})$/.exec(
      text,
    ) ?? [];
  if (variant === undefined) return refuse('The hash is no well-formed bcrypt-sha256 hash.');
  const hash = `$${variant}$${cost.padStart(2, '0')}$${salt}${digest}`;
  return version === undefined
    ? byRecipe(source, 'bcrypt(base64(sha256(password)))', { hash })
    : byRecipe(source, 'bcrypt(base64(hmac_sha256(salt, password)))', { hash, salt });
}

/** A digest of the password alone, or with a salt, in hex or base64. */
export const digest: Family = (source) => {
  const hash = source.stored || source.part('hash');
  const salt = source.part('salt');
  const name = source.scheme
    .toLowerCase()
    .replace(/^sha-?(?=\d)/, 'sha')
    .replace('/', '-');
  const input =
    salt === '' ? 'password' : source.part('position') === 'suffix' ? 'password + salt' : 'salt + password';
  return byDigest(source, { name, input, hash, salt });
};

/** Names of digests as recipes have them, and their bytes. */
const digestBytes: Readonly<Record<string, number>> = { md4: 16, md5: 16, ripemd160: 20, ...shaVersions };

export function byDigest(
  source: Source,
  { name, input, hash, salt = '' }: Record<'name' | 'input' | 'hash', string> & { readonly salt?: string },
): Outcome {
  const version = name.replace(/^sha512-(?=2)/, 'sha512/');
  const bytes = Object.hasOwn(digestBytes, version) ? digestBytes[version] : undefined;
  if (bytes === undefined) return refuse('The hash names a digest that cannot be computed here.');
  const isInHex = isHex(hash, bytes);
  if (isInHex && input === 'password' && version === 'md5') return keep(md5.encode({ hash }));
  // Cast: a key of `digestBytes` that is neither of the three is a version.
  if (isInHex && input === 'password' && Object.hasOwn(shaVersions, version))
    return keep(sha.encode({ hash, version: version as ShaVersion }));
  const word = version.replace(/[/-]/g, '_');
  return byRecipe(source, `${word}(${input}), ${isInHex ? 'hex' : 'base64'}`, { hash, salt });
}
