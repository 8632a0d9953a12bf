import type { Core } from '../core.ts';
import { askProvider, ProviderError } from './asking.ts';
import {
  type Ask,
  at,
  type Fields,
  isAllowedPrivate,
  ofSetup,
  type PlainProvider,
  type Profile,
  type Setup,
  text,
} from './provider.ts';
import { expiryIn, type ProviderTokens } from './tokens.ts';

export type Begun = {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** The S256 challenge of the verifier, where the provider takes one. */
  readonly challenge: string | undefined;
  readonly scopes: readonly string[];
};

export type Returned = {
  readonly redirectUri: string;
  readonly code: string;
  readonly state: string;
  readonly iss: string | undefined;
  readonly nonce: string;
  readonly verifier: string | undefined;
};

export type Exchanged = { readonly tokens: ProviderTokens; readonly profile: Profile };

/** No name of this machine, where a provider takes numbers only. */
function redirectUriFor(provider: PlainProvider, uri: string): string {
  if (provider.redirect !== 'numeric') return uri;
  const url = new URL(uri);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url.href;
}

/** Where people are sent to sign in. */
export function plainAuthorizeUrl(provider: PlainProvider, setup: Setup, begun: Begun): string {
  const url = new URL(ofSetup(provider.authorize, setup));
  const scopes = begun.scopes.join(provider.separator ?? ' ');
  const query: Readonly<Record<string, string>> = {
    response_type: 'code',
    client_id: setup.appId,
    ...(provider.redirect !== 'unsaid' && { redirect_uri: redirectUriFor(provider, begun.redirectUri) }),
    ...(scopes !== '' && { [provider.scopeParameter ?? 'scope']: scopes }),
    ...ofSetup(provider.extra ?? {}, setup),
    state: begun.state,
    ...(begun.challenge !== undefined && {
      code_challenge: begun.challenge,
      code_challenge_method: 'S256',
    }),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Tokens for the code, and who signed in. Refuses with `ProviderError` and `OutboundError`. */
export async function plainExchange(
  core: Core,
  provider: PlainProvider,
  setup: Setup,
  returned: Returned,
): Promise<Exchanged> {
  const answer = await askForTokens(core, provider, setup, {
    url: ofSetup(provider.token, setup),
    form: {
      grant_type: 'authorization_code',
      code: returned.code,
      redirect_uri: redirectUriFor(provider, returned.redirectUri),
      ...(returned.verifier !== undefined && { code_verifier: returned.verifier }),
    },
  });
  const tokens = tokensIn(core, provider, answer);
  const profile = await provider.profile({
    ask: askAs(core, setup, tokens.access),
    setup,
    answer,
    accessToken: tokens.access,
  });
  return { tokens, profile };
}

/** Other tokens; what is not renewed stays. Refuses with `ProviderError` and `OutboundError`. */
export async function plainRefresh(
  core: Core,
  provider: PlainProvider,
  setup: Setup,
  refresh: string,
): Promise<ProviderTokens> {
  const answer = await askForTokens(core, provider, setup, {
    url: ofSetup(provider.refresh ?? provider.token, setup),
    form: { grant_type: 'refresh_token', refresh_token: refresh },
  });
  const tokens = tokensIn(core, provider, answer);
  return { ...tokens, refresh: tokens.refresh || refresh };
}

function askForTokens(
  core: Core,
  { credentials }: PlainProvider,
  setup: Setup,
  { url, form }: { readonly url: string; readonly form: Readonly<Record<string, string>> },
): Promise<Fields> {
  const { appId, secret } = setup;
  const coded = [appId, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1));
  const basic = `Basic ${Buffer.from(coded.join(':')).toString('base64')}`;
  return askProvider(core, {
    url,
    form: {
      ...form,
      ...(credentials !== 'basic' && { client_id: appId }),
      ...(credentials === undefined && { client_secret: secret }),
    },
    ...(credentials === 'basic' && { headers: { Authorization: basic } }),
    allowPrivate: isAllowedPrivate(setup),
  });
}

const TOKEN_AT_MOST = 16_384;

function tokensIn(core: Core, { tokensIn: part }: PlainProvider, answer: Fields): ProviderTokens {
  const inner = part === undefined ? answer : at(answer, part);
  const access = text(inner, 'access_token') || text(inner, 'token');
  const refresh = text(inner, 'refresh_token');
  if (access === '' || access.length > TOKEN_AT_MOST || refresh.length > TOKEN_AT_MOST)
    throw new ProviderError(200, '');
  return { access, refresh, expiresAt: expiryIn(core, at(inner, 'expires_in')) };
}

function askAs(core: Core, setup: Setup, accessToken: string): Ask {
  return (url, { as = 'Bearer', method = 'GET', headers = {} } = {}) =>
    askProvider(core, {
      url,
      method,
      headers: { Authorization: `${as} ${accessToken}`, ...headers },
      allowPrivate: isAllowedPrivate(setup),
    });
}
