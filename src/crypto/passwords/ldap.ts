import { argon2 } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { fromBase64, unpadded } from './bytes.ts';
import { md5Crypt, shaCrypt } from './crypt.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { digestBytes, saltedDigest } from './salted-digests.ts';
import { type Spelled, spelling } from './scheme.ts';

/** Digest by scheme name. A name with one more S than the digest has a salt after it. */
const digestNames: Readonly<Record<string, string>> = {
  MD5: 'md5',
  SMD5: 'md5',
  SHA: 'sha1',
  SSHA: 'sha1',
  SHA256: 'sha256',
  SSHA256: 'sha256',
  SHA384: 'sha384',
  SSHA384: 'sha384',
  SHA512: 'sha512',
  SSHA512: 'sha512',
};

const pbkdf2Names: Readonly<Record<string, string>> = {
  PBKDF2: 'sha1',
  'PBKDF2-SHA1': 'sha1',
  'PBKDF2-SHA256': 'sha256',
  'PBKDF2-SHA512': 'sha512',
};

/** RFC 2307's `{SCHEME}` and the additions of OpenLDAP's modules. `{CLEARTEXT}` is not accepted. */
export const ldap = spelling({
  name: 'ldap',
  owns: /^\{/,
  read: (stored) => {
    const [, written = '', value = ''] = /^\{([A-Za-z\d-]+)\}(.+)$/.exec(stored) ?? [];
    const name = written.toUpperCase();
    if (name === 'CRYPT') return crypt(value);
    if (name === 'ARGON2') return { scheme: argon2, stored: value };
    if (Object.hasOwn(pbkdf2Names, name))
      return { scheme: pbkdf2, stored: `$pbkdf2-${pbkdf2Names[name]}$${value}` };
    return Object.hasOwn(digestNames, name) ? salted(name, value) : undefined;
  },
});

/** The digest of password and salt, then the salt. */
function salted(name: string, value: string): Spelled | undefined {
  const algorithm = digestNames[name] ?? '';
  const length = digestBytes[algorithm] ?? 0;
  const bytes = fromBase64(value);
  const takesSalt = /^S(?!HA)/.test(name);
  if (!bytes || bytes.length > length !== takesSalt) return undefined;
  const parsed = { algorithm, hash: unpadded(bytes.subarray(0, length)), behind: bytes.subarray(length) };
  return { scheme: saltedDigest, stored: saltedDigest.encode(parsed) };
}

function crypt(value: string): Spelled | undefined {
  const scheme = [bcrypt, md5Crypt, shaCrypt].find((candidate) => candidate.owns(value));
  return scheme && { scheme, stored: value };
}
