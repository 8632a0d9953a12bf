import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { parseJson } from '../json.ts';
import { HttpClientError, type HttpResponse } from './http-client.ts';
import type { Fields } from './provider.ts';

/** The provider refused. `status` is its HTTP status; `reason` its error code, if it is one. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
    this.reason = reason;
  }
}

type ProviderRequest = {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly allowPrivate: boolean;
};

const AGENT = 'Denizen';
const ERROR_CODE = /^[A-Za-z0-9_.-]{1,60}$/;

/** Sends a request and returns the response as an object. Fails with `ProviderError` and `HttpClientError`. */
export async function providerRequest(core: Core, request: ProviderRequest): Promise<Fields> {
  const { form, headers = {}, allowPrivate } = request;
  const answer = await core.httpClient({
    url: new URL(request.url),
    method: request.method ?? (form ? 'POST' : 'GET'),
    headers: {
      Accept: 'application/json',
      'User-Agent': AGENT,
      ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(form && { body: new URLSearchParams(form).toString() }),
    allowPrivate,
  });
  const fields = fieldsOf(answer);
  // Some providers report errors with status 200.
  const { error } = fields;
  const isError = error !== undefined && error !== null && error !== '';
  if (answer.status < 200 || answer.status > 299 || isError)
    throw new ProviderError(answer.status, errorCodeOf(error));
  return fields;
}

/** Some providers respond with a form instead of JSON. A list is stored under the empty name. */
function fieldsOf({ headers, body }: HttpResponse): Fields {
  if (/urlencoded|text\/plain/.test(headers['content-type'] ?? '') && /^[^{[]+=/.test(body)) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  try {
    const value = parseJson(body);
    // Cast: only `list` reads an array, by an empty path.
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}

/** Passes on only what has the form of a standard error code. */
export function errorCodeOf(error: unknown): string {
  return typeof error === 'string' && ERROR_CODE.test(error) ? error : '';
}

/** Returns the failure that is shown to the user signing in. */
export function providerFailure(name: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ProviderError) {
    const word = error.reason === '' ? {} : { error: error.reason };
    return new Failure({ code: 'provider_failed', provider: name, reason: 'error', ...word });
  }
  if (error instanceof HttpClientError)
    return new Failure({ code: 'provider_failed', provider: name, reason: 'unreachable' });
  throw error;
}
