import { type Endpoints, endpoints } from '../generated/admin.ts';
import { connectionFailed, connectionWorks } from '../state/connection.ts';

/** The version of the API that this console is written for. */
const VERSION = '2026-12-01';
const PREFIX = '/admin';
const ANSWER_WITHIN_MS = 20_000;

export type EndpointName = keyof Endpoints;
export type InputOf<N extends EndpointName> = Endpoints[N]['input'];
export type OutputOf<N extends EndpointName> = Endpoints[N]['output'];

/** Why a call failed. `status` is 0 if the server could not be reached. */
export type ApiError = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The input that is wrong. */
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  /** The whole body, such as `current` of `changed_meanwhile`. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError };

export type CallOptions = {
  readonly signal?: AbortSignal | undefined;
  /** `updatedAt` of the row as it was shown: the call is refused if it was changed meanwhile. */
  readonly ifMatch?: string | undefined;
  /** Milliseconds to wait for the answer; 20 s by default. */
  readonly within?: number | undefined;
};

/** What the application does about refusals that no page handles. */
type Handlers = {
  /** The session has ended. */
  readonly onSignedOut: () => void;
  /** Asks for the password or a code again. Resolves with whether it was given. */
  readonly askForProof: () => Promise<boolean>;
};

let handlers: Handlers = { onSignedOut: () => {}, askForProof: async () => false };

export function handleRefusals(given: Handlers): void {
  handlers = given;
}

/**
 * Calls an endpoint. Errors are values, but for an abort by `signal`, which is thrown. Asks for a fresh proof if the
 * endpoint needs one, and then repeats the call.
 */
export async function call<N extends EndpointName>(
  name: N,
  input: InputOf<N>,
  options: CallOptions = {},
): Promise<Result<OutputOf<N>>> {
  const result = await send<N>(requestTo(name, input), options);
  if (result.ok || result.error.status !== 401) return result;
  if (result.error.code === 'proof_needed') {
    if (!(await handlers.askForProof())) return result;
    return send<N>(requestTo(name, input), options);
  }
  if (result.error.code === 'session_missing') handlers.onSignedOut();
  return result;
}

/** An error of a call as an exception, for queries. */
export class CallFailed extends Error {
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.message);
    this.error = error;
  }
}

/** Like `call`, but throws `CallFailed`. */
export async function fetched<N extends EndpointName>(
  name: N,
  input: InputOf<N>,
  options: CallOptions = {},
): Promise<OutputOf<N>> {
  const result = await call(name, input, options);
  if (!result.ok) throw new CallFailed(result.error);
  return result.value;
}

/** The address of an endpoint, for links to files. */
export function addressOf<N extends EndpointName>(name: N, input: InputOf<N>): string {
  return requestTo(name, input).url;
}

type Request = { readonly method: string; readonly url: string; readonly body: string | undefined };

function requestTo(name: EndpointName, input: object): Request {
  const [method = 'GET', path = ''] = endpoints[name].split(' ');
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/:(\w+)/g, (_, param: string) => {
    const value = rest.get(param);
    rest.delete(param);
    return encodeURIComponent(String(value));
  });
  if (method === 'GET') {
    const query = new URLSearchParams(
      Array.from(rest, ([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : `${value}`,
      ]),
    );
    return { method, url: `${PREFIX}${filled}${query.size > 0 ? `?${query}` : ''}`, body: undefined };
  }
  const body = rest.size > 0 ? JSON.stringify(Object.fromEntries(rest)) : undefined;
  return { method, url: PREFIX + filled, body };
}

async function send<N extends EndpointName>(
  { method, url, body }: Request,
  { signal, ifMatch, within = ANSWER_WITHIN_MS }: CallOptions,
): Promise<Result<OutputOf<N>>> {
  const deadline = AbortSignal.timeout(within);
  try {
    const response = await fetch(url, {
      method,
      headers: {
        Accept: 'application/json',
        'Denizen-Version': VERSION,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(ifMatch !== undefined && { 'If-Match': `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body }),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const value = await bodyOf(response);
    if (response.ok) {
      connectionWorks();
      return { ok: true, value: value as OutputOf<N> };
    }
    const error = errorOf(response, value);
    // A proxy that answers for a server that is away, sends no code.
    if (error.code === '') connectionFailed();
    else connectionWorks();
    return { ok: false, error };
  } catch (cause) {
    if (signal?.aborted) throw cause;
    connectionFailed();
    return {
      ok: false,
      error: {
        status: 0,
        code: 'connection_failed',
        message: '',
        field: undefined,
        requestId: undefined,
        body: {},
      },
    };
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const type = response.headers.get('Content-Type') ?? '';
  if (type.startsWith('text/html')) return text;
  if (!type.includes('json')) return undefined;
  return JSON.parse(text) as unknown;
}

function errorOf(response: Response, value: unknown): ApiError {
  const body = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined);
  return {
    status: response.status,
    code: text('code') ?? '',
    message: text('message') ?? '',
    field: text('field'),
    requestId: text('requestId') ?? response.headers.get('X-Request-Id') ?? undefined,
    body,
  };
}
