import type { Seal } from '../../crypto/seal.ts';
import { type Clock, type Instant, instantOf } from '../instant.ts';

/** A provider's tokens for the external account. */
export type ProviderTokens = {
  readonly access: string;
  /** Empty when the provider gave none. */
  readonly refresh: string;
  readonly expiresAt: Instant | null;
  /** The ID token of the latest native sign-in. */
  readonly idToken?: string;
};

/** The stored form: sealed, except for the time. */
export type SealedTokens = { readonly sealed: string | null; readonly expiresAt: Instant | null };

const YEARS_AT_MOST = 10;

export function sealTokens(
  { seal }: { readonly seal: Seal },
  { access, refresh, expiresAt, idToken }: ProviderTokens,
): SealedTokens {
  return { sealed: seal.seal(JSON.stringify({ access, refresh, idToken })), expiresAt };
}

/** Seals the tokens of a sign-in over those of earlier ones: what it brought none of stays. */
export function renewTokens(
  core: { readonly seal: Seal },
  known: SealedTokens,
  fresh: ProviderTokens,
): SealedTokens {
  const before = openTokens(core, known);
  if (!before) return sealTokens(core, fresh);
  const idToken = fresh.idToken ?? before.idToken;
  const tokens = fresh.access === '' ? before : fresh;
  return sealTokens(core, { ...tokens, ...(idToken !== undefined && { idToken }) });
}

/** Tokens sealed with a key that is no longer known are lost: the provider issues others at the next sign-in. */
export function openTokens(
  { seal }: { readonly seal: Seal },
  { sealed, expiresAt }: SealedTokens,
): ProviderTokens | null {
  const opened = sealed === null ? undefined : seal.open(sealed);
  // Cast: written by `sealTokens` only.
  return opened === undefined
    ? null
    : { ...(JSON.parse(opened) as Omit<ProviderTokens, 'expiresAt'>), expiresAt };
}

/** Returns the time this many seconds from now; null when the provider gave none. */
export function expiryIn({ clock }: { readonly clock: Clock }, seconds: unknown): Instant | null {
  const number = typeof seconds === 'string' ? Number(seconds) : seconds;
  if (typeof number !== 'number' || !(number > 0)) return null;
  const most = YEARS_AT_MOST * 31_536_000;
  return instantOf(clock.now() + Math.floor(Math.min(number, most)) * 1000);
}
