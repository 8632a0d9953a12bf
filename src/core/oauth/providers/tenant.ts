import type { OAuth2Provider, ProviderConfig } from '../provider.ts';
import { textAt } from '../provider.ts';
import { claims, profileAt, profileIn } from './profiles.ts';

const OFFLINE = ['openid', 'profile', 'email', 'offline_access'] as const;
const KNOWN = ['openid', 'profile', 'email'] as const;
const privately = { allowPrivate: { takes: 'word' } } as const;

/** A provider of one's own, somewhere below a host that the operator names. */
function hosted(
  name: string,
  base: (config: ProviderConfig) => string,
  paths: { readonly authorize: string; readonly token: string; readonly user: string },
): OAuth2Provider {
  return {
    kind: 'oauth2',
    name,
    issuer: base,
    authorize: (config) => base(config) + paths.authorize,
    token: (config) => base(config) + paths.token,
    scopes: OFFLINE,
    pkce: true,
    profile: profileAt(({ config }) => base(config) + paths.user, claims),
  };
}

const below = (option: string) => (config: ProviderConfig) => `https://${config.options[option] ?? ''}`;

/** Providers that answer with the claims of OpenID Connect where the profile is asked for. */
export const shaped = {
  appwrite: {
    kind: 'oauth2',
    name: 'Appwrite',
    pkce: true,
    scopes: KNOWN,
    authorize: 'https://cloud.appwrite.io/v1/oauth2/console/authorize',
    token: 'https://cloud.appwrite.io/v1/oauth2/console/token',
    profile: profileAt('https://cloud.appwrite.io/v1/oauth2/console/userinfo', claims),
  },
  auth0: {
    ...hosted('Auth0', below('auth0Domain'), {
      authorize: '/authorize',
      token: '/oauth/token',
      user: '/userinfo',
    }),
    options: { auth0Domain: { takes: 'host', required: true }, ...privately },
  },
  authentik: {
    ...hosted('Authentik', below('authentikDomain'), {
      authorize: '/application/o/authorize/',
      token: '/application/o/token/',
      user: '/application/o/userinfo/',
    }),
    options: { authentikDomain: { takes: 'host', required: true }, ...privately },
  },
  fusionauth: {
    ...hosted('FusionAuth', below('fusionAuthDomain'), {
      authorize: '/oauth2/authorize',
      token: '/oauth2/token',
      user: '/oauth2/userinfo',
    }),
    options: { fusionAuthDomain: { takes: 'host', required: true }, ...privately },
  },
  google: {
    kind: 'oauth2',
    name: 'Google',
    pkce: true,
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    scopes: [
      'https://www.googleapis.com/auth/userinfo.email',
      'https://www.googleapis.com/auth/userinfo.profile',
      'openid',
    ],
    options: { prompt: { takes: 'prompts' } },
    extra: ({ options }) => ({ access_type: 'offline', prompt: options.prompt ?? 'consent' }),
    profile: profileAt('https://www.googleapis.com/oauth2/v3/userinfo', claims),
  },
  huggingface: {
    kind: 'oauth2',
    name: 'Hugging Face',
    credentials: 'basic',
    pkce: true,
    scopes: KNOWN,
    authorize: 'https://huggingface.co/oauth/authorize',
    token: 'https://huggingface.co/oauth/token',
    profile: profileAt('https://huggingface.co/oauth/userinfo', claims),
  },
  keycloak: {
    ...hosted(
      'Keycloak',
      ({ options }) =>
        `https://${options.keycloakDomain ?? ''}/realms/${encodeURIComponent(options.keycloakRealm ?? '')}`,
      {
        authorize: '/protocol/openid-connect/auth',
        token: '/protocol/openid-connect/token',
        user: '/protocol/openid-connect/userinfo',
      },
    ),
    options: {
      keycloakDomain: { takes: 'host', required: true },
      keycloakRealm: { takes: 'word', required: true },
      ...privately,
    },
  },
  linkedin: {
    kind: 'oauth2',
    name: 'LinkedIn',
    scopes: KNOWN,
    authorize: 'https://www.linkedin.com/oauth/v2/authorization',
    token: 'https://www.linkedin.com/oauth/v2/accessToken',
    profile: async ({ get }) => {
      const fields = await get('https://api.linkedin.com/v2/userinfo');
      const profile = profileIn(fields, claims);
      const parts = [textAt(fields, 'given_name'), textAt(fields, 'family_name')];
      return { ...profile, name: profile.name || parts.filter(Boolean).join(' ') };
    },
  },
  okta: {
    ...hosted(
      'Okta',
      ({ options }) =>
        `https://${options.oktaDomain ?? ''}/oauth2/${encodeURIComponent(options.authorizationServerId ?? 'default')}`,
      { authorize: '/v1/authorize', token: '/v1/token', user: '/v1/userinfo' },
    ),
    options: {
      oktaDomain: { takes: 'host', required: true },
      authorizationServerId: { takes: 'word' },
      ...privately,
    },
  },
  salesforce: {
    kind: 'oauth2',
    name: 'Salesforce',
    credentials: 'basic',
    pkce: true,
    scopes: ['openid'],
    authorize: 'https://login.salesforce.com/services/oauth2/authorize',
    token: 'https://login.salesforce.com/services/oauth2/token',
    profile: profileAt('https://login.salesforce.com/services/oauth2/userinfo', {
      ...claims,
      uid: 'user_id',
    }),
  },
  yahoo: {
    kind: 'oauth2',
    name: 'Yahoo',
    credentials: 'basic',
    scopes: KNOWN,
    authorize: 'https://api.login.yahoo.com/oauth2/request_auth',
    token: 'https://api.login.yahoo.com/oauth2/get_token',
    profile: profileAt('https://api.login.yahoo.com/openid/v1/userinfo', claims),
  },
} as const satisfies Readonly<Record<string, OAuth2Provider>>;
