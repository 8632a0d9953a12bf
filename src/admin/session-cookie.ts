import type { Core } from '../core/core.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import { cookie, readCookies } from '../http/cookies.ts';
import type { Exchange, HttpRequest } from '../http/exchange.ts';

const PAST = new Date(0);

/** Returns the secret of the session in the cookie of a request. */
export function sessionSecretIn(core: Core, request: HttpRequest): string | undefined {
  return readCookies(request.headers.cookie)[nameOf(isSecure(core, request))] || undefined;
}

/** Hands a new session to the browser, in a cookie that no script and no other site can use. */
export function setSessionCookie(
  core: Core,
  { request, reply }: Exchange,
  { session, secret }: NewSession,
): void {
  const secure = isSecure(core, request);
  const terms = { expires: new Date(session.expiresAt), secure, sameSite: 'strict' } as const;
  reply.header('Set-Cookie', cookie(nameOf(secure), secret, terms));
}

export function clearSessionCookie(core: Core, { request, reply }: Exchange): void {
  const secure = isSecure(core, request);
  reply.header(
    'Set-Cookie',
    cookie(nameOf(secure), 'deleted', { expires: PAST, secure, sameSite: 'strict' }),
  );
}

/** Browsers let no other host set a cookie with the prefix, and take it over HTTPS only. */
function nameOf(secure: boolean): string {
  return `${secure ? '__Host-' : ''}denizen_admin`;
}

function isSecure({ urls }: Core, { protocol }: HttpRequest): boolean {
  return urls.publicUrl?.protocol === 'https:' || protocol === 'https';
}
