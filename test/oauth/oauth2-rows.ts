import { claims, hosted, id, KNOWN, type OAuth2Key, one, type Row, sure } from './row.ts';

const paypal = (sandbox: string): Row => ({
  authorize: `https://www.${sandbox}paypal.com/connect/`,
  query: { flowEntry: 'static', scope: KNOWN, redirect_uri: 'http://127.0.0.1/back' },
  ...{ token: `https://api.${sandbox}paypal.com/v1/oauth2/token`, by: 'basic' },
  asks: {
    [`https://api.${sandbox}paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1`]: {
      ...{ payer_id: 'u1', name: 'Ann', verified_account: 'true' },
      emails: [{ value: 'old@b.co' }, { value: 'a@b.co', primary: true }],
    },
  },
  profile: sure,
});

const tradeshift = (host: string): Row => ({
  authorize: `https://${host}/tradeshift/auth/login`,
  query: { scope: 'openid offline' },
  ...{ token: `https://${host}/tradeshift/auth/token`, by: 'basic' },
  asks: {
    [`https://${host}/tradeshift/rest/external/account/info/user`]: {
      ...{ Id: 'u1', Username: 'a@b.co', FirstName: 'Ann', LastName: 'Lee' },
    },
  },
  profile: ['u1', 'a@b.co', false, 'Ann Lee'],
});

/** The rows of providers that speak OAuth 2.0, by their keys. */
export const oauth2Rows: Readonly<Record<OAuth2Key, Row>> = {
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
  google: one(
    [
      'https://accounts.google.com/o/oauth2/v2/auth',
      'https://oauth2.googleapis.com/token',
      'https://www.googleapis.com/oauth2/v3/userinfo',
    ],
    claims,
    {
      query: {
        scope:
          'https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile openid',
        ...{ access_type: 'offline', prompt: 'consent' },
      },
      ...{ pkce: true, profile: sure },
    },
  ),
  huggingface: {
    ...hosted('https://huggingface.co/oauth', ['/authorize', '/token', '/userinfo']),
    ...{ query: { scope: KNOWN }, by: 'basic' },
  },
  keycloak: {
    ...hosted('https://id.example.com/realms/main/protocol/openid-connect', ['/auth', '/token', '/userinfo']),
    options: { keycloakDomain: 'id.example.com', keycloakRealm: 'main' },
  },
  kick: one(
    [
      'https://id.kick.com/oauth/authorize',
      'https://id.kick.com/oauth/token',
      'https://api.kick.com/public/v1/users',
    ],
    { data: [{ user_id: 5, email: 'a@b.co', name: 'Ann' }] },
    { query: { scope: 'user:read' }, pkce: true, profile: ['5', 'a@b.co', false, 'Ann'] },
  ),
  linkedin: one(
    [
      'https://www.linkedin.com/oauth/v2/authorization',
      'https://www.linkedin.com/oauth/v2/accessToken',
      'https://api.linkedin.com/v2/userinfo',
    ],
    { sub: 'u1', email: 'a@b.co', email_verified: 'true', given_name: 'Ann', family_name: 'Lee' },
    { query: { scope: KNOWN }, profile: ['u1', 'a@b.co', true, 'Ann Lee'] },
  ),
  microsoft: one(
    [
      'https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize',
      'https://login.microsoftonline.com/organizations/oauth2/v2.0/token',
      'https://graph.microsoft.com/v1.0/me',
    ],
    { id: 'u1', userPrincipalName: 'a@b.co', mail: 'forged@b.co', displayName: 'Ann' },
    { options: { tenantID: 'organizations' }, query: { scope: 'offline_access user.read' }, pkce: true },
  ),
  notion: one(
    [
      'https://api.notion.com/v1/oauth/authorize',
      'https://api.notion.com/v1/oauth/token',
      'https://api.notion.com/v1/users/me',
    ],
    { bot: { owner: { user: { id: 'u1', name: 'Ann', person: { email: 'a@b.co' } } } } },
    { query: { owner: 'user' }, by: 'basic', sends: { 'Notion-Version': '2021-08-16' } },
  ),
  okta: {
    ...hosted('https://id.example.com/oauth2/default/v1', ['/authorize', '/token', '/userinfo']),
    options: { oktaDomain: 'id.example.com' },
  },
  paypal: paypal(''),
  paypalSandbox: paypal('sandbox.'),
  podio: {
    ...{ authorize: 'https://podio.com/oauth/authorize', token: 'https://api.podio.com/oauth/token' },
    asks: {
      'https://api.podio.com/user': {
        user_id: 3,
        mail: 'a@b.co',
        mails: [{ mail: 'a@b.co', verified: true }],
      },
      'https://api.podio.com/user/profile': { name: 'Ann' },
    },
    profile: ['3', 'a@b.co', true, 'Ann'],
  },
  salesforce: one(
    [
      'https://login.salesforce.com/services/oauth2/authorize',
      'https://login.salesforce.com/services/oauth2/token',
      'https://login.salesforce.com/services/oauth2/userinfo',
    ],
    { ...claims, sub: 'https://login.salesforce.com/id/u1', user_id: 'u1' },
    { query: { scope: 'openid' }, by: 'basic', pkce: true, profile: sure },
  ),
  slack: one(
    [
      'https://slack.com/oauth/v2/authorize',
      'https://slack.com/api/oauth.v2.access',
      'https://slack.com/api/users.identity',
    ],
    { user: id },
    {
      query: { user_scope: 'openid,profile,email' },
      answer: { ok: true, authed_user: { access_token: 'access', refresh_token: 'refresh', expires_in: 60 } },
    },
  ),
  spotify: one(
    [
      'https://accounts.spotify.com/authorize',
      'https://accounts.spotify.com/api/token',
      'https://api.spotify.com/v1/me',
    ],
    { id: 'u1', email: 'a@b.co', display_name: 'Ann' },
    { query: { scope: 'user-read-email' }, by: 'basic', pkce: true },
  ),
  stripe: one(
    [
      'https://connect.stripe.com/oauth/authorize',
      'https://connect.stripe.com/oauth/token',
      'https://api.stripe.com/v1/accounts/u1',
    ],
    id,
    {
      query: { scope: 'read_write' },
      answer: { access_token: 'access', refresh_token: 'refresh', expires_in: 60, stripe_user_id: 'u1' },
    },
  ),
  tradeshift: tradeshift('api.tradeshift.com'),
  tradeshiftBox: tradeshift('api-sandbox.tradeshift.com'),
  twitch: one(
    [
      'https://id.twitch.tv/oauth2/authorize',
      'https://id.twitch.tv/oauth2/token',
      'https://api.twitch.tv/helix/users',
    ],
    { data: [{ id: 'u1', email: 'a@b.co', display_name: 'Ann' }] },
    { query: { scope: 'user:read:email', force_verify: 'true' }, sends: { 'Client-Id': 'client' } },
  ),
  wordpress: one(
    [
      'https://public-api.wordpress.com/oauth2/authorize',
      'https://public-api.wordpress.com/oauth2/token',
      'https://public-api.wordpress.com/rest/v1/me',
    ],
    { ID: 9, email: 'a@b.co', email_verified: true, username: 'Ann' },
    { query: { scope: 'auth' }, profile: ['9', 'a@b.co', true, 'Ann'] },
  ),
  x: one(
    [
      'https://x.com/i/oauth2/authorize',
      'https://api.x.com/2/oauth2/token',
      'https://api.x.com/2/users/me?user.fields=confirmed_email',
    ],
    { data: { id: 'u1', confirmed_email: 'a@b.co', name: 'Ann' } },
    {
      ...{ query: { scope: 'tweet.read users.read users.email offline.access' }, by: 'basic', pkce: true },
      profile: sure,
    },
  ),
  yahoo: one(
    [
      'https://api.login.yahoo.com/oauth2/request_auth',
      'https://api.login.yahoo.com/oauth2/get_token',
      'https://api.login.yahoo.com/openid/v1/userinfo',
    ],
    claims,
    { query: { scope: KNOWN }, by: 'basic', profile: sure },
  ),
  yammer: one(
    [
      'https://www.yammer.com/oauth2/oauth2/authorize',
      'https://www.yammer.com/oauth2/access_token',
      'https://www.yammer.com/api/v1/users/current.json',
    ],
    { id: 4, email: 'a@b.co', full_name: 'Ann' },
    {
      answer: { access_token: { token: 'access', refresh_token: 'refresh', expires_in: 60 } },
      profile: ['4', 'a@b.co', false, 'Ann'],
    },
  ),
  yandex: one(
    [
      'https://oauth.yandex.com/authorize',
      'https://oauth.yandex.com/token',
      'https://login.yandex.ru/info?format=json',
    ],
    { id: 'u1', default_email: 'a@b.co', display_name: 'Ann' },
    { query: { redirect_uri: '' }, by: 'basic', sends: { Authorization: 'OAuth access' } },
  ),
  zoom: one(
    ['https://zoom.us/oauth/authorize', 'https://zoom.us/oauth/token', 'https://api.zoom.us/v2/users/me'],
    { id: 'u1', email: 'a@b.co', first_name: 'Ann', last_name: 'Lee', verified: 1 },
    {
      ...{ query: { scope: 'user_info:read' }, by: 'basic', pkce: true },
      profile: ['u1', 'a@b.co', true, 'Ann Lee'],
    },
  ),
};
