import { nativeOptions, type OidcProvider, type ProviderConfig } from '../provider.ts';

const CLIENT_SECRET_SECONDS = 180;
const APPLE = 'https://appleid.apple.com';
const ZOHO = 'https://accounts.zoho.com';

/** OpenID Connect providers. Signature, issuer, audience, nonce and age of the ID token are verified. */
export const oidcProviders = {
  apple: {
    kind: 'oidc',
    name: 'Apple',
    scopes: ['name', 'email'],
    extra: { response_mode: 'form_post' },
    options: {
      keyID: { takes: 'word', required: true },
      teamID: { takes: 'word', required: true },
      ...nativeOptions,
    },
    native: { issuer: () => ({ issuers: [APPLE], keys: `${APPLE}/auth/keys` }), nonce: 'required' },
    server: () => ({
      issuer: APPLE,
      authorization_endpoint: `${APPLE}/auth/authorize`,
      token_endpoint: `${APPLE}/auth/token`,
      jwks_uri: `${APPLE}/auth/keys`,
    }),
    secret: appleSecret,
  },
  oidc: {
    kind: 'oidc',
    name: 'OpenID Connect',
    scopes: ['openid', 'profile', 'email'],
    userInfo: true,
    pkce: true,
    options: {
      wellKnownEndpoint: { takes: 'url', required: true },
      authorizationEndpoint: { takes: 'url' },
      tokenEndpoint: { takes: 'url' },
      userInfoEndpoint: { takes: 'url' },
      prompt: { takes: 'prompts' },
      maxAge: { takes: 'seconds' },
      allowPrivate: { takes: 'word' },
      ...nativeOptions,
    },
    native: { issuer: ({ options }) => new URL(options.wellKnownEndpoint ?? ''), nonce: 'optional' },
    extra: ({ options: { prompt, maxAge } }) => ({
      ...(prompt !== undefined && { prompt }),
      ...(maxAge !== undefined && { max_age: maxAge }),
    }),
    issuer: ({ options }) => options.wellKnownEndpoint ?? '',
    server: ({ options }) => new URL(options.wellKnownEndpoint ?? ''),
  },
  zoho: {
    kind: 'oidc',
    name: 'Zoho',
    scopes: ['openid', 'email', 'profile'],
    extra: { access_type: 'offline' },
    server: () => ({
      issuer: ZOHO,
      authorization_endpoint: `${ZOHO}/oauth/v2/auth`,
      token_endpoint: `${ZOHO}/oauth/v2/token`,
      jwks_uri: `${ZOHO}/oauth/v2/keys`,
    }),
  },
} as const satisfies Readonly<Record<string, OidcProvider>>;

/** Apple requires a JWT signed with its key as the client secret. Ours is valid for three minutes. */
async function appleSecret({ appId, secret, options }: ProviderConfig, now: number): Promise<string> {
  const { importPKCS8, SignJWT } = await import('jose');
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: options.keyID ?? '' })
    .setIssuer(options.teamID ?? '')
    .setSubject(appId)
    .setAudience(APPLE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + CLIENT_SECRET_SECONDS)
    .sign(await importPKCS8(secret, 'ES256'));
}
