import { list, type PlainProvider, text } from '../provider.ts';
import { isTrue, profileAt } from './profiles.ts';

const never = () => false;

/** Providers that speak OAuth 2.0 and have a profile of their own, the first half of the alphabet. */
export const plainAToG = {
  amazon: {
    kind: 'plain',
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
    kind: 'plain',
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
    kind: 'plain',
    name: 'Bitbucket',
    scopes: [],
    credentials: 'basic',
    redirect: 'unsaid',
    authorize: 'https://bitbucket.org/site/oauth2/authorize',
    token: 'https://bitbucket.org/site/oauth2/access_token',
    profile: async ({ ask }) => {
      const user = await ask('https://api.bitbucket.org/2.0/user');
      const emails = list(await ask('https://api.bitbucket.org/2.0/user/emails'), 'values');
      const found = emails.find((email) => isTrue(email.is_confirmed));
      return {
        uid: text(user, 'uuid'),
        email: text(found ?? emails[0], 'email'),
        verified: found !== undefined,
        name: text(user, 'display_name'),
      };
    },
  },
  bitly: {
    kind: 'plain',
    name: 'Bitly',
    scopes: [],
    authorize: 'https://bitly.com/oauth/authorize',
    token: 'https://api-ssl.bitly.com/oauth/access_token',
    profile: async ({ ask }) => {
      const user = await ask('https://api-ssl.bitly.com/v4/user');
      const emails = list(user, 'emails');
      const found = emails.find((email) => isTrue(email.is_verified));
      return {
        uid: text(user, 'login'),
        email: text(found ?? emails[0], 'email'),
        verified: found !== undefined,
        name: text(user, 'name'),
      };
    },
  },
  box: {
    kind: 'plain',
    name: 'Box',
    scopes: ['manage_app_users'],
    separator: ',',
    authorize: 'https://account.box.com/api/oauth2/authorize',
    token: 'https://api.box.com/oauth2/token',
    profile: profileAt('https://api.box.com/2.0/users/me', { uid: 'id', email: 'login', name: 'name' }),
  },
  dailymotion: {
    kind: 'plain',
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
    kind: 'plain',
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
    kind: 'plain',
    name: 'Disqus',
    scopes: ['read', 'email'],
    separator: ',',
    authorize: 'https://disqus.com/api/oauth/2.0/authorize/',
    token: 'https://disqus.com/api/oauth/2.0/access_token/',
    profile: profileAt(
      ({ accessToken, setup }) =>
        `https://disqus.com/api/3.0/users/details.json?${new URLSearchParams({
          access_token: accessToken,
          api_key: setup.appId,
          api_secret: setup.secret,
        })}`,
      { uid: 'response.id', email: 'response.email', name: 'response.name' },
    ),
  },
  dropbox: {
    kind: 'plain',
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
    kind: 'plain',
    name: 'Etsy',
    scopes: ['email_r', 'profile_r'],
    credentials: 'none',
    pkce: true,
    authorize: 'https://www.etsy.com/oauth/connect/oauth/authorize',
    token: 'https://api.etsy.com/v3/public/oauth/token',
    profile: async ({ ask, accessToken, setup }) => {
      const uid = accessToken.split('.', 1)[0] ?? '';
      const url = `https://api.etsy.com/v3/application/users/${encodeURIComponent(uid)}`;
      const user = await ask(url, { headers: { 'x-api-key': setup.appId } });
      return { uid, email: text(user, 'primary_email'), verified: false, name: text(user, 'login_name') };
    },
  },
  facebook: {
    kind: 'plain',
    name: 'Facebook',
    scopes: ['email'],
    separator: ',',
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
    kind: 'plain',
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
    kind: 'plain',
    name: 'GitHub',
    scopes: ['user:email'],
    pkce: true,
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    profile: async ({ ask }) => {
      const user = await ask('https://api.github.com/user', { as: 'token' });
      const emails = list(await ask('https://api.github.com/user/emails', { as: 'token' }), '');
      const verified = emails.filter((email) => isTrue(email.verified));
      const found = verified.find((email) => isTrue(email.primary)) ?? verified.at(-1);
      return {
        uid: text(user, 'id'),
        email: found ? text(found, 'email') : text(user, 'email'),
        verified: found !== undefined,
        name: text(user, 'name'),
      };
    },
  },
  gitlab: {
    kind: 'plain',
    name: 'GitLab',
    scopes: ['read_user'],
    pkce: true,
    options: { endpoint: { takes: 'url' }, allowPrivate: { takes: 'word' } },
    issuer: gitlabOf,
    authorize: (setup) => `${gitlabOf(setup)}/oauth/authorize`,
    token: (setup) => `${gitlabOf(setup)}/oauth/token`,
    profile: profileAt(({ setup }) => `${gitlabOf(setup)}/api/v4/user`, {
      uid: 'id',
      email: 'email',
      name: 'name',
      verified: ({ confirmed_at }) => typeof confirmed_at === 'string' && confirmed_at !== '',
    }),
  },
} as const satisfies Readonly<Record<string, PlainProvider>>;

function gitlabOf({ options }: { readonly options: Readonly<Record<string, string>> }): string {
  return (options.endpoint ?? 'https://gitlab.com').replace(/\/+$/, '');
}
