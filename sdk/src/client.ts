import { messageOf, refusal } from './answers.ts';
import { Caller } from './caller.ts';
import { refuse } from './errors.ts';
import type { Call } from './invoke.ts';
import { demand } from './parameters.ts';
import {
  type Answer,
  type CallOptions,
  exchange,
  type Line,
  type Middleware,
  type RequestEvent,
} from './transport.ts';

const DEADLINE_MS = 30_000;
const RETRIES = 2;

/**
 * A connection to a server: endpoint, credentials and transport. Services take it as their argument.
 *
 * @example
 * ```ts
 * const client = new Client()
 *   .setEndpoint('https://users.example.com/v1')
 *   .setProject('main')
 *   .setKey(key);
 * const users = new Users(client);
 * ```
 */
export class Client extends Caller {
  #endpoint: string | undefined;
  readonly #listeners = new Set<(event: RequestEvent) => void>();
  #middleware: readonly Middleware[] = [];
  #fetch: typeof globalThis.fetch | undefined;
  #deadlineMs = DEADLINE_MS;
  #retries = RETRIES;

  /**
   * Sets the endpoint of the server.
   *
   * @param endpoint - Absolute URL including the version, such as `https://users.example.com/v1`.
   * @returns The client itself.
   * @throws {DenizenError} `sdk_parameter_invalid` when it is not an absolute http(s) URL, or contains credentials.
   *
   * @example
   * ```ts
   * client.setEndpoint('https://users.example.com/v1');
   * ```
   */
  setEndpoint(endpoint: string): this {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (!url?.protocol.startsWith('http') || url.username || url.password) {
      throw refuse('The endpoint must be an absolute address, as https://example.com/v1.', {
        type: 'sdk_parameter_invalid',
        parameter: 'endpoint',
      });
    }
    this.#endpoint = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
    return this;
  }

  /**
   * Replaces the global `fetch`, for example to use a proxy, your own certificates, or a fake in tests.
   *
   * @param fetch - Must honour `redirect: 'manual'`.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setFetch((input, init) => fetch(input, { ...init, keepalive: true }));
   * const ann = await users.get({ userId: 'ann' });
   * ```
   */
  setFetch(fetch: typeof globalThis.fetch): this {
    this.#fetch = fetch;
    return this;
  }

  /**
   * Sets the deadline of calls, including retries.
   *
   * @param deadlineMs - Milliseconds. Default: 30,000.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setDeadline(5_000);
   * ```
   */
  setDeadline(deadlineMs: number): this {
    this.#deadlineMs = deadlineMs;
    return this;
  }

  /**
   * Sets how often an idempotent call is retried after 429, 503 or a lost connection.
   *
   * @param retries - Attempts after the first. Default: 2; 0 for none.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setRetries(0);
   * ```
   */
  setRetries(retries: number): this {
    this.#retries = retries;
    return this;
  }

  /**
   * Wraps every request in a middleware, inside earlier ones.
   *
   * @param middleware - Called once per attempt.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.use((request, next) => next({ ...request, headers: { ...request.headers, traceparent } }));
   * ```
   */
  use(middleware: Middleware): this {
    this.#middleware = [...this.#middleware, middleware];
    return this;
  }

  /**
   * Listens to finished requests.
   *
   * @param listener - Called with the request and its result. Its exceptions are ignored.
   * @returns A function that removes the listener.
   *
   * @example
   * ```ts
   * const stop = client.onRequest(({ template, status, durationMs }) => console.log(template, status, durationMs));
   * ```
   */
  onRequest(listener: (event: RequestEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Pings the server.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns `Pong!`
   * @throws {DenizenError} `sdk_connection_failed` or `sdk_deadline_passed` when the server does not respond.
   *
   * @example
   * ```ts
   * const pong = await client.ping();
   * pong; // Pong!
   * ```
   */
  async ping(options?: CallOptions): Promise<string> {
    return (await this.#exchange({ method: 'GET', path: '/ping' }, options)).text;
  }

  /**
   * Calls an endpoint without a method.
   *
   * @param call - Method, path and fields.
   * @param options - Signal, deadline and retries of this call.
   * @returns The response; an empty object if it has no body.
   * @throws {DenizenError} The errors of the endpoint; `sdk_…` when it cannot be reached.
   *
   * @example
   * ```ts
   * const user = await client.call({ method: 'GET', path: '/users/ann' }, { deadlineMs: 10_000 });
   * ```
   */
  async call(call: Call, options?: CallOptions): Promise<unknown> {
    return messageOf(await this.#exchange(call, options));
  }

  /**
   * Returns the URL of an endpoint for a browser.
   *
   * @param call - Path and fields; the method is GET.
   * @returns An absolute URL with the project and without secrets of this client.
   *
   * @example
   * ```ts
   * const picture = client.addressOf({ path: '/avatars/initials', fields: { name: 'Ann Lee' } });
   * ```
   */
  addressOf({ path, fields }: Pick<Call, 'path' | 'fields'>): string {
    return this.#url(path, { ...fields, project: this.getHeaders()['x-appwrite-project'] });
  }

  /**
   * Calls an endpoint that redirects, without following the redirect.
   *
   * @param call - Path and fields; the method is GET.
   * @param options - Signal, deadline and retries of this call.
   * @returns The URL to redirect the browser to.
   * @throws {DenizenError} The errors of the endpoint; `sdk_…` when it cannot be reached.
   *
   * @example
   * ```ts
   * const fields = { success: 'https://localhost/in', failure: 'https://localhost/out' };
   * const address = await client.redirectOf({ path: '/account/tokens/oauth2/github', fields });
   * ```
   */
  async redirectOf(call: Omit<Call, 'method'>, options?: CallOptions): Promise<string> {
    const answer = await this.#exchange({ ...call, method: 'GET' }, options, true);
    return answer.headers.get('location') ?? '';
  }

  async #exchange(call: Call, options?: CallOptions, redirects = false): Promise<Answer> {
    const { method, path, template = path, fields = {} } = call;
    const inQuery = method === 'GET';
    const hasBody = !inQuery && Object.values(fields).some((value) => value !== undefined);
    const ask = {
      method,
      url: this.#url(path, inQuery ? fields : {}),
      template,
      headers: { ...this.getHeaders(), ...(hasBody && { 'content-type': 'application/json' }) },
      body: hasBody ? JSON.stringify(fields) : undefined,
      redirects,
    };
    const answer = await exchange(ask, this.#line(), options);
    if (answer.status < 400) return answer;
    throw refusal(answer);
  }

  #url(path: string, query: Readonly<Record<string, unknown>>): string {
    demand('endpoint', this.#endpoint, refuse);
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      const each = Array.isArray(value) ? [...value.entries()] : [];
      for (const [at, one] of each) search.append(`${name}[${at}]`, `${one}`);
      if (value !== undefined && !Array.isArray(value)) search.append(name, `${value}`);
    }
    const text = `${search}`;
    return `${this.#endpoint}${path}${text && `?${text}`}`;
  }

  #line(): Line {
    return {
      // Looked up at the call, so that a global that is replaced later counts; called without `this`, as browsers want.
      fetch: this.#fetch ?? ((input, init) => globalThis.fetch(input, init)),
      middleware: this.#middleware,
      listeners: this.#listeners,
      retries: this.#retries,
      deadlineMs: this.#deadlineMs,
      // A page without a key speaks for whoever is signed in there.
      credentials:
        'document' in globalThis && !('x-appwrite-key' in this.getHeaders()) ? 'include' : undefined,
      refuse,
    };
  }
}
