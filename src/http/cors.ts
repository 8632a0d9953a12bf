import { isLocalHost, isProjectHost } from '../core/links.ts';

/** Whether the origin is on this machine or is the public URL. */
export function isKnownOrigin(origin: string, publicUrl: URL | undefined): boolean {
  const url = originOf(origin);
  return url !== undefined && (isLocalHost(url.hostname) || url.origin === publicUrl?.origin);
}

/** Returns the host of a page's origin; `undefined` for anything that is not a page's. */
export function pageHostOf(origin: string): string | undefined {
  return originOf(origin)?.host;
}

/** Whether the origin is a host of the project. */
export function isOriginOf(origin: string, hosts: readonly string[]): boolean {
  const url = originOf(origin);
  return url !== undefined && (isLocalHost(url.host) || isProjectHost(url.host, hosts));
}

function originOf(origin: string): URL | undefined {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  return url && url.origin === origin.toLowerCase() && /^https?:$/.test(url.protocol) ? url : undefined;
}
