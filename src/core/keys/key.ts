import type { Instant } from '../instant.ts';

/** An API key. Its secret is shown once at creation and stored as a hash. */
export type Key = {
  readonly id: string;
  readonly name: string;
  /** Scope names, or `*` for all. */
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  /** To the hour, to save writes. */
  readonly lastUsedAt: Instant | null;
};

export function hasExpired(key: Key, now: Instant): boolean {
  return key.expiresAt !== null && key.expiresAt <= now;
}
