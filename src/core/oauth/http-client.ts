import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

/** A request to an external server. */
export type HttpRequest = {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether private addresses and plain HTTP are allowed. */
  readonly allowPrivate: boolean;
  /** Accepts any certificate when false. */
  readonly verifiesTls?: boolean;
  /** Ends the connection once the status and headers are there; the body of the response is empty then. */
  readonly ignoresBody?: boolean;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
};

export type HttpResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Sends a request and returns the response, without following redirects. Rejects with `HttpClientError`. */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;

/** No readable response: too late, too large, not allowed, or no connection. */
export class HttpClientError extends Error {
  override readonly name = 'HttpClientError';
  /** Whether the request was not sent because it needs `allowPrivate`. */
  readonly needsPrivate: boolean;

  constructor(message: string, { needsPrivate = false } = {}) {
    super(message);
    this.needsPrivate = needsPrivate;
  }
}

const DEADLINE_MS = 10_000;
const BYTES_AT_MOST = 1_048_576;

/**
 * A client with a timeout of ten seconds and a limit of one megabyte, which refuses private addresses unless allowed.
 */
export function createHttpClient(
  limits: { readonly deadlineMs?: number; readonly bytesAtMost?: number } = {},
): HttpClient {
  const { deadlineMs = DEADLINE_MS, bytesAtMost = BYTES_AT_MOST } = limits;
  return async (outgoing) => {
    const reason = refusalOf(outgoing);
    if (reason !== undefined) throw new HttpClientError(reason, { needsPrivate: true });
    // Loaded on demand: to import `node:http` as a module loads `fetch` with it, 15 ms and 8 MB of each start.
    const { request: send } =
      outgoing.url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    const { url, method, allowPrivate, body, verifiesTls = true } = outgoing;
    const deadline = AbortSignal.timeout(deadlineMs);
    const sent = send(url, {
      method,
      agent: false,
      signal: outgoing.signal ? AbortSignal.any([outgoing.signal, deadline]) : deadline,
      ...(!verifiesTls && { rejectUnauthorized: false }),
      headers: {
        ...outgoing.headers,
        ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
      },
      ...(!allowPrivate && { lookup: publicLookup }),
    });
    // The cause stays out of the error, which may be shown to a user.
    sent.on('error', (error) =>
      reject(error instanceof HttpClientError ? error : new HttpClientError(`no answer from ${url.host}`)),
    );
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (outgoing.ignoresBody) {
        response.on('error', () => {}).destroy();
        resolve({ status, headers: {}, body: '' });
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > bytesAtMost) {
          sent.destroy();
          reject(new HttpClientError(`the answer of ${url.host} is too large`));
          return;
        }
        chunks.push(chunk);
      });
      response.on('error', () => reject(new HttpClientError(`no whole answer from ${url.host}`)));
      response.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve({
          status,
          headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    sent.end(body);
    return promise;
  };
}

/** Reports whether a request to the URL is refused before any name is looked up. */
export function isRefusedTarget(target: Pick<HttpRequest, 'url' | 'allowPrivate'>): boolean {
  return refusalOf(target) !== undefined;
}

/** An address in the URL itself is never looked up, so it is checked here. */
function refusalOf({ url, allowPrivate }: Pick<HttpRequest, 'url' | 'allowPrivate'>): string | undefined {
  if (allowPrivate) return undefined;
  if (url.protocol !== 'https:') return `${url.host} is asked over https only`;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) && isPrivateAddress(host) ? `${url.host} is a private address` : undefined;
}

/** Checks the address that is connected to: a second look-up could return another. */
const publicLookup: LookupFunction = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      answer(error, '', 0);
      return;
    }
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) {
      answer(new HttpClientError(`${hostname} leads to a private address`, { needsPrivate: true }), '', 0);
      return;
    }
    if (options.all) answer(null, addresses);
    else answer(null, first.address, first.family);
  });
};
