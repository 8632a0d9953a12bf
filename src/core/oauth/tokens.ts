import type { Seal } from '../../crypto/seal.ts';
import { type Clock, type Instant, instantOf } from '../instant.ts';

/** What a provider gives to act for somebody there. */
export type ProviderTokens = {
  readonly access: string;
  /** Empty where the provider gave none. */
  readonly refresh: string;
  readonly expiresAt: Instant | null;
};

/** As it is stored: sealed, but for the moment. */
export type SealedTokens = { readonly sealed: string | null; readonly expiresAt: Instant | null };

const YEARS_AT_MOST = 10;

export function sealTokens(
  { seal }: { readonly seal: Seal },
  { access, refresh, expiresAt }: ProviderTokens,
): SealedTokens {
  return { sealed: seal.seal(JSON.stringify({ access, refresh })), expiresAt };
}

/** What was sealed with a key that is not known any more is gone: the provider gives other tokens at the next sign-in. */
export function openTokens(
  { seal }: { readonly seal: Seal },
  { sealed, expiresAt }: SealedTokens,
): ProviderTokens | null {
  const opened = sealed === null ? undefined : seal.open(sealed);
  // Written by `sealTokens` and nothing else: hence the cast.
  return opened === undefined
    ? null
    : { ...(JSON.parse(opened) as Pick<ProviderTokens, 'access' | 'refresh'>), expiresAt };
}

/** So many seconds from now, as a provider says it; null when it does not say. */
export function expiryIn({ clock }: { readonly clock: Clock }, seconds: unknown): Instant | null {
  const number = typeof seconds === 'string' ? Number(seconds) : seconds;
  if (typeof number !== 'number' || !(number > 0)) return null;
  const most = YEARS_AT_MOST * 31_536_000;
  return instantOf(clock.now() + Math.floor(Math.min(number, most)) * 1000);
}
