import { type Refuse, TypedError } from './errors.ts';
import { fetchWithin } from './redirects.ts';
import { delayBefore, type Interruption, interruption } from './waiting.ts';

/**
 * What a call may be told beside its parameters.
 *
 * @example
 * ```ts
 * const options: CallOptions = { signal, deadlineMs: 10_000, retries: 0 };
 * const ann = await users.get({ userId: 'ann' }, options);
 * ```
 */
export type CallOptions = {
  /** Ends the call: it is refused as `sdk_aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call, its retries included; those of the client without it. */
  readonly deadlineMs?: number | undefined;
  /** How often it is tried again at most; as often as the client says without it. */
  readonly retries?: number | undefined;
  /** Whether it may be tried again; without it, whether its HTTP method is idempotent (GET, PUT, DELETE). */
  readonly idempotent?: boolean | undefined;
};

/**
 * One request, as a middleware sees it. Its headers hold secrets: do not log them.
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
  /** Address with its query. */
  readonly url: string;
  /** The path without the values of its parameters, as in `/users/{userId}`: fit for names of spans and metrics. */
  readonly template: string;
  /** Names as they are sent; those of the client, with what proves who asks. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, where there is any. */
  readonly body: string | undefined;
  /** 1 for the first, one more for each retry. */
  readonly attempt: number;
  /** Aborted when the call is ended, by its signal or its deadline. */
  readonly signal: AbortSignal;
};

/**
 * Stands around every request: may change it, look at the answer, or answer itself.
 *
 * @param request - The request, as those before made it.
 * @param next - Sends it on, to the next one or to the server.
 * @returns The answer.
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
 * What is told of each request when it is over. It holds no secrets: no headers, bodies, ids or queries.
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
  /** The path without the values of its parameters. */
  readonly template: string;
  /** 1 for the first, one more for each retry. */
  readonly attempt: number;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Milliseconds until the whole answer was there, or until it failed. */
  readonly durationMs: number;
  /** In how many milliseconds it is tried again; `undefined` when it is not. */
  readonly retryInMs: number | undefined;
};

/** How requests are sent: what a client holds for all of its calls. */
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

/** A request before it is tried. */
export type Ask = Pick<SdkRequest, 'method' | 'url' | 'template' | 'headers' | 'body'> & {
  /** Whether a redirect is the answer, and not followed. */
  readonly redirects?: boolean;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};
/** An answer, or what was thrown instead. */
export type Tried = Answer | { readonly error: unknown; readonly status?: undefined };

/**
 * Sends a request, and again where that helps: when it is idempotent and the answer was 429 or 503, or there was none.
 * Waits as the server says, else longer each time and by chance.
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
