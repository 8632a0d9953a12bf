import { parseCookie, stringifySetCookie } from 'cookie';

const LENGTH_AT_MOST = 16_384;

export type CookieTerms = {
  readonly expires: Date;
  /** Whether the cookie is sent over HTTPS only. */
  readonly secure: boolean;
  readonly sameSite?: 'lax' | 'none' | 'strict';
};

/** Parses a `Cookie` header. */
export function readCookies(header: string | undefined): Readonly<Record<string, string | undefined>> {
  return header === undefined || header.length > LENGTH_AT_MOST ? {} : parseCookie(header);
}

/** Returns a `Set-Cookie` header, HTTP-only and host-only. */
export function cookie(name: string, value: string, terms: CookieTerms): string {
  return stringifySetCookie({ name, value, path: '/', httpOnly: true, ...terms });
}
