import type { Core } from '../core.ts';
import {
  type Fields,
  fromConfig,
  isAllowedPrivate,
  type OAuth2Provider,
  type Profile,
  type ProviderConfig,
  type ProviderGet,
  textAt,
  valueAt,
} from './provider.ts';
import { ProviderError, providerRequest } from './provider-request.ts';
import { expiryIn, type ProviderTokens } from './tokens.ts';

export type AuthorizationRequest = {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** The S256 challenge of the verifier, if the provider supports PKCE. */
  readonly challenge: string | undefined;
  readonly scopes: readonly string[];
};

export type AuthorizationResponse = {
  readonly redirectUri: string;
  readonly code: string;
  readonly state: string;
  readonly iss: string | undefined;
  readonly nonce: string;
  readonly verifier: string | undefined;
};

export type ExchangeResult = { readonly tokens: ProviderTokens; readonly profile: Profile };

/** Some providers accept loopback addresses as numbers only. */
function redirectUriFor(provider: OAuth2Provider, uri: string): string {
  if (provider.redirect !== 'numeric') return uri;
  const url = new URL(uri);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url.href;
}

/** Returns the authorization URL. */
export function oauth2AuthorizeUrl(
  provider: OAuth2Provider,
  config: ProviderConfig,
  request: AuthorizationRequest,
): string {
  const url = new URL(fromConfig(provider.authorize, config));
  const scopes = request.scopes.join(provider.scopeSeparator ?? ' ');
  const query: Readonly<Record<string, string>> = {
    response_type: 'code',
    client_id: config.appId,
    ...(provider.redirect !== 'omitted' && { redirect_uri: redirectUriFor(provider, request.redirectUri) }),
    ...(scopes !== '' && { [provider.scopeParameter ?? 'scope']: scopes }),
    ...fromConfig(provider.extra ?? {}, config),
    state: request.state,
    ...(request.challenge !== undefined && {
      code_challenge: request.challenge,
      code_challenge_method: 'S256',
    }),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Exchanges the code for tokens and the profile. Fails with `ProviderError` and `HttpClientError`. */
export async function oauth2Exchange(
  core: Core,
  provider: OAuth2Provider,
  config: ProviderConfig,
  response: AuthorizationResponse,
): Promise<ExchangeResult> {
  const answer = await requestTokens(core, provider, config, {
    url: fromConfig(provider.token, config),
    form: {
      grant_type: 'authorization_code',
      code: response.code,
      redirect_uri: redirectUriFor(provider, response.redirectUri),
      ...(response.verifier !== undefined && { code_verifier: response.verifier }),
    },
  });
  const tokens = parseTokens(core, provider, answer);
  const profile = await provider.profile({
    get: providerGet(core, config, tokens.access),
    config,
    answer,
    accessToken: tokens.access,
  });
  return { tokens, profile };
}

/** Refreshes tokens; those not renewed stay. Fails with `ProviderError` and `HttpClientError`. */
export async function oauth2Refresh(
  core: Core,
  provider: OAuth2Provider,
  config: ProviderConfig,
  refresh: string,
): Promise<ProviderTokens> {
  const answer = await requestTokens(core, provider, config, {
    url: fromConfig(provider.refresh ?? provider.token, config),
    form: { grant_type: 'refresh_token', refresh_token: refresh },
  });
  const tokens = parseTokens(core, provider, answer);
  return { ...tokens, refresh: tokens.refresh || refresh };
}

/** Asks the token endpoint. Fails with `ProviderError` and `HttpClientError`. */
export function requestTokens(
  core: Core,
  { credentials }: OAuth2Provider,
  config: ProviderConfig,
  { url, form }: { readonly url: string; readonly form: Readonly<Record<string, string>> },
): Promise<Fields> {
  const { appId, secret } = config;
  const coded = [appId, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1));
  const basic = `Basic ${Buffer.from(coded.join(':')).toString('base64')}`;
  return providerRequest(core, {
    url,
    form: {
      ...form,
      ...(credentials !== 'basic' && { client_id: appId }),
      ...(credentials === undefined && { client_secret: secret }),
    },
    ...(credentials === 'basic' && { headers: { Authorization: basic } }),
    allowPrivate: isAllowedPrivate(config),
  });
}

const TOKEN_AT_MOST = 16_384;

function parseTokens(core: Core, { tokensPath: path }: OAuth2Provider, answer: Fields): ProviderTokens {
  const inner = path === undefined ? answer : valueAt(answer, path);
  const access = textAt(inner, 'access_token') || textAt(inner, 'token');
  const refresh = textAt(inner, 'refresh_token');
  if (access === '' || access.length > TOKEN_AT_MOST || refresh.length > TOKEN_AT_MOST)
    throw new ProviderError(200, '');
  return { access, refresh, expiresAt: expiryIn(core, valueAt(inner, 'expires_in')) };
}

function providerGet(core: Core, config: ProviderConfig, accessToken: string): ProviderGet {
  return (url, { scheme = 'Bearer', method = 'GET', headers = {} } = {}) =>
    providerRequest(core, {
      url,
      method,
      headers: { Authorization: `${scheme} ${accessToken}`, ...headers },
      allowPrivate: isAllowedPrivate(config),
    });
}
