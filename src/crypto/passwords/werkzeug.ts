import { fromHex, unpadded } from './bytes.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { type Spelled, spelling } from './scheme.ts';
import { phcScrypt } from './scrypt.ts';

const SCRYPT_BYTES = 64;

/** Flask's: `scrypt:N:r:p$salt$hex` and `pbkdf2:digest:iterations$salt$hex`, salts in plain text. */
export const werkzeug = spelling({
  name: 'werkzeug',
  owns: /^(?:scrypt|pbkdf2):/,
  read: (stored): Spelled | undefined => {
    const [, method = '', saltText = '', hex = '-'] = /^([^$]+)\$([^$]*)\$([^$]+)$/.exec(stored) ?? [];
    const bytes = fromHex(hex);
    if (!bytes) return undefined;
    const [salt, hash] = [Buffer.from(saltText), unpadded(bytes)];

    const [, n, r, p] = /^scrypt:([1-9]\d*):([1-9]\d*):([1-9]\d*)$/.exec(method) ?? [];
    if (n) {
      const cost = { n: Number(n), r: Number(r), p: Number(p), length: SCRYPT_BYTES };
      return { scheme: phcScrypt, stored: phcScrypt.encode({ ...cost, salt, hash }) };
    }
    const [, digest, iterations] = /^pbkdf2:([a-z\d]+):([1-9]\d*)$/.exec(method) ?? [];
    if (!digest) return undefined;
    return { scheme: pbkdf2, stored: pbkdf2.encode({ digest, iterations: Number(iterations), salt, hash }) };
  },
});
