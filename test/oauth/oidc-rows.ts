/** Providers that name who signed in by a signed token: what is set up, where they stand, what they say. */
export const oidcRows = {
  apple: {
    issuer: 'https://appleid.apple.com',
    authorize: 'https://appleid.apple.com/auth/authorize',
    token: 'https://appleid.apple.com/auth/token',
    keys: 'https://appleid.apple.com/auth/keys',
    query: { response_mode: 'form_post', scope: 'name email' },
    options: { keyID: 'KEY', teamID: 'TEAM' },
    /** Apple says it as a text. */
    verified: 'true',
    pkce: false,
  },
  oidc: {
    issuer: 'https://id.example.com',
    authorize: 'https://id.example.com/authorize',
    token: 'https://id.example.com/token',
    keys: 'https://id.example.com/keys',
    query: { scope: 'openid profile email', prompt: 'login consent', max_age: '60' },
    options: {
      wellKnownEndpoint: 'https://id.example.com/.well-known/openid-configuration',
      prompt: 'login consent',
      maxAge: '60',
    },
    verified: true,
    pkce: true,
  },
  zoho: {
    issuer: 'https://accounts.zoho.com',
    authorize: 'https://accounts.zoho.com/oauth/v2/auth',
    token: 'https://accounts.zoho.com/oauth/v2/token',
    keys: 'https://accounts.zoho.com/oauth/v2/keys',
    query: { scope: 'openid email profile', access_type: 'offline' },
    options: {},
    verified: true,
    pkce: false,
  },
} as const;

export type OidcRow = (typeof oidcRows)[keyof typeof oidcRows];
