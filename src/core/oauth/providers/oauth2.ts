import { listAt, type OAuth2Provider, textAt } from '../provider.ts';
import { isTrue, profileAt } from './profiles.ts';

const never = () => false;

/** Providers that speak OAuth 2.0 and have a profile of their own, the first half of the alphabet. */
export const plainAToG = {
  amazon: {
    kind: 'oauth2',
    name: 'Amazon',
    scopes: ['profile'],
    pkce: true,
    authorize: 'https://www.amazon.com/ap/oa',
    token: 'https://api.amazon.com/auth/o2/token',
    profile: profileAt('https://api.amazon.com/user/profile', {
      uid: 'user_id',
      email: 'email',
      name: 'name',
      verified: never,
    }),
  },
  autodesk: {
    kind: 'oauth2',
    name: 'Autodesk',
    scopes: ['user-profile:read'],
    pkce: true,
    authorize: 'https://developer.api.autodesk.com/authentication/v1/authorize',
    token: 'https://developer.api.autodesk.com/authentication/v1/gettoken',
    refresh: 'https://developer.api.autodesk.com/authentication/v1/refreshtoken',
    profile: profileAt('https://developer.api.autodesk.com/userprofile/v1/users/@me', {
      uid: 'userId',
      email: 'emailId',
      name: 'userName',
      verified: ({ emailVerified }) => isTrue(emailVerified),
    }),
  },
  bitbucket: {
    kind: 'oauth2',
    name: 'Bitbucket',
    scopes: [],
    credentials: 'basic',
    redirect: 'omitted',
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
    kind: 'oauth2',
    name: 'Bitly',
    scopes: [],
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
    kind: 'oauth2',
    name: 'Box',
    scopes: ['manage_app_users'],
    scopeSeparator: ',',
    authorize: 'https://account.box.com/api/oauth2/authorize',
    token: 'https://api.box.com/oauth2/token',
    profile: profileAt('https://api.box.com/2.0/users/me', { uid: 'id', email: 'login', name: 'name' }),
  },
  dailymotion: {
    kind: 'oauth2',
    name: 'Dailymotion',
    scopes: ['userinfo', 'email'],
    authorize: 'https://www.dailymotion.com/oauth/authorize',
    token: 'https://api.dailymotion.com/oauth/token',
    profile: profileAt('https://api.dailymotion.com/user/me?fields=email,id,fullname,verified', {
      uid: 'id',
      email: 'email',
      name: 'fullname',
      verified: ({ verified }) => isTrue(verified),
    }),
  },
  discord: {
    kind: 'oauth2',
    name: 'Discord',
    scopes: ['identify', 'email'],
    pkce: true,
    authorize: 'https://discordapp.com/api/oauth2/authorize',
    token: 'https://discordapp.com/api/oauth2/token',
    profile: profileAt('https://discordapp.com/api/users/@me', {
      uid: 'id',
      email: 'email',
      name: 'username',
      verified: ({ verified }) => isTrue(verified),
    }),
  },
  disqus: {
    kind: 'oauth2',
    name: 'Disqus',
    scopes: ['read', 'email'],
    scopeSeparator: ',',
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
    kind: 'oauth2',
    name: 'Dropbox',
    scopes: [],
    pkce: true,
    authorize: 'https://www.dropbox.com/oauth2/authorize',
    token: 'https://api.dropboxapi.com/oauth2/token',
    profile: profileAt(
      'https://api.dropboxapi.com/2/users/get_current_account',
      {
        uid: 'account_id',
        email: 'email',
        name: 'name.display_name',
        verified: ({ email_verified }) => isTrue(email_verified),
      },
      { method: 'POST' },
    ),
  },
  etsy: {
    kind: 'oauth2',
    name: 'Etsy',
    scopes: ['email_r', 'profile_r'],
    credentials: 'none',
    pkce: true,
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
    kind: 'oauth2',
    name: 'Facebook',
    scopes: ['email'],
    scopeSeparator: ',',
    authorize: 'https://www.facebook.com/v2.8/dialog/oauth',
    token: 'https://graph.facebook.com/v2.8/oauth/access_token',
    profile: profileAt('https://graph.facebook.com/v2.8/me?fields=email,name', {
      uid: 'id',
      email: 'email',
      name: 'name',
      verified: never,
    }),
  },
  figma: {
    kind: 'oauth2',
    name: 'Figma',
    scopes: ['current_user:read'],
    credentials: 'basic',
    pkce: true,
    authorize: 'https://www.figma.com/oauth',
    token: 'https://api.figma.com/v1/oauth/token',
    refresh: 'https://api.figma.com/v1/oauth/refresh',
    profile: profileAt('https://api.figma.com/v1/me', { uid: 'id', email: 'email', name: 'handle' }),
  },
  github: {
    kind: 'oauth2',
    name: 'GitHub',
    scopes: ['user:email'],
    pkce: true,
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
  gitlab: {
    kind: 'oauth2',
    name: 'GitLab',
    scopes: ['read_user'],
    pkce: true,
    options: { endpoint: { takes: 'url' }, allowPrivate: { takes: 'word' } },
    issuer: gitlabOf,
    authorize: (config) => `${gitlabOf(config)}/oauth/authorize`,
    token: (config) => `${gitlabOf(config)}/oauth/token`,
    profile: profileAt(({ config }) => `${gitlabOf(config)}/api/v4/user`, {
      uid: 'id',
      email: 'email',
      name: 'name',
      verified: ({ confirmed_at }) => typeof confirmed_at === 'string' && confirmed_at !== '',
    }),
  },
} as const satisfies Readonly<Record<string, OAuth2Provider>>;

function gitlabOf({ options }: { readonly options: Readonly<Record<string, string>> }): string {
  return (options.endpoint ?? 'https://gitlab.com').replace(/\/+$/, '');
}
