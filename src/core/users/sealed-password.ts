import { PENDING } from '../../crypto/passwords/pending.ts';
import type { Core } from '../core.ts';
import type { User } from './user.ts';

/** No scheme's strings begin like this. */
export const SEALED = 'sealed:';

/**
 * Seals an imported hash until a sign-in replaces it, since a stolen database must not yield hashes that are cheap to
 * crack. Hashes as expensive as a new one are kept as they are.
 */
export function sealed(core: Pick<Core, 'passwords' | 'seal'>, stored: string): string {
  if (stored === PENDING) return stored;
  return core.passwords.needsRehash(stored) ? SEALED + core.seal.seal(stored) : stored;
}

/** Returns the user with the original hash. */
export function unsealed(core: Core, user: User): User {
  if (!user.password?.startsWith(SEALED)) return user;
  return { ...user, password: opened(core, user.password) };
}

/** Returns the original hash; null when it was sealed with another key. */
export function opened(core: Pick<Core, 'seal'>, stored: string): string | null {
  return stored.startsWith(SEALED) ? (core.seal.open(stored.slice(SEALED.length)) ?? null) : stored;
}
