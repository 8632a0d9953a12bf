import type { Line, SdkRequest } from './transport.ts';

const HOPS_AT_MOST = 3;

/**
 * Fetches, and follows redirects only within the origin, so that credentials never reach another one. Browsers hide the
 * target, so every redirect is refused there. With `redirects`, a redirect is returned.
 */
export async function fetchWithin(
  { method, url, headers, body, signal }: SdkRequest,
  { fetch, credentials, refuse }: Pick<Line, 'fetch' | 'credentials' | 'refuse'>,
  redirects = false,
): Promise<Response> {
  let at = url;
  for (let hops = 0; ; hops++) {
    const response = await fetch(at, {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(body !== undefined && { body }),
      // Not every runtime has a notion of credentials; it refuses the option then.
      ...(credentials && { credentials }),
    });
    const isOpaque = response.type === 'opaqueredirect';
    const to = isOpaque ? null : response.headers.get('location');
    if (!isOpaque && (to === null || redirects || response.status < 300 || response.status > 399))
      return response;
    await response.body?.cancel();
    const next = to === null ? undefined : new URL(to, at);
    const mayFollow = method === 'GET' || response.status === 307 || response.status === 308;
    if (!next || next.origin !== new URL(at).origin || !mayFollow || hops === HOPS_AT_MOST) {
      throw refuse(`The server redirects to ${next?.origin ?? 'another address'}; this was not followed.`, {
        type: 'sdk_redirect_refused',
        code: response.status,
      });
    }
    at = next.href;
  }
}
