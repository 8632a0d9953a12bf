import type { Configuration, ServerMetadata } from 'openid-client';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { HttpClientError } from './http-client.ts';
import type { AuthorizationRequest, AuthorizationResponse, ExchangeResult } from './oauth2.ts';
import {
  type Fields,
  fromConfig,
  isAllowedPrivate,
  type OidcProvider,
  type Profile,
  type ProviderConfig,
} from './provider.ts';
import { errorCodeOf, ProviderError, providerRequest } from './provider-request.ts';
import { claims as places, profileIn } from './providers/profiles.ts';
import { expiryIn, type ProviderTokens } from './tokens.ts';

const SECONDS = 10;
const TOKEN_AT_MOST = 16_384;

/** Loaded on first use: most servers never need it. */
const library = () => import('openid-client');

/** Returns the authorization URL. Fails with `ProviderError` and `HttpClientError`. */
export async function oidcAuthorizeUrl(
  core: Core,
  provider: OidcProvider,
  config: ProviderConfig,
  request: AuthorizationRequest,
): Promise<string> {
  const { buildAuthorizationUrl } = await library();
  const oidcClient = await asProviderError(() => configurationOf(core, provider, config));
  return buildAuthorizationUrl(oidcClient, {
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    ...fromConfig(provider.extra ?? {}, config),
    state: request.state,
    nonce: request.nonce,
    ...(request.challenge !== undefined && {
      code_challenge: request.challenge,
      code_challenge_method: 'S256',
    }),
  }).href;
}

/** Exchanges the code for tokens and the claims of the ID token. Fails with `ProviderError` and `HttpClientError`. */
export async function oidcExchange(
  core: Core,
  provider: OidcProvider,
  config: ProviderConfig,
  response: AuthorizationResponse,
): Promise<ExchangeResult> {
  const { authorizationCodeGrant, fetchUserInfo } = await library();
  return asProviderError(async () => {
    const oidcClient = await configurationOf(core, provider, config);
    const back = new URL(response.redirectUri);
    back.searchParams.set('code', response.code);
    back.searchParams.set('state', response.state);
    if (response.iss !== undefined) back.searchParams.set('iss', response.iss);
    const answer = await authorizationCodeGrant(oidcClient, back, {
      expectedState: response.state,
      expectedNonce: response.nonce,
      idTokenExpected: true,
      ...(response.verifier !== undefined && { pkceCodeVerifier: response.verifier }),
      ...maxAgeOf(config),
    });
    const named = answer.claims();
    if (!named) throw new ProviderError(200, '');
    const asksUserInfo = provider.userInfo && oidcClient.serverMetadata().userinfo_endpoint !== undefined;
    const more: Fields = asksUserInfo ? await fetchUserInfo(oidcClient, answer.access_token, named.sub) : {};
    return { tokens: tokensOf(core, answer), profile: profileOf(named, more) };
  });
}

/**
 * The profile of the ID token, completed by userinfo. The address and whether it is verified come from one document:
 * what one says of its address says nothing about the other's.
 */
function profileOf(idToken: Fields, userInfo: Fields): Profile {
  const signed = profileIn(idToken, places);
  const asked = profileIn(userInfo, places);
  const { email, verified } = signed.email === '' ? asked : signed;
  return { uid: signed.uid, name: signed.name || asked.name, email, verified };
}

/** Refreshes tokens; those not renewed stay. Fails with `ProviderError` and `HttpClientError`. */
export async function oidcRefresh(
  core: Core,
  provider: OidcProvider,
  config: ProviderConfig,
  refresh: string,
): Promise<ProviderTokens> {
  const { refreshTokenGrant } = await library();
  return asProviderError(async () => {
    const oidcClient = await configurationOf(core, provider, config);
    const tokens = tokensOf(core, await refreshTokenGrant(oidcClient, refresh));
    return { ...tokens, refresh: tokens.refresh || refresh };
  });
}

/**
 * Reads the discovery document and the keys, then asks the token endpoint for the tokens of a code that there is not.
 * Fails with `ProviderError` of the step, and with `HttpClientError`.
 */
export async function oidcTest(
  core: Core,
  provider: OidcProvider,
  config: ProviderConfig,
  {
    redirectUri,
    code,
    onStep,
  }: {
    readonly redirectUri: string;
    readonly code: string;
    readonly onStep: (step: 'discovery' | 'keys' | 'token') => void;
  },
): Promise<void> {
  const { genericGrantRequest } = await library();
  await asProviderError(async () => {
    onStep('discovery');
    const oidcClient = await configurationOf(core, provider, config);
    const { jwks_uri: keys } = oidcClient.serverMetadata();
    if (keys !== undefined) {
      onStep('keys');
      const { keys: list } = await providerRequest(core, {
        url: keys,
        allowPrivate: isAllowedPrivate(config),
      });
      if (!Array.isArray(list)) throw new ProviderError(200, '');
    }
    onStep('token');
    const parameters = { code, redirect_uri: redirectUri, code_verifier: code.repeat(3) };
    await genericGrantRequest(oidcClient, 'authorization_code', parameters);
  });
}

async function configurationOf(
  core: Core,
  provider: OidcProvider,
  config: ProviderConfig,
): Promise<Configuration> {
  const client = await library();
  const ask = fetchOver(core, config);
  const inward = isAllowedPrivate(config) ? [client.allowInsecureRequests] : [];
  const server = provider.server(config);
  const known: ServerMetadata =
    server instanceof URL
      ? (
          await client.discovery(server, config.appId, undefined, undefined, {
            [client.customFetch]: ask,
            timeout: SECONDS,
            execute: inward,
          })
        ).serverMetadata()
      : server;
  const secret = (await provider.secret?.(config, Date.now())) ?? config.secret;
  const oidcClient = new client.Configuration(
    withOverrides(known, config),
    config.appId,
    undefined,
    await clientAuthentication(known, secret),
  );
  oidcClient[client.customFetch] = ask;
  oidcClient.timeout = SECONDS;
  for (const apply of inward) apply(oidcClient);
  // Verifies the signature even though the token came over TLS.
  client.enableNonRepudiationChecks(oidcClient);
  return oidcClient;
}

/** In the body, unless the provider supports only the header. */
async function clientAuthentication(
  { token_endpoint_auth_methods_supported: methods }: ServerMetadata,
  secret: string,
) {
  const { ClientSecretBasic, ClientSecretPost } = await library();
  const wantsHeader = methods?.includes('client_secret_basic') && !methods.includes('client_secret_post');
  return wantsHeader ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}

function withOverrides(known: ServerMetadata, { options }: ProviderConfig): ServerMetadata {
  const { authorizationEndpoint, tokenEndpoint, userInfoEndpoint } = options;
  return {
    ...known,
    ...(authorizationEndpoint !== undefined && { authorization_endpoint: authorizationEndpoint }),
    ...(tokenEndpoint !== undefined && { token_endpoint: tokenEndpoint }),
    ...(userInfoEndpoint !== undefined && { userinfo_endpoint: userInfoEndpoint }),
  };
}

function maxAgeOf({ options: { maxAge } }: ProviderConfig) {
  return maxAge === undefined ? {} : { maxAge: Number(maxAge) };
}

type Grant = {
  readonly access_token: string;
  readonly refresh_token?: string | undefined;
  readonly expires_in?: number | undefined;
};

function tokensOf(core: Core, { access_token, refresh_token = '', expires_in }: Grant): ProviderTokens {
  if (access_token.length > TOKEN_AT_MOST || refresh_token.length > TOKEN_AT_MOST)
    throw new ProviderError(200, '');
  return { access: access_token, refresh: refresh_token, expiresAt: expiryIn(core, expires_in) };
}

type Fetch = (
  url: string,
  options: { readonly method: string; readonly headers: Record<string, string>; readonly body?: unknown },
) => Promise<Response>;

/** Sends the library's requests through the same client as all others. */
function fetchOver(core: Core, config: ProviderConfig): Fetch {
  return async (url, { method, headers, body }) => {
    const answer = await core.httpClient({
      url: new URL(url),
      method: method === 'POST' ? 'POST' : 'GET',
      headers: { ...headers, 'User-Agent': 'Denizen' },
      ...(body !== undefined && body !== null && { body: String(body) }),
      allowPrivate: isAllowedPrivate(config),
    });
    const isEmpty = answer.status === 204 || answer.status === 304;
    return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
}

/** Rewords the library's errors: the provider's text stays out of them. */
async function asProviderError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderError || error instanceof HttpClientError || error instanceof Failure)
      throw error;
    const { cause } = error as { readonly cause?: unknown };
    if (cause instanceof HttpClientError) throw cause;
    const { status, error: reason } = error as { readonly status?: unknown; readonly error?: unknown };
    throw new ProviderError(typeof status === 'number' ? status : 200, errorCodeOf(reason));
  }
}
