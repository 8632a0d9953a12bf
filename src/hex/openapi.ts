import { limitsText } from '../http/limits.ts';
import { type ErrorKind, type OpenApi, openApi, type Security, type Terms } from '../http/openapi.ts';
import { failures } from './failures.ts';
import { errorModel, keyModel } from './models.ts';
import { oauthErrorModel } from './oauth-models.ts';
import type { Access, HexRoute } from './route.ts';
import { routes } from './routes.ts';

const VERSION = '1.0.0';
const media = ['application/json', 'application/vnd.hex+erlang', 'application/vnd.hex+elixir'];

const whoMayCall: Readonly<Record<Access, string>> = {
  open: 'Open to all callers; credentials are optional, but must be valid.',
  'signed-in': 'Needs a password, a key or a token; the email address may be unverified.',
  verified: 'Needs a password, a key or a token of a user with a verified email address.',
};

const key: Security = { key: [] };

/** Errors that only this protocol has. `IP ADDRESS` stands for any caller. */
const ownRefusals: readonly ErrorKind[] = [
  { status: 400, message: 'User-Agent header is required' },
  { status: 400, message: 'missing required parameters: "domain"' },
  { status: 400, message: 'must be authenticated by an API key' },
  { status: 401, message: 'API key revoked' },
  { status: 401, message: 'invalid API key' },
  { status: 401, message: 'invalid authentication information' },
  { status: 401, message: 'key not authorized for this action' },
  { status: 401, message: 'missing authentication information' },
  { status: 401, message: 'Invalid two-factor authentication code' },
  {
    status: 401,
    message: 'Two-factor authentication required. Include X-Hex-OTP header with your TOTP code.',
  },
  { status: 403, message: 'email not verified' },
  { status: 403, message: 'Two-factor authentication must be enabled for API write access' },
  { status: 406, message: null },
  { status: 429, message: 'API rate limit exceeded for IP ADDRESS' },
  { status: 429, message: 'Too many failed two-factor authentication attempts. Please try again later.' },
];

/** RFC 6749, section 5.2, and RFC 8628, section 3.5. */
const oauthRefusals: readonly ErrorKind[] = [
  { type: 'access_denied', status: 403, message: 'The user denied the request, or is blocked.' },
  { type: 'authorization_pending', status: 400, message: 'The user has not decided yet.' },
  { type: 'expired_token', status: 400, message: 'The device code has expired.' },
  { type: 'invalid_client', status: 401, message: 'The client or the key is unknown.' },
  { type: 'invalid_grant', status: 400, message: 'The code or token is unknown, used or expired.' },
  { type: 'invalid_request', status: 400, message: 'A parameter is missing.' },
  {
    type: 'invalid_scope',
    status: 400,
    message: 'The scope is unknown, or exceeds the permissions of the key.',
  },
  { type: 'unsupported_grant_type', status: 400, message: 'The grant type is unknown.' },
];

/** Returns the OpenAPI document of the hex.pm protocol. */
export function hexDocument(): OpenApi {
  return openApi(routes, {
    title: 'Denizen',
    version: VERSION,
    description:
      'Users, keys, organizations and audit logs, in the protocol of hex.pm. Every request needs a `User-Agent`. ' +
      'Bodies are JSON, Erlang terms or Elixir literals, by `Content-Type` and `Accept`.',
    prefix: '/hex/api',
    media,
    parts: [keyModel],
    error: errorModel,
    errorKinds: errorKinds(),
    securitySchemes: {
      key: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description:
          'The secret of a key alone; `Basic` with username or email address and password; or `Bearer` with an access token.',
      },
    },
    termsOf,
  });
}

function termsOf({ meta: { access, need, caching, refusals }, limits }: HexRoute): Terms {
  const sentences = [
    whoMayCall[access],
    ...(need === undefined ? [] : [`A key needs the permission \`api:${need}\`.`]),
    ...(limits.length === 0 ? [] : [`Accepts ${limitsText(limits)}.`]),
    ...(caching === 'minute' ? ['Clients may cache the response for a minute.'] : []),
  ];
  return {
    description: sentences.join(' '),
    security: access === 'open' ? [{}, key] : [key],
    ...(refusals && { errors: [oauthErrorModel] }),
  };
}

/** Every combination of status and message, once. */
function errorKinds(): readonly ErrorKind[] {
  const coreKinds = Object.values(failures).map(({ status, message }): ErrorKind => ({ status, message }));
  const all = [...coreKinds, ...ownRefusals].sort((a, b) => a.status - b.status);
  const byText = new Map(all.map((kind) => [`${kind.status} ${kind.message}`, kind]));
  return [...byText.values(), ...oauthRefusals];
}
