import { traceOf } from '../core/tracing/trace-context.ts';
import type { Span, Tracer } from '../core/tracing/tracer.ts';
import type { HttpRequest } from './exchange.ts';

/** Puts each request into the trace that its caller names, or into one of its own. */
export type RequestTraces = {
  readonly begin: (request: HttpRequest) => void;
  readonly end: (request: HttpRequest, status: number) => void;
};

/** Without a tracer, a request has the trace that its caller names, or none. */
export function requestTraces(tracer: Tracer | undefined): RequestTraces {
  const named = (request: HttpRequest) =>
    request.headers.traceparent === undefined ? undefined : traceOf(request.headers);
  if (!tracer)
    return {
      begin: (request) => {
        request.trace = named(request);
      },
      end: () => {},
    };
  const spans = new WeakMap<HttpRequest, Span>();
  return {
    begin: (request) => {
      const attributes = { 'http.request.method': request.method, 'denizen.request_id': request.id };
      const span = tracer.start(request.method, { kind: 'server', parent: named(request), attributes });
      spans.set(request, span);
      request.trace = span.context;
    },
    end: (request, status) => {
      const { method, caller, refusal } = request;
      const route = request.routeOptions.url ?? 'none';
      spans.get(request)?.end({
        name: `${method} ${route}`,
        attributes: {
          'http.route': route,
          'http.response.status_code': status,
          ...(caller && { 'denizen.caller': caller.kind, 'denizen.project': caller.project.id }),
          ...(refusal && { 'denizen.refused': refusal.code }),
        },
        isError: status >= 500,
      });
    },
  };
}
