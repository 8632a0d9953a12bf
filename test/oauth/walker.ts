import { parseSetCookie, stringifyCookie } from 'cookie';

/** Somebody's browser without scripts: keeps cookies for each origin, and says where it was sent. */
export type Walker = {
  readonly cookies: Map<string, Map<string, string>>;
  readonly go: (
    url: string,
    init?: { readonly method?: string; readonly body?: URLSearchParams },
  ) => Promise<Went>;
};

export type Went = {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly location: string | undefined;
  readonly text: string;
};

/** `ip` is what a proxy says, so that limits by address are apart. */
export function walker(ip: string): Walker {
  const cookies = new Map<string, Map<string, string>>();
  return {
    cookies,
    go: async (url, { method = 'GET', body } = {}) => {
      const { origin } = new URL(url);
      const kept = cookies.get(origin) ?? new Map<string, string>();
      cookies.set(origin, kept);
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        headers: {
          Accept: 'text/html',
          'X-Forwarded-For': ip,
          ...(kept.size > 0 && { Cookie: stringifyCookie(Object.fromEntries(kept)) }),
        },
        ...(body && { body }),
      });
      for (const text of response.headers.getSetCookie()) {
        const { name, value, expires } = parseSetCookie(text);
        const isGone = value === undefined || (expires !== undefined && expires.getTime() <= Date.now());
        if (isGone) kept.delete(name);
        else kept.set(name, value);
      }
      const to = response.headers.get('location');
      return {
        url,
        status: response.status,
        headers: response.headers,
        location: to === null ? undefined : new URL(to, url).href,
        text: await response.text(),
      };
    },
  };
}

/** Follows redirects, and fills in the provider's forms as `login`, until an address that begins with `until`. */
export async function signInAs(
  { go }: Walker,
  start: string,
  { login, until }: { readonly login: string; readonly until: string },
): Promise<string> {
  let went = await go(start);
  for (let steps = 0; steps < 20; steps++) {
    if (went.location !== undefined) {
      if (went.location.startsWith(until)) return went.location;
      went = await go(went.location);
      continue;
    }
    const action = /<form[^>]* action="([^"]+)"/.exec(went.text)?.[1];
    if (action === undefined) throw new Error(`${went.status} at ${went.url}: ${went.text.slice(0, 500)}`);
    const prompt = /name="prompt" value="(\w+)"/.exec(went.text)?.[1] ?? '';
    const body = new URLSearchParams({ prompt, login, password: 'any' });
    went = await go(new URL(action, went.url).href, { method: 'POST', body });
  }
  throw new Error('the sign-in goes round in circles');
}
