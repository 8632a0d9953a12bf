import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { readJwt } from '../core/jwts/jwts.ts';
import { authenticateKey, type KeyCaller } from '../core/keys/keys.ts';
import { guestScopes, impersonatorScopes, type Scope, userScopes } from '../core/keys/scopes.ts';
import { verifyDeviceCookie } from '../core/limits/devices.ts';
import { defaultPolicies, type Project, projectIdOf } from '../core/projects/project.ts';
import { authenticateJwt, authenticateSession, type SessionHolder } from '../core/sessions/authenticate.ts';
import { findImpersonated } from '../core/users/impersonation.ts';
import { addressOf, visitorAddressOf } from '../http/address.ts';
import type { Fields } from '../http/body.ts';
import { readCookies } from '../http/cookies.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { originOf } from '../http/noted.ts';
import { isForGuests, type Route } from './route.ts';
import { browserBindingIn, deviceCookie, sessionCookies } from './session-cookies.ts';

/** Updates last-used and last-seen times after the response. */
export type LastUsedTrackers = {
  readonly key: (actor: Actor, key: NonNullable<KeyCaller['key']>) => void;
  readonly lastSeen: (project: Project, holder: SessionHolder) => void;
};

type Cookies = ReturnType<typeof readCookies>;

const LOCALE = /^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})?/i;
const NONE: ReadonlySet<Scope> = new Set();
const IMPERSONATOR_SERVER_SCOPES: ReadonlySet<Scope> = new Set(['users.read']);

/** A caller without a project. */
const anonymous = {
  kind: 'guest',
  project: { id: '' as Project['id'], name: '', policies: defaultPolicies },
  scopes: NONE,
} as const satisfies Actor;

/**
 * Authenticates the caller: a key, else the user of a JWT or a session, else a guest. Fails with `project_missing`,
 * `project_not_found`, `key_expired`, `jwt_invalid` and `jwt_and_session`.
 */
export async function actorOf(
  core: Core,
  route: Route,
  request: HttpRequest,
  trackers: LastUsedTrackers,
): Promise<Actor> {
  const secret = header(request, 'x-appwrite-key');
  const named = header(request, 'x-appwrite-project') ?? textIn(request.query as Fields, 'project');
  // Cookies come along whether the page that calls may use them or not: a request with a key is none of a browser's.
  const cookies = secret === undefined ? readCookies(request.headers.cookie) : {};
  const browser = route.meta.redirects && browserContextOf(core, named, { request, cookies });
  const origin = requestOrigin(request);
  const from = browser ? { ...origin, ...browser } : origin;
  if (!route.meta.inProject) return { ...anonymous, ...from };
  if (named === undefined) {
    if (secret !== undefined) throw new Failure({ code: 'project_missing', hasKey: true });
    return { ...anonymous, ...from };
  }
  const id = projectIdOf(named);
  if (!id) throw new Failure('project_not_found');
  const { project, key, scopes, isEphemeral } = await authenticateKey(core, id, secret);
  if (key) {
    const userAgent = header(request, 'x-forwarded-user-agent') ?? from.userAgent;
    const visitor = scopes.has('sessions.write') ? visitorAddressOf(request) : undefined;
    const actor: Writable<Actor> = { ...from, kind: 'key', id: key.id, project, scopes };
    // Assigned: on every request, spreading what may be missing takes longer.
    if (visitor !== undefined) Object.assign(actor, { ip: visitor, forVisitor: true });
    if (isEphemeral) actor.isEphemeral = isEphemeral;
    if (userAgent !== undefined) actor.userAgent = userAgent;
    trackers.key(actor, key);
    return actor;
  }
  const device = verifyDeviceCookie(core, id, cookies[deviceCookie(id)] ?? '');
  const context = { ...from, project, ...(device && { device }) };
  const holder = await authenticateUser(core, project, request, cookies);
  // A blocked user may still sign in as another user, or sign up.
  if (!holder || (holder.user.blockedAt !== null && isForGuests(route)))
    return { ...context, kind: 'guest', scopes: route.meta.client ? guestScopes : NONE };
  return userActorOf(core, route, request, { context, holder, trackers });
}

async function userActorOf(
  core: Core,
  route: Route,
  request: HttpRequest,
  {
    context,
    holder,
    trackers,
  }: {
    readonly context: Omit<Actor, 'kind' | 'scopes'>;
    readonly holder: SessionHolder;
    readonly trackers: LastUsedTrackers;
  },
): Promise<Actor> {
  const { user, session, authentication } = holder;
  const proof = { ...(session && { session }), ...(authentication && { authentication }) };
  const base = { ...context, kind: 'user', ...proof } as const;
  const mayImpersonate = session !== undefined && user.impersonatorAt !== null;
  const other = mayImpersonate ? await impersonated(core, context.project, request) : undefined;
  if (!other) trackers.lastSeen(context.project, holder);
  const scopes = mayImpersonate
    ? route.meta.client
      ? impersonatorScopes
      : IMPERSONATOR_SERVER_SCOPES
    : route.meta.client
      ? userScopes
      : NONE;
  if (!other) return { ...base, id: user.id, user, scopes };
  return { ...base, id: other.id, user: other, impersonatorId: user.id, impersonator: user, scopes };
}

/** The first source with a value decides, even if the value is invalid. */
async function authenticateUser(
  core: Core,
  project: Project,
  request: HttpRequest,
  cookies: Cookies,
): Promise<SessionHolder | undefined> {
  const hasKey = header(request, 'x-appwrite-key') !== undefined;
  const token =
    sessionCookies(project.id)
      .map((name) => cookies[name])
      .find(Boolean) ??
    header(request, 'x-appwrite-session') ??
    (hasKey ? undefined : fallbackIn(request, project));
  const holder = token === undefined ? undefined : await authenticateSession(core, project, token);
  const jwt = header(request, 'x-appwrite-jwt');
  if (jwt === undefined) return holder;
  const claims = await readJwt(core, project.id, jwt);
  if (holder) throw new Failure('jwt_and_session');
  return authenticateJwt(core, project, claims);
}

/** Returns the session secret in `X-Fallback-Cookies`, if the project allows the header. */
function fallbackIn(request: HttpRequest, project: Project): string | undefined {
  const text = project.policies.fallbackCookies ? header(request, 'x-fallback-cookies') : undefined;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const [name = ''] = sessionCookies(project.id);
    return Object.hasOwn(value, name) ? textIn(value as Fields, name) : undefined;
  } catch {
    return undefined;
  }
}

/** Finds the impersonated user by id, else email, else phone; headers take precedence over the query string. */
function impersonated(core: Core, project: Project, request: HttpRequest) {
  const named = (kind: string) =>
    header(request, `x-appwrite-impersonate-user-${kind.toLowerCase()}`) ??
    inAnyCase(request.query as Fields, `impersonate${kind === 'Id' ? 'UserId' : kind}`);
  return findImpersonated(core, project.id, {
    id: named('Id'),
    email: named('Email'),
    phone: named('Phone'),
  });
}

type Origin = Pick<Actor, 'requestId' | 'trace' | 'ip' | 'userAgent' | 'locale'>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

function requestOrigin(request: HttpRequest): Origin {
  const ip = addressOf(request);
  const userAgent = header(request, 'user-agent');
  const spoken = header(request, 'x-appwrite-locale') ?? header(request, 'accept-language') ?? '';
  const locale = LOCALE.exec(spoken)?.[0].replace('_', '-');
  const origin: Writable<Origin> = originOf(request);
  if (ip !== undefined) origin.ip = ip;
  if (userAgent !== undefined) origin.userAgent = userAgent;
  if (locale !== undefined) origin.locale = locale;
  return origin;
}

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** Returns the browser context of a redirect. A `Host` header is trusted only if it names the loopback interface. */
function browserContextOf(
  core: Core,
  named: string | undefined,
  { request, cookies }: { readonly request: HttpRequest; readonly cookies: Cookies },
): Pick<Actor, 'browser'> {
  const { host = '' } = request.headers;
  const project = named === undefined ? undefined : projectIdOf(named);
  return {
    browser: {
      browserBinding: project && browserBindingIn(core, project, request, cookies),
      loopbackOrigin: LOOPBACK_HOST.test(host) ? `${request.protocol}://${host}` : undefined,
    },
  };
}

/** Returns a header, or `undefined` if it is empty. */
function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === '' ? undefined : text;
}

/** Older clients write some names in lower case. */
function inAnyCase(fields: Fields, name: string): string | undefined {
  return textIn(fields, name) ?? textIn(fields, name.toLowerCase());
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
