import type { Configuration, ServerMetadata } from 'openid-client';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { ProviderError, wordOf } from './asking.ts';
import { OutboundError } from './outbound.ts';
import type { Begun, Exchanged, Returned } from './plain.ts';
import { type Fields, isAllowedPrivate, ofSetup, type Setup, type SignedProvider } from './provider.ts';
import { claims as places, profileIn } from './providers/profiles.ts';
import { expiryIn, type ProviderTokens } from './tokens.ts';

const SECONDS = 10;
const TOKEN_AT_MOST = 16_384;

/** Loaded when somebody signs in this way: most servers never need it. */
const library = () => import('openid-client');

/** Where people are sent to sign in. Refuses with `ProviderError` and `OutboundError`. */
export async function signedAuthorizeUrl(
  core: Core,
  provider: SignedProvider,
  setup: Setup,
  begun: Begun,
): Promise<string> {
  const { buildAuthorizationUrl } = await library();
  const config = await told(() => configurationOf(core, provider, setup));
  return buildAuthorizationUrl(config, {
    redirect_uri: begun.redirectUri,
    scope: begun.scopes.join(' '),
    ...ofSetup(provider.extra ?? {}, setup),
    state: begun.state,
    nonce: begun.nonce,
    ...(begun.challenge !== undefined && {
      code_challenge: begun.challenge,
      code_challenge_method: 'S256',
    }),
  }).href;
}

/** Tokens for the code, and who the signed one names. Refuses with `ProviderError` and `OutboundError`. */
export async function signedExchange(
  core: Core,
  provider: SignedProvider,
  setup: Setup,
  returned: Returned,
): Promise<Exchanged> {
  const { authorizationCodeGrant, fetchUserInfo } = await library();
  return told(async () => {
    const config = await configurationOf(core, provider, setup);
    const back = new URL(returned.redirectUri);
    back.searchParams.set('code', returned.code);
    back.searchParams.set('state', returned.state);
    if (returned.iss !== undefined) back.searchParams.set('iss', returned.iss);
    const answer = await authorizationCodeGrant(config, back, {
      expectedState: returned.state,
      expectedNonce: returned.nonce,
      idTokenExpected: true,
      ...(returned.verifier !== undefined && { pkceCodeVerifier: returned.verifier }),
      ...maxAgeOf(setup),
    });
    const named = answer.claims();
    if (!named) throw new ProviderError(200, '');
    const asked = provider.userInfo && config.serverMetadata().userinfo_endpoint !== undefined;
    const more: Fields = asked ? await fetchUserInfo(config, answer.access_token, named.sub) : {};
    return { tokens: tokensOf(core, answer), profile: profileIn({ ...more, ...named }, places) };
  });
}

/** Other tokens; what is not renewed stays. Refuses with `ProviderError` and `OutboundError`. */
export async function signedRefresh(
  core: Core,
  provider: SignedProvider,
  setup: Setup,
  refresh: string,
): Promise<ProviderTokens> {
  const { refreshTokenGrant } = await library();
  return told(async () => {
    const config = await configurationOf(core, provider, setup);
    const tokens = tokensOf(core, await refreshTokenGrant(config, refresh));
    return { ...tokens, refresh: tokens.refresh || refresh };
  });
}

async function configurationOf(core: Core, provider: SignedProvider, setup: Setup): Promise<Configuration> {
  const client = await library();
  const ask = fetchOver(core, setup);
  const inward = isAllowedPrivate(setup) ? [client.allowInsecureRequests] : [];
  const server = provider.server(setup);
  const known: ServerMetadata =
    server instanceof URL
      ? (
          await client.discovery(server, setup.appId, undefined, undefined, {
            [client.customFetch]: ask,
            timeout: SECONDS,
            execute: inward,
          })
        ).serverMetadata()
      : server;
  const secret = (await provider.secret?.(setup, Date.now())) ?? setup.secret;
  const config = new client.Configuration(
    withOverrides(known, setup),
    setup.appId,
    undefined,
    await proofFor(known, secret),
  );
  config[client.customFetch] = ask;
  config.timeout = SECONDS;
  for (const apply of inward) apply(config);
  // The signature is checked although the token came over TLS.
  client.enableNonRepudiationChecks(config);
  return config;
}

/** In the body, unless the provider says that it takes nothing but the header. */
async function proofFor({ token_endpoint_auth_methods_supported: taken }: ServerMetadata, secret: string) {
  const { ClientSecretBasic, ClientSecretPost } = await library();
  const wantsHeader = taken?.includes('client_secret_basic') && !taken.includes('client_secret_post');
  return wantsHeader ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}

function withOverrides(known: ServerMetadata, { options }: Setup): ServerMetadata {
  const { authorizationEndpoint, tokenEndpoint, userInfoEndpoint } = options;
  return {
    ...known,
    ...(authorizationEndpoint !== undefined && { authorization_endpoint: authorizationEndpoint }),
    ...(tokenEndpoint !== undefined && { token_endpoint: tokenEndpoint }),
    ...(userInfoEndpoint !== undefined && { userinfo_endpoint: userInfoEndpoint }),
  };
}

function maxAgeOf({ options: { maxAge } }: Setup) {
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

/** The library's requests, by the same way out as all others. */
function fetchOver(core: Core, setup: Setup): Fetch {
  return async (url, { method, headers, body }) => {
    const answer = await core.reach.outbound({
      url: new URL(url),
      method: method === 'POST' ? 'POST' : 'GET',
      headers: { ...headers, 'User-Agent': 'Denizen' },
      ...(body !== undefined && body !== null && { body: String(body) }),
      allowPrivate: isAllowedPrivate(setup),
    });
    const isEmpty = answer.status === 204 || answer.status === 304;
    return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
}

/** What the library finds wrong, in words of ours; a text of a provider goes no further. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderError || error instanceof OutboundError || error instanceof Failure)
      throw error;
    const { cause } = error as { readonly cause?: unknown };
    if (cause instanceof OutboundError) throw cause;
    const { status, error: reason } = error as { readonly status?: unknown; readonly error?: unknown };
    throw new ProviderError(typeof status === 'number' ? status : 200, wordOf(reason));
  }
}
