import { isProviderKey } from '../oauth/providers/table.ts';

/** Our names of providers by those of other systems, in lower case. Null: no account elsewhere. */
const known: Readonly<Record<string, string | null>> = {
  'google.com': 'google',
  'google-oauth2': 'google',
  google_oauth2: 'google',
  oauth_google: 'google',
  googleoauth2: 'google',
  'openid_connect.google': 'google',
  'github.com': 'github',
  oauth_github: 'github',
  'gitlab.com': 'gitlab',
  oauth_gitlab: 'gitlab',
  'facebook.com': 'facebook',
  oauth_facebook: 'facebook',
  'apple.com': 'apple',
  oauth_apple: 'apple',
  signinwithapple: 'apple',
  'microsoft.com': 'microsoft',
  windowslive: 'microsoft',
  azure: 'microsoft',
  azuread: 'microsoft',
  azure_ad: 'microsoft',
  azureadv2: 'microsoft',
  waad: 'microsoft',
  oauth_microsoft: 'microsoft',
  microsoftaccount: 'microsoft',
  'yahoo.com': 'yahoo',
  twitter: 'x',
  'twitter.com': 'x',
  oauth_x: 'x',
  oauth_twitter: 'x',
  linkedin_oidc: 'linkedin',
  'linkedin.com': 'linkedin',
  oauth_linkedin_oidc: 'linkedin',
  oauth_discord: 'discord',
  openid: 'oidc',
  email: null,
  phone: null,
  password: null,
  credential: null,
  credentials: null,
  auth0: null,
  local: null,
  cognito: null,
  anonymous: null,
};

/**
 * Returns our name of a provider, null for what is no account elsewhere, and `undefined` for an unknown name. `named`
 * has what the operator says, which comes first.
 */
export function providerOf(
  theirs: string,
  issuer: string | undefined,
  named: Readonly<Record<string, string | null>>,
): string | null | undefined {
  if (Object.hasOwn(named, theirs)) return named[theirs];
  const name = theirs.toLowerCase();
  if (Object.hasOwn(known, name)) return known[name];
  if (isProviderKey(name)) return name;
  return issuer === undefined ? undefined : 'oidc';
}
