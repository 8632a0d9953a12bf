import {
  listAt,
  type OAuth2Provider,
  type ProfileContext,
  type ProviderConfig,
  textAt,
} from '../provider.ts';
import { isTrue, profileAt, profileIn } from './profiles.ts';

/** The tenant stands in the path; these are names that Microsoft has for several. */
const tenantOf = ({ options }: ProviderConfig) => encodeURIComponent(options.tenantID ?? 'common');

const paypal = (name: string, sandbox: '' | 'sandbox.'): OAuth2Provider => ({
  kind: 'oauth2',
  name,
  scopes: ['openid', 'profile', 'email'],
  credentials: 'basic',
  redirect: 'numeric',
  authorize: `https://www.${sandbox}paypal.com/connect/`,
  extra: { flowEntry: 'static' },
  token: `https://api.${sandbox}paypal.com/v1/oauth2/token`,
  profile: async ({ get }) => {
    const user = await get(`https://api.${sandbox}paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1`);
    const emails = listAt(user, 'emails');
    const found = emails.find((email) => isTrue(email.primary)) ?? emails[0];
    return {
      uid: textAt(user, 'payer_id'),
      email: textAt(found, 'value'),
      verified: isTrue(user.verified_account),
      name: textAt(user, 'name'),
    };
  },
});

const tradeshift = (name: string, host: string): OAuth2Provider => ({
  kind: 'oauth2',
  name,
  scopes: ['openid', 'offline'],
  credentials: 'basic',
  authorize: `https://${host}/tradeshift/auth/login`,
  token: `https://${host}/tradeshift/auth/token`,
  profile: async ({ get }) => {
    const user = await get(`https://${host}/tradeshift/rest/external/account/info/user`);
    return { ...profileIn(user, { uid: 'Id', email: 'Username', name: '' }), name: fullName(user) };
  },
});

function fullName(user: Readonly<Record<string, unknown>>): string {
  const parts = [textAt(user, 'FirstName') || textAt(user, 'first_name')];
  return [...parts, textAt(user, 'LastName') || textAt(user, 'last_name')].filter(Boolean).join(' ');
}

async function podioProfile({ get }: ProfileContext) {
  const user = await get('https://api.podio.com/user');
  const profile = await get('https://api.podio.com/user/profile');
  const email = textAt(user, 'mail');
  const known = listAt(user, 'mails').find(({ mail }) => mail === email);
  return {
    uid: textAt(user, 'user_id'),
    email,
    verified: isTrue(known?.verified),
    name: textAt(profile, 'name'),
  };
}

/** Providers that speak OAuth 2.0 and have a profile of their own, the second half of the alphabet. */
export const plainKToZ = {
  kick: {
    kind: 'oauth2',
    name: 'Kick',
    scopes: ['user:read'],
    pkce: true,
    authorize: 'https://id.kick.com/oauth/authorize',
    token: 'https://id.kick.com/oauth/token',
    profile: profileAt('https://api.kick.com/public/v1/users', {
      uid: 'data.0.user_id',
      email: 'data.0.email',
      name: 'data.0.name',
    }),
  },
  microsoft: {
    kind: 'oauth2',
    name: 'Microsoft',
    scopes: ['offline_access', 'user.read'],
    pkce: true,
    options: { tenantID: { takes: 'word' } },
    authorize: (config) => `https://login.microsoftonline.com/${tenantOf(config)}/oauth2/v2.0/authorize`,
    token: (config) => `https://login.microsoftonline.com/${tenantOf(config)}/oauth2/v2.0/token`,
    profile: profileAt('https://graph.microsoft.com/v1.0/me', {
      uid: 'id',
      email: 'userPrincipalName',
      name: 'displayName',
    }),
  },
  notion: {
    kind: 'oauth2',
    name: 'Notion',
    scopes: [],
    credentials: 'basic',
    extra: { owner: 'user' },
    authorize: 'https://api.notion.com/v1/oauth/authorize',
    token: 'https://api.notion.com/v1/oauth/token',
    profile: profileAt(
      'https://api.notion.com/v1/users/me',
      { uid: 'bot.owner.user.id', email: 'bot.owner.user.person.email', name: 'bot.owner.user.name' },
      { headers: { 'Notion-Version': '2021-08-16' } },
    ),
  },
  paypal: paypal('PayPal', ''),
  paypalSandbox: paypal('PayPal Sandbox', 'sandbox.'),
  podio: {
    kind: 'oauth2',
    name: 'Podio',
    scopes: [],
    authorize: 'https://podio.com/oauth/authorize',
    token: 'https://api.podio.com/oauth/token',
    profile: podioProfile,
  },
  slack: {
    kind: 'oauth2',
    name: 'Slack',
    scopes: ['openid', 'profile', 'email'],
    scopeSeparator: ',',
    scopeParameter: 'user_scope',
    tokensPath: 'authed_user',
    authorize: 'https://slack.com/oauth/v2/authorize',
    token: 'https://slack.com/api/oauth.v2.access',
    profile: profileAt('https://slack.com/api/users.identity', {
      uid: 'user.id',
      email: 'user.email',
      name: 'user.name',
    }),
  },
  spotify: {
    kind: 'oauth2',
    name: 'Spotify',
    scopes: ['user-read-email'],
    credentials: 'basic',
    pkce: true,
    authorize: 'https://accounts.spotify.com/authorize',
    token: 'https://accounts.spotify.com/api/token',
    profile: profileAt('https://api.spotify.com/v1/me', { uid: 'id', email: 'email', name: 'display_name' }),
  },
  stripe: {
    kind: 'oauth2',
    name: 'Stripe',
    scopes: ['read_write'],
    authorize: 'https://connect.stripe.com/oauth/authorize',
    token: 'https://connect.stripe.com/oauth/token',
    profile: profileAt(
      ({ answer }) =>
        `https://api.stripe.com/v1/accounts/${encodeURIComponent(textAt(answer, 'stripe_user_id'))}`,
      { uid: 'id', email: 'email', name: 'name' },
    ),
  },
  tradeshift: tradeshift('Tradeshift', 'api.tradeshift.com'),
  tradeshiftBox: tradeshift('Tradeshift Sandbox', 'api-sandbox.tradeshift.com'),
  twitch: {
    kind: 'oauth2',
    name: 'Twitch',
    scopes: ['user:read:email'],
    extra: { force_verify: 'true' },
    authorize: 'https://id.twitch.tv/oauth2/authorize',
    token: 'https://id.twitch.tv/oauth2/token',
    profile: profileAt(
      'https://api.twitch.tv/helix/users',
      { uid: 'data.0.id', email: 'data.0.email', name: 'data.0.display_name' },
      ({ config }) => ({ headers: { 'Client-Id': config.appId } }),
    ),
  },
  wordpress: {
    kind: 'oauth2',
    name: 'WordPress',
    scopes: ['auth'],
    authorize: 'https://public-api.wordpress.com/oauth2/authorize',
    token: 'https://public-api.wordpress.com/oauth2/token',
    profile: async ({ get }) => {
      const user = await get('https://public-api.wordpress.com/rest/v1/me');
      const verified = isTrue(user.email_verified) || isTrue(user.verified);
      const profile = profileIn(user, { uid: 'ID', email: 'email', name: 'username' });
      return { ...profile, verified, email: verified ? profile.email : '' };
    },
  },
  x: {
    kind: 'oauth2',
    name: 'X',
    credentials: 'basic',
    pkce: true,
    scopes: ['tweet.read', 'users.read', 'users.email', 'offline.access'],
    authorize: 'https://x.com/i/oauth2/authorize',
    token: 'https://api.x.com/2/oauth2/token',
    profile: profileAt('https://api.x.com/2/users/me?user.fields=confirmed_email', {
      uid: 'data.id',
      email: 'data.confirmed_email',
      name: 'data.name',
      verified: (fields) => textAt(fields, 'data.confirmed_email') !== '',
    }),
  },
  yammer: {
    kind: 'oauth2',
    name: 'Yammer',
    scopes: [],
    authorize: 'https://www.yammer.com/oauth2/oauth2/authorize',
    token: 'https://www.yammer.com/oauth2/access_token',
    tokensPath: 'access_token',
    profile: profileAt('https://www.yammer.com/api/v1/users/current.json', {
      uid: 'id',
      email: 'email',
      name: 'full_name',
    }),
  },
  yandex: {
    kind: 'oauth2',
    name: 'Yandex',
    scopes: [],
    credentials: 'basic',
    redirect: 'omitted',
    authorize: 'https://oauth.yandex.com/authorize',
    token: 'https://oauth.yandex.com/token',
    profile: profileAt(
      'https://login.yandex.ru/info?format=json',
      { uid: 'id', email: 'default_email', name: 'display_name' },
      { scheme: 'OAuth' },
    ),
  },
  zoom: {
    kind: 'oauth2',
    name: 'Zoom',
    scopes: ['user_info:read'],
    credentials: 'basic',
    pkce: true,
    authorize: 'https://zoom.us/oauth/authorize',
    token: 'https://zoom.us/oauth/token',
    profile: async ({ get }) => {
      const user = await get('https://api.zoom.us/v2/users/me');
      const verified = user.verified === 1;
      return { ...profileIn(user, { uid: 'id', email: 'email', name: '' }), verified, name: fullName(user) };
    },
  },
} as const satisfies Readonly<Record<string, OAuth2Provider>>;
