import { argon2 } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { digestOf, fromHex, unpadded } from './bytes.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { saltedDigest } from './salted-digests.ts';
import { type Spelled, spelling } from './scheme.ts';
import { phcScrypt } from './scrypt.ts';

/** Fields separated by `$`, salts in plain text. https://docs.djangoproject.com/en/stable/topics/auth/passwords/ */
const forms: Readonly<Record<string, (rest: string) => Spelled | undefined>> = {
  argon2: (rest) => ({ scheme: argon2, stored: `$${rest}` }),
  bcrypt: (rest) => ({ scheme: bcrypt, stored: rest }),
  bcrypt_sha256: (rest) => ({
    scheme: bcrypt,
    stored: rest,
    prepare: (plain) => digestOf('sha256', Buffer.from(plain)).toString('hex'),
  }),
  pbkdf2_sha256: (rest) => iterated('sha256', rest),
  pbkdf2_sha1: (rest) => iterated('sha1', rest),
  scrypt: (rest) => {
    const [, n, salt = '', r, p, hash = ''] = /^(\d+)\$([^$]*)\$(\d+)\$(\d+)\$([^$]+)$/.exec(rest) ?? [];
    const cost = { n: Number(n), r: Number(r), p: Number(p), length: 64 };
    return { scheme: phcScrypt, stored: phcScrypt.encode({ ...cost, salt: Buffer.from(salt), hash }) };
  },
  md5: (rest) => salted('md5', rest),
  sha1: (rest) => salted('sha1', rest),
};

export const django = spelling({
  name: 'django',
  owns: new RegExp(`^(?:${Object.keys(forms).join('|')})\\$`),
  read: (stored) => {
    const at = stored.indexOf('$');
    const name = stored.slice(0, at);
    return at > 0 && Object.hasOwn(forms, name) ? forms[name]?.(stored.slice(at + 1)) : undefined;
  },
});

function iterated(digest: string, rest: string): Spelled | undefined {
  const [, iterations, salt = '', hash = ''] = /^([1-9]\d*)\$([^$]*)\$([^$]+)$/.exec(rest) ?? [];
  const parsed = { digest, iterations: Number(iterations), salt: Buffer.from(salt), hash };
  return { scheme: pbkdf2, stored: pbkdf2.encode(parsed) };
}

function salted(algorithm: string, rest: string): Spelled | undefined {
  const [, salt = '', hex] = /^([^$]*)\$([^$]+)$/.exec(rest) ?? [];
  const hash = hex === undefined ? undefined : fromHex(hex);
  const parsed = hash && { algorithm, hash: unpadded(hash), before: Buffer.from(salt) };
  return parsed && { scheme: saltedDigest, stored: saltedDigest.encode(parsed) };
}
