import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { type AccessTokenSubject, authenticateAccessToken } from '../core/device-grants/device-grants.ts';
import { createdAt, instantOf } from '../core/instant.ts';
import { userScopes } from '../core/keys/scopes.ts';
import type { Project } from '../core/projects/project.ts';
import type { Authentication } from '../core/sessions/session.ts';
import { checkCredentials } from '../core/sign-in/credentials.ts';
import { authenticateUserKey, type UserKey } from '../core/user-keys/user-keys.ts';
import { ensureUsername } from '../core/usernames/usernames.ts';
import { findUser } from '../core/users/store.ts';
import { type User, userIdOf } from '../core/users/user.ts';
import { addressOf } from '../http/address.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { originOf } from '../http/noted.ts';
import { badRequest, unauthorized } from './errors.ts';
import { usernames } from './usernames.ts';

/** The caller, with its credentials. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly user: User; readonly credential: Credential }
  | {
      readonly kind: 'organization';
      readonly name: string;
      readonly key: UserKey;
      readonly maker: User | undefined;
    };

/** A password grants everything; a key or a token grants its permissions. */
export type Credential =
  | { readonly by: 'password' }
  | { readonly by: 'key'; readonly key: UserKey }
  | ({ readonly by: 'token' } & Pick<AccessTokenSubject, 'kind' | 'scopes' | 'grant' | 'key'>);

export type AuthenticatedRequest = { readonly actor: Actor; readonly caller: Caller };

const LOCALE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})?/i;
/** Schemes are case-sensitive, as on hex.pm: any other value is a key. */
const BASIC = 'Basic ';
const BEARER = 'Bearer ';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Authenticates the caller by the header `Authorization`; anonymous without one, or with several. Refuses invalid
 * credentials with 401 on every route, passwords with 403 if the project has disabled them, and blocked users with 400.
 */
export async function callerOf(
  core: Core,
  project: Project,
  request: HttpRequest,
): Promise<AuthenticatedRequest> {
  const anonymous = anonymousActor(project, request);
  const guest = anonymous.actor;
  const authorization = authorizationIn(request);
  if (authorization === undefined) return anonymous;
  if (authorization.startsWith(BASIC))
    return authenticatePassword(core, guest, authorization.slice(BASIC.length));
  if (authorization.startsWith(BEARER))
    return authenticateToken(core, guest, authorization.slice(BEARER.length));
  return authenticateKey(core, guest, authorization);
}

/** Whether the request has a password, valid or not. */
export function showsPassword(request: HttpRequest): boolean {
  return authorizationIn(request)?.startsWith(BASIC) ?? false;
}

/** A caller without credentials. */
export function anonymousActor(project: Project, request: HttpRequest): AuthenticatedRequest {
  const actor: Actor = { kind: 'guest', project, scopes: new Set(), ...requestOrigin(request) };
  return { actor, caller: { kind: 'anonymous' } };
}

async function authenticatePassword(
  core: Core,
  guest: Actor,
  encoded: string,
): Promise<AuthenticatedRequest> {
  const text = BASE64.test(encoded) ? Buffer.from(encoded, 'base64').toString() : '';
  const colon = text.indexOf(':');
  if (colon < 0) throw unauthorized('invalid authentication information');
  const login = text.slice(0, colon).toLowerCase();
  const { reserved } = usernames;
  const user = await checkCredentials(core, guest, { login, password: text.slice(colon + 1), reserved });
  const authentication = { factors: ['password'], signedInAt: core.clock.now() };
  const actor = actorAs(guest, user, authentication);
  // A user created by another protocol gets a username at the first sign-in here.
  await ensureUsername(core, actor, user.id, usernames);
  return { actor, caller: { kind: 'user', user, credential: { by: 'password' } } };
}

async function authenticateToken(core: Core, guest: Actor, token: string): Promise<AuthenticatedRequest> {
  const found = await authenticateAccessToken(core, guest.project.id, token);
  if (!found) throw unauthorized('invalid API key');
  const { user, ...credential } = found;
  const { factors, sequence } = credential.grant;
  if (user.blockedAt !== null) throw badRequest();
  return {
    actor: actorAs(guest, user, { factors, signedInAt: createdAt(sequence) }),
    caller: { kind: 'user', user, credential: { by: 'token', ...credential } },
  };
}

async function authenticateKey(core: Core, guest: Actor, secret: string): Promise<AuthenticatedRequest> {
  const found = await authenticateUserKey(core, guest.project.id, secret);
  if (!found) throw unauthorized('invalid API key');
  if (found.state === 'revoked') throw unauthorized('API key revoked');
  const { key } = found;
  const authentication = { factors: key.factors, signedInAt: instantOf(key.createdAtMicros / 1_000) };
  if (key.owner.kind === 'team') {
    const maker = key.maker ? await findUser(core.read, guest.project.id, key.maker.id) : undefined;
    if (maker && maker.blockedAt !== null) throw badRequest();
    return {
      actor: { ...guest, kind: 'key', id: key.id, ...(maker && { authentication }) },
      caller: { kind: 'organization', name: key.owner.id, key, maker },
    };
  }
  const id = userIdOf(key.owner.id);
  const user = id && (await findUser(core.read, guest.project.id, id));
  if (!user) throw unauthorized('invalid API key');
  if (user.blockedAt !== null) throw badRequest();
  return {
    actor: actorAs(guest, user, authentication),
    caller: { kind: 'user', user, credential: { by: 'key', key } },
  };
}

function actorAs(guest: Actor, user: User, authentication: Authentication): Actor {
  return { ...guest, authentication, kind: 'user', id: user.id, user, scopes: userScopes };
}

/** A repeated header counts as missing; Node itself would use the first. */
function authorizationIn(request: HttpRequest): string | undefined {
  const { rawHeaders } = request.raw;
  const sent = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'authorization');
  return sent.length === 1 ? request.headers.authorization : undefined;
}

function requestOrigin(
  request: HttpRequest,
): Pick<Actor, 'requestId' | 'trace' | 'ip' | 'userAgent' | 'locale'> {
  const ip = addressOf(request);
  const userAgent = request.headers['user-agent'];
  const locale = LOCALE.exec(request.headers['accept-language'] ?? '')?.[0];
  return {
    ...originOf(request),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && userAgent !== '' && { userAgent }),
    ...(locale !== undefined && { locale }),
  };
}
