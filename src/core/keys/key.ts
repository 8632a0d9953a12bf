import type { Instant } from '../instant.ts';

/** An API key; its secret is shown when it is made and known afterwards only as a hash. */
export type Key = {
  readonly id: string;
  readonly name: string;
  /** Scope names, or `*` for all. */
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  /** To the hour: every use is not worth a write. */
  readonly lastUsedAt: Instant | null;
};

export function hasExpired(key: Key, now: Instant): boolean {
  return key.expiresAt !== null && key.expiresAt <= now;
}
