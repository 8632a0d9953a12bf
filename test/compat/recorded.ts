import type { Call, Fields } from '../support/official-packages.ts';
import { serverPackages } from '../support/official-packages.ts';
import { type Speaker, speaker } from './speakers.ts';
import { send } from './wire.ts';

/** How a client in another language writes its requests; each of its methods is that of a package of its time. */
export type Dialect = {
  readonly name: string;
  /** The major of `node-appwrite` that has the same methods with the same parameters. */
  readonly like: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The name of a parameter that is one of several, by its place, as it stands in the query. */
  readonly nameOfOne: (name: string, at: number) => string;
  /** What stands between path and query when there is no query. */
  readonly withoutQuery: '' | '?';
  /** What it sends with GET. */
  readonly bodyOfGet: string | undefined;
  /** How it writes a boolean in a query. Default: in lower case. */
  readonly booleanInQuery?: (value: boolean) => string;
  /** How it writes a body. Default: as JavaScript does. */
  readonly body?: (value: unknown) => string;
  /** Whether it raises at an answer without a content type. */
  readonly needsType?: true;
};

/** Where each method of Users goes; what is not in the path is in the query of a GET and in the body of all else. */
const places: Readonly<Record<string, string>> = {
  list: 'GET /users',
  create: 'POST /users',
  createArgon2User: 'POST /users/argon2',
  createBcryptUser: 'POST /users/bcrypt',
  createMD5User: 'POST /users/md5',
  createPHPassUser: 'POST /users/phpass',
  createSHAUser: 'POST /users/sha',
  createScryptUser: 'POST /users/scrypt',
  createScryptModifiedUser: 'POST /users/scrypt-modified',
  get: 'GET /users/{userId}',
  delete: 'DELETE /users/{userId}',
  updateName: 'PATCH /users/{userId}/name',
  updateEmail: 'PATCH /users/{userId}/email',
  updatePassword: 'PATCH /users/{userId}/password',
  updatePhone: 'PATCH /users/{userId}/phone',
  updateStatus: 'PATCH /users/{userId}/status',
  updateVerification: 'PATCH /users/{userId}/verification',
  updateEmailVerification: 'PATCH /users/{userId}/verification',
  updatePhoneVerification: 'PATCH /users/{userId}/verification/phone',
  updateLabels: 'PUT /users/{userId}/labels',
  getPrefs: 'GET /users/{userId}/prefs',
  updatePrefs: 'PATCH /users/{userId}/prefs',
  getSessions: 'GET /users/{userId}/sessions',
  listSessions: 'GET /users/{userId}/sessions',
  createSession: 'POST /users/{userId}/sessions',
  deleteSessions: 'DELETE /users/{userId}/sessions',
  deleteSession: 'DELETE /users/{userId}/sessions/{sessionId}',
  getLogs: 'GET /users/{userId}/logs',
  listLogs: 'GET /users/{userId}/logs',
  getMemberships: 'GET /users/{userId}/memberships',
  listMemberships: 'GET /users/{userId}/memberships',
  listIdentities: 'GET /users/identities',
  deleteIdentity: 'DELETE /users/identities/{identityId}',
  listTargets: 'GET /users/{userId}/targets',
  createTarget: 'POST /users/{userId}/targets',
  getTarget: 'GET /users/{userId}/targets/{targetId}',
  updateTarget: 'PATCH /users/{userId}/targets/{targetId}',
  deleteTarget: 'DELETE /users/{userId}/targets/{targetId}',
  createToken: 'POST /users/{userId}/tokens',
  createJWT: 'POST /users/{userId}/jwts',
  updateMfa: 'PATCH /users/{userId}/mfa',
  listMfaFactors: 'GET /users/{userId}/mfa/factors',
  getMfaRecoveryCodes: 'GET /users/{userId}/mfa/recovery-codes',
  createMfaRecoveryCodes: 'PATCH /users/{userId}/mfa/recovery-codes',
  updateMfaRecoveryCodes: 'PUT /users/{userId}/mfa/recovery-codes',
  updateMFA: 'PATCH /users/{userId}/mfa',
  listMFAFactors: 'GET /users/{userId}/mfa/factors',
  getMFARecoveryCodes: 'GET /users/{userId}/mfa/recovery-codes',
  createMFARecoveryCodes: 'PATCH /users/{userId}/mfa/recovery-codes',
  updateMFARecoveryCodes: 'PUT /users/{userId}/mfa/recovery-codes',
  deleteMFAAuthenticator: 'DELETE /users/{userId}/mfa/authenticators/{type}',
  updateImpersonator: 'PATCH /users/{userId}/impersonator',
  deleteMfaAuthenticator: 'DELETE /users/{userId}/mfa/authenticators/{type}',
};

/** The Users service as such a client speaks to it. */
export function recorded(dialect: Dialect): Speaker {
  const [like] = serverPackages.filter(({ major }) => major === dialect.like);
  if (!like) throw new Error(`there is no package of major ${dialect.like}`);
  return {
    ...speaker(like, 'Users'),
    name: dialect.name,
    format: dialect.headers['X-Appwrite-Response-Format'] ?? like.format,
    nothing: undefined,
    connect: ({ endpoint, project, key = '', headers }) => {
      const told = { ...dialect.headers, 'x-appwrite-project': project, 'x-appwrite-key': key };
      return caller(dialect, endpoint, { ...told, ...headers });
    },
  };
}

function caller(dialect: Dialect, endpoint: string, headers: Readonly<Record<string, string>>): Call {
  return async (method, input = {}) => {
    const [verb = '', template = ''] = places[method]?.split(' ') ?? [];
    if (verb === '') throw new Error(`nobody knows where ${dialect.name} sends ${method}`);
    const inPath = new Set([...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(input[name]));
    const rest = Object.fromEntries(
      Object.entries(input).filter(([name, value]) => !inPath.has(name) && value !== undefined),
    );
    const answer =
      verb === 'GET'
        ? await send(endpoint, {
            method: verb,
            path: path + queryOf(dialect, rest),
            headers,
            ...(dialect.bodyOfGet !== undefined && { body: dialect.bodyOfGet }),
          })
        : await send(endpoint, { method: verb, path, headers, body: (dialect.body ?? JSON.stringify)(rest) });
    if (dialect.needsType && answer.type === undefined) throw new Error(`${path} is answered without a type`);
    const body = answer.type?.startsWith('application/json') ? JSON.parse(answer.text) : undefined;
    if (answer.status >= 400) throw Object.assign(new Error(answer.text), body);
    return body;
  };
}

function queryOf({ nameOfOne, withoutQuery, booleanInQuery = String }: Dialect, input: Fields): string {
  const pairs = Object.entries(input).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one, at) => `${nameOfOne(name, at)}=${escaped(one)}`)
      : [`${name}=${escaped(typeof value === 'boolean' ? booleanInQuery(value) : value)}`],
  );
  return pairs.length === 0 ? withoutQuery : `?${pairs.join('&')}`;
}

/** As forms are: a blank is a plus. */
function escaped(value: unknown): string {
  return new URLSearchParams([['', String(value)]]).toString().slice(1);
}
