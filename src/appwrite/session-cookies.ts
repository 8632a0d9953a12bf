import type { Core } from '../core/core.ts';
import { instantOf } from '../core/instant.ts';
import { signDeviceCookie } from '../core/limits/devices.ts';
import type { Project, ProjectId } from '../core/projects/project.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import { cookie, readCookies } from '../http/cookies.ts';
import type { Exchange, HttpReply, HttpRequest } from '../http/exchange.ts';

const DEVICE_KNOWN_MS = 400 * 86_400_000;
const PAST = new Date(0);

/** Returns the names of a project's session cookies, in order of precedence. */
export function sessionCookies(project: ProjectId): readonly [string, string] {
  return [`a_session_${project}`, `a_session_${project}_legacy`];
}

/** Returns the name of the device cookie. */
export function deviceCookie(project: ProjectId): string {
  return `denizen_device_${project}`;
}

const BINDING_KEPT_MS = 3_600_000;

/** Returns the name of the browser binding cookie. */
function bindingCookie(project: ProjectId, secure: boolean): string {
  // Browsers reject `__Host-` cookies of other hosts.
  return `${secure ? '__Host-' : ''}denizen_oauth_${project}`;
}

/** Returns the browser binding of a request. */
export function browserBindingIn(
  core: Core,
  project: ProjectId,
  request: HttpRequest,
  cookies: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return cookies[bindingCookie(project, isSecure(core, request))];
}

/** Sets the browser binding: host-only, and SameSite=Lax so that the provider's redirect carries it. */
export function setBrowserBinding(
  core: Core,
  project: Project,
  { request, reply }: { readonly request: HttpRequest; readonly reply: HttpReply },
  browserBinding: string,
): void {
  const secure = isSecure(core, request);
  const expires = new Date(instantOf(core.clock.now() + BINDING_KEPT_MS));
  reply.header(
    'Set-Cookie',
    cookie(bindingCookie(project.id, secure), browserBinding, { expires, secure, sameSite: 'lax' }),
  );
}

const HANDOVER_KEPT_MS = 60_000;
const HANDOVER = 'denizen_handover';

/** Gives the browser what the page that it is sent to hands over to an app: an address stays in histories and logs. */
export function setHandover(
  core: Core,
  { request, reply }: Exchange,
  parameters: Readonly<Record<string, string>>,
): void {
  const secure = isSecure(core, request);
  const expires = new Date(instantOf(core.clock.now() + HANDOVER_KEPT_MS));
  const value = new URLSearchParams(parameters).toString();
  reply.header('Set-Cookie', cookie(handoverCookie(secure), value, { expires, secure, sameSite: 'lax' }));
}

/** Returns the values to pass to an app, once: the response deletes the cookie. */
export function takeHandover(core: Core, { request, reply }: Exchange): URLSearchParams {
  const secure = isSecure(core, request);
  const name = handoverCookie(secure);
  const value = readCookies(request.headers.cookie)[name];
  if (value === undefined) return new URLSearchParams();
  reply.header('Set-Cookie', cookie(name, 'deleted', { expires: PAST, secure, sameSite: 'lax' }));
  return new URLSearchParams(value);
}

function handoverCookie(secure: boolean): string {
  // Browsers let no other host set a cookie of that name.
  return `${secure ? '__Host-' : ''}${HANDOVER}`;
}

/** Hands a new session over, and a mark by which the device is known the next time. */
export function setSessionCookies(
  core: Core,
  project: Project,
  { request, reply }: { readonly request: HttpRequest; readonly reply: HttpReply },
  { session, secret }: NewSession,
): void {
  const secure = isSecure(core, request);
  const expires = new Date(session.expiresAt);
  const [name, legacy] = sessionCookies(project.id);
  const until = new Date(instantOf(core.clock.now() + DEVICE_KNOWN_MS));
  const deviceValue = signDeviceCookie(core, project.id, session.userId);
  const device = cookie(deviceCookie(project.id), deviceValue, {
    expires: until,
    secure,
    ...crossSite(secure),
  });
  // Clients before 1.0 read the session from the last cookie.
  reply.header('Set-Cookie', [
    device,
    cookie(legacy, secret, { expires, secure }),
    cookie(name, secret, { expires, secure, ...crossSite(secure) }),
  ]);
  if (project.policies.fallbackCookies)
    reply.header('X-Fallback-Cookies', JSON.stringify({ [name]: secret }));
}

/** Whether the browser shows a session, by a cookie or by what stands for one. */
export function hasSessionCookies(project: Project, request: HttpRequest): boolean {
  const cookies = readCookies(request.headers.cookie);
  return (
    sessionCookies(project.id).some((name) => cookies[name]) ||
    request.headers['x-fallback-cookies'] !== undefined
  );
}

/** Takes the cookies of a session back that is over. */
export function clearSessionCookies(
  core: Core,
  project: Project,
  { request, reply }: { readonly request: HttpRequest; readonly reply: HttpReply },
): void {
  const secure = isSecure(core, request);
  const [name, legacy] = sessionCookies(project.id);
  reply.header('Set-Cookie', [
    cookie(legacy, 'deleted', { expires: PAST, secure }),
    cookie(name, 'deleted', { expires: PAST, secure, ...crossSite(secure) }),
  ]);
  if (project.policies.fallbackCookies) reply.header('X-Fallback-Cookies', '[]');
}

/** SameSite=None, which browsers accept over HTTPS only. */
function crossSite(secure: boolean): { readonly sameSite: 'lax' | 'none' } {
  return { sameSite: secure ? 'none' : 'lax' };
}

function isSecure(core: Core, request: HttpRequest): boolean {
  return request.protocol === 'https' || core.urls.publicUrl?.protocol === 'https:';
}
