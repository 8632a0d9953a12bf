import { argon2Text, bcryptText } from './forms.ts';
import type { StoredHash } from './stored.ts';

/** The hash as PHP's `password_verify` takes it, where PHP is built with argon2; undefined for others. */
export function phpHash(hash: StoredHash): string | undefined {
  if (hash.kind === 'bcrypt') return hash.variant === '2x' ? undefined : bcryptText(hash, '2y');
  if (hash.kind === 'crypt') return hash.hash;
  return plainArgon2(hash);
}

/** argon2id and argon2i of the version that libraries know today. */
export function plainArgon2(hash: StoredHash): string | undefined {
  if (hash.kind !== 'argon2' || hash.version !== 19 || hash.type === 'argon2d') return undefined;
  return argon2Text(hash);
}

/** `$2a$`, `$2b$` and `$2y$` in one spelling. */
export function plainBcrypt(hash: StoredHash, written?: '2a' | '2b' | '2y'): string | undefined {
  return hash.kind === 'bcrypt' && hash.variant !== '2x' ? bcryptText(hash, written) : undefined;
}
