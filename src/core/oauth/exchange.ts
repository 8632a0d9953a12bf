import type { Core } from '../core.ts';
import {
  type AuthorizationRequest,
  type AuthorizationResponse,
  type ExchangeResult,
  oauth2AuthorizeUrl,
  oauth2Exchange,
  oauth2Refresh,
} from './oauth2.ts';
import { oidcAuthorizeUrl, oidcExchange, oidcRefresh } from './oidc.ts';
import type { EnabledProvider } from './provider-configs.ts';
import type { ProviderTokens } from './tokens.ts';

/** Returns the provider's authorization URL. */
export async function authorizeUrl(
  core: Core,
  { provider, config }: EnabledProvider,
  request: AuthorizationRequest,
): Promise<string> {
  return provider.kind === 'oidc'
    ? oidcAuthorizeUrl(core, provider, config, request)
    : oauth2AuthorizeUrl(provider, config, request);
}

/** Exchanges the code for tokens and the profile. */
export function exchangeCode(
  core: Core,
  { provider, config }: EnabledProvider,
  response: AuthorizationResponse,
): Promise<ExchangeResult> {
  return provider.kind === 'oidc'
    ? oidcExchange(core, provider, config, response)
    : oauth2Exchange(core, provider, config, response);
}

/** Refreshes the tokens of a session. */
export function refreshTokens(
  core: Core,
  { provider, config }: EnabledProvider,
  refresh: string,
): Promise<ProviderTokens> {
  return provider.kind === 'oidc'
    ? oidcRefresh(core, provider, config, refresh)
    : oauth2Refresh(core, provider, config, refresh);
}
