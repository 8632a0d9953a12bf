import { parseCookie, stringifySetCookie } from 'cookie';

const LENGTH_AT_MOST = 16_384;

export type CookieTerms = {
  readonly expires: Date;
  /** Whether it goes over encrypted connections only. */
  readonly secure: boolean;
  readonly sameSite?: 'lax' | 'none';
};

/** Names and values of a `Cookie` header. */
export function readCookies(header: string | undefined): Readonly<Record<string, string | undefined>> {
  return header === undefined || header.length > LENGTH_AT_MOST ? {} : parseCookie(header);
}

/** A `Set-Cookie` header. Scripts never see the cookie, and it belongs to this host alone. */
export function cookie(name: string, value: string, terms: CookieTerms): string {
  return stringifySetCookie({ name, value, path: '/', httpOnly: true, ...terms });
}
