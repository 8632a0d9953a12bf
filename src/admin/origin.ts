import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { HttpRequest } from '../http/exchange.ts';

const SAFE = /^(?:GET|HEAD)$/;

/**
 * Refuses a request that a page of another origin sends, since a browser adds the cookie to it: by `Sec-Fetch-Site`,
 * which browsers set and pages cannot, and by `Origin`. A client that is no browser sends neither, and has no cookie
 * that another could use.
 */
export function requireSameOrigin(core: Core, request: HttpRequest): void {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const isOwnSite =
    site === undefined || site === 'same-origin' || (site === 'none' && SAFE.test(request.method));
  if (!isOwnSite) throw new Failure('request_cross_origin');
  if (origin !== undefined && !originsOf(core, request).includes(origin))
    throw new Failure('request_cross_origin');
}

/** The public address, and the one by which the request came: both are this server's. */
function originsOf(core: Core, request: HttpRequest): readonly string[] {
  const own = `${request.protocol}://${request.host}`.toLowerCase();
  const { publicUrl } = core.urls;
  return publicUrl ? [publicUrl.origin, own] : [own];
}
