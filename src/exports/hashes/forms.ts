import { unpadded } from '../../crypto/passwords/bytes.ts';
import type { StoredHash } from './stored.ts';

/** The texts in which several targets take the same hash. */

export type HashOf<Kind extends StoredHash['kind']> = Extract<StoredHash, { readonly kind: Kind }>;

/** Standard base64 with padding. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** passlib's: without padding, `.` for `+`. */
export function adaptedBase64(bytes: Uint8Array): string {
  return unpadded(bytes).replaceAll('+', '.');
}

/** The bytes of a UTF-8 text, as that text; undefined for other bytes. */
export function utf8(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString();
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

/** The PHC string. The version is always written. */
export function argon2Text({
  type,
  version,
  memory,
  passes,
  lanes,
  salt,
  hash,
}: Omit<HashOf<'argon2'>, 'text'>): string {
  return `$${type}$v=${version}$m=${memory},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** `$2a$`, `$2b$` and `$2y$` are one algorithm: targets that know only some of them are given another. */
export function bcryptText(
  { variant, cost, salt, hash }: Omit<HashOf<'bcrypt'>, 'text'>,
  written: '2a' | '2b' | '2x' | '2y' = variant,
): string {
  return `$${written}$${String(cost).padStart(2, '0')}$${salt}${hash}`;
}

/** As Auth0 and Kratos read it: `$pbkdf2-sha256$i=1000,l=32$` and unpadded base64. */
export function pbkdf2Phc({ digest, rounds, salt, hash }: Omit<HashOf<'pbkdf2'>, 'text'>): string {
  return `$pbkdf2-${digest}$i=${rounds},l=${hash.length}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** As passlib and Zitadel read it: `$pbkdf2-sha256$1000$`, without a digest for SHA-1, and adapted base64. */
export function pbkdf2Passlib({ digest, rounds, salt, hash }: Omit<HashOf<'pbkdf2'>, 'text'>): string {
  const name = digest === 'sha1' ? 'pbkdf2' : `pbkdf2-${digest}`;
  return `$${name}$${rounds}$${adaptedBase64(salt)}$${adaptedBase64(hash)}`;
}

/** The PHC string, whose `ln` is the exponent of N. */
export function scryptPhc({
  cost,
  blockSize,
  parallelism,
  salt,
  hash,
}: Omit<HashOf<'scrypt'>, 'text'>): string {
  const costs = `ln=${Math.log2(cost)},r=${blockSize},p=${parallelism}`;
  return `$scrypt$${costs}$${unpadded(salt)}$${unpadded(hash)}`;
}

const directoryNames: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA',
  sha256: 'SHA256',
  sha384: 'SHA384',
  sha512: 'SHA512',
};

/** RFC 2307 and its SHA-2: `{SSHA256}`, the digest and the salt behind it. Undefined for what has no such name. */
export function directoryText({
  digest,
  rounds,
  salt,
  saltIs,
  hash,
}: Omit<HashOf<'digest'>, 'text'>): string | undefined {
  const name = directoryNames[digest];
  if (!name || rounds !== 1 || (salt.length > 0 && saltIs !== 'after')) return undefined;
  return `{${salt.length > 0 ? 'S' : ''}${name}}${base64(Buffer.concat([hash, salt]))}`;
}
