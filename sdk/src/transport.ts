import { type Refuse, TypedError } from './errors.ts';
import { fetchWithin } from './redirects.ts';
import { delayBefore, type Interruption, interruption } from './waiting.ts';

/**
 * Options of a call.
 *
 * @example
 * ```ts
 * const options: CallOptions = { signal, deadlineMs: 10_000, retries: 0 };
 * const ann = await users.get({ userId: 'ann' }, options);
 * ```
 */
export type CallOptions = {
  /** Aborts the call with `sdk_aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, including retries. Default: that of the client. */
  readonly deadlineMs?: number | undefined;
  /** Maximum number of retries. Default: that of the client. */
  readonly retries?: number | undefined;
  /** Whether the call may be retried. Default: whether its HTTP method is idempotent (GET, PUT, DELETE). */
  readonly idempotent?: boolean | undefined;
};

/**
 * A request, as a middleware sees it. Its headers contain secrets: do not log them.
 *
 * @example
 * ```ts
 * const named = ({ method, template }: SdkRequest) => `${method} ${template}`;
 * client.use((request, next) => {
 *   console.log(named(request));
 *   return next(request);
 * });
 * await users.get({ userId: 'ann' });
 * ```
 */
export type SdkRequest = {
  /** HTTP method. */
  readonly method: string;
  /** URL with query string. */
  readonly url: string;
  /** The path without parameter values, such as `/users/{userId}`, for names of spans and metrics. */
  readonly template: string;
  /** Headers of the client, including credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, if any. */
  readonly body: string | undefined;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** Aborted by the signal or the deadline of the call. */
  readonly signal: AbortSignal;
};

/**
 * Wraps every request: can change it, read the response, or respond itself.
 *
 * @param request - The request, as changed by outer middleware.
 * @param next - Calls the next middleware or the server.
 * @returns The response.
 *
 * @example
 * ```ts
 * const timed: Middleware = async (request, next) => {
 *   const began = performance.now();
 *   const response = await next(request);
 *   console.log(request.template, response.status, performance.now() - began);
 *   return response;
 * };
 * client.use(timed);
 * await users.get({ userId: 'ann' });
 * ```
 */
export type Middleware = (
  request: SdkRequest,
  next: (request: SdkRequest) => Promise<Response>,
) => Promise<Response>;

/**
 * A finished request. It contains no secrets: no headers, bodies, ids or queries.
 *
 * @example
 * ```ts
 * const events: RequestEvent[] = [];
 * const stop = client.onRequest((event) => events.push(event));
 * await users.get({ userId: 'ann' });
 * stop();
 * events[0]?.template; // /users/{userId}
 * ```
 */
export type RequestEvent = {
  /** HTTP method. */
  readonly method: string;
  /** The path without parameter values. */
  readonly template: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** HTTP status; 0 without a response. */
  readonly status: number;
  /** Milliseconds until the end of the response or the failure. */
  readonly durationMs: number;
  /** Milliseconds until the retry; `undefined` without one. */
  readonly retryInMs: number | undefined;
};

/** The transport settings of a client. */
export type Line = {
  readonly fetch: typeof globalThis.fetch;
  readonly middleware: readonly Middleware[];
  readonly listeners: ReadonlySet<(event: RequestEvent) => void>;
  readonly retries: number;
  readonly deadlineMs: number;
  /** Whether the cookies of a page are sent. */
  readonly credentials: 'include' | undefined;
  readonly refuse: Refuse;
};

/** A request before its attempts. */
export type Ask = Pick<SdkRequest, 'method' | 'url' | 'template' | 'headers' | 'body'> & {
  /** Whether a redirect is returned instead of followed. */
  readonly redirects?: boolean;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};
/** A response or an error. */
export type Tried = Answer | { readonly error: unknown; readonly status?: undefined };

/**
 * Sends a request. Retries idempotent ones after 429, 503 or a lost connection, after the server's delay or with growing
 * random delays.
 */
export async function exchange(ask: Ask, line: Line, options: CallOptions = {}): Promise<Answer> {
  const { retries = line.retries, idempotent = /GET|PUT|DELETE/.test(ask.method) } = options;
  const stop = interruption(options.signal, options.deadlineMs ?? line.deadlineMs, line.refuse);
  try {
    stop.signal.throwIfAborted();
    for (let attempt = 1; ; attempt++) {
      const began = Date.now();
      const tried = await attemptOnce({ ...ask, attempt, signal: stop.signal }, line, stop);
      const wait = idempotent && attempt <= retries ? delayBefore(attempt, tried) : undefined;
      const retryInMs = wait !== undefined && wait < stop.leftMs() ? wait : undefined;
      const { status = 0 } = tried;
      tell(line, ask, { attempt, status, durationMs: Date.now() - began, retryInMs });
      if (retryInMs !== undefined) await stop.pause(retryInMs);
      else if (tried.status === undefined) throw tried.error;
      else return tried;
    }
  } finally {
    stop.end();
  }
}

async function attemptOnce(
  { redirects, ...request }: SdkRequest & { readonly redirects?: boolean },
  line: Line,
  stop: Interruption,
): Promise<Tried> {
  const connected = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      if (cause instanceof TypedError) throw cause;
      throw line.refuse('The server was not reached, or the connection was cut.', {
        type: 'sdk_connection_failed',
        cause,
      });
    });
  const send = (changed: SdkRequest) => connected(fetchWithin(changed, line, redirects));
  const chain = line.middleware.reduceRight<(request: SdkRequest) => Promise<Response>>(
    (next, step) => (changed) => step(changed, next),
    send,
  );
  try {
    const response = await stop.race(chain(request));
    const text = await stop.race(connected(response.text()));
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    return { error };
  }
}

function tell(line: Line, { method, template }: Ask, rest: Omit<RequestEvent, 'method' | 'template'>): void {
  for (const listener of line.listeners) {
    try {
      listener({ method, template, ...rest });
    } catch {
      // A listener only watches: what it throws is no concern of the call.
    }
  }
}
