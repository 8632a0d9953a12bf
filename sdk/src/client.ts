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
 * A connection to a server: where it is, who asks, and how requests are sent. Services take it as their argument.
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
   * Says where the server is.
   *
   * @param endpoint - Absolute address up to and with the version, as `https://users.example.com/v1`.
   * @returns The client itself.
   * @throws {DenizenError} `sdk_parameter_invalid` when it is no absolute http(s) address, or holds a name and password.
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
   * Sends requests by another function than the global `fetch`: one with a proxy, certificates of your own, or a test's.
   *
   * @param fetch - It must honour `redirect: 'manual'`.
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
   * Says how long a call may take, its retries included.
   *
   * @param deadlineMs - Milliseconds; 30,000 unless it is set.
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
   * Says how often an idempotent call is tried again after 429, 503 or a lost connection.
   *
   * @param retries - Times after the first; 2 unless it is set, 0 for never.
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
   * Puts a middleware around every request, within those that were added before.
   *
   * @param middleware - Is called once for each attempt.
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
   * Tells of each request when it is over.
   *
   * @param listener - Is told what was asked, and how it went. What it throws is passed over.
   * @returns What stops it.
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
   * Asks whether the server is there.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns `Pong!`
   * @throws {DenizenError} `sdk_connection_failed` or `sdk_deadline_passed` when it is not.
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
   * Calls an endpoint that has no method of its own.
   *
   * @param call - Method, path and fields.
   * @param options - Signal, deadline and retries of this call.
   * @returns What the server answers; an empty object where the answer has no body.
   * @throws {DenizenError} As the endpoint refuses; those that begin with `sdk_` when it is not reached.
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
   * The address of an endpoint to which a browser can be sent.
   *
   * @param call - Path and fields; the method is GET.
   * @returns An absolute address that names the project and holds no secret of this client.
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
   * Calls an endpoint that answers with a redirect, and does not follow it.
   *
   * @param call - Path and fields; the method is GET.
   * @param options - Signal, deadline and retries of this call.
   * @returns The address to which a browser is to be sent.
   * @throws {DenizenError} As the endpoint refuses; those that begin with `sdk_` when it is not reached.
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
