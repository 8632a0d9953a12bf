/** Errors by field: a sentence, or the errors of subfields. Never a list, which clients cannot print. */
export type FieldErrors = string | { readonly [field: string]: FieldErrors };

export type HexErrorOptions = {
  /** The header `WWW-Authenticate`. */
  readonly challenge?: string;
  readonly errors?: FieldErrors;
  /** Seconds until the caller may retry. */
  readonly retryAfter?: number;
};

type ErrorBody = {
  readonly status: number;
  readonly message: string | null;
  readonly errors?: FieldErrors;
};

/** An error in the form of hex.pm. */
export class HexError extends Error {
  override readonly name = 'HexError';
  readonly status: number;
  readonly body: ErrorBody;
  readonly challenge: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    message: string | null,
    { challenge, errors, retryAfter }: HexErrorOptions = {},
  ) {
    super(message ?? String(status));
    this.status = status;
    this.body = { status, message, ...(errors !== undefined && { errors }) };
    this.challenge = challenge;
    this.retryAfter = retryAfter;
  }
}

export const BASIC = 'Basic realm=hex';

export function badRequest(message = 'Bad request'): HexError {
  return new HexError(400, message);
}

export function unauthorized(message: string, challenge = BASIC): HexError {
  return new HexError(401, message, { challenge });
}

export function forbidden(message: string): HexError {
  return new HexError(403, message);
}

export function notFound(): HexError {
  return new HexError(404, 'Page not found');
}

export function unprocessable(errors: FieldErrors): HexError {
  return new HexError(422, 'Validation error(s)', { errors });
}

/** For calls with a token: clients prompt their user for what `error` names. */
export function bearerUnauthorized(message: string, error: string): HexError {
  return unauthorized(message, `Bearer realm="hex", error="${error}"`);
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  406: 'not_acceptable',
  422: 'invalid',
  429: 'rate_limited',
};

/** Returns the kind of an error for counts and logs. */
export function reasonOf({ status }: HexError): string {
  return REASONS[status] ?? 'other';
}
