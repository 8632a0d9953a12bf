import type { Core } from '../core/core.ts';
import { askForGrant, CODE_SECONDS, POLL_SECONDS } from '../core/device-grants/device-codes.ts';
import { exchangeKey, redeemDeviceCode } from '../core/device-grants/device-grants.ts';
import { expandScopes, type GrantTokens } from '../core/device-grants/grant.ts';
import { refreshGrant } from '../core/device-grants/refresh.ts';
import { revokeByHash, revokeToken } from '../core/device-grants/revoke.ts';
import { organizationsOf } from '../core/organizations/organizations.ts';
import type { Input } from '../http/endpoint.ts';
import { missing, OAuthError, oauthRefusals } from './oauth-errors.ts';
import { deviceModel, tokensModel } from './oauth-models.ts';
import { clientId, DEVICE_GRANT, deviceScope, type GrantType, grantType, oauthText } from './oauth-params.ts';
import { type Call, type HexAnswer, type HexRoute, route } from './route.ts';

/** Where people decide on a device, under `/hex`. */
export const DEVICE_PAGE = '/oauth/device';

const SHA256 = /^[0-9a-f]{64}$/i;

const about = {
  method: 'POST',
  tag: 'oauth',
  access: 'open',
  caching: 'no-store',
  refusals: oauthRefusals,
} as const;
const done = { status: 200, description: 'Done, whether there was one or not; the answer has no body.' };

const deviceParams = {
  client_id: clientId,
  scope: deviceScope,
  name: oauthText('What the device calls itself, for the person who decides.'),
};

const tokenParams = {
  grant_type: grantType,
  client_id: clientId,
  device_code: oauthText('What `device_authorization` answered; with the grant type `device_code`.'),
  refresh_token: oauthText('The newest refresh token; with the grant type `refresh_token`.'),
  client_secret: oauthText('The secret of a key; with the grant type `client_credentials`.'),
  scope: oauthText('What of the key the token is for; all of it without.'),
  name: oauthText('What the program calls itself.'),
};

/** How a program gets to act for a user: RFC 8628 and what of RFC 6749 and 7009 belongs to it. */
export const oauthRoutes: readonly HexRoute[] = [
  route({
    ...about,
    path: '/oauth/device_authorization',
    operation: 'oauth_device_authorization',
    summary: 'A device asks for leave to act for a user',
    // Each stands in the database for a while, and nobody is asked who they are.
    limits: [{ most: 60, seconds: 600, by: ['ip'] }],
    limitsLocal: true,
    input: deviceParams,
    output: { status: 200, model: deviceModel },
    run: async (core, { actor, base }, { client_id, scope, name = '' }) => ({
      value: {
        ...(await askForGrant(core, actor, { clientId: client_id, scopes: scope, name })),
        page: `${base}${DEVICE_PAGE}`,
        expiresInSeconds: CODE_SECONDS,
        pollSeconds: POLL_SECONDS,
      },
    }),
  }),
  route({
    ...about,
    path: '/oauth/token',
    operation: 'oauth_token',
    summary: 'Exchange a device code, a refresh token or a key for an access token',
    input: tokenParams,
    output: { status: 200, model: tokensModel },
    run: async (core, call, input) => {
      const tokens = await exchanges[input.grant_type](core, call, input);
      return { value: { tokens, scopes: await scopesShown(core, call, tokens) } };
    },
  }),
  route({
    ...about,
    path: '/oauth/revoke',
    operation: 'oauth_revoke',
    summary: 'End what a token was given for',
    input: {
      token: oauthText('An access or refresh token.'),
      client_id: oauthText('The program that calls.'),
    },
    output: done,
    run: async (core, { actor }, { token, client_id }): Promise<HexAnswer<undefined>> => {
      if (token !== undefined && client_id !== undefined)
        await revokeToken(core, actor, { token, clientId: client_id });
      return {};
    },
  }),
  route({
    ...about,
    path: '/oauth/revoke_by_hash',
    operation: 'oauth_revoke_by_hash',
    summary: 'The same by the SHA-256 of the refresh token',
    input: { token_hash: oauthText('SHA-256 of the refresh token in hex.') },
    output: done,
    run: async (core, { actor }, { token_hash: hash = '' }): Promise<HexAnswer<undefined>> => {
      if (SHA256.test(hash)) await revokeByHash(core, actor, hash.toLowerCase());
      return {};
    },
  }),
];

type Exchange = (core: Core, call: Call, input: Input<typeof tokenParams>) => Promise<GrantTokens>;

const exchanges: Readonly<Record<GrantType, Exchange>> = {
  [DEVICE_GRANT]: async (core, { actor }, { client_id, device_code }) => {
    const deviceCode = given('device_code', device_code);
    const redeemed = await redeemDeviceCode(core, actor, { clientId: client_id, deviceCode });
    if (redeemed.state === 'granted') return redeemed.tokens;
    throw waiting[redeemed.state]();
  },
  refresh_token: (core, { actor }, { client_id, refresh_token }) =>
    refreshGrant(core, actor, {
      clientId: client_id,
      refreshToken: given('refresh_token', refresh_token),
    }),
  client_credentials: (core, { actor }, { client_id, client_secret, scope = '', name = '' }) =>
    exchangeKey(core, actor, {
      clientId: client_id,
      secret: given('client_secret', client_secret),
      scope,
      name,
    }),
};

const waiting = {
  pending: () => new OAuthError(400, 'authorization_pending', 'Nobody has decided yet.'),
  expired: () => new OAuthError(400, 'expired_token', 'The device code has expired.'),
  denied: () => new OAuthError(403, 'access_denied', 'The user does not want it.'),
  unknown: () => new OAuthError(400, 'invalid_grant', 'There is no such device code.'),
} as const;

/** Clients read of it which organizations' repositories they reach. */
async function scopesShown(core: Core, { actor }: Call, { grant }: GrantTokens): Promise<readonly string[]> {
  const scopes = expandScopes(grant.scopes);
  if (!scopes.includes('repositories')) return scopes;
  const organizations = await organizationsOf(core, actor.project.id, grant.userId);
  const repositories = organizations.map(({ name }) => `repository:${name}`);
  return [...scopes.filter((scope) => scope !== 'repositories'), ...repositories];
}

function given(name: string, value: string | undefined): string {
  if (value === undefined) throw missing(name);
  return value;
}
