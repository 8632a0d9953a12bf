import type { OAuth2Provider, ProviderConfig } from '../provider.ts';
import { claims, profileAt } from './profiles.ts';

const OFFLINE = ['openid', 'profile', 'email', 'offline_access'] as const;
const privately = { allowPrivate: { takes: 'word' } } as const;

/** A self-hosted provider, at a path below the operator's host. */
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

/** The tenant in the path; Microsoft defines names for groups of tenants. */
const tenantOf = ({ options }: ProviderConfig) => encodeURIComponent(options.tenantID ?? 'common');

function gitlabOf({ options }: { readonly options: Readonly<Record<string, string>> }): string {
  return (options.endpoint ?? 'https://gitlab.com').replace(/\/+$/, '');
}

/** Providers with a host, realm or tenant of the operator's own. */
export const tenantProviders = {
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
  gitlab: {
    ...{ kind: 'oauth2', name: 'GitLab', scopes: ['read_user'], pkce: true },
    options: { endpoint: { takes: 'url' }, allowPrivate: { takes: 'word' } },
    issuer: gitlabOf,
    authorize: (config) => `${gitlabOf(config)}/oauth/authorize`,
    token: (config) => `${gitlabOf(config)}/oauth/token`,
    profile: profileAt(({ config }) => `${gitlabOf(config)}/api/v4/user`, {
      ...{ uid: 'id', email: 'email', name: 'name' },
      verified: ({ confirmed_at }) => typeof confirmed_at === 'string' && confirmed_at !== '',
    }),
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
  microsoft: {
    ...{ kind: 'oauth2', name: 'Microsoft', scopes: ['offline_access', 'user.read'], pkce: true },
    options: { tenantID: { takes: 'word' } },
    authorize: (config) => `https://login.microsoftonline.com/${tenantOf(config)}/oauth2/v2.0/authorize`,
    token: (config) => `https://login.microsoftonline.com/${tenantOf(config)}/oauth2/v2.0/token`,
    profile: profileAt('https://graph.microsoft.com/v1.0/me', {
      ...{ uid: 'id', email: 'userPrincipalName', name: 'displayName' },
    }),
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
} as const satisfies Readonly<Record<string, OAuth2Provider>>;
