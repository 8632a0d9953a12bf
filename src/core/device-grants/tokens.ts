import { digest, freshSecret } from '../../crypto/tokens.ts';
import type { Core } from '../core.ts';
import { hours, instantOf } from '../instant.ts';
import type { Grant, GrantTokens } from './grant.ts';
import type { TokenHashes } from './store.ts';

const ACCESS_SECONDS = 1_800;
const REFRESH_MS = hours(24 * 30);
const FAMILY_BYTES = 16;
const REFRESH = /^([0-9a-f]{32})\.[0-9a-f]{64}$/;

/** Tokens that are not written yet, and what is written of them. */
export type FreshTokens = { readonly tokens: GrantTokens; readonly hashes: TokenHashes };

/**
 * An access token and, with a `family`, a refresh token. What all refresh tokens of a grant begin with tells of one that
 * was used whose it is, so that no used one need be kept.
 */
export function freshTokens(core: Core, grant: Grant, family: string | undefined): FreshTokens {
  const now = core.clock.now();
  const accessToken = freshSecret();
  const refreshToken = family === undefined ? undefined : `${family}.${freshSecret()}`;
  return {
    tokens: { grant, accessToken, accessSeconds: ACCESS_SECONDS, refreshToken },
    hashes: {
      access: digest(accessToken),
      accessExpiresAt: instantOf(now + ACCESS_SECONDS * 1000),
      refresh: refreshToken === undefined ? null : digest(refreshToken),
      refreshExpiresAt: refreshToken === undefined ? null : instantOf(now + REFRESH_MS),
      family: family === undefined ? null : digest(family),
    },
  };
}

export function freshFamily(): string {
  return freshSecret(FAMILY_BYTES);
}

/** What a refresh token begins with; nothing when it is not of that form. */
export function familyIn(refreshToken: string): string | undefined {
  return REFRESH.exec(refreshToken)?.[1];
}
