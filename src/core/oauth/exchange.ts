import type { Core } from '../core.ts';
import {
  type Begun,
  type Exchanged,
  plainAuthorizeUrl,
  plainExchange,
  plainRefresh,
  type Returned,
} from './plain.ts';
import type { Usable } from './setups.ts';
import { signedAuthorizeUrl, signedExchange, signedRefresh } from './signed.ts';
import type { ProviderTokens } from './tokens.ts';

/** Where people are sent to sign in. */
export async function authorizeUrl(core: Core, { provider, setup }: Usable, begun: Begun): Promise<string> {
  return provider.kind === 'signed'
    ? signedAuthorizeUrl(core, provider, setup, begun)
    : plainAuthorizeUrl(provider, setup, begun);
}

/** Tokens for the code, and who signed in. */
export function exchangeCode(
  core: Core,
  { provider, setup }: Usable,
  returned: Returned,
): Promise<Exchanged> {
  return provider.kind === 'signed'
    ? signedExchange(core, provider, setup, returned)
    : plainExchange(core, provider, setup, returned);
}

/** Other tokens for those of a session. */
export function refreshTokens(
  core: Core,
  { provider, setup }: Usable,
  refresh: string,
): Promise<ProviderTokens> {
  return provider.kind === 'signed'
    ? signedRefresh(core, provider, setup, refresh)
    : plainRefresh(core, provider, setup, refresh);
}
