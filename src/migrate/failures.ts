import { type Failure, type FailureCode, retryAfterSeconds } from '../core/failure.ts';
import type { Refusal } from '../http/server.ts';

/**
 * Status and sentence of the failures that a caller can meet. None is 403, which is a wrong password for Kratos, and 404
 * is left to what a contract means by it.
 */
export const failures: Readonly<Partial<Record<FailureCode, { status: number; message: string }>>> = {
  argument_invalid: { status: 400, message: 'The request is not one of this contract.' },
  auth_method_disabled: { status: 409, message: 'The project does not serve this contract.' },
  body_invalid: { status: 400, message: 'The body cannot be read.' },
  body_too_large: { status: 413, message: 'The body is too large.' },
  content_type_unsupported: { status: 415, message: 'Send JSON with Content-Type: application/json.' },
  key_expired: { status: 401, message: 'The API key has expired.' },
  rate_limited: { status: 429, message: 'Too many passwords were tried.' },
  request_invalid: { status: 400, message: 'The request cannot be read.' },
  route_not_found: { status: 405, message: 'There is no such contract.' },
  scope_missing: { status: 401, message: 'Send an API key of the project that has the scope for this.' },
  unavailable: { status: 503, message: 'The server cannot answer now. Try again in a moment.' },
};

const others = { status: 500, message: 'The server failed.' } as const;

/** Renders a failure. */
export function refuse({ data }: Failure): Refusal {
  const { status, message } = failures[data.code] ?? others;
  const wait = retryAfterSeconds(data);
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(wait !== undefined && { 'retry-after': String(wait) }),
    },
    body: JSON.stringify({ error: failures[data.code] ? data.code : 'internal', message }),
  };
}
