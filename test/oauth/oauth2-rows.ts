import { hosted, id, KNOWN, one, type Row, sure } from './row.ts';

export const rowsAToG = {
  amazon: one(
    [
      'https://www.amazon.com/ap/oa',
      'https://api.amazon.com/auth/o2/token',
      'https://api.amazon.com/user/profile',
    ],
    { user_id: 'u1', email: 'a@b.co', name: 'Ann' },
    { query: { scope: 'profile' }, pkce: true },
  ),
  appwrite: {
    ...hosted('https://cloud.appwrite.io/v1/oauth2/console', ['/authorize', '/token', '/userinfo']),
    query: { scope: KNOWN },
  },
  auth0: {
    ...hosted('https://id.example.com', ['/authorize', '/oauth/token', '/userinfo']),
    options: { auth0Domain: 'id.example.com' },
  },
  authentik: {
    ...hosted('https://id.example.com/application/o', ['/authorize/', '/token/', '/userinfo/']),
    options: { authentikDomain: 'id.example.com' },
  },
  autodesk: one(
    [
      'https://developer.api.autodesk.com/authentication/v1/authorize',
      'https://developer.api.autodesk.com/authentication/v1/gettoken',
      'https://developer.api.autodesk.com/userprofile/v1/users/@me',
    ],
    { userId: 'u1', emailId: 'a@b.co', userName: 'Ann', emailVerified: true },
    {
      query: { scope: 'user-profile:read' },
      pkce: true,
      profile: sure,
      refresh: 'https://developer.api.autodesk.com/authentication/v1/refreshtoken',
    },
  ),
  bitbucket: {
    authorize: 'https://bitbucket.org/site/oauth2/authorize',
    query: { redirect_uri: '' },
    token: 'https://bitbucket.org/site/oauth2/access_token',
    by: 'basic',
    asks: {
      'https://api.bitbucket.org/2.0/user': { uuid: 'u1', display_name: 'Ann' },
      'https://api.bitbucket.org/2.0/user/emails': {
        values: [
          { email: 'old@b.co', is_confirmed: false },
          { email: 'a@b.co', is_confirmed: true },
        ],
      },
    },
    profile: sure,
  },
  bitly: one(
    [
      'https://bitly.com/oauth/authorize',
      'https://api-ssl.bitly.com/oauth/access_token',
      'https://api-ssl.bitly.com/v4/user',
    ],
    { login: 'u1', name: 'Ann', emails: [{ email: 'a@b.co', is_verified: true }] },
    { profile: sure },
  ),
  box: one(
    [
      'https://account.box.com/api/oauth2/authorize',
      'https://api.box.com/oauth2/token',
      'https://api.box.com/2.0/users/me',
    ],
    { id: 'u1', login: 'a@b.co', name: 'Ann' },
    { query: { scope: 'manage_app_users' } },
  ),
  dailymotion: one(
    [
      'https://www.dailymotion.com/oauth/authorize',
      'https://api.dailymotion.com/oauth/token',
      'https://api.dailymotion.com/user/me?fields=email,id,fullname,verified',
    ],
    { id: 'u1', email: 'a@b.co', fullname: 'Ann', verified: true },
    { query: { scope: 'userinfo email' }, profile: sure },
  ),
  discord: one(
    [
      'https://discordapp.com/api/oauth2/authorize',
      'https://discordapp.com/api/oauth2/token',
      'https://discordapp.com/api/users/@me',
    ],
    { id: 'u1', email: 'a@b.co', username: 'Ann', verified: true },
    { query: { scope: 'identify email' }, pkce: true, profile: sure },
  ),
  disqus: one(
    [
      'https://disqus.com/api/oauth/2.0/authorize/',
      'https://disqus.com/api/oauth/2.0/access_token/',
      'https://disqus.com/api/3.0/users/details.json?access_token=access&api_key=client&api_secret=s%3Acret',
    ],
    { response: id },
    { query: { scope: 'read,email' } },
  ),
  dropbox: one(
    [
      'https://www.dropbox.com/oauth2/authorize',
      'https://api.dropboxapi.com/oauth2/token',
      'https://api.dropboxapi.com/2/users/get_current_account',
    ],
    { account_id: 'u1', email: 'a@b.co', email_verified: true, name: { display_name: 'Ann' } },
    { pkce: true, profile: sure },
  ),
  etsy: {
    authorize: 'https://www.etsy.com/oauth/connect/oauth/authorize',
    query: { scope: 'email_r profile_r' },
    pkce: true,
    by: 'none',
    token: 'https://api.etsy.com/v3/public/oauth/token',
    answer: { access_token: '123.abc', refresh_token: 'refresh', expires_in: 60 },
    asks: {
      'https://api.etsy.com/v3/application/users/123': { primary_email: 'a@b.co', login_name: 'Ann' },
    },
    sends: { 'x-api-key': 'client', Authorization: 'Bearer 123.abc' },
    profile: ['123', 'a@b.co', false, 'Ann'],
  },
  facebook: one(
    [
      'https://www.facebook.com/v2.8/dialog/oauth',
      'https://graph.facebook.com/v2.8/oauth/access_token',
      'https://graph.facebook.com/v2.8/me?fields=email,name',
    ],
    id,
    { query: { scope: 'email' } },
  ),
  figma: one(
    ['https://www.figma.com/oauth', 'https://api.figma.com/v1/oauth/token', 'https://api.figma.com/v1/me'],
    { id: 'u1', email: 'a@b.co', handle: 'Ann' },
    {
      query: { scope: 'current_user:read' },
      pkce: true,
      by: 'basic',
      refresh: 'https://api.figma.com/v1/oauth/refresh',
    },
  ),
  fusionauth: {
    ...hosted('https://id.example.com/oauth2', ['/authorize', '/token', '/userinfo']),
    options: { fusionAuthDomain: 'id.example.com' },
  },
  github: {
    authorize: 'https://github.com/login/oauth/authorize',
    query: { scope: 'user:email' },
    pkce: true,
    token: 'https://github.com/login/oauth/access_token',
    asks: {
      'https://api.github.com/user': { id: 583231, name: 'Ann', email: 'shown@b.co' },
      'https://api.github.com/user/emails': [
        { email: 'later@b.co', verified: true, primary: false },
        { email: 'a@b.co', verified: true, primary: true },
        { email: 'new@b.co', verified: false, primary: false },
      ],
    },
    sends: { Authorization: 'token access' },
    profile: ['583231', 'a@b.co', true, 'Ann'],
  },
  gitlab: one(
    [
      'https://git.example.com/oauth/authorize',
      'https://git.example.com/oauth/token',
      'https://git.example.com/api/v4/user',
    ],
    { id: 7, email: 'a@b.co', name: 'Ann', confirmed_at: '2026-01-01T00:00:00Z' },
    {
      options: { endpoint: 'https://git.example.com/' },
      query: { scope: 'read_user' },
      pkce: true,
      profile: ['7', 'a@b.co', true, 'Ann'],
    },
  ),
} as const satisfies Readonly<Record<string, Row>>;
