import type { Device } from '../devices/device.ts';
import type { Expiry } from '../expiry.ts';
import type { Instant, Sequence } from '../instant.ts';
import { isJsonObject } from '../json.ts';
import type { ProviderTokens, SealedTokens } from '../oauth/tokens.ts';
import { type UserId, userIdOf } from '../users/user.ts';

const TOKEN_LENGTH_AT_MOST = 2_000;

export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  /** The sign-in, by the wall clock. `createdAt` is the time of the sequence. */
  readonly issuedAt: Instant;
  readonly updatedAt: Instant;
  readonly expiresAt: Expiry;
  readonly provider: string;
  readonly providerUid: string;
  /** The completed factors, in order. */
  readonly factors: readonly string[];
  readonly mfaUpdatedAt: Instant | null;
  readonly ip: string | null;
  /** ISO 3166-1 alpha-2 in upper case, or null. */
  readonly country: string | null;
  readonly device: Device;
  /** When it was last used, at intervals; null before that. */
  readonly usedAt: Instant | null;
  /** The provider's tokens, for a session opened with an external account. */
  readonly sealedTokens?: SealedTokens;
  /** The unsealed tokens, for callers who may read them. */
  readonly providerTokens?: ProviderTokens;
};

/** The sign-in that a credential comes from. */
export type Authentication = {
  /** The factors proven when the credential was made. Later proofs of the session do not count. */
  readonly factors: readonly string[];
  readonly signedInAt: Instant;
};

/**
 * Formats the client's token: base64 of a JSON text that names the user, so that a check reads that user's rows
 * only.
 */
export function formatSessionToken(userId: string, secret: string): string {
  return Buffer.from(JSON.stringify({ id: userId, secret })).toString('base64');
}

/** Returns the user and secret of a client's token; nothing for a malformed one. */
export function parseSessionToken(
  value: string,
): { readonly user: UserId; readonly secret: string } | undefined {
  if (value.length > TOKEN_LENGTH_AT_MOST) return undefined;
  const parsed = parsedOf(Buffer.from(value, 'base64').toString('utf8'));
  if (typeof parsed?.id !== 'string' || typeof parsed.secret !== 'string') return undefined;
  const user = userIdOf(parsed.id);
  return user && { user, secret: parsed.secret };
}

function parsedOf(text: string): { readonly id?: unknown; readonly secret?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
