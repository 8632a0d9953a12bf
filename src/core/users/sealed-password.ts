import type { Core } from '../core.ts';
import type { User } from './user.ts';

/** No scheme's strings begin like this. */
export const SEALED = 'sealed:';

/**
 * A given hash as it is kept until a sign-in replaces it: whoever steals the database must not find hashes that are
 * quick to try passwords against. Those that cost as much as a new one are slow enough as they are.
 */
export function sealed(core: Core, stored: string): string {
  return core.passwords.needsRehash(stored) ? SEALED + core.seal.seal(stored) : stored;
}

/** The user with the hash as it was given. */
export function unsealed(core: Core, user: User): User {
  if (!user.password?.startsWith(SEALED)) return user;
  return { ...user, password: opened(core, user.password) };
}

/** The hash as it was given; null for one that was sealed with another key. */
export function opened(core: Core, stored: string): string | null {
  return stored.startsWith(SEALED) ? (core.seal.open(stored.slice(SEALED.length)) ?? null) : stored;
}
