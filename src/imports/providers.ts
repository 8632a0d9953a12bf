/** Names of providers at the sources, and the keys that Denizen has for them: section 1.3 of the import reference. */

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  google: [
    'google.com',
    'google-oauth2',
    'google_oauth2',
    'oauth_google',
    'googleoauth2',
    'google-workspaces',
  ],
  github: ['github.com', 'oauth_github'],
  facebook: ['facebook.com', 'oauth_facebook'],
  apple: ['apple.com', 'oauth_apple', 'signinwithapple'],
  microsoft: [
    'microsoft.com',
    'windowslive',
    'azure',
    'azuread',
    'waad',
    'azure_ad',
    'oauth_microsoft',
    'microsoftaccount',
    'azureadv2',
    'azure_activedirectory_v2',
    'active-directory',
    'microsoft-entra-id',
  ],
  x: ['twitter.com', 'twitter', 'twitter_oauth2', 'oauth_x', 'oauth_twitter'],
  linkedin: [
    'linkedin_oidc',
    'linkedin.com',
    'oauth_linkedin',
    'oauth_linkedin_oidc',
    'linkedin-openid-connect',
  ],
  gitlab: ['gitlab.com', 'oauth_gitlab'],
  discord: ['oauth_discord'],
  yahoo: ['yahoo.com'],
  amazon: ['loginwithamazon'],
  oidc: ['openid', 'keycloak-oidc'],
};

const KEYS: readonly string[] = (
  'amazon apple appwrite auth0 authentik autodesk bitbucket bitly box dailymotion discord disqus dropbox etsy ' +
  'facebook figma fusionauth github gitlab google huggingface keycloak kick linkedin microsoft notion oidc okta ' +
  'paypal podio salesforce slack spotify stripe tradeshift twitch wordpress x yahoo yammer yandex zoho zoom'
).split(' ');

const NO_IDENTITIES: ReadonlySet<string> = new Set([
  'email',
  'emaillink',
  'phone',
  'password',
  'credential',
  'credentials',
  'auth0',
  'local',
  'cognito',
  'anonymous',
]);

const keys: ReadonlyMap<string, string> = new Map([
  ...KEYS.map((key) => [key, key] as const),
  ...Object.entries(ALIASES).flatMap(([key, names]) => names.map((name) => [name, key] as const)),
]);

/** Returns the key of a provider by any name that a source has for it; `undefined` for an unknown one. */
export function providerKeyOf(name: string): string | undefined {
  // Drupal's module writes its own name before that of the client.
  return keys.get(name.toLowerCase().replace(/^openid_connect\./, ''));
}

/** Reports whether a name stands for signing in without a provider. */
export function isNoProvider(name: string): boolean {
  return NO_IDENTITIES.has(name.toLowerCase());
}
