import type { FastifyRequest } from 'fastify';
import type { Failure } from '../core/failure.ts';
import { operationOf } from '../http/router.ts';
import type { Refusal } from '../http/server.ts';
import { type Answer, failures } from './failures.ts';
import { askedBy } from './formats/asked.ts';
import type { Refused } from './formats/format.ts';
import { loweredRefusal } from './formats/lower.ts';
import { SPOKEN_VERSION } from './version.ts';

export const JSON_TYPE = 'application/json; charset=UTF-8';
export const NO_STORE = 'no-cache, no-store, must-revalidate';

/** A refusal in the shape that the request's client knows; of what cannot be read as a request, in the newest. */
export function refuse(failure: Failure, request?: FastifyRequest): Refusal {
  const { status, type, message, tell }: Answer = failures[failure.code];
  const detail = failure.detail === undefined || !tell ? failure.detail : tell(failure.detail);
  const newest = { message: detail ?? message, code: status, type, version: SPOKEN_VERSION };
  const body = request ? older(request, newest) : newest;
  return {
    status: body.code,
    headers: {
      'Content-Type': JSON_TYPE,
      'Cache-Control': NO_STORE,
      Expires: '0',
      Pragma: 'no-cache',
      ...(failure.retryAfter !== undefined && { 'Retry-After': String(failure.retryAfter) }),
    },
    body: JSON.stringify(body),
  };
}

function older(request: FastifyRequest, refusal: Refused & { readonly type: string }): Refused {
  const { steps } = askedBy(request.headers, request.url);
  if (steps.length === 0) return refusal;
  return loweredRefusal(steps, refusal, { type: refusal.type, operation: operationOf(request) });
}
