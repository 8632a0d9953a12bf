import { isJsonObject, parseJson } from '../json.ts';
import type { HttpResponse } from '../oauth/http-client.ts';
import { standardWebhookHeaders } from '../webhooks/standard-webhooks.ts';
import type { SystemName, SystemOptions } from './old-system.ts';
import { MalformedAnswer, noProfile, type OldProfile, profileOf } from './profile.ts';

/** A question to an old system: is this the password of that login? */
export type Question = {
  readonly url: URL;
  readonly secret: string;
  readonly options: SystemOptions;
  /** An email address or a username, in lower case. */
  readonly login: string;
  readonly password: string;
  /** Of a user who is here already. */
  readonly userId: string | undefined;
  /** A UUID of this question, by which a receiver recognizes a repeated one. */
  readonly attempt: string;
  readonly at: number;
  readonly ip: string | undefined;
};

/**
 * What it says. `second_factor`: the password is right, and the user must show a second factor there, which does not
 * come along.
 */
export type Verdict =
  | { readonly result: 'match'; readonly profile: OldProfile }
  | { readonly result: 'mismatch' | 'unknown' | 'second_factor' };

type Sent = { readonly headers: Readonly<Record<string, string>>; readonly body: string };
type Answer = { readonly status: number; readonly fields: Readonly<Record<string, unknown>> };

export type OptionForm = 'switch' | 'header' | 'text';

export type SystemKind = {
  readonly title: string;
  /** The options beside `allowPrivate`; those that are `required` have no default. */
  readonly options: Readonly<Record<string, { readonly form: OptionForm; readonly required?: true }>>;
  /** `made`: a new one is made if none is given. */
  readonly secret: 'required' | 'optional' | 'made';
  readonly request: (question: Question) => Sent;
  /** Returns `undefined` for an answer outside the contract. */
  readonly read: (answer: Answer) => Verdict | undefined;
};

const ANSWER_BYTES_AT_MOST = 262_144;
const TOKEN_PATH = '/oauth/token';
const REALM_GRANT = 'http://auth0.com/oauth/grant-type/password-realm';
const CLOUD_EVENTS = '0.1';
const text = { form: 'text' } as const;
const header = { form: 'header' } as const;

const match = (profile: OldProfile): Verdict => ({ result: 'match', profile });
const mismatch: Verdict = { result: 'mismatch' };
const unknown: Verdict = { result: 'unknown' };

/** The contract of each system, as `docs/guide/first-sign-in.md` shows it. */
export const systems: Readonly<Record<SystemName, SystemKind>> = {
  url: {
    title: 'a server of yours',
    options: {},
    secret: 'made',
    request: ({ login, password, userId, attempt, at, secret }) => {
      const body = JSON.stringify({ identifier: login, password, ...(userId && { userId }), attempt });
      return { headers: standardWebhookHeaders(secret, { id: attempt, at, body }), body };
    },
    read: ({ status, fields }) => {
      if (status === 404) return unknown;
      if (status !== 200) return undefined;
      if (fields.result === 'mismatch') return mismatch;
      return fields.result === 'match' ? match(profileOf(objectIn(fields.user))) : undefined;
    },
  },
  auth0: {
    title: 'Auth0',
    options: { clientId: { ...text, required: true }, realm: { ...text, required: true }, audience: text },
    secret: 'optional',
    request: (question) =>
      tokenRequest(question, { grant_type: REALM_GRANT, realm: question.options.realm ?? '' }),
    read: readTokens,
  },
  okta: {
    title: 'a server with Okta’s password import hook',
    options: {},
    secret: 'required',
    request: ({ url, login, password, attempt, at, ip, secret }) => {
      const context = {
        request: { id: attempt, method: 'POST', url: { value: '/api/v1/authn' }, ipAddress: ip ?? null },
        credential: { username: login, password },
      };
      return json(
        {
          ...{ eventId: attempt, eventTime: new Date(at).toISOString() },
          ...{ eventType: 'com.okta.user.credential.password.import', eventTypeVersion: '1.0' },
          ...{ contentType: 'application/json', cloudEventVersion: CLOUD_EVENTS, source: url.origin },
          data: { context, action: { credential: 'UNVERIFIED' } },
        },
        { Authorization: secret },
      );
    },
    read: readOktaAnswer,
  },
  cognito: {
    title: 'a server with Cognito’s user migration event',
    options: { header, userPoolId: text, region: text },
    secret: 'required',
    request: ({ login, password, options, secret }) =>
      json(
        {
          ...{ version: '1', triggerSource: 'UserMigration_Authentication', region: options.region ?? '' },
          ...{ userPoolId: options.userPoolId ?? '', userName: login, callerContext: {} },
          request: { password, validationData: {}, clientMetadata: {} },
          response: { userAttributes: null, finalUserStatus: null, messageAction: null },
        },
        { [options.header ?? 'Authorization']: secret },
      ),
    read: readCognitoAnswer,
  },
  kratos: {
    title: 'a server with Kratos’ password migration hook',
    options: { header },
    secret: 'required',
    request: ({ login, password, options, secret }) =>
      json({ identifier: login, password }, { [options.header ?? 'Authorization']: secret }),
    read: ({ status, fields }) => {
      if (status === 403) return mismatch;
      if (status !== 200) return undefined;
      return fields.status === 'password_match' ? match(noProfile) : mismatch;
    },
  },
  fusionauth: {
    title: 'a server with FusionAuth’s generic connector',
    options: { username: text, applicationId: text },
    secret: 'required',
    request: ({ login, password, options, ip, secret }) =>
      json(
        {
          ...{ applicationId: options.applicationId ?? null, loginId: login, password },
          ...{ newDevice: false, noJWT: true, eventInfo: { ipAddress: ip ?? null } },
        },
        { Authorization: basic(options.username ?? 'denizen', secret) },
      ),
    read: readFusionAuthAnswer,
  },
  oauth: {
    title: 'a token endpoint with the password grant of OAuth 2.0',
    options: { clientId: { ...text, required: true }, scope: text },
    secret: 'optional',
    request: (question) => tokenRequest(question, { grant_type: 'password' }),
    read: readTokens,
  },
};

/** Where a system is asked: of Auth0, its domain is enough. */
export function endpointOf(system: SystemName, url: URL): URL {
  return system === 'auth0' && url.pathname === '/' ? new URL(TOKEN_PATH, url) : url;
}

/** Reads an answer. Returns `undefined` for one that is too large or outside the contract. */
export function verdictOf(system: SystemName, { status, body }: HttpResponse): Verdict | undefined {
  if (Buffer.byteLength(body) > ANSWER_BYTES_AT_MOST) return undefined;
  try {
    return systems[system].read({ status, fields: objectIn(parsed(body)) });
  } catch (error) {
    // A `RangeError` is that of a text with too many brackets.
    if (error instanceof MalformedAnswer || error instanceof RangeError) return undefined;
    throw error;
  }
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

function json(body: unknown, headers: Readonly<Record<string, string>>): Sent {
  return { headers, body: JSON.stringify(body) };
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** RFC 6749, section 4.3.2. */
function tokenRequest({ login, password, options, secret }: Question, grant: Record<string, string>): Sent {
  const fields = {
    ...grant,
    ...{ username: login, password, client_id: options.clientId ?? '' },
    scope: options.scope ?? 'openid profile email',
    ...(secret !== '' && { client_secret: secret }),
    ...(options.audience !== undefined && { audience: options.audience }),
  };
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return { headers, body: new URLSearchParams(fields).toString() };
}

/** Auth0 refuses with 403 where the standard says 400. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403]);

function readTokens({ status, fields }: Answer): Verdict | undefined {
  if (status === 200 && typeof fields.access_token === 'string') return match(claimsOf(fields.id_token));
  if (!REFUSED.has(status)) return undefined;
  if (fields.error === 'mfa_required') return { result: 'second_factor' };
  return fields.error === 'invalid_grant' ? mismatch : undefined;
}

/** The ID token came from the token endpoint itself, so that its signature need not be checked (OpenID Connect 3.1.3.7). */
function claimsOf(idToken: unknown): OldProfile {
  if (typeof idToken !== 'string') return noProfile;
  const claims = objectIn(parsed(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()));
  return profileOf({
    ...{ email: claims.email, emailVerified: claims.email_verified, name: claims.name },
    ...{ phone: claims.phone_number, phoneVerified: claims.phone_number_verified },
    username: claims.preferred_username,
  });
}

function readOktaAnswer({ status, fields }: Answer): Verdict | undefined {
  // The action of the request stands: unverified.
  if (status === 204) return mismatch;
  if (status !== 200 || !Array.isArray(fields.commands)) return undefined;
  const action = fields.commands.map(objectIn).find(({ type }) => type === 'com.okta.action.update');
  const { credential } = objectIn(action?.value);
  if (credential === 'VERIFIED') return match(noProfile);
  return credential === 'UNVERIFIED' ? mismatch : undefined;
}

function readCognitoAnswer({ status, fields }: Answer): Verdict | undefined {
  if (status === 403) return mismatch;
  if (status === 404) return unknown;
  if (status !== 200 || !isJsonObject(fields.response)) return undefined;
  const { userAttributes } = fields.response;
  if (!isJsonObject(userAttributes)) return mismatch;
  const { email, email_verified, phone_number, phone_number_verified, name, username } = userAttributes;
  const phone = { phone: phone_number, phoneVerified: phone_number_verified };
  return match(profileOf({ email, emailVerified: email_verified, ...phone, name, username }));
}

function readFusionAuthAnswer({ status, fields }: Answer): Verdict | undefined {
  if (status === 404) return mismatch;
  if (status !== 200 || !isJsonObject(fields.user)) return undefined;
  const { email, verified, fullName, username, mobilePhone } = fields.user;
  return match(profileOf({ email, emailVerified: verified, name: fullName, username, phone: mobilePhone }));
}
