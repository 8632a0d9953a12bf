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

/** The page on which users approve or deny a device, under `/hex`. */
export const DEVICE_PAGE = '/oauth/device';

const SHA256 = /^[0-9a-f]{64}$/i;

const about = {
  method: 'POST',
  tag: 'oauth',
  access: 'open',
  caching: 'no-store',
  refusals: oauthRefusals,
} as const;
const done = { status: 200, description: 'Done, also for unknown tokens. The response has no body.' };

const deviceParams = {
  client_id: clientId,
  scope: deviceScope,
  name: oauthText('Name of the device, shown to the user who approves it.'),
};

const tokenParams = {
  grant_type: grantType,
  client_id: clientId,
  device_code: oauthText('Device code of `device_authorization`; for the grant type `device_code`.'),
  refresh_token: oauthText('The newest refresh token; for the grant type `refresh_token`.'),
  client_secret: oauthText('The secret of a key; for the grant type `client_credentials`.'),
  scope: oauthText('Scopes of the token. Default: all scopes of the key.'),
  name: oauthText('Name of the client.'),
};

/** The device authorization grant (RFC 8628), with tokens (RFC 6749) and revocation (RFC 7009). */
export const oauthRoutes: readonly HexRoute[] = [
  route({
    ...about,
    path: '/oauth/device_authorization',
    operation: 'oauth_device_authorization',
    summary: 'Start a device authorization',
    // Every request stores a row without authentication.
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
      return { value: { tokens, scopes: await responseScopes(core, call, tokens) } };
    },
  }),
  route({
    ...about,
    path: '/oauth/revoke',
    operation: 'oauth_revoke',
    summary: 'Revoke the grant of a token',
    input: {
      token: oauthText('An access or refresh token.'),
      client_id: oauthText('Id of the client.'),
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
    summary: 'Revoke a grant by the SHA-256 of its refresh token',
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
    const deviceCode = requireField('device_code', device_code);
    const redeemed = await redeemDeviceCode(core, actor, { clientId: client_id, deviceCode });
    if (redeemed.state === 'granted') return redeemed.tokens;
    throw deviceErrors[redeemed.state]();
  },
  refresh_token: (core, { actor }, { client_id, refresh_token }) =>
    refreshGrant(core, actor, {
      clientId: client_id,
      refreshToken: requireField('refresh_token', refresh_token),
    }),
  client_credentials: (core, { actor }, { client_id, client_secret, scope = '', name = '' }) =>
    exchangeKey(core, actor, {
      clientId: client_id,
      secret: requireField('client_secret', client_secret),
      scope,
      name,
    }),
};

const deviceErrors = {
  pending: () => new OAuthError(400, 'authorization_pending', 'The user has not decided yet.'),
  expired: () => new OAuthError(400, 'expired_token', 'The device code has expired.'),
  denied: () => new OAuthError(403, 'access_denied', 'The user denied the request.'),
  unknown: () => new OAuthError(400, 'invalid_grant', 'The device code is unknown.'),
} as const;

/** Replaces `repositories` by the repositories of the user's organizations, as clients expect. */
async function responseScopes(
  core: Core,
  { actor }: Call,
  { grant }: GrantTokens,
): Promise<readonly string[]> {
  const scopes = expandScopes(grant.scopes);
  if (!scopes.includes('repositories')) return scopes;
  const organizations = await organizationsOf(core, actor.project.id, grant.userId);
  const repositories = organizations.map(({ name }) => `repository:${name}`);
  return [...scopes.filter((scope) => scope !== 'repositories'), ...repositories];
}

function requireField(name: string, value: string | undefined): string {
  if (value === undefined) throw missing(name);
  return value;
}
