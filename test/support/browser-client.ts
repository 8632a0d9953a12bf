import { AsyncLocalStorage } from 'node:async_hooks';
import { Account, Client } from 'appwrite';
import { parseSetCookie, stringifyCookie } from 'cookie';
import { PROJECT, type Started } from './server.ts';

/** Where the page is that the browser shows. */
export const PAGE = 'http://localhost:3000';
export const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
/** What a server is told, so that each browser has an address of its own: limits by address are then apart. */
export const BEHIND_PROXY = { DENIZEN_TRUSTED_PROXIES: '127.0.0.1,::1' };

/** Somebody's browser: the official web package over cookies of its own. */
export type Browser = {
  readonly client: Client;
  readonly account: Account;
  /** Names and values of the cookies that it keeps. */
  readonly cookies: Map<string, string>;
  /** What pages store. Where cookies are kept from them, the package puts sessions here. */
  readonly storage: Map<string, string>;
  readonly ip: string;
  /** A request as a page makes it by hand. */
  readonly fetch: (input: string | URL, init?: RequestInit) => Promise<Response>;
};

type Kept = Pick<Browser, 'cookies' | 'storage' | 'ip'> & { readonly takesCookies: boolean };

const inUse = new AsyncLocalStorage<Kept>();
const plainFetch = globalThis.fetch;
let addresses = 0;

/** The web package calls the global `fetch` and leaves cookies to the browser: so they are kept here, for each apart. */
globalThis.fetch = (input, init) => {
  const kept = inUse.getStore();
  return kept ? browse(kept, input as string | URL, init) : plainFetch(input, init);
};

Object.defineProperty(globalThis, 'window', { get: () => windowOf(inUse.getStore()) });

/** An address that nobody else of this process has; of a range that is kept for tests. */
export function freshAddress(): string {
  addresses += 1;
  return `198.18.${addresses >> 8}.${addresses & 255}`;
}

/** A browser that has never been here, unless it has cookies already; one may take none of other sites. */
export function browser({ endpoint }: Started, has: Partial<Kept> = {}): Browser {
  const { takesCookies = true, ip = freshAddress() } = has;
  const kept: Kept = { cookies: new Map(has.cookies), storage: new Map(has.storage), ip, takesCookies };
  const client = new BrowserClient(kept).setEndpoint(endpoint).setProject(PROJECT);
  return { ...kept, client, account: new Account(client), fetch: (input, init) => browse(kept, input, init) };
}

class BrowserClient extends Client {
  readonly #kept: Kept;

  constructor(kept: Kept) {
    super();
    this.#kept = kept;
  }

  override call(...request: Parameters<Client['call']>): ReturnType<Client['call']> {
    return inUse.run(this.#kept, () => super.call(...request));
  }
}

/** As much of a page's window as the package uses. */
function windowOf(kept: Kept | undefined) {
  if (!kept) return undefined;
  const { storage } = kept;
  const localStorage = {
    getItem: (name: string) => storage.get(name) ?? null,
    setItem: (name: string, value: string) => storage.set(name, value),
  };
  return { localStorage, console: { warn: () => {} } };
}

async function browse(
  { cookies, ip, takesCookies }: Kept,
  input: string | URL,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Origin', PAGE);
  headers.set('User-Agent', CHROME);
  headers.set('X-Forwarded-For', ip);
  const isTrusted = init.credentials === 'include';
  const shows = isTrusted && takesCookies;
  if (shows && cookies.size > 0) headers.set('Cookie', stringifyCookie(Object.fromEntries(cookies)));
  const response = await plainFetch(input, { ...init, headers });
  refuseUnreadable(response, isTrusted);
  if (shows) for (const text of response.headers.getSetCookie()) keep(cookies, text);
  return response;
}

/** A page sees the answer of another origin only when that origin allows it, as browsers have it. */
function refuseUnreadable({ headers, url }: Response, isTrusted: boolean): void {
  const isAllowed = headers.get('Access-Control-Allow-Origin') === PAGE;
  const mayTrust = !isTrusted || headers.get('Access-Control-Allow-Credentials') === 'true';
  if (!isAllowed || !mayTrust) throw new TypeError(`${url} does not let ${PAGE} read its answer`);
}

function keep(cookies: Map<string, string>, text: string): void {
  const { name, value, expires } = parseSetCookie(text);
  if (value === undefined || (expires !== undefined && expires.getTime() <= Date.now())) cookies.delete(name);
  else cookies.set(name, value);
}
