import type { FastifyInstance } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Failure } from '../core/failure.ts';
import type { TraceContext } from '../core/tracing/trace-context.ts';
import type { Caller, HttpRequest, Refused } from './exchange.ts';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
    refusal: Refused | undefined;
    trace: TraceContext | undefined;
    /** Bytes that the connection had sent when the request came. */
    sentBefore: number;
  }
}

/** What is noted of a request for its line in the log, the metrics and its span. */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('caller', undefined);
  app.decorateRequest('refusal', undefined);
  app.decorateRequest('trace', undefined);
  app.decorateRequest('sentBefore', 0);
}

/** Notes why a request is refused. */
export function noteFailure(request: HttpRequest, { code, data }: Failure): void {
  request.refusal = { code, failure: data };
}

/** Returns what an actor takes over of its request, beside where it comes from. */
export function originOf(request: HttpRequest): Pick<Actor, 'requestId' | 'trace'> {
  const { id: requestId, trace } = request;
  return trace ? { requestId, trace } : { requestId };
}
