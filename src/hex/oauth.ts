import type { Core } from '../core/core.ts';
import { askForGrant, CODE_SECONDS, POLL_SECONDS } from '../core/device-grants/device-codes.ts';
import { exchangeKey, redeemDeviceCode } from '../core/device-grants/device-grants.ts';
import { expandScopes, findClient, type GrantTokens, scopesIn } from '../core/device-grants/grant.ts';
import { refreshGrant } from '../core/device-grants/refresh.ts';
import { revokeByHash, revokeToken } from '../core/device-grants/revoke.ts';
import { Failure } from '../core/failure.ts';
import { consume, type RateLimit } from '../core/limits/rates.ts';
import { organizationsOf } from '../core/organizations/organizations.ts';
import { networkOf } from '../http/address.ts';
import { OAuthError, oauthErrorOf } from './oauth-errors.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';

/** Where people decide on a device, under `/hex`. */
export const DEVICE_PAGE = '/oauth/device';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const VALUE_AT_MOST = 1_000;
/** Each stands in the database for a while, and nobody is asked who they are. */
const DEVICES_AT_MOST = { most: 60, seconds: 600 };
/** Answers hold secrets. */
const NEVER_KEPT = { 'cache-control': 'no-store' } as const;
const SHA256 = /^[0-9a-f]{64}$/i;

/** How a program gets to act for a user: RFC 8628 and what of RFC 6749 and 7009 belongs to it. */
export const oauthRoutes: readonly HexRoute[] = [
  oauthRoute('device_authorization', 'A device asks for leave to act for a user', authorizeDevice),
  oauthRoute('token', 'Exchange a device code, a refresh token or a key for an access token', issueTokens),
  oauthRoute('revoke', 'End what a token was given for', revoke),
  oauthRoute('revoke_by_hash', 'The same by the SHA-256 of the refresh token', revokeHashed),
];

type Run = (core: Core, call: Call) => Promise<HexAnswer>;

/** Refusals of these have a form of their own. */
function oauthRoute(name: string, summary: string, run: Run): HexRoute {
  return {
    method: 'POST',
    path: `/oauth/${name}`,
    operation: `oauth_${name}`,
    summary,
    tag: 'oauth',
    access: 'open',
    cached: false,
    run: async (core, call) => {
      try {
        return { headers: NEVER_KEPT, ...(await run(core, call)) };
      } catch (error) {
        const refusal = oauthErrorOf(error);
        if (!refusal) throw error;
        const { status, code, message } = refusal;
        return { status, headers: NEVER_KEPT, body: { error: code, error_description: message } };
      }
    },
  };
}

async function authorizeDevice(core: Core, call: Call): Promise<HexAnswer> {
  const clientId = clientIn(call);
  const scopes = scopesIn(textIn(call, 'scope') ?? '');
  if (!scopes) throw new OAuthError(400, 'invalid_scope', 'The scope is missing, or none that there is.');
  const name = textIn(call, 'name') ?? '';
  await consumeDeviceLimit(core, call);
  const { deviceCode, userCode } = await askForGrant(core, call.actor, { clientId, scopes, name });
  const page = `${call.base}${DEVICE_PAGE}`;
  return {
    status: 200,
    body: {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${userCode}`,
      expires_in: CODE_SECONDS,
      interval: POLL_SECONDS,
    },
  };
}

async function consumeDeviceLimit(core: Core, { actor }: Call): Promise<void> {
  const limit: RateLimit = { key: `hex-devices\n${networkOf(actor.ip ?? '')}`, ...DEVICES_AT_MOST };
  const status = await consume(core, actor.project.id, [limit]);
  if (!status || status.remaining >= 0) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((status.endsAt - core.clock.now()) / 1000));
  throw new Failure({ code: 'rate_limited', limit: 'requests', retryAfterSeconds });
}

const grantTypes: Readonly<Record<string, Run>> = {
  [DEVICE_GRANT]: async (core, call) => {
    const input = { clientId: clientIn(call), deviceCode: required(call, 'device_code') };
    const redeemed = await redeemDeviceCode(core, call.actor, input);
    if (redeemed.state === 'granted') return tokensAnswer(core, call, redeemed.tokens);
    throw waiting[redeemed.state]();
  },
  refresh_token: async (core, call) => {
    const input = { clientId: clientIn(call), refreshToken: required(call, 'refresh_token') };
    return tokensAnswer(core, call, await refreshGrant(core, call.actor, input));
  },
  client_credentials: async (core, call) => {
    const clientId = clientIn(call);
    const secret = required(call, 'client_secret');
    const [scope, name] = [textIn(call, 'scope') ?? '', textIn(call, 'name') ?? ''];
    return tokensAnswer(core, call, await exchangeKey(core, call.actor, { clientId, secret, scope, name }));
  },
};

const waiting = {
  pending: () => new OAuthError(400, 'authorization_pending', 'Nobody has decided yet.'),
  expired: () => new OAuthError(400, 'expired_token', 'The device code has expired.'),
  denied: () => new OAuthError(403, 'access_denied', 'The user does not want it.'),
  unknown: () => new OAuthError(400, 'invalid_grant', 'There is no such device code.'),
} as const;

function issueTokens(core: Core, call: Call): Promise<HexAnswer> {
  const grantType = required(call, 'grant_type');
  const run = Object.hasOwn(grantTypes, grantType) ? grantTypes[grantType] : undefined;
  if (!run) throw new OAuthError(400, 'unsupported_grant_type', 'There is no such grant type.');
  return run(core, call);
}

async function tokensAnswer(core: Core, call: Call, tokens: GrantTokens): Promise<HexAnswer> {
  return {
    status: 200,
    body: {
      access_token: tokens.accessToken,
      token_type: 'bearer',
      expires_in: tokens.accessSeconds,
      scope: (await scopesShown(core, call, tokens)).join(' '),
      ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
    },
  };
}

/** Clients read of it which organizations' repositories they reach. */
async function scopesShown(core: Core, { actor }: Call, { grant }: GrantTokens): Promise<readonly string[]> {
  const scopes = expandScopes(grant.scopes);
  if (!scopes.includes('repositories')) return scopes;
  const organizations = await organizationsOf(core, actor.project.id, grant.userId);
  const repositories = organizations.map(({ name }) => `repository:${name}`);
  return [...scopes.filter((scope) => scope !== 'repositories'), ...repositories];
}

/** Whoever revokes is not told whether there was anything to revoke. */
async function revoke(core: Core, call: Call): Promise<HexAnswer> {
  const [token, clientId] = [textIn(call, 'token'), textIn(call, 'client_id')];
  if (token !== undefined && clientId !== undefined) await revokeToken(core, call.actor, { token, clientId });
  return { status: 200 };
}

async function revokeHashed(core: Core, call: Call): Promise<HexAnswer> {
  const hash = textIn(call, 'token_hash') ?? '';
  if (SHA256.test(hash)) await revokeByHash(core, call.actor, hash.toLowerCase());
  return { status: 200 };
}

function clientIn(call: Call): string {
  const id = textIn(call, 'client_id');
  if (id === undefined || findClient(id) === undefined)
    throw new OAuthError(401, 'invalid_client', 'There is no such client.');
  return id;
}

function required(call: Call, name: string): string {
  const value = textIn(call, name);
  if (value === undefined) throw new OAuthError(400, 'invalid_request', `The parameter ${name} is missing.`);
  return value;
}

/** Nothing of what is no text, is empty, or is longer than any that is good. */
function textIn({ fields }: Call, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' && value.length <= VALUE_AT_MOST ? value : undefined;
}
