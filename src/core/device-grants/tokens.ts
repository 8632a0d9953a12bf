import { digest, freshSecret } from '../../crypto/tokens.ts';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { hours } from '../instant.ts';
import type { Grant, GrantTokens } from './grant.ts';
import type { TokenHashes } from './store.ts';

export const ACCESS_SECONDS = 1_800;
export const REFRESH_MS = hours(24 * 30);
const FAMILY_BYTES = 16;
const REFRESH = /^([0-9a-f]{32})\.[0-9a-f]{64}$/;

/** Tokens that are not stored yet, with their stored form. */
export type FreshTokens = { readonly tokens: GrantTokens; readonly hashes: TokenHashes };

/**
 * Creates an access token and, with a `family`, a refresh token. All refresh tokens of a grant share a prefix, which
 * identifies the grant of a used one without storing it.
 */
export function freshTokens(core: Core, grant: Grant, family: string | undefined): FreshTokens {
  const accessToken = freshSecret();
  const refreshToken = family === undefined ? undefined : `${family}.${freshSecret()}`;
  return {
    tokens: { grant, accessToken, accessSeconds: ACCESS_SECONDS, refreshToken },
    hashes: {
      access: digest(accessToken),
      accessExpiresAt: expiryAfter(core.clock, ACCESS_SECONDS * 1000),
      refresh: refreshToken === undefined ? null : digest(refreshToken),
      refreshExpiresAt: refreshToken === undefined ? null : expiryAfter(core.clock, REFRESH_MS),
      family: family === undefined ? null : digest(family),
    },
  };
}

export function freshFamily(): string {
  return freshSecret(FAMILY_BYTES);
}

/** Returns the prefix of a refresh token; nothing when it is malformed. */
export function familyIn(refreshToken: string): string | undefined {
  return REFRESH.exec(refreshToken)?.[1];
}
