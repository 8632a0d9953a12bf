import type { Instant } from '../instant.ts';

/** An API key. Its secret is shown once at creation and stored as a hash. */
export type Key = {
  readonly id: string;
  readonly name: string;
  /** Scope names, or `*` for all. */
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  /** The key whose secret this was before a rotation. It ends at its expiry, and with that key. */
  readonly replacedBy?: string;
  /** To the hour, to save writes. */
  readonly lastUsedAt: Instant | null;
};

/** A key that is not stored, and its secret. */
export type EphemeralKey = {
  readonly id: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly scopes: readonly string[];
  readonly secret: string;
};

export function hasExpired(key: Key, now: Instant): boolean {
  return key.expiresAt !== null && key.expiresAt <= now;
}
