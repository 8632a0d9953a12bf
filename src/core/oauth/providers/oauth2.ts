import { listAt, nativeOptions, type OAuth2Provider, type ProfileContext, textAt } from '../provider.ts';
import { claims, isTrue, profileAt, profileIn } from './profiles.ts';

const never = () => false;
const KNOWN = ['openid', 'profile', 'email'] as const;

const paypal = (name: string, sandbox: '' | 'sandbox.'): OAuth2Provider => ({
  ...{ kind: 'oauth2', name, scopes: ['openid', 'profile', 'email'], credentials: 'basic' },
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
  ...{ kind: 'oauth2', name, scopes: ['openid', 'offline'], credentials: 'basic' },
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

/** OAuth 2.0 providers, each with its own profile or the claims of OpenID Connect. */
export const oauth2Providers = {
  amazon: {
    ...{ kind: 'oauth2', name: 'Amazon', scopes: ['profile'], pkce: true },
    authorize: 'https://www.amazon.com/ap/oa',
    token: 'https://api.amazon.com/auth/o2/token',
    profile: profileAt('https://api.amazon.com/user/profile', {
      ...{ uid: 'user_id', email: 'email', name: 'name', verified: never },
    }),
  },
  appwrite: {
    ...{ kind: 'oauth2', name: 'Appwrite', pkce: true, scopes: KNOWN },
    authorize: 'https://cloud.appwrite.io/v1/oauth2/console/authorize',
    token: 'https://cloud.appwrite.io/v1/oauth2/console/token',
    profile: profileAt('https://cloud.appwrite.io/v1/oauth2/console/userinfo', claims),
  },
  autodesk: {
    ...{ kind: 'oauth2', name: 'Autodesk', scopes: ['user-profile:read'], pkce: true },
    authorize: 'https://developer.api.autodesk.com/authentication/v1/authorize',
    token: 'https://developer.api.autodesk.com/authentication/v1/gettoken',
    refresh: 'https://developer.api.autodesk.com/authentication/v1/refreshtoken',
    profile: profileAt('https://developer.api.autodesk.com/userprofile/v1/users/@me', {
      ...{ uid: 'userId', email: 'emailId', name: 'userName' },
      verified: ({ emailVerified }) => isTrue(emailVerified),
    }),
  },
  bitbucket: {
    ...{ kind: 'oauth2', name: 'Bitbucket', scopes: [], credentials: 'basic', redirect: 'omitted' },
    authorize: 'https://bitbucket.org/site/oauth2/authorize',
    token: 'https://bitbucket.org/site/oauth2/access_token',
    profile: async ({ get }) => {
      const user = await get('https://api.bitbucket.org/2.0/user');
      const emails = listAt(await get('https://api.bitbucket.org/2.0/user/emails'), 'values');
      const found = emails.find((email) => isTrue(email.is_confirmed));
      return {
        uid: textAt(user, 'uuid'),
        email: textAt(found ?? emails[0], 'email'),
        verified: found !== undefined,
        name: textAt(user, 'display_name'),
      };
    },
  },
  bitly: {
    ...{ kind: 'oauth2', name: 'Bitly', scopes: [] },
    authorize: 'https://bitly.com/oauth/authorize',
    token: 'https://api-ssl.bitly.com/oauth/access_token',
    profile: async ({ get }) => {
      const user = await get('https://api-ssl.bitly.com/v4/user');
      const emails = listAt(user, 'emails');
      const found = emails.find((email) => isTrue(email.is_verified));
      return {
        uid: textAt(user, 'login'),
        email: textAt(found ?? emails[0], 'email'),
        verified: found !== undefined,
        name: textAt(user, 'name'),
      };
    },
  },
  box: {
    ...{ kind: 'oauth2', name: 'Box', scopes: ['manage_app_users'], scopeSeparator: ',' },
    authorize: 'https://account.box.com/api/oauth2/authorize',
    token: 'https://api.box.com/oauth2/token',
    profile: profileAt('https://api.box.com/2.0/users/me', { uid: 'id', email: 'login', name: 'name' }),
  },
  dailymotion: {
    ...{ kind: 'oauth2', name: 'Dailymotion', scopes: ['userinfo', 'email'] },
    authorize: 'https://www.dailymotion.com/oauth/authorize',
    token: 'https://api.dailymotion.com/oauth/token',
    profile: profileAt('https://api.dailymotion.com/user/me?fields=email,id,fullname,verified', {
      ...{ uid: 'id', email: 'email', name: 'fullname' },
      verified: ({ verified }) => isTrue(verified),
    }),
  },
  discord: {
    ...{ kind: 'oauth2', name: 'Discord', scopes: ['identify', 'email'], pkce: true },
    authorize: 'https://discordapp.com/api/oauth2/authorize',
    token: 'https://discordapp.com/api/oauth2/token',
    profile: profileAt('https://discordapp.com/api/users/@me', {
      ...{ uid: 'id', email: 'email', name: 'username' },
      verified: ({ verified }) => isTrue(verified),
    }),
  },
  disqus: {
    ...{ kind: 'oauth2', name: 'Disqus', scopes: ['read', 'email'], scopeSeparator: ',' },
    authorize: 'https://disqus.com/api/oauth/2.0/authorize/',
    token: 'https://disqus.com/api/oauth/2.0/access_token/',
    profile: profileAt(
      ({ accessToken, config }) =>
        `https://disqus.com/api/3.0/users/details.json?${new URLSearchParams({
          access_token: accessToken,
          api_key: config.appId,
          api_secret: config.secret,
        })}`,
      { uid: 'response.id', email: 'response.email', name: 'response.name' },
    ),
  },
  dropbox: {
    ...{ kind: 'oauth2', name: 'Dropbox', scopes: [], pkce: true },
    authorize: 'https://www.dropbox.com/oauth2/authorize',
    token: 'https://api.dropboxapi.com/oauth2/token',
    profile: profileAt(
      'https://api.dropboxapi.com/2/users/get_current_account',
      {
        ...{ uid: 'account_id', email: 'email', name: 'name.display_name' },
        verified: ({ email_verified }) => isTrue(email_verified),
      },
      { method: 'POST' },
    ),
  },
  etsy: {
    ...{ kind: 'oauth2', name: 'Etsy', scopes: ['email_r', 'profile_r'], credentials: 'none', pkce: true },
    authorize: 'https://www.etsy.com/oauth/connect/oauth/authorize',
    token: 'https://api.etsy.com/v3/public/oauth/token',
    profile: async ({ get, accessToken, config }) => {
      const uid = accessToken.split('.', 1)[0] ?? '';
      const url = `https://api.etsy.com/v3/application/users/${encodeURIComponent(uid)}`;
      const user = await get(url, { headers: { 'x-api-key': config.appId } });
      return { uid, email: textAt(user, 'primary_email'), verified: false, name: textAt(user, 'login_name') };
    },
  },
  facebook: {
    ...{ kind: 'oauth2', name: 'Facebook', scopes: ['email'], scopeSeparator: ',' },
    authorize: 'https://www.facebook.com/v2.8/dialog/oauth',
    token: 'https://graph.facebook.com/v2.8/oauth/access_token',
    profile: profileAt('https://graph.facebook.com/v2.8/me?fields=email,name', {
      ...{ uid: 'id', email: 'email', name: 'name', verified: never },
    }),
  },
  figma: {
    ...{ kind: 'oauth2', name: 'Figma', scopes: ['current_user:read'], credentials: 'basic', pkce: true },
    authorize: 'https://www.figma.com/oauth',
    token: 'https://api.figma.com/v1/oauth/token',
    refresh: 'https://api.figma.com/v1/oauth/refresh',
    profile: profileAt('https://api.figma.com/v1/me', { uid: 'id', email: 'email', name: 'handle' }),
  },
  github: {
    ...{ kind: 'oauth2', name: 'GitHub', scopes: ['user:email'], pkce: true },
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    profile: async ({ get }) => {
      const user = await get('https://api.github.com/user', { scheme: 'token' });
      const emails = listAt(await get('https://api.github.com/user/emails', { scheme: 'token' }), '');
      const verified = emails.filter((email) => isTrue(email.verified));
      const found = verified.find((email) => isTrue(email.primary)) ?? verified.at(-1);
      return {
        uid: textAt(user, 'id'),
        email: found ? textAt(found, 'email') : textAt(user, 'email'),
        verified: found !== undefined,
        name: textAt(user, 'name'),
      };
    },
  },
  google: {
    ...{ kind: 'oauth2', name: 'Google', pkce: true },
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    scopes: [
      'https://www.googleapis.com/auth/userinfo.email',
      'https://www.googleapis.com/auth/userinfo.profile',
      'openid',
    ],
    options: { prompt: { takes: 'prompts' }, ...nativeOptions },
    native: {
      issuer: () => ({
        issuers: ['https://accounts.google.com', 'accounts.google.com'],
        keys: 'https://www.googleapis.com/oauth2/v3/certs',
      }),
      nonce: 'optional',
    },
    extra: ({ options }) => ({ access_type: 'offline', prompt: options.prompt ?? 'consent' }),
    profile: profileAt('https://www.googleapis.com/oauth2/v3/userinfo', claims),
  },
  huggingface: {
    ...{ kind: 'oauth2', name: 'Hugging Face', credentials: 'basic', pkce: true, scopes: KNOWN },
    authorize: 'https://huggingface.co/oauth/authorize',
    token: 'https://huggingface.co/oauth/token',
    profile: profileAt('https://huggingface.co/oauth/userinfo', claims),
  },
  kick: {
    ...{ kind: 'oauth2', name: 'Kick', scopes: ['user:read'], pkce: true },
    authorize: 'https://id.kick.com/oauth/authorize',
    token: 'https://id.kick.com/oauth/token',
    profile: profileAt('https://api.kick.com/public/v1/users', {
      ...{ uid: 'data.0.user_id', email: 'data.0.email', name: 'data.0.name' },
    }),
  },
  linkedin: {
    ...{ kind: 'oauth2', name: 'LinkedIn', scopes: KNOWN },
    authorize: 'https://www.linkedin.com/oauth/v2/authorization',
    token: 'https://www.linkedin.com/oauth/v2/accessToken',
    profile: async ({ get }) => {
      const fields = await get('https://api.linkedin.com/v2/userinfo');
      const profile = profileIn(fields, claims);
      const parts = [textAt(fields, 'given_name'), textAt(fields, 'family_name')];
      return { ...profile, name: profile.name || parts.filter(Boolean).join(' ') };
    },
  },
  notion: {
    ...{ kind: 'oauth2', name: 'Notion', scopes: [], credentials: 'basic', extra: { owner: 'user' } },
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
    ...{ kind: 'oauth2', name: 'Podio', scopes: [] },
    authorize: 'https://podio.com/oauth/authorize',
    token: 'https://api.podio.com/oauth/token',
    profile: podioProfile,
  },
  salesforce: {
    ...{ kind: 'oauth2', name: 'Salesforce', credentials: 'basic', pkce: true, scopes: ['openid'] },
    authorize: 'https://login.salesforce.com/services/oauth2/authorize',
    token: 'https://login.salesforce.com/services/oauth2/token',
    profile: profileAt('https://login.salesforce.com/services/oauth2/userinfo', {
      ...claims,
      uid: 'user_id',
    }),
  },
  slack: {
    ...{ kind: 'oauth2', name: 'Slack', scopes: ['openid', 'profile', 'email'], scopeSeparator: ',' },
    ...{ scopeParameter: 'user_scope', tokensPath: 'authed_user' },
    authorize: 'https://slack.com/oauth/v2/authorize',
    token: 'https://slack.com/api/oauth.v2.access',
    profile: profileAt('https://slack.com/api/users.identity', {
      ...{ uid: 'user.id', email: 'user.email', name: 'user.name' },
    }),
  },
  spotify: {
    ...{ kind: 'oauth2', name: 'Spotify', scopes: ['user-read-email'], credentials: 'basic', pkce: true },
    authorize: 'https://accounts.spotify.com/authorize',
    token: 'https://accounts.spotify.com/api/token',
    profile: profileAt('https://api.spotify.com/v1/me', { uid: 'id', email: 'email', name: 'display_name' }),
  },
  stripe: {
    ...{ kind: 'oauth2', name: 'Stripe', scopes: ['read_write'] },
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
    ...{ kind: 'oauth2', name: 'Twitch', scopes: ['user:read:email'], extra: { force_verify: 'true' } },
    authorize: 'https://id.twitch.tv/oauth2/authorize',
    token: 'https://id.twitch.tv/oauth2/token',
    profile: profileAt(
      'https://api.twitch.tv/helix/users',
      { uid: 'data.0.id', email: 'data.0.email', name: 'data.0.display_name' },
      ({ config }) => ({ headers: { 'Client-Id': config.appId } }),
    ),
  },
  wordpress: {
    ...{ kind: 'oauth2', name: 'WordPress', scopes: ['auth'] },
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
    ...{ kind: 'oauth2', name: 'X', credentials: 'basic', pkce: true },
    scopes: ['tweet.read', 'users.read', 'users.email', 'offline.access'],
    authorize: 'https://x.com/i/oauth2/authorize',
    token: 'https://api.x.com/2/oauth2/token',
    profile: profileAt('https://api.x.com/2/users/me?user.fields=confirmed_email', {
      ...{ uid: 'data.id', email: 'data.confirmed_email', name: 'data.name' },
      verified: (fields) => textAt(fields, 'data.confirmed_email') !== '',
    }),
  },
  yahoo: {
    ...{ kind: 'oauth2', name: 'Yahoo', credentials: 'basic', scopes: KNOWN },
    authorize: 'https://api.login.yahoo.com/oauth2/request_auth',
    token: 'https://api.login.yahoo.com/oauth2/get_token',
    profile: profileAt('https://api.login.yahoo.com/openid/v1/userinfo', claims),
  },
  yammer: {
    ...{ kind: 'oauth2', name: 'Yammer', scopes: [] },
    authorize: 'https://www.yammer.com/oauth2/oauth2/authorize',
    token: 'https://www.yammer.com/oauth2/access_token',
    tokensPath: 'access_token',
    profile: profileAt('https://www.yammer.com/api/v1/users/current.json', {
      ...{ uid: 'id', email: 'email', name: 'full_name' },
    }),
  },
  yandex: {
    ...{ kind: 'oauth2', name: 'Yandex', scopes: [], credentials: 'basic', redirect: 'omitted' },
    authorize: 'https://oauth.yandex.com/authorize',
    token: 'https://oauth.yandex.com/token',
    profile: profileAt(
      'https://login.yandex.ru/info?format=json',
      { uid: 'id', email: 'default_email', name: 'display_name' },
      { scheme: 'OAuth' },
    ),
  },
  zoom: {
    ...{ kind: 'oauth2', name: 'Zoom', scopes: ['user_info:read'], credentials: 'basic', pkce: true },
    authorize: 'https://zoom.us/oauth/authorize',
    token: 'https://zoom.us/oauth/token',
    profile: async ({ get }) => {
      const user = await get('https://api.zoom.us/v2/users/me');
      const verified = user.verified === 1;
      return { ...profileIn(user, { uid: 'id', email: 'email', name: '' }), verified, name: fullName(user) };
    },
  },
} as const satisfies Readonly<Record<string, OAuth2Provider>>;
